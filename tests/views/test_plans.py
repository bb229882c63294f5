"""Saved plans: kept with the figures of the day, and compared with what happened."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain import formats
from papercuts.domain.limits import ReleaseStatus, Size, Status
from papercuts.models import Event, PaperCut, Plan
from papercuts.queries import history
from tests.factories import AT, make
from tests.views.test_planner import chosen, cut, link

LATER = AT + timedelta(days=30)


def fixed(found: PaperCut, status: Status, version: str = "4.13", **fields: object) -> None:
    """Put a fix of a paper cut into a published release, after the plan."""
    release = make.release(version, status=ReleaseStatus.PUBLISHED, published_at=LATER, released_on=LATER.date())
    make.fix(found, release, **fields).fixed_at = LATER
    found.status = status
    actions.scores.refresh_all()


def test_a_plan_is_kept_with_its_figures_and_asked_again(app: Flask, ben: FlaskClient) -> None:
    good, _ = cut("Good", 900), cut("Small", 50)
    asked = f"hours=10&reserve=0&pin={good.id}"

    answer = ben.post("/plans", data={"name": "Sprint 12", "asked": asked}, follow_redirects=True)

    plan = db.session.scalars(db.select(Plan).options(db.selectinload(Plan.items))).one()
    assert "Saved. This page will say what has become of it." in answer.text
    assert "Sprint 12" in answer.text
    assert (plan.hours, plan.is_proven, [item.paper_cut_id for item in plan.items]) == (10, True, [good.id])
    assert plan.hours_back_q10 < plan.hours_back_mean < plan.hours_back_q90
    assert chosen(ben.get(link(answer.text, "Plan the same again")).text) == ["Good"]
    event = db.session.scalars(db.select(Event).where(Event.subject == "plan")).one()
    assert (event.verb, event.details) == ("saved", {"paper_cuts": [f"PC-{good.id}"]})
    assert "1 saved plan" in ben.get("/planner").text


def test_a_plan_says_what_it_was_made_with(vera: FlaskClient, ben: FlaskClient) -> None:
    area, mei = make.area("<i>Editor"), make.account("Mei")
    good = cut("Good", 900)
    asked = {
        "hours": ["16"],
        "reserve": ["20"],
        "goal": ["500"],
        "pin": [str(good.id)],
        "out": ["7"],
        "area": [f"{area.id}:2", "99:1"],
        "owner": [f"{mei.id}:8"],
        "apart": ["4-5"],
        "together": ["4-6:2.5"],
        "cautious": ["1"],
    }
    said = (
        f"Planned with 16 h less 20 % reserve = 12.8 h, to reach 500 h a year. PC-{good.id} is in. Without PC-7."
        " At most 2 from &lt;i&gt;Editor. At most 1 from area 99. Mei: 8 h. Not both PC-4 and PC-5."
        " PC-4 and PC-6 share 2.5 h. Cautiously, by the lower limits."
    )

    page = vera.get(f"/plans/{make.plan([good], asked=asked).id}").text
    plain = ben.get("/planner?hours=10&reserve=0").text

    assert page.count(said) == 2  # to read, and as text
    assert f"- PC-{good.id} Good: 8 h to fix, 100 h a year expected. Open." in page
    assert "Sprint plan, 10 hours\nPlanned with 10 h. Open ones only.\n" in plain


def test_what_became_of_each_is_told(vera: FlaskClient) -> None:
    verified, again, claimed = cut("Verified one", 900), cut("Seen again", 700), cut("Hers", 500)
    draft, before = cut("In a draft", 400), cut("Fixed before the plan", 300)
    make.fix(before, make.release("4.1", status=ReleaseStatus.PUBLISHED, published_at=AT)).fixed_at = AT - timedelta(9)
    make.fix(draft, make.release("4.14")).fixed_at = LATER
    draft.status = Status.FIXED
    actions.paper_cuts.claim(claimed, by=make.account("Mei"), at=AT)
    plan = make.plan([verified, again, claimed, draft, before])
    fixed(verified, Status.VERIFIED, "4.12", percent_removed=50)
    fixed(again, Status.OPEN, "4.13")

    page = vera.get(f"/plans/{plan.id}").text
    listed = vera.get("/plans").text

    assert "1 of 5 is fixed, 1 verified; 1 was seen again since." in page
    assert "1 of 5 is fixed, 1 verified; 1 was seen again since." in listed
    for words in ("Verified, fixed in", "Seen again after", "Claimed by Mei", "Fix not released yet", ">Open<"):
        assert words in page, words
    assert ">4.12<" in page.replace("<bdi>", "").replace("</bdi>", "")
    assert page.count("nothing yet") == 4
    db.session.refresh(verified)
    assert verified.hours_lost_mean is not None
    half = verified.hours_lost_mean / 2
    assert f"{formats.hours(half)} h" in page


def test_saving_takes_an_engineer_a_name_and_a_plan(ben: FlaskClient, vera: FlaskClient, client: FlaskClient) -> None:
    cut("Good")
    right = {"name": "Sprint", "asked": "hours=10&reserve=0"}

    assert vera.post("/plans", data=right).status_code == 403
    assert client.post("/plans", data=right).status_code == 401
    assert "Save the plan" not in vera.get("/planner?hours=10&reserve=0").text
    unnamed = ben.post("/plans", data=right | {"name": " "})
    assert (unnamed.status_code, "Enter a name" in unnamed.text) == (422, True)
    assert chosen(unnamed.text) == ["Good"]
    too_long = ben.post("/plans", data=right | {"name": "x" * 201})
    assert (too_long.status_code, "x" * 201 in too_long.text) == (422, True)
    assert ben.post("/plans", data=right | {"asked": "hours=0&reserve=0"}).status_code == 400
    assert ben.post("/plans", data=right | {"asked": "pin=x"}).status_code == 400
    assert ben.post("/plans", data=right | {"asked": "hours=many"}).status_code == 422
    assert db.session.scalars(db.select(Plan)).all() == []


def test_a_plan_is_renamed_and_removed_and_the_history_says_so(ben: FlaskClient, vera: FlaskClient) -> None:
    plan = make.plan([cut("Good", 900)])
    url = f"/plans/{plan.id}"

    renamed = ben.post(f"{url}/edit", data={"name": "Spring <b>"}, follow_redirects=True).text
    unnamed = ben.post(f"{url}/edit", data={"name": " "})
    kept = ben.post(f"{url}/claims/end", follow_redirects=True).text

    assert "Spring &lt;b&gt;" in renamed
    assert (unnamed.status_code, "Enter a name" in unnamed.text) == (422, True)
    assert "Nothing was left to give back." in kept
    assert (vera.post(f"{url}/edit").status_code, vera.post(f"{url}/removal").status_code) == (403, 403)
    assert "Rename" not in vera.get(url).text
    assert "Removed the plan." in ben.post(f"{url}/removal", follow_redirects=True).text
    assert (ben.get(url).status_code, ben.post(f"{url}/removal").status_code) == (404, 404)
    told = db.session.scalars(db.select(Event.verb).where(Event.subject == "plan").order_by(Event.id)).all()
    assert told == ["renamed", "removed the plan"]
    assert "removed the plan" in ben.get("/history").text


def test_a_plan_whose_paper_cuts_were_removed_says_so(ben: FlaskClient) -> None:
    plan = make.plan()

    assert "Its paper cuts are not there any more." in ben.get(f"/plans/{plan.id}").text


def test_no_plans_yet_and_a_plan_that_is_not_there(ben: FlaskClient) -> None:
    assert "No saved plans yet" in ben.get("/plans").text
    assert ben.get("/plans/9").status_code == 404


def test_a_plan_costs_as_many_statements_for_many_as_for_few(ben: FlaskClient, count_queries) -> None:  # type: ignore[no-untyped-def]
    few, many = make.plan([cut("One")]), make.plan([cut(f"Cut {n}", size=Size.XS) for n in range(5)])
    ben.get(f"/plans/{few.id}")

    with count_queries() as of_few:
        ben.get(f"/plans/{few.id}")
    with count_queries() as of_many:
        ben.get(f"/plans/{many.id}")

    assert len(of_few) == len(of_many)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["PC-5"], "paper cut PC-5"),
        (["PC-5", "PC-1"], "paper cuts PC-5 and PC-1"),
        (["PC-5", "PC-1", "PC-2"], "PC-1 and PC-2"),
    ],
)
def test_the_history_names_the_paper_cuts_of_a_plan(names: list[str], words: str) -> None:
    assert words in history.in_words("saved", {"paper_cuts": names})
