"""The sprint planner: hours in, the best set out, every limit in the address, and the set claimed at once."""

import html
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain import plan_advice, plan_solver
from papercuts.domain.limits import Size, Status
from papercuts.domain.plan_asked import Asked
from papercuts.domain.plan_solver import Best
from papercuts.domain.planner import Problem
from papercuts.models import PaperCut, Plan
from papercuts.pages import planner_bars, planner_page
from papercuts.pages.planner_numbers import price
from papercuts.queries import plannable, planning
from tests.factories import make


def cut(title: str, people: int = 400, size: Size | None = Size.S, **fields: Any) -> PaperCut:
    """A paper cut with a score, on a task of its own: 9.27 hours to fix."""
    task = make.task()
    make.use(task, people=people)
    made = make.paper_cut(title, task=task, sightings=1, **fields)
    if size:
        make.effort(made, size)
    actions.scores.refresh(cuts=[made.id])
    return made


def chosen(page: str) -> list[str]:
    """Return the titles of the chosen set."""
    table = page.split("Chosen paper cuts.")[1].split("</table>")[0] if "Chosen paper cuts." in page else ""
    return re.findall(r'class="cut-title" href="/paper-cuts/\d+"><bdi>(.*?)</bdi>', table)


def link(page: str, words: str) -> str:
    """Return where the link with these words, or this label, leads to."""
    found = re.search(rf'href="([^"]+)"[^>]*(?:aria-label="{re.escape(words)}"|>{re.escape(words)}<)', page)
    assert found, words
    return html.unescape(found[1])


def test_the_best_set_is_shown_with_what_it_gives_back_and_what_else_could_be(vera: FlaskClient) -> None:
    cut("Good", 900), cut("Fair", 800), cut("Small", 50), cut("Huge", 5000, Size.XL)

    page = vera.get("/planner?hours=25&reserve=0&goal=1").text

    assert chosen(page) == ["Good", "Fair"]
    assert "Best of all sets that fit: proven." in page
    assert "Chance to reach 1 h" in page
    assert "Chance that 25 h are enough" in page
    assert re.search(r"PC-\d+ makes room", page)
    assert "picking from the top of the ranked list" in page
    assert re.search(r"Too large: PC-\d+ takes 465 h", page)
    assert chosen(vera.get(link(page, "Plan with 28 h")).text) == ["Good", "Fair", "Small"]


def test_picking_from_the_top_is_held_against_the_best_set(ben: FlaskClient) -> None:
    cut("Quick", 300, Size.XS), cut("Large", 900)

    page = ben.get("/planner?hours=10&reserve=0").text

    assert chosen(page) == ["Large"]
    assert re.search(r"hardly matters: picking from the top of the ranked list gives [0-9.,]+ h a year less", page)
    assert re.search(
        r"<td role=\"cell\"><bdi>PC-\d+</bdi></td><td role=\"cell\" class=\"is-num\"><bdi></bdi></td>", page
    )
    assert re.search(
        r"<strong>With 3 h more</strong>, PC-\d+ would come in: [0-9,]+ h a year more\. 1\.6 h of them are enough\.",
        page,
    )
    all_of_it = ben.get("/planner?hours=12&reserve=0").text
    assert "Everything that can be planned is in it." in all_of_it
    assert "gives the same set" in all_of_it
    assert "Three hours more would bring nothing." in ben.get("/planner?hours=3&reserve=0").text


