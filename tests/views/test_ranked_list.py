"""The ranked list and its filters: what an engineer reads first."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import HowTimed, Size, Status
from papercuts.models import PaperCut
from papercuts.queries import familiar, first_ones, middles
from tests.factories import AT, make

CountQueries = Callable[[], AbstractContextManager[list[str]]]


def ranked(title: str, *, people: int = 400, n_seen: int = 1, size: Size | None = Size.S, **fields: Any) -> PaperCut:
    """A paper cut with evidence and a true score; more people rank it higher."""
    task = make.task()
    make.use(task, people=people)
    cut = make.paper_cut(title, task=task, sightings=n_seen, **fields)
    if size:
        make.effort(cut, size)
    actions.scores.refresh(cuts=[cut.id])
    return cut


def titles(page: str) -> list[str]:
    """The titles in their order."""
    return re.findall(r'class="cut-title" href="/paper-cuts/\d+"(?: autofocus)?><bdi>(.*?)</bdi>', page)


def test_the_best_use_of_an_hour_stands_first(ben: FlaskClient) -> None:
    ranked("Third", people=10)
    first = ranked("First", people=10_000)
    ranked("Second", people=1_000)
    ranked("Fixed", people=90_000, status=Status.FIXED)
    make.paper_cut("Never seen")

    page = ben.get("/paper-cuts").text

    assert titles(page) == ["First", "Second", "Third"]
    assert '<td role="cell" class="is-num is-tight c-rank">1</td>' in page
    assert f"PC-{first.id}" in page
    assert "3 of 5 paper cuts" in page
    assert '<th role="columnheader" scope="col" class="is-num" aria-sort="descending">' in page
    assert "1 of 1" in page
    assert re.search(r'aria-label="likely [\d,.]+ to [\d,.]+ hours a year"', page)


def test_the_first_six_are_added_up(ben: FlaskClient) -> None:
    for n in range(8):
        ranked(f"Cut {n}")

    six = ben.get("/paper-cuts").text
    one = ben.get("/paper-cuts?text=cut+3").text
    none = ben.get("/paper-cuts?sort=hours").text

    assert "The first six would give users back about <strong>" in six
    assert "</strong> for <strong>56 hours</strong> of work." in six  # six times 9.3
    assert "The first would give users back about" in one
    assert "would give users back" not in none


def test_what_was_not_estimated_is_ranked_as_assumed_and_says_so(ben: FlaskClient) -> None:
    ranked("Estimated")
    ranked("Not estimated", size=None)

    page = ben.get("/paper-cuts").text
    alone = ben.get("/paper-cuts?effort=needs").text

    assert page.count("needs effort") == 1
    assert '<span class="assumed">53 h</span>' in page
    assert titles(alone) == ["Not estimated"]


def test_filters_stand_in_the_address_as_chips_that_can_be_taken_away(ben: FlaskClient) -> None:
    area = make.area("Größe & <b>co</b>")
    ranked("Here", area_id=area.id)
    ranked("There")

    page = ben.get(f"/paper-cuts?area={area.id}&sort=hours").text

    assert titles(page) == ["Here"]
    assert f'<option value="{area.id}" selected>Größe &amp; &lt;b&gt;co&lt;/b&gt;</option>' in page
    assert 'aria-label="Remove filter: Größe &amp; &lt;b&gt;co&lt;/b&gt;"' in page
    assert 'class="chip chip--on" href="?sort=hours"' in page
    assert f'href="/paper-cuts/matrix?area={area.id}&amp;sort=hours"' in page
    assert '<input type="hidden" name="sort" value="hours">' in page


def test_all_can_be_shown_whatever_became_of_them(vera: FlaskClient) -> None:
    ranked("Open")
    ranked("Fixed", status=Status.FIXED)
    make.fix(ranked("Reopened"), make.release(status="published"))
    make.paper_cut("Never seen")

    page = vera.get("/paper-cuts?status=all").text

    assert sorted(titles(page)) == ["Fixed", "Never seen", "Open", "Reopened"]
    assert titles(page)[-1] == "Never seen"
    assert "not seen yet" in page
    assert "badge--reopened" in page


def test_what_is_fixed_has_no_number_and_says_that_it_was_lost_before(vera: FlaskClient) -> None:
    ranked("Verified", people=90_000, status=Status.VERIFIED)
    ranked("Open", people=10_000)
    ranked("Fixed", people=1_000, status=Status.FIXED)
    ranked("Also open", people=100)

    page = vera.get("/paper-cuts?status=all").text

    assert titles(page) == ["Verified", "Open", "Fixed", "Also open"]
    assert re.findall(r'c-rank">(\d*)</td>', page) == ["", "1", "", "2"]
    assert page.count(' h<span class="visually-hidden"> before the fix</span>') == 2
    assert page.count('class="c-mend"') == page.count('hours a year before the fix"') == 2
    assert "before the fix" not in vera.get("/paper-cuts").text


def test_visits_of_one_day_to_one_site_can_be_told_apart(ben: FlaskClient) -> None:
    site = make.site("Marfinch")
    ids = [make.visit(site).id for _ in range(2)]
    make.visit(make.site("Pellworth"))
    db.session.commit()

    page = ben.get("/paper-cuts").text

    for visit_id, nth in zip(ids, ("first", "second"), strict=True):
        assert f'<option value="visit-{visit_id}">12 March 2026, Marfinch, {nth} visit that day</option>' in page
    assert "12 March 2026, Pellworth</option>" in page


def test_mine_are_those_i_have_claimed(ben: FlaskClient) -> None:
    ranked("Mine", status=Status.CLAIMED, owner_id=ben.account.id)  # type: ignore[attr-defined]
    ranked("Hers", status=Status.CLAIMED, owner_id=make.account("Ada Lovelace").id)
    ranked("Nobody’s")

    assert titles(ben.get("/paper-cuts?owner=me").text) == ["Mine"]
    assert titles(ben.get("/paper-cuts?owner=nobody").text) == ["Nobody’s"]
    assert 'aria-label="Ada Lovelace" title="Ada Lovelace">AL</span>' in ben.get("/paper-cuts").text


@pytest.mark.parametrize(
    "query",
    [
        "sort=password_hash",
        "sort=payback_q50;--",
        "status=gone",
        "area=x",
        "area=999",
        "owner=x",
        "seen=visit-999",
        "after=x",
        "page=-1",
        "foo=1",
        "why=x",
        "at=x",
        "text=" + "x" * 201,
    ],
)
def test_what_nobody_can_ask_for_is_refused(ben: FlaskClient, query: str) -> None:
    """T08, T27: an unknown word is an answer of 400, in the list and in the matrix, and is not repeated."""
    for path in ("/paper-cuts", "/paper-cuts/matrix"):
        answer = ben.get(f"{path}?{query}")

        assert answer.status_code == 400
        assert ("Unknown" in answer.text) != ("At most 200 characters" in answer.text)
        assert "password_hash" not in answer.text


def test_the_sort_field_is_named_when_it_is_unknown(ben: FlaskClient) -> None:
    assert "Unknown sort field" in ben.get("/paper-cuts?sort=password").text


def test_fifty_rows_make_a_page_and_the_next_goes_on(ben: FlaskClient) -> None:
    task = make.task()
    rows = [
        {"title": f"Cut {n}", "title_identity": f"cut {n}", "task_id": task.id, "status": Status.OPEN, "created_at": AT}
        | {"payback_q50": float(n), "payback_q10": 0.0, "payback_q90": 9e9, "hours_lost_mean": 1.0}
        | {"hours_lost_q10": 0.5, "hours_lost_q90": 2.0, "effort_hours_mean": 1.0, "effort_hours_q10": 0.5}
        | {"effort_hours_q90": 2.0, "is_mostly_assumed": False, "needs_effort": False}
        for n in range(1, 121)
    ]
    db.session.execute(db.insert(PaperCut), rows)

    first = ben.get("/paper-cuts").text
    second = ben.get("/paper-cuts" + link(first, "next")).text
    third = ben.get("/paper-cuts" + link(second, "next")).text
    back = ben.get("/paper-cuts" + link(third, "prev")).text

    assert titles(first)[0] == "Cut 120"
    assert titles(first)[-1] == "Cut 71"
    assert "1–50 of 120" in first
    assert titles(second)[0] == "Cut 70"
    assert "51–100 of 120" in second
    assert "101–120 of 120" in third
    assert 'rel="next"' not in third
    assert titles(back) == titles(second)
    assert "would give users back" not in second


def link(page: str, rel: str) -> str:
    """The address behind *Next page* or *Previous page*."""
    found = re.search(rf'href="([^"]+)" rel="{rel}"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_the_list_costs_as_many_statements_for_thirty_as_for_three(
    ben: FlaskClient, count_queries: CountQueries
) -> None:
    def cost() -> int:
        first_ones.kept.clear()  # rows of a test write no events
        middles.kept.clear()
        familiar.kept.clear()
        with count_queries() as statements:
            assert ben.get("/paper-cuts?why=1").status_code == 200
        return len(statements)

    for n in range(3):
        ranked(f"Cut {n}")
    few = cost()
    for n in range(27):
        ranked(f"More {n}", status=Status.CLAIMED, owner_id=make.account(f"Owner {n}").id, area_id=make.area().id)

    assert cost() == few


def test_why_opens_the_sum_under_its_row(ben: FlaskClient) -> None:
    cut = ranked("Hit often", n_seen=2)
    ranked("Other", people=9)

    page = ben.get(f"/paper-cuts?why={cut.id}").text

    assert f"Why is PC-{cut.id} number 1?" in page
    assert f'<a href="/paper-cuts/{cut.id}#sightings">' in page
    assert f'<a href="/tasks/{cut.task_id}">' in page
    assert f'<a href="/paper-cuts/{cut.id}/efforts/new">' in page
    assert "are hit: 2 of 2 watched" in page
    assert re.search(
        r"Number 1: about [\d,.]+ hours a year \([\d,.]+ to [\d,.]+\) for 9.3 hours of work, because", page
    )
    assert "425 people do it (others: 9.57)" in page
    assert "Others: the one other ranked paper cut." in page
    assert "2 of 2 watched doing “Task" in page
    assert re.search(r"It would be second if the fix took more than about [\d,.]+ hours\.", page)
    assert "Biggest doubt: " in page
    assert "A fix pays for itself in " in page
    assert "No input is assumed." in page
    assert f'action="/paper-cuts/{cut.id}/claim"' in page
    assert f'action="/paper-cuts/{cut.id}/efforts"' in page
    assert page.count('<tr class="is-why"') == 1


@pytest.mark.parametrize("query", ["sort=effort", "sort=hours", "sort=hit", "text=large", "status=all", "owner=nobody"])
def test_the_rank_is_that_of_all_however_the_list_is_sorted_or_filtered(ben: FlaskClient, query: str) -> None:
    ranked("First", people=9_000, n_seen=2)
    large = ranked("Large", people=90_000, size=Size.XL)
    ranked("Third", people=10, size=Size.XS)

    page = ben.get(f"/paper-cuts?why={large.id}&{query}").text

    assert f"Why is PC-{large.id} number 2 of all by payback?" in page
    assert "Number 2: about" in page
    assert "Why it ranks second" in ben.get(f"/paper-cuts/{large.id}").text


def test_what_is_not_ranked_has_a_cost_and_no_place(ben: FlaskClient) -> None:
    ranked("First")
    fixed = ranked("Fixed", status=Status.FIXED)

    page = ben.get(f"/paper-cuts?why={fixed.id}&status=fixed").text

    assert f"What does PC-{fixed.id} cost?" in page
    assert "About " in page
    assert "Number " not in page.split('<div class="why">')[1]
    assert "It would be" not in page


def test_the_same_is_said_of_its_place_on_its_own_page(ben: FlaskClient) -> None:
    first, second = ranked("First", people=9_000), ranked("Second")

    for path in (f"/paper-cuts?why={second.id}", f"/paper-cuts/{second.id}"):
        page = ben.get(path).text

        assert "despite only 425 people doing it (others: 9,570)" in page
        assert re.search(r"It would be first if the fix took less than about [\d,.]+ hours?\.", page)
    assert "It would be second" in ben.get(f"/paper-cuts/{first.id}").text


def test_the_page_of_one_costs_as_many_statements_among_thirty_as_among_three(
    ben: FlaskClient, count_queries: CountQueries
) -> None:
    def cost(path: str) -> int:
        first_ones.kept.clear()  # rows of a test write no events
        middles.kept.clear()
        familiar.kept.clear()
        with count_queries() as statements:
            assert ben.get(path).status_code == 200
        return len(statements)

    cut = ranked("Cut")
    ranked("Other")
    paths = [f"/paper-cuts/{cut.id}", f"/paper-cuts?why={cut.id}"]
    few = [cost(path) for path in paths]
    for n in range(27):
        ranked(f"More {n}", people=n + 1)

    assert [cost(path) for path in paths] == few


@pytest.mark.parametrize(
    ("how", "seconds", "is_marked"),
    [
        (HowTimed.GUESS, 30, True),
        (None, None, True),
        (HowTimed.STOPWATCH, 9, False),
        (HowTimed.COUNTED, 9, False),
    ],
)
def test_what_rests_on_one_guess_is_marked(
    ben: FlaskClient, how: HowTimed | None, seconds: float | None, is_marked: bool
) -> None:
    cut = make.paper_cut("Seen with one")
    make.sighting(paper_cut=cut, seconds_lost=seconds, how_timed=how)
    make.sighting(make.visit(product="Rival"), paper_cut=cut, seconds_lost=9, how_timed=HowTimed.STOPWATCH)
    make.paper_cut("Never seen")
    actions.scores.refresh_all()

    assert ben.get("/paper-cuts?status=all").text.count("one person’s guess") == is_marked


def test_what_two_people_met_is_no_single_guess(ben: FlaskClient) -> None:
    ranked("Seen with two", n_seen=2)

    assert "one person’s guess" not in ben.get("/paper-cuts").text


def test_one_person_met_at_two_visits_is_one_guess(ben: FlaskClient) -> None:
    cut, site = make.paper_cut("Seen with one"), make.site()
    person = make.participant(site)
    for _ in range(2):
        make.sighting(make.visit(site), paper_cut=cut, participant=person, seconds_lost=None, how_timed=None)
    actions.scores.refresh_all()

    page = ben.get("/paper-cuts").text

    assert "2 of 2" in page
    assert page.count("one person’s guess") == 1


def test_the_row_that_was_closed_keeps_the_focus(ben: FlaskClient) -> None:
    cut, other = ranked("Here"), ranked("There")

    opened = ben.get(f"/paper-cuts?sort=hours&why={cut.id}").text
    closed = ben.get(f"/paper-cuts?sort=hours&at={cut.id}").text

    assert f'href="?sort=hours&amp;at={cut.id}" data-key="w" aria-expanded="true"' in opened
    assert f'href="?sort=hours&amp;why={other.id}" data-key="w"' in opened
    assert re.findall(r'href="/paper-cuts/(\d+)" autofocus', closed) == [str(cut.id)]
    assert "autofocus" not in ben.get("/paper-cuts?at=999").text


def test_why_counts_what_was_assumed(ben: FlaskClient) -> None:
    cut = make.paper_cut(sightings=1)
    actions.scores.refresh_all()

    page = ben.get(f"/paper-cuts?why={cut.id}").text

    assert (
        "3 of 7 inputs are assumed; they make 82 % of the uncertainty: how many people do the task, how often they do"
        " the task, the effort." in page
    ), re.search(r"\d of 7.*?\.", page)
    assert "(assumed)" in page
    assert "mostly assumed" in page


def test_why_of_something_that_is_not_on_the_page_opens_nothing(ben: FlaskClient) -> None:
    ranked("Here")

    assert "is-why" not in ben.get("/paper-cuts?why=999").text


def test_a_reader_sees_the_sum_but_no_buttons(vera: FlaskClient) -> None:
    cut = ranked("Hit often")

    page = vera.get(f"/paper-cuts?why={cut.id}").text

    assert "Why is PC-" in page
    assert 'method="post"' not in page.replace('action="/logout"', "")
    assert "/efforts" not in page
    assert f'<a href="/paper-cuts/{cut.id}#history">to fix' in page
    assert '<a href="#history">to fix' in vera.get(f"/paper-cuts/{cut.id}").text
    assert 'id="history"' in vera.get(f"/paper-cuts/{cut.id}").text


def test_a_reader_is_led_nowhere_they_may_not_go(vera: FlaskClient) -> None:
    cuts = [ranked("Hit often"), ranked("Fixed", status=Status.FIXED), ranked("No effort", size=None)]
    pages = [f"/paper-cuts?status=all&why={cut.id}" for cut in cuts] + [f"/paper-cuts/{cut.id}" for cut in cuts]

    for path in pages:
        for link in set(re.findall(r'href="(/[^"#]*)', vera.get(path).text.split("<main")[1])):
            assert vera.get(link.replace("&amp;", "&")).status_code < 400, (path, link)


def test_an_empty_list_says_where_paper_cuts_come_from(ada: FlaskClient, vera: FlaskClient) -> None:
    page = ada.get("/paper-cuts").text

    assert "No paper cuts yet" in page
    assert "Plan a visit" in page
    assert "Plan a visit" not in vera.get("/paper-cuts").text


def test_a_filter_that_finds_nothing_can_be_cleared(ben: FlaskClient) -> None:
    ranked("Here")

    page = ben.get("/paper-cuts?text=elsewhere").text

    assert "Nothing found" in page
    assert '<a class="btn btn--primary" href="/paper-cuts">Clear filters</a>' in page


def test_when_all_is_done_the_list_says_so(ben: FlaskClient) -> None:
    ranked("Fixed", status=Status.FIXED)

    page = ben.get("/paper-cuts").text

    assert "Nothing to fix just now" in page
    assert 'href="/paper-cuts?status=all"' in page


def test_more_filters_are_a_link_away(ben: FlaskClient) -> None:
    task = ranked("Here").task_id

    plain, more = ben.get("/paper-cuts").text, ben.get("/paper-cuts?more=1").text

    assert 'name="task"' not in plain
    assert 'name="text"' not in plain
    assert 'href="?more=1">More filters</a>' in plain
    assert 'name="task"' in more
    assert 'name="status"' in more
    assert 'name="task"' in ben.get(f"/paper-cuts?task={task}").text


def test_hostile_titles_come_back_escaped(ben: FlaskClient) -> None:
    ranked("<script>alert(1)</script>")
    ranked("W" * 200)

    page = ben.get("/paper-cuts").text

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_stranger_is_sent_to_sign_in(client: FlaskClient, app: Flask) -> None:
    for path in ("/paper-cuts", "/paper-cuts/matrix"):
        answer = client.get(path)

        assert (answer.status_code, answer.location) == (302, f"/login?next={path}")
        assert client.post(path).status_code == 405
