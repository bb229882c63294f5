"""Undoing an import: the tables are as they were, and what others have built upon stays."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from papercuts import actions
from papercuts.actions.import_undo import CHANGED, NEEDED
from papercuts.db import db
from papercuts.domain import import_rows
from papercuts.domain.limits import ReleaseStatus, Size, Status, VisitStatus
from papercuts.models import Effort, Event, ImportMade, ImportRun, PaperCut, Sighting, Site, Task, Upload, Watch
from tests.factories import AT, DAY, make

LATER = AT + timedelta(days=1)
UNCOMPARED = ("event", "import_run", "import_made")  # the history, and the import itself
HEADER = (
    "visited_on,site,task,participant,what_happened,paper_cut,seconds_lost,segment,area,people,times,per,source,"
    "performed,how_it_went,role,effort,link,product_version\n"
)
ROWS = (
    "2026-03-12,Known site,Known task,P1,Fell,Known cut,14,,Editor,500,2,week,guess,3,alone,Clerk,2/4/8,"
    "https://tracker.example/i/1,4.12\n"
    "2026-03-12,Known site,New task,P2,Slipped,New cut,5,,,,,,,,,,M,,\n"
    "2026-04-01,New site,New task,P1,Waited,,,Practices,,,,,,,,,,,\n"
    "2026-04-01,New site,Known task,P1,,,,,,,,,,,,,,,\n"
)


def load(content: str = HEADER + ROWS, by: Any = None, at: Any = AT) -> ImportRun:
    """Import a file as the page does, and return the import."""
    upload = actions.uploads.keep("notes.csv", content.encode(), by=by, at=at)
    preview = actions.imports.plan(*import_rows.parse(import_rows.read(content.encode())))
    assert preview.problems == []
    actions.imports.apply(preview, name=upload.name, upload=upload, by=by, at=at)
    number = upload.id
    actions.uploads.drop(upload)
    db.session.commit()
    return db.session.get_one(ImportRun, number)


def undo(run: ImportRun) -> Any:
    found = actions.import_undo.undo(run, by=None, at=LATER)
    db.session.commit()
    return found


def tables() -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is stored, by table."""
    db.session.flush()
    return {
        table.name: sorted(map(tuple, db.session.execute(select(table))), key=repr)
        for table in db.metadata.sorted_tables
        if table.name not in UNCOMPARED
    }


@pytest.fixture
def world(app: Flask) -> Flask:
    """What an import meets, and may fill in: a visit that is planned, a fixed paper cut, a task without numbers."""
    site, task = make.site("Known site"), make.task("Known task")
    person = make.participant(site, "P1")
    visit = make.visit(site, visited_on=DAY, status=VisitStatus.PLANNED, participants=[person], tasks=[task])
    cut = make.paper_cut("Known cut", task=task, status=Status.FIXED)
    make.sighting(make.visit(site, visited_on=DAY - timedelta(days=900)), participant=person, task=task, paper_cut=cut)
    released = DAY - timedelta(days=800)
    make.fix(cut, make.release("4.12", status=ReleaseStatus.PUBLISHED, published_at=AT, released_on=released))
    make.watch(visit, person, task)
    actions.scores.refresh_all()
    actions.learning.learn(by=None, at=AT, is_wanted=True)
    db.session.commit()
    return app


def test_an_import_and_its_undoing_leave_the_tables_as_they_were(world: Flask) -> None:
    before = tables()
    run = load()
    assert tables() != before
    assert db.session.scalars(select(PaperCut.status).where(PaperCut.title == "Known cut")).one() is Status.OPEN

    found = undo(run)

    assert found.stays == {}
    after = tables()
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    assert db.session.scalar(select(ImportMade.id).limit(1)) is None
    told = db.session.scalars(select(Event).where(Event.subject == "import_run").order_by(Event.id.desc())).first()
    assert told is not None
    assert (told.verb, told.details["sightings"]) == ("undid an import", 3)


def test_the_same_file_comes_in_again_after_an_undo(world: Flask) -> None:
    first = load()
    counts = {name: len(rows) for name, rows in tables().items()}
    undo(first)

    second = load()

    assert {name: len(rows) for name, rows in tables().items()} == counts
    assert second.id > first.id
    undo(second)


