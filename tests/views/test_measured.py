"""What fixes have given back, what waits to be looked at, and why something is open again."""

from datetime import date, timedelta
from typing import NamedTuple
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import HowTimed, Outcome, ReleaseStatus, Status, VisitStatus
from papercuts.domain.measured import last_quarter, quarter_of
from papercuts.models import Fix, PaperCut, Participant, Setting, Site, Task, Visit
from papercuts.web.clock import today
from tests.factories import AT, make


class Scene(NamedTuple):
    """A release of three weeks ago with six fixes of what one site had shown."""

    site: Site
    person: Participant
    fixes: list[Fix]
    day: date  # of the release


@pytest.fixture
def scene(ada: FlaskClient) -> Scene:
    """The release, and a draft beside it."""
    day = today(db.session.get_one(Setting, 1)) - timedelta(days=21)
    site = make.site("Oakwend Nursery")
    person = make.participant(site, "P1")
    release = make.release("4.12", status=ReleaseStatus.PUBLISHED, released_on=day)
    before, task = make.visit(site, visited_on=day - timedelta(days=9)), make.task("Send an invoice")
    fixes = []
    for n in range(6):
        cut = make.paper_cut(f"Cut {n}", task=task, status=Status.FIXED)
        timed = HowTimed.STOPWATCH
        make.sighting(before, participant=person, paper_cut=cut, seconds_lost=10.0, how_timed=timed)
        fixes.append(make.fix(cut, release))
    make.fix(make.paper_cut(sightings=1), make.release("5.0"))
    actions.scores.refresh_all()
    db.session.commit()
    return Scene(site, person, fixes, day)


def look(scene: Scene, n: int, outcome: Outcome, seconds_after: float | None = None, version: str = "") -> None:
    visit = make.visit(
        scene.site,
        participants=[scene.person],
        visited_on=scene.day + timedelta(days=7),
        product_version=version,
    )
    actions.verifications.verify(
        scene.fixes[n],
        visit=visit,
        participant=scene.person,
        outcome=outcome,
        seconds_after=seconds_after,
        quote="A secret",
        by=None,
        at=AT,
    )
    db.session.commit()


def test_with_few_measured_it_is_too_early_to_say(ada: FlaskClient, scene: Scene) -> None:
    look(scene, 0, Outcome.GONE)

    page = ada.get("/learning").text

    assert "One fix of 6 released in these weeks is measured; four more are needed." in page


def test_predicted_stands_beside_measured_and_opens_to_whom_it_rests_on(ada: FlaskClient, scene: Scene) -> None:
    for n in range(4):
        look(scene, n, Outcome.GONE)
    look(scene, 4, Outcome.BETTER, 5.0)

    before = queries.realised.of_fixes([scene.fixes[4].id])[scene.fixes[4].id].seconds_before or 0
    off = round(100 * 5 / before / 5)  # of five fixes that lost the same, one leaves 5 s
    pages = {by: ada.get(f"/learning?by={by}").text for by in ("release", "quarter")}

    for page in pages.values():
        assert "Five fixes in one release predicted" in page
        assert f"we promise about <strong>{off} % too much</strong>, inside our ranges" in page
        assert "5 s left" in page
        assert "A secret" not in page
    assert "4.12 is measured in part (5 of 6 fixes), so it has no point in the picture yet." in pages["release"]
    first = quarter_of(scene.day)[0]
    assert f"Q{first.month // 3 + 1} {first.year}" in pages["quarter"]
    assert ada.get("/learning?by=year").status_code == 400


def test_paper_cut_and_release_say_it_too_and_the_file_has_every_fix(ada: FlaskClient, scene: Scene) -> None:
    look(scene, 0, Outcome.STILL_THERE)
    look(scene, 1, Outcome.GONE)

    cut = ada.get(f"/paper-cuts/{scene.fixes[0].paper_cut_id}").text
    release = ada.get(f"/releases/{scene.fixes[0].release_id}").text
    rows = ada.get("/learning/measured.csv").text.splitlines()

    assert "from one person looked at" in cut
    assert "not timed" in cut
    assert "not measured yet: nobody was looked at with it." in release
    assert [row.split(",")[10:12] for row in rows[1:]] == [["1", "0"], ["1", "1"], *[["0", "0"]] * 4]


