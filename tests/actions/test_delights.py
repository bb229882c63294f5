"""A delight is kept beside the annoyances: it waits for nothing, is no hit, and whoever met it counts as watched."""

from uuid import uuid4

from flask import Flask

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.import_rows import parse, read
from papercuts.domain.limits import VisitStatus
from papercuts.models import PaperCut, Sighting, Visit
from tests.factories import AT, make

FILE = b"""visited_on,site,task,participant,what_happened,mood,workaround,quote
2026-03-12,Marfinch,Send the invoices,P1,The preview is instant,delighted,,Oh
2026-03-12,Marfinch,Send the invoices,P2,Typed it twice,:(,Pasted it from the e-mail,
"""


def test_who_met_only_a_delight_was_watched_and_not_hit(app: Flask) -> None:
    task = make.task()
    make.use(task)
    cut = make.paper_cut(task=task)
    site = make.site()
    hit, smiling = make.participant(site, "P1"), make.participant(site, "P2")
    visit = make.visit(participants=[hit, smiling], tasks=[task])
    given = {"visit": visit, "task": task, "by": None, "at": AT}
    actions.sightings.record(participant=hit, what_happened="Typed it twice", uid=uuid4(), paper_cut=cut, **given)
    seen = actions.sightings.record(participant=smiling, what_happened="Quick", uid=uuid4(), mood=0, **given)
    assert (cut.hit_k, cut.watched_n) == (1, 1)  # what waits may be any paper cut: nobody knows what they did not meet
    assert queries.sightings.n_unmatched(visit.id) == 1

    actions.sightings.change(seen, participant=smiling, task=task, mood=2, by=None, at=AT)

    db.session.refresh(cut)
    assert (cut.hit_k, cut.watched_n) == (1, 2)
    assert queries.sightings.n_unmatched(visit.id) == 0
    assert queries.needs.unmatched() == []
    assert queries.sightings.next_unmatched(visit.id) is None
    counted = queries.write_up.counts(visit.id)
    assert (counted.n_unmatched, counted.n_delights, counted.n_untimed) == (0, 1, 1)
    assert queries.coverage.of_task(task.id).n_unmatched == 0
    (row,) = [
        line for one in queries.write_up.seen(visit.id, [], limit=9) for line in one.lines if line.sighting is seen
    ]
    assert row.guess is None


def test_a_delight_comes_in_from_a_file_and_keeps_no_visit_open(app: Flask) -> None:
    rows = parse(read(FILE)).rows

    preview = actions.imports.plan(rows[:1])
    assert (preview.counts.delights, preview.counts.waiting) == (1, 0)
    actions.imports.apply(preview, name="visits.csv", by=None, at=AT)
    assert db.session.scalars(db.select(Visit.status)).one() is VisitStatus.WRITTEN_UP

    preview = actions.imports.plan(rows)
    assert (preview.counts.skipped, preview.counts.waiting) == (1, 1)
    actions.imports.apply(preview, name="visits.csv", by=None, at=AT)
    assert db.session.scalars(db.select(Visit.status)).one() is VisitStatus.UNDER_WAY
    kept = db.session.execute(db.select(Sighting.mood, Sighting.workaround).order_by(Sighting.id)).all()
    assert [tuple(row) for row in kept] == [(2, ""), (-1, "Pasted it from the e-mail")]
    assert db.session.scalar(db.select(db.func.count(PaperCut.id))) == 0