def test_what_others_have_built_upon_stays_with_what_it_needs(world: Flask) -> None:
    run = load()
    account = make.account("Ada")
    cut = db.session.scalars(select(PaperCut).where(PaperCut.title == "New cut")).one()
    actions.paper_cuts.claim(cut, by=account, at=LATER)
    waiting = db.session.scalars(select(Sighting).where(Sighting.what_happened == "Waited")).one()
    known = db.session.scalars(select(PaperCut).where(PaperCut.title == "Known cut")).one()
    actions.sightings.match(waiting, known, by=account, at=LATER)
    watch = db.session.scalars(select(Watch).where(Watch.performed == 3)).one()
    watch.performed = 7
    db.session.commit()

    found = undo(run)

    assert found.stays["paper_cut"] == {cut.id: "claimed"}
    assert found.stays["sighting"] == {waiting.id: CHANGED}
    assert set(found.stays["task"].values()) | set(found.stays["site"].values()) == {NEEDED}
    assert found.n_kept_values == 1
    assert db.session.scalars(select(Sighting.what_happened).order_by(Sighting.id)).all()[-1:] == ["Waited"]
    assert db.session.scalars(select(Site.name)).all() == ["Known site", "New site"]
    assert db.session.scalars(select(Watch.performed).where(Watch.id == watch.id)).one() == 7
    assert db.session.scalars(select(Effort.size).where(Effort.paper_cut_id == cut.id)).all() == []
    assert actions.scores.computed([cut.id, known.id]) == stored([cut.id, known.id])


def stored(ids: list[int]) -> dict[int, dict[str, Any]]:
    """The scores as they are kept, of these paper cuts."""
    names = actions.scores.computed(ids)[ids[0]].keys()
    cuts = db.session.scalars(select(PaperCut).where(PaperCut.id.in_(ids))).all()
    return {cut.id: {name: getattr(cut, name) for name in names} for cut in cuts}


@pytest.mark.parametrize("is_estimate", [True, False])
def test_a_later_estimate_or_sighting_keeps_a_paper_cut(world: Flask, is_estimate: bool) -> None:
    run = load()
    cut = db.session.scalars(select(PaperCut).where(PaperCut.title == "New cut")).one()
    if is_estimate:
        actions.paper_cuts.set_effort(cut, size=Size.S, by=None, at=LATER)
    else:
        make.sighting(paper_cut=cut, task=db.session.get_one(Task, cut.task_id))
    db.session.commit()

    found = undo(run)

    assert found.stays["paper_cut"] == {cut.id: "effort" if is_estimate else "sighting"}
    assert found.stays["task"] == {cut.task_id: NEEDED}


def test_two_imports_are_undone_in_either_order(world: Flask) -> None:
    more = HEADER + "2026-04-01,New site,New task,P1,Again,New cut,5,,,,,,,,,,,,\n"
    before = tables()
    first, second = load(), load(more)
    undo(first)
    assert db.session.scalars(select(PaperCut.title).where(PaperCut.title == "New cut")).all() == ["New cut"]
    undo(second)
    left = {name for name, rows in tables().items() if rows != before[name]}
    assert "sighting" not in left

    first, second = load(), load(more)
    undo(second)
    undo(first)
    assert "sighting" not in {name for name, rows in tables().items() if rows != before[name]}


def test_it_is_too_late_after_a_week_and_once_is_enough(world: Flask) -> None:
    run = load()
    with pytest.raises(ValueError, match="7 days, and these are over"):
        actions.import_undo.undo(run, by=None, at=AT + timedelta(days=7))
    undo(run)
    with pytest.raises(ValueError, match="undone already"):
        actions.import_undo.undo(run, by=None, at=LATER)


def test_what_old_imports_made_is_forgotten_with_the_next(world: Flask) -> None:
    old = load()
    load(HEADER + "2026-05-01,Third site,New task,P9,Fell,,,,,,,,,,,,,,\n", at=AT + timedelta(days=8))

    assert db.session.scalars(select(ImportMade.id).where(ImportMade.import_run_id == old.id)).all() == []
    assert db.session.scalar(select(Upload.id)) is None
