"""Trying other numbers on the page of a paper cut: nothing is saved, and nothing wrong is worked out."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Size, Status
from papercuts.models import Event, PaperCut
from tests.factories import make

WRONG = [
    ({"people": "-1"}, "Enter a number from 0"),
    ({"people": "many"}, "Enter a whole number"),
    ({"people": "1e400"}, "Enter a whole number"),
    ({"people": "999999999999"}, "Enter a number from 0 to 1,000,000,000"),
    ({"times": "NaN"}, "Enter a number, like 3 or 1.5"),
    ({"seconds": "inf"}, "Enter a number, like 3 or 1.5"),
    ({"seconds": "0"}, "Enter a number from 0.1 to"),
    ({"hit": "3"}, "Of 2 watched, no more can be hit"),
    ({"hit": "5", "watched": "4"}, "Of 4 watched, no more can be hit"),
    ({"watched": "1"}, "Of 1 watched, no more can be hit"),
    ({"watched": "10001"}, "Enter a number from 0 to 10,000"),
    ({"low": "99"}, "must be in this order"),
    ({"likely": "99", "low": "1"}, "must be in this order"),
    ({"high": "0.1"}, "must be in this order"),
    ({"percent_removed": "101"}, "Enter a number from 0 to 100"),
    ({"per": "decade"}, "Choose from the list"),
    ({"people_source": "<script>"}, "Choose from the list"),
    ({"occurrences": "0"}, "Enter a number from 0.001"),
]
HOURS = ("low", "likely", "high")
CountQueries = Callable[[], AbstractContextManager[list[str]]]


def ranked(title: str, *, people: int = 400, **fields: str) -> PaperCut:
    """A paper cut with evidence and a stored score."""
    task = make.task()
    make.use(task, people=people)
    cut = make.paper_cut(title, task=task, sightings=2, **fields)
    make.effort(cut, Size.S)
    actions.scores.refresh(cuts=[cut.id])
    return cut


def result(page: str) -> dict[str, list[str]]:
    """What the table says: now and then, by name."""
    part = page.split("data-result>")[1].split("</section>")[0]
    rows = re.findall(
        r'<th role="rowheader" scope="row">(.*?)</th><td role="cell">(.*?)</td><td role="cell">(.*?)</td>', part
    )
    return {name: [re.sub("<[^>]+>", " ", cell).rstrip() for cell in cells] for name, *cells in rows}


def status(page: str) -> str:
    """What is read aloud."""
    return page.split("data-status><bdi>")[1].split("</bdi>")[0]


@pytest.fixture
def cut() -> PaperCut:
    """The second of three."""
    ranked("Many", people=1_000)
    cut = ranked("Some")
    ranked("Few", people=100)
    return cut


def test_the_page_comes_closed_with_the_numbers_that_are_known(vera: FlaskClient, cut: PaperCut) -> None:
    page = vera.get(f"/paper-cuts/{cut.id}").text

    part = page.split('id="what-if">')[1].split("</section>")[0]
    assert part.startswith("<details><summary>")
    assert "Nothing is saved" in part
    assert "Now 400, customer said" in part
    assert "as it is (customer said)" in part
    assert "Now size S" in part
    in_sum = re.search(r"400 [^<]*, counted as (\d+) since uncertain", page.replace(part, ""))
    assert in_sum
    assert f"Now 400, customer said, counted as {in_sum[1]} since uncertain" in part
    for name, value in (("people", "400"), ("times", "3"), ("hit", "2"), ("low", "4"), ("percent_removed", "100")):
        assert re.search(f'<input[^>]* data-now="{value}"[^>]* name="if-{name}"[^>]* value="{value}">', part), name
    assert result(page) == {}


@pytest.mark.parametrize("path", ["", "/what-if"], ids=["page", "part"])
def test_another_number_moves_rank_range_and_hours_and_nothing_is_saved(
    vera: FlaskClient, cut: PaperCut, path: str
) -> None:
    n_events = db.session.scalar(select(func.count()).select_from(Event))
    before = cut.payback_q50

    page = vera.get(f"/paper-cuts/{cut.id}{path}?if-people=4000").text

    assert status(page).startswith("Number 1 of 3; it is number 2. Payback ")
    assert status(page).endswith("×, with 4,000 instead of 400 people.")
    assert result(page)["Rank"] == ["number 2", "number 1 of 3"]
    assert {"Payback", "Lost a year", "Effort"} < result(page).keys()
    assert result(page)["Effort"][0] == result(page)["Effort"][1]
    assert "The range of the payback moves from" in page
    assert "The doubt would be" in page
    assert "<details open>" in page
    assert (db.session.scalar(select(func.count()).select_from(Event)), cut.payback_q50) == (n_events, before)


def test_the_whole_form_as_it_comes_changes_nothing(vera: FlaskClient, cut: PaperCut) -> None:
    page = vera.get(f"/paper-cuts/{cut.id}").text
    part = page.split('id="what-if">')[1].split("</form>")[0]
    fields = dict(re.findall(r'<input[^>]* name="(if-\w+)"[^>]* value="([^"]*)"', part))
    fields |= {f"if-{name}": "" for name in ("people_source", "frequency_source")} | {"if-per": "day"}

    assert len(fields) == 15
    for typed in (fields, dict.fromkeys(fields, "")):
        answer = vera.get(f"/paper-cuts/{cut.id}", query_string=typed)
        assert answer.status_code == 200
        assert status(answer.text) == "Nothing is changed yet."
        assert result(answer.text) == {}


def hours_in(page: str) -> dict[str, str]:
    """What the fields of the hours hold, with the one that nobody sees."""
    fields = dict(re.findall(r'<input[^>]* name="(if-\w+)"[^>]* value="([^"]*)"', page))
    return {name: fields[name] for name in (*(f"if-{one}" for one in HOURS), "if-along")}


def test_the_hours_that_count_are_those_the_fields_show(vera: FlaskClient, cut: PaperCut) -> None:
    """Other likely hours move low and high along; once one of these was typed, all three stay as they are typed."""
    make.effort(cut, size=None, low_hours=2, likely_hours=3, high_hours=5)
    where = f"/paper-cuts/{cut.id}/what-if"
    fields = hours_in(vera.get(where).text)

    def show(said: str, **typed: str) -> None:
        """Type into what the page before showed, as a browser without script sends it."""
        fields.update({f"if-{name}": value for name, value in typed.items()})
        page = vera.get(where, query_string=fields).text
        fields.update(hours_in(page))
        shown = ", ".join(fields[f"if-{name}"] for name in HOURS)
        assert (shown, f"with {said} h of work instead of 2, 3, 5" in status(page)) == (said, True)
        assert ("Low and high moved along with likely." in status(page)) == (fields["if-along"] != "no")

    show("4, 6, 10", likely="6")
    show("0.667, 1, 1.67", likely="1")  # as while 12 is typed
    show("8, 12, 20", likely="12")
    show("8, 12, 15", high="15")
    show("8, 10, 15", likely="10")
    show("2, 4, 5", low="2", likely="4", high="5")
    # with a script only what differs from what is known is sent
    assert "with 2, 4, 5 h" in status(vera.get(where, query_string={"if-likely": "4", "if-along": "no"}).text)
    assert "with 2, 4, 6.67 h" in status(
        vera.get(where, query_string={"if-likely": "4", "if-high": "6.67", "if-along": "4"}).text
    )
    out_of_order = vera.get(where, query_string=fields | {"if-likely": "9"})
    assert out_of_order.status_code == 422
    assert "must be in this order; 2, 9 and 5 are not" in out_of_order.text
    for hostile in ("1e400", "nan", "<script>", "9" * 400, "-1"):
        assert "with 2, 4, 5 h" in status(vera.get(where, query_string=fields | {"if-along": hostile}).text)


def test_better_known_numbers_shrink_the_range(vera: FlaskClient, cut: PaperCut) -> None:
    page = vera.get(f"/paper-cuts/{cut.id}?if-people_source=telemetry&if-hit=20&if-watched=20&if-timed=9").text

    assert "the people known as “telemetry”, 20 of 20 hit instead of 2 of 2, and 9 timed instead of 2." in status(page)
    assert re.search(r"The range of the payback (shrinks|moves) from .* to ", page)


def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_worked_out(vera: FlaskClient, cut: PaperCut) -> None:
    for typed, words in WRONG:
        query = {f"if-{name}": value for name, value in typed.items()}
        answer = vera.get(f"/paper-cuts/{cut.id}/what-if", query_string=query)

        assert answer.status_code == 422, typed
        wrong = answer.text.split('class="field field--error"')[1].split("</div>")[0]
        assert words in wrong, typed
        assert f'for="if-{next(iter(typed))}"' in wrong or "watched" in typed, typed  # and nowhere that nobody touched
        assert result(answer.text) == {}
        assert status(answer.text).startswith("It cannot be worked out yet")
        assert "<script>" not in answer.text

    page = vera.get(f"/paper-cuts/{cut.id}?if-hit=many&if-people=7")
    assert page.status_code == 422
    assert "<title>Error: " in page.text
    assert '<a href="#if-hit">Hit: Enter a whole number, like 12</a>' in page.text
    assert 'value="many"' in page.text
    assert 'value="7"' in page.text


def test_nobody_hit_is_no_rank_and_of_what_nobody_met_the_first_one_gives_it(vera: FlaskClient, cut: PaperCut) -> None:
    unseen = make.paper_cut("Heard of", task=make.task())

    assert "Nobody would be hit, so it would not be ranked, with 0 of 2 hit instead of 2 of 2." in status(
        vera.get(f"/paper-cuts/{cut.id}?if-hit=0").text
    )
    first = vera.get(f"/paper-cuts/{unseen.id}?if-hit=2&if-watched=4").text
    assert result(first)["Rank"][0] == "not ranked yet"
    assert re.fullmatch(r"number \d of 4", result(first)["Rank"][1])
    assert result(first)["Payback"][0] == "no score yet"


def test_what_does_not_wait_has_no_rank(vera: FlaskClient, cut: PaperCut) -> None:
    fixed = ranked("Mended", people=9_000, status=Status.FIXED)
    declined = ranked("Not ours", people=9_000, status=Status.DECLINED)

    of_fixed = vera.get(f"/paper-cuts/{fixed.id}?if-low=1").text
    of_declined = vera.get(f"/paper-cuts/{declined.id}?if-low=1").text

    assert result(of_fixed)["Rank"] == ["none: it is fixed", "none: it is fixed"]
    assert result(of_declined)["Rank"] == ["none: it is declined", "number 1 of 4, if it were opened again"]


def test_it_leads_to_where_a_number_is_entered_whoever_may(ben: FlaskClient, ada: FlaskClient, cut: PaperCut) -> None:
    address, effort = f"/paper-cuts/{cut.id}/what-if", f'href="/paper-cuts/{cut.id}/efforts/new"'

    assert effort in ben.get(f"{address}?if-low=1").text
    assert effort not in ben.get(f"{address}?if-people=500").text
    assert f'href="/tasks/{cut.task_id}"' not in ben.get(f"{address}?if-people=500").text
    assert f'href="/tasks/{cut.task_id}"' in ada.get(f"{address}?if-people=500").text


def test_what_nothing_is_known_of_and_enormous_numbers_have_their_words(vera: FlaskClient) -> None:
    bare = make.paper_cut("Bare", sightings=1)
    actions.scores.refresh_all()

    page = vera.get(
        f"/paper-cuts/{bare.id}?if-people=1000000000&if-times=100000&if-seconds=28800&if-low=0.1&if-likely=0.1"
    ).text
    none = vera.get(f"/paper-cuts/{bare.id}?if-people=0").text

    assert "Now 10, assumed" in page
    assert "trillion" in result(page)["Lost a year"][1]
    assert result(none)["Rank"] == ["number 1", "number 1 of 1"]
    assert vera.get("/paper-cuts/999999/what-if").status_code == 404


def test_rank_costs_one_count_more(vera: FlaskClient, cut: PaperCut, count_queries: CountQueries) -> None:
    address = f"/paper-cuts/{cut.id}/what-if"
    vera.get(address)

    with count_queries() as unchanged:
        vera.get(address)
    with count_queries() as changed:
        vera.get(f"{address}?if-people=9")

    assert len(changed) <= len(unchanged) + 2