def test_pinning_leaving_out_and_every_other_limit_is_a_link_and_can_be_taken_back(ben: FlaskClient) -> None:
    area = make.area("Editor")
    good, small = cut("Good", 900, area_id=area.id), cut("Small", 50)

    page = ben.get("/planner?hours=10&reserve=0").text
    pinned = ben.get(link(page, f"Pin PC-{small.id}")).text
    left_out = ben.get(link(page, f"Leave out PC-{good.id}")).text

    assert chosen(page) == ["Good"]
    assert chosen(pinned) == chosen(left_out) == ["Small"]
    assert chosen(ben.get(link(pinned, f"Remove limit: PC-{small.id} is in")).text) == ["Good"]
    assert chosen(ben.get(link(left_out, f"Remove limit: Without PC-{good.id}")).text) == ["Good"]
    both = f"/planner?hours=20&reserve=0&apart={good.id}-{small.id}"
    assert chosen(ben.get(both).text) == ["Good"]
    assert chosen(ben.get(f"/planner?hours=20&reserve=0&area={area.id}:0").text) == ["Small"]
    assert chosen(ben.get(f"/planner?hours=20&reserve=0&out={small.id}&needs={good.id}-{small.id}").text) == []
    twice = f"/planner?hours=20&reserve=0&area={area.id}:0&area={area.id}:1"
    assert chosen(ben.get(twice).text) == ["Good", "Small"]
    third = cut("Third", 70)
    too_much = ben.get(f"/planner?hours=20&together={good.id}-{small.id}:6&together={good.id}-{third.id}:6")
    assert (too_much.status_code, f"PC-{good.id} cannot share more" in too_much.text) == (422, True)
    third.status = Status.DECLINED
    assert chosen(ben.get(f"/planner?hours=18&reserve=0&together={good.id}-{small.id}:1").text) == ["Good", "Small"]


def test_what_a_pin_costs_is_said(ben: FlaskClient) -> None:
    good, small = cut("Good", 900), cut("Small", 50)
    hers = cut("Hers", 2000, status=Status.CLAIMED, owner_id=make.account("Mei").id)
    costs = price((good.hours_lost_mean or 0) - (small.hours_lost_mean or 0)).lstrip("−")

    page = ben.get(f"/planner?hours=10&reserve=0&pin={small.id}").text

    assert f"PC-{small.id} is in: {costs} a year less than without it." in page
    assert "picking from the top of the ranked list, after what you insist on, gives the same set." in page
    assert "Best of all sets that keep the limits: proven." in page
    assert f"PC-{good.id} is in, and would be anyway." in ben.get(f"/planner?hours=10&pin={good.id}&reserve=0").text
    both = ben.get(f"/planner?hours=20&reserve=0&pin={good.id}&pin={small.id}").text
    assert f"PC-{good.id} and PC-{small.id} are in, and would be anyway." in both
    assert re.search(
        rf"PC-{hers.id} is in: [0-9,]+ h a year more than without it",
        ben.get(f"/planner?hours=10&reserve=0&pin={hers.id}").text,
    )


def test_a_limit_of_a_person_says_what_it_brings_in_and_where_it_changes_nothing(ben: FlaskClient) -> None:
    mei = make.account("Mei")
    cut("Good", 900), cut("Hers", 800, status=Status.CLAIMED, owner_id=mei.id)

    with_hers, idle, strict = (
        ben.get(f"/planner?reserve=0&hours={ask}").text
        for ask in (f"40&owner={mei.id}:10", f"10&owner={mei.id}:10", f"40&claimed=1&owner={mei.id}:1")
    )

    assert "claimed paper cuts are planned, too: one of the chosen is claimed." in with_hers
    assert "changes nothing" not in with_hers + strict
    assert "claimed paper cuts are planned, too: none of them is chosen." in idle
    assert "Remove limit: Mei: 10 h, changes nothing" in idle