def test_the_list_says_which_sites_have_looked_and_which_wait(ada: FlaskClient, scene: Scene) -> None:
    look(scene, 0, Outcome.GONE)
    look(scene, 1, Outcome.NOT_YET)
    soon = today(db.session.get_one(Setting, 1)) + timedelta(days=2)
    coming = make.visit(scene.site, visited_on=soon, status=VisitStatus.PLANNED)
    elsewhere = make.site("Dunvale Cycles")
    cut = db.session.get_one(PaperCut, scene.fixes[0].paper_cut_id)
    task = db.session.get_one(Task, cut.task_id)
    make.sighting(make.visit(elsewhere, visited_on=scene.day - timedelta(days=2)), task=task, paper_cut=cut)
    db.session.commit()

    page = ada.get("/verify").text

    assert "Six fixes wait to be looked at" in page
    assert "works for one person" in page
    assert "not on that version yet on" in page
    assert f'href="/visits/{coming.id}#fix-{scene.fixes[1].id}"' in page
    assert "Dunvale Cycles</bdi></a>: waits since" in page
    assert ada.get(f"/verify?release={scene.fixes[0].release_id}").status_code == 200
    assert ada.get("/verify?release=99999").status_code == 404
    assert ada.get("/verify?release=4.12").status_code == 400


def test_whoever_has_not_signed_in_reads_nothing_of_it(client: FlaskClient, scene: Scene) -> None:
    assert client.get("/learning/measured.csv").status_code in (302, 303, 401)
    assert "Cut 0" not in client.get("/verify").text


def test_of_a_version_that_nobody_has_noted_nothing_is_said(ada: FlaskClient, scene: Scene) -> None:
    look(scene, 0, Outcome.WORSE)
    fix = scene.fixes[0]
    visit = db.session.scalars(db.select(Visit).order_by(Visit.id.desc())).first()
    assert visit is not None
    for other in (make.participant(scene.site, "P2"), None):
        actions.verifications.verify(
            fix, visit=visit, participant=other, outcome=Outcome.NOT_YET, by=None, at=AT + timedelta(minutes=1)
        )
    db.session.commit()

    page = ada.get(f"/paper-cuts/{fix.paper_cut_id}").text

    assert page.count("version not noted; not on that version yet: P2, somebody") == 2  # once in the history
    assert "which has the fix" not in page


@pytest.mark.parametrize("is_asked", [True, False])
def test_what_is_open_again_says_who_met_it_where_and_on_which_version(
    ada: FlaskClient, scene: Scene, is_asked: bool
) -> None:
    cut = db.session.get_one(PaperCut, scene.fixes[0].paper_cut_id)
    if is_asked:
        look(scene, 0, Outcome.WORSE, version="4.13")
    else:
        visit = make.visit(
            scene.site,
            participants=[scene.person],
            visited_on=scene.day + timedelta(days=7),
            product_version="4.13",
        )
        actions.sightings.record(
            visit=visit,
            participant=scene.person,
            task=db.session.get_one(Task, cut.task_id),
            what_happened="Hm",
            uid=uuid4(),
            paper_cut=cut,
            by=None,
            at=AT,
        )
        db.session.commit()

    page = ada.get(f"/paper-cuts/{cut.id}").text

    word = "worse" if is_asked else "seen again"
    assert "Open again: <a href=" in page
    assert f"{word} at Oakwend Nursery with P1 on" in page
    assert page.count(", on 4.13") == 2  # once in the history
    assert page.count(", on 4.13, which has the fix of 4.12") == (2 if is_asked else 1)


def test_quarters_are_whole_and_the_last_one_is_over() -> None:
    assert quarter_of(date(2026, 12, 31)) == (date(2026, 10, 1), date(2026, 12, 31))
    assert quarter_of(date(2024, 2, 29)) == (date(2024, 1, 1), date(2024, 3, 31))
    assert last_quarter(date(2026, 1, 1)) == (date(2025, 10, 1), date(2025, 12, 31))
