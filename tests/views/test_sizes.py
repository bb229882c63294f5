"""What sizes of effort have really meant, and what new estimates make of it; seconds said against seconds timed."""

import csv
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import HowTimed, Size
from papercuts.models import Effort, Fix, PaperCut
from papercuts.pages import learning_seconds
from tests.factories import AT, make

TOOK = (2.0, 3.0, 4.0, 5.0, 6.0)


@pytest.fixture
def fixes() -> list[Fix]:
    """Five fixes of size S, with their hours; and one that nobody had estimated."""
    release, fixes = make.release(), []
    for hours in (*TOOK, 100.0):
        cut = make.paper_cut(sightings=1)
        if hours < 100:
            actions.paper_cuts.set_effort(cut, size=Size.S, by=None, at=AT - timedelta(days=1))
        fixes.append(make.fix(cut, release, actual_hours=hours))
    # an estimate that was corrected once the fix was done is none
    actions.paper_cuts.set_effort(fixes[0].paper_cut, size=Size.XL, by=None, at=AT + timedelta(days=1))
    db.session.commit()
    return fixes


def test_a_size_is_taken_over_for_new_estimates_only_and_given_back(rosa: FlaskClient, fixes: list[Fix]) -> None:
    page = rosa.get("/learning").text
    assert "S was meant as 8 hours and took 4, from 2 to 6." in page
    assert "6 of 6 fixes with hours noted" in page
    old = db.session.get_one(PaperCut, fixes[1].paper_cut_id)
    before = old.effort_hours_mean

    rosa.post("/learning/sizes/S")
    cut = make.paper_cut(sightings=1)
    actions.paper_cuts.set_effort(cut, size=Size.S, by=None, at=AT - timedelta(days=1))
    actions.scores.refresh(cuts=[cut.id, old.id])
    db.session.commit()

    assert cut.effort_hours_mean < before == old.effort_hours_mean  # type: ignore[operator]
    kept = db.session.scalars(db.select(Effort).where(Effort.paper_cut_id == cut.id)).one()
    assert (kept.size_low_hours, kept.size_high_hours) != (None, None)
    assert "hours here" in rosa.get(f"/paper-cuts/{cut.id}/efforts/new").text
    assert "New estimates take S as" in rosa.get("/learning").text

    rosa.post("/learning/sizes/S/end")
    assert "hours here" not in rosa.get(f"/paper-cuts/{cut.id}/efforts/new").text


def test_too_few_fixes_change_nothing_and_no_size_is_not_found(
    rosa: FlaskClient, ben: FlaskClient, fixes: list[Fix]
) -> None:
    assert "Too few fixes of size M" in rosa.post("/learning/sizes/M", follow_redirects=True).text
    assert rosa.post("/learning/sizes/XXL").status_code == 404
    assert ben.post("/learning/sizes/S").status_code == 403


def test_the_file_holds_every_fix_with_its_hours(ben: FlaskClient, fixes: list[Fix]) -> None:
    rows = list(csv.DictReader(ben.get("/learning/sizes.csv").text.lstrip("\ufeff").splitlines()))

    assert [float(row["actual_hours"]) for row in rows] == [*TOOK, 100.0]
    assert [row["size"] for row in rows] == ["S"] * 5 + [""]


def test_an_estimate_is_of_the_first_fix_after_it(ben: FlaskClient, fixes: list[Fix]) -> None:
    cut = db.session.get_one(PaperCut, fixes[1].paper_cut_id)
    make.fix(cut, make.release("9.1"), actual_hours=50.0).fixed_at = AT + timedelta(days=2)
    actions.paper_cuts.set_effort(cut, size=Size.M, by=None, at=AT + timedelta(days=3))
    make.fix(cut, make.release("9.2"), actual_hours=60.0).fixed_at = AT + timedelta(days=4)
    db.session.commit()

    rows = csv.DictReader(ben.get("/learning/sizes.csv").text.lstrip("\ufeff").splitlines())

    of_cut = {row["actual_hours"]: row["size"] for row in rows if row["paper_cut"] == f"PC-{cut.id}"}
    assert {float(hours): size for hours, size in of_cut.items()} == {TOOK[1]: "S", 50.0: "", 60.0: "M"}


def test_guesses_are_held_against_the_stopwatch_on_the_same_paper_cuts(ben: FlaskClient) -> None:
    for _ in range(5):
        cut = make.paper_cut()
        for seconds, how in ((6.0, HowTimed.GUESS), (3.0, HowTimed.STOPWATCH)):
            visit = make.visit()
            make.sighting(visit, task=cut.task, paper_cut=cut, seconds_lost=seconds, how_timed=how)
    make.sighting(make.visit(), paper_cut=make.paper_cut(), seconds_lost=50.0, how_timed=HowTimed.GUESS)
    db.session.commit()

    guesses, counted = learning_seconds.shown()["kinds"]

    assert guesses.words == "Guesses are too long: 2 times what the stopwatch says, likely 2."
    assert counted.words.startswith("Counted steps: too early to say.")
    assert len(ben.get("/learning/seconds.csv").text.splitlines()) == 6