def test_a_limit_is_added_by_a_form_and_kept_with_what_was_asked(ben: FlaskClient) -> None:
    good, small = cut("Good", 900), cut("Small", 50)
    area, mei = make.area("Editor"), make.account("Mei")
    ask = "/planner?hours=20&reserve=0&goal=3&"

    def added(query: str) -> str:
        answer = ben.get(ask + query)
        assert answer.status_code == 303, answer.text
        return str(answer.location)

    kept = "/planner?hours=20&reserve=0&goal=3"
    assert added(f"add=one&add-one-cut=pc-{small.id}&add-one-kind=out") == f"{kept}&out={small.id}"
    assert added(f"add=area&add-area-area={area.id}&add-area-most=2") == f"{kept}&area={area.id}%3A2"
    assert added(f"add=owner&add-owner-owner={mei.id}&add-owner-most=2.5") == f"{kept}&owner={mei.id}%3A2.5"
    pair = f"add=pair&add-pair-first={good.id}&add-pair-second={small.id}"
    assert added(f"{pair}&add-pair-kind=needs") == f"{kept}&needs={good.id}-{small.id}"
    assert added(f"{pair}&add-pair-kind=together&add-pair-shared=1") == f"{kept}&together={good.id}-{small.id}%3A1"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("hours=many&reserve=20", "Enter a number"),
        ("hours=&reserve=20", "Enter how many hours there are"),
        ("hours=1e400&reserve=20", "Enter a number"),
        ("hours=16&reserve=101", "Enter a number from 0 to 90"),
        ("hours=16&reserve=20&goal=NaN", "Enter a number"),
        ("hours=16&reserve=20&add=one&add-one-kind=pin&add-one-cut=first", "Enter a number, like PC-31"),
        ("hours=16&reserve=20&add=one&add-one-kind=pin&add-one-cut=PC-999", "There is no PC-999"),
        (
            "hours=16&reserve=20&add=pair&add-pair-kind=together&add-pair-first=1&add-pair-second=2",
            "how many hours they",
        ),
        ("hours=16&reserve=20&add=pair&add-pair-kind=apart&add-pair-first=1&add-pair-second=1", "another one than"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(ben: FlaskClient, query: str, words: str) -> None:
    cut("Good"), cut("Fair")

    answer = ben.get(f"/planner?{query}")

    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert words in answer.text


STRANGE = ["pin=x", "pin=0", "area=1", "area=99:1", "owner=99:1", "what=1", "apart=3-3", "claimed=2", "add=what"]


@pytest.mark.parametrize("query", [*STRANGE, "together=1-2:nan"])
def test_what_no_address_of_ours_says_is_refused(ben: FlaskClient, query: str) -> None:
    assert ben.get(f"/planner?hours=16&reserve=20&{query}").status_code == 400


def test_what_is_impossible_is_named_and_what_is_closed_is_not_planned(ben: FlaskClient) -> None:
    good, fixed = cut("Good", 900), cut("Old", status=Status.FIXED)

    answer = ben.get(f"/planner?hours=5&reserve=0&pin={good.id}&pin={fixed.id}")

    assert answer.status_code == 200
    assert f"PC-{good.id} must be in it and takes 9.3 h; there are 5 h." in answer.text
    assert chosen(ben.get(link(answer.text, "Plan with 9.5 h")).text) == ["Good"]
    assert link(answer.text, f"Leave PC-{good.id} out").endswith(f"&pin={fixed.id}&out={good.id}")
    assert f"PC-{fixed.id} is fixed, so it is not planned." in answer.text


def test_what_needs_something_that_cannot_be_planned_is_left_out_with_the_reason(ben: FlaskClient) -> None:
    good, top = cut("Good", 900), cut("Top", 800)
    declined, fixed = cut("Not this", status=Status.DECLINED), cut("Old", status=Status.FIXED)
    ask = "/planner?hours=30&reserve=0"

    page = ben.get(f"{ask}&needs={good.id}-{declined.id}&needs={top.id}-{fixed.id}").text

    assert chosen(page) == ["Top"]
    why = f"PC-{declined.id} is declined, so PC-{good.id}, which needs it, is not planned."
    assert why in page
    assert chosen(ben.get(link(page.split(why)[1], "Let it go")).text) == ["Good", "Top"]
    chain = ben.get(f"{ask}&needs={top.id}-{good.id}&needs={good.id}-{declined.id}").text
    assert f"PC-{good.id} is not planned, so PC-{top.id}, which needs it, is not planned." in chain
    pinned = ben.get(f"{ask}&pin={good.id}&needs={good.id}-{declined.id}").text
    assert f"PC-{good.id} must be in it and requires PC-{declined.id}, which cannot be." in pinned
    assert "is left out" not in pinned


def test_claimed_ones_are_planned_when_asked_for_or_when_somebodys_hours_are_limited(ben: FlaskClient) -> None:
    mei = make.account("Mei")
    cut("Open one", 50), cut("Hers", 900, status=Status.CLAIMED, owner_id=mei.id)

    page = ben.get("/planner?hours=30&reserve=0").text

    assert chosen(page) == ["Open one"]
    assert "1 claimed paper cut is not planned again." in page
    assert chosen(ben.get(link(page, "Remove limit: Open only")).text) == ["Hers", "Open one"]
    assert chosen(ben.get(f"/planner?hours=30&reserve=0&owner={mei.id}:5").text) == ["Open one"]


def test_an_effort_that_nobody_gave_is_marked(ben: FlaskClient) -> None:
    cut("Not estimated", size=None)

    page = ben.get("/planner?hours=80&reserve=0").text

    assert '<span class="assumed">1 of 1</span> has no estimate yet' in page
    assert 'href="/paper-cuts?effort=needs"' in page


def test_nothing_to_plan_and_nothing_that_fits_are_said(ben: FlaskClient) -> None:
    assert "Nothing to plan yet" in ben.get("/planner").text
    good = cut("Good")
    small = ben.get("/planner?hours=11&reserve=20").text
    assert "Nothing fits into the hours there are" in small
    assert f"PC-{good.id}, takes 9.3 h; there are 11 h less 20 % reserve = 8.8 h." in small
    assert chosen(ben.get(link(small, "Plan without the reserve")).text) == ["Good"]
    assert chosen(ben.get(link(small, "Plan with 12 h")).text) == ["Good"]
    good.area_id = make.area("Editor").id
    db.session.flush()
    assert "Remove one of the limits above." in ben.get(f"/planner?hours=20&area={good.area_id}:0").text
    actions.paper_cuts.claim(good, by=make.account("Mei"), at=good.created_at)
    assert "Everything open is claimed" in ben.get("/planner").text


def test_few_hours_keep_nothing_in_reserve_as_the_ranked_list_says(ben: FlaskClient) -> None:
    cut("Quick", size=Size.XS)

    two = link(ben.get("/planner?hours=29.5&reserve=20").text, "two hours")

    assert two in html.unescape(ben.get("/paper-cuts").text)
    assert link(ben.get(two).text, "a day") == "/planner?hours=8&reserve=20"
    assert "Chance that 29.5 h are enough" in ben.get("/planner?hours=29.5&reserve=20").text


def asked_on(page: str) -> dict[str, str]:
    """Return what the fields of a page hold."""
    return {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', page)}


def test_a_set_is_claimed_and_kept_at_once_and_given_back_at_once(app: Flask, ben: FlaskClient) -> None:
    first, second, hers = cut("First"), cut("Second"), cut("Hers")
    page = ben.get("/planner?hours=40&reserve=0").text
    asked = asked_on(page)
    actions.paper_cuts.claim(hers, by=make.account("Mei"), at=hers.created_at)
    db.session.commit()

    answer = ben.post("/planner/claims", data=asked, follow_redirects=True)
    again = ben.post("/planner/claims", data=asked, follow_redirects=True)

    assert f"You have claimed PC-{first.id}, PC-{second.id}. The plan is saved." in answer.text
    assert f"PC-{hers.id} was left as it is: Mei has claimed this already." in answer.text
    assert "You have claimed this already." in again.text
    me = ben.account  # type: ignore[attr-defined]
    assert {one.id: one.owner_id for one in (first, second)} == {first.id: me.id, second.id: me.id}
    plan = db.session.scalars(db.select(Plan).options(db.selectinload(Plan.items))).one()
    assert sorted(item.paper_cut_id for item in plan.items) == [first.id, second.id, hers.id]
    assert (plan.asked["hours"], plan.is_proven, "pin" in plan.asked) == (["40"], False, False)

    url = f"/plans/{plan.id}"
    undone = ben.post(f"{url}/claims/end", follow_redirects=True)

    assert f"PC-{first.id}, PC-{second.id} are open again for anybody." in undone.text
    assert [one.status for one in (first, second, hers)] == [Status.OPEN, Status.OPEN, Status.CLAIMED]
    assert "The saved plan is removed." in undone.text
    assert ben.get(url).status_code == 404


@pytest.mark.parametrize("since", ["claimed again", "fixed"])
def test_undo_leaves_what_came_after_it(ben: FlaskClient, since: str) -> None:
    first, second = cut("First", 900), cut("Second", 800)
    page = ben.get("/planner?hours=40&reserve=0").text
    ben.post("/planner/claims", data=asked_on(page))
    plan_id = db.session.scalars(db.select(Plan.id)).one()
    if since == "fixed":
        first.status = Status.FIXED
        db.session.commit()
    else:
        ben.post(f"/paper-cuts/{first.id}/claim/end")
        ben.post(f"/paper-cuts/{first.id}/claim")

    undone = ben.post(f"/plans/{plan_id}/claims/end", follow_redirects=True).text

    assert f"PC-{second.id} is open again for anybody." in undone
    db.session.rollback()
    assert first.status is (Status.FIXED if since == "fixed" else Status.CLAIMED)
    assert (db.session.get(Plan, plan_id) is None) is (since != "fixed")


def test_a_plan_that_has_changed_meanwhile_is_not_claimed(ben: FlaskClient) -> None:
    good, fixed = cut("Good"), cut("Old", status=Status.FIXED)
    both = f"{good.id} {fixed.id}"

    answer = ben.post("/planner/claims", data={"asked": "hours=40", "chosen": both, "cuts": both})

    assert answer.location == "/planner?hours=40&reserve=20"
    assert "The plan has changed meanwhile, so nothing was claimed." in ben.get(answer.location).text
    assert good.status is Status.OPEN


def test_claiming_takes_an_engineer_a_form_and_numbers(
    ben: FlaskClient, vera: FlaskClient, client: FlaskClient
) -> None:
    good = cut("Good")
    right = {"cuts": str(good.id), "chosen": str(good.id), "asked": "hours=16"}

    assert ben.get("/planner/claims").status_code == 405
    assert vera.post("/planner/claims", data=right).status_code == 403
    assert "Claim it" not in vera.get("/planner").text
    assert client.post("/planner/claims", data=right).status_code == 401
    for wrong in ("", "x", "1e3", "9" * 11, f"{good.id} 999"):
        assert ben.post("/planner/claims", data=right | {"cuts": wrong}).status_code == 400
    for wrong in ("hours=many", "pin=x"):
        assert ben.post("/planner/claims", data=right | {"asked": wrong}).status_code == 400
    assert ben.post("/plans/9/claims/end").status_code == 404


def test_the_ranked_list_leads_to_a_plan_and_adds_to_the_one_looked_at_last(ben: FlaskClient) -> None:
    good, small = cut("Good", 900), cut("Small", 50)
    listed = ben.get("/paper-cuts").text
    page = ben.get(link(listed, "Plan a sprint with them")).text
    assert chosen(page) == ["Good", "Small"]
    assert "hours=2&amp;reserve=0" in listed
    ben.get("/planner?hours=9&reserve=0")

    answer = ben.get(f"/planner?add=one&add-one-kind=pin&add-one-cut={small.id}")

    assert answer.location == f"/planner?hours=9&reserve=0&pin={small.id}"
    assert good.id != small.id


def test_a_plan_costs_as_many_statements_for_many_as_for_few(ben: FlaskClient, count_queries: Any) -> None:
    cut("One", 100)
    ben.get("/planner?hours=99&reserve=0")
    with count_queries() as few:
        ben.get("/planner?hours=99&reserve=0")
    for n in range(5):
        cut(f"Further {n}", 50 + n)
    with count_queries() as many:
        ben.get("/planner?hours=99&reserve=0")
    assert len(many) == len(few)


def test_of_very_many_it_says_how_many_were_not_looked_at(ben: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plannable, "MOST", 2)
    for n in range(4):
        cut(f"Cut {n}", 100 + n)
    everything = ben.get("/planner?hours=99&reserve=0").text
    monkeypatch.setattr(plannable, "NEXT_MOST", 0)

    page = ben.get("/planner?hours=99&reserve=0").text
    one = ben.get("/planner?hours=9.27&reserve=0").text
    last, first = (db.session.scalars(db.select(PaperCut.id).where(PaperCut.title == f"Cut {n}")).one() for n in (0, 3))
    named = ben.get(f"/planner?hours=19&reserve=0&needs={first}-{last}").text

    assert (len(chosen(everything)), "not looked at" in everything) == (4, False)
    assert "2 paper cuts further down the ranked list were not looked at." in page
    assert "The best set found in the time there was: no other gives back more than" in page
    assert "2 paper cuts further down the ranked list were not looked at: none can be in a better set." in one
    assert (chosen(one), "Best of all sets that fit: proven." in one) == (["Cut 3"], True)
    assert "1 paper cut further down the ranked list was not looked at." in named
    assert chosen(named) == ["Cut 3", "Cut 0"]


@pytest.mark.parametrize("has_advice", [True, False])
def test_reading_takes_from_the_time_of_the_solver(
    app: Flask, monkeypatch: pytest.MonkeyPatch, has_advice: bool
) -> None:
    cut("Good", 900)
    clock, given, left = [100.0], list[float](), 1.0
    read = plannable.read

    def slowly(*args: Any) -> Any:
        clock[0] += plan_solver.SECONDS - left
        return read(*args)

    def solve(asked: Problem, seconds: float, *_: Any) -> Best:
        given.append(seconds)
        return plan_solver.best(asked, seconds)

    monkeypatch.setattr(planning, "monotonic", lambda: clock[0])
    monkeypatch.setattr(plannable, "read", slowly)
    monkeypatch.setattr(plan_advice, "best", solve)
    planning.plan(Asked(), has_advice=has_advice)

    assert given[0] == pytest.approx(left)


def test_what_there_was_no_time_for_is_said(ben: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    cut("Good", 900)
    small = cut("Small", 50)
    monkeypatch.setattr(planning, "SECONDS", 0.0)

    page = ben.get("/planner?hours=10&reserve=0").text

    assert chosen(page) == ["Good"]
    assert f"There was no time to work out the price of insisting on PC-{small.id}." in page
    assert "There was no time to work out what three hours more would bring." in page


def test_of_a_long_plan_the_first_are_listed_until_somebody_wants_all(
    ben: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    cuts = [cut(f"Cut {n}", 900 - n) for n in range(4)]
    monkeypatch.setattr(planner_page, "LISTED", 2)
    monkeypatch.setattr(planner_bars, "APART", 2)

    first = ben.get("/planner?hours=99&reserve=0").text
    everything = ben.get("/planner?hours=99&reserve=0&rows=all").text

    assert chosen(first) == ["Cut 0", "Cut 1"]
    assert "2 others of the set are further down the ranked list." in first
    assert "- 2 others: " in first
    assert ", 2 others " in first
    assert 'href="/planner?hours=99&amp;reserve=0&amp;rows=all">Show all 4 fixes</a>' in first
    assert f'value="{" ".join(str(one.id) for one in cuts)}"' in first
    assert "Claim all 4" in first
    assert chosen(everything) == ["Cut 0", "Cut 1", "Cut 2", "Cut 3"]
    assert "Show all" not in everything
    monkeypatch.setattr(planner_page, "CLAIMED_MOST", 3)
    assert "Claim all" not in ben.get("/planner?hours=99&reserve=0").text


def test_a_hostile_title_is_text(ben: FlaskClient) -> None:
    cut("<script>alert(1)</script>")

    page = ben.get("/planner?hours=99&reserve=0").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
