"""Merging and un-merging: nothing is lost, and what was can be restored whatever has happened since."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from papercuts import actions
from papercuts.actions import scores
from papercuts.db import db
from papercuts.domain import import_rows
from papercuts.domain.limits import ReleaseStatus, Size, Status
from papercuts.merged import survivor, tree
from papercuts.models import Effort, Fix, ImportRun, Merge, PaperCut, Participant, Sighting
from tests.factories import AT, DAY, make
from tests.stages import Stage

WHO: dict[str, Any] = {"by": None, "at": AT}
INDEX = st.integers(0, 60)
N_CUTS = 5


def check_scores(cut_ids: list[int]) -> None:
    """Compare every stored column with the value computed from the rows."""
    db.session.flush()
    for cut_id, columns in scores.computed(cut_ids).items():
        cut = db.session.get_one(PaperCut, cut_id)
        for name, value in columns.items():
            expected = pytest.approx(value, rel=1e-9) if isinstance(value, float) else value
            assert getattr(cut, name) == expected, f"PC-{cut_id} {name}"


class Merging(RuleBasedStateMachine):
    """Some paper cuts, and what people may do with them, held against what they were told."""

    @initialize()
    def begin(self) -> None:
        self.ada = make.account()
        self.tasks = [make.task("One"), make.task("Two")]
        self.visits = [make.visit(make.site(), visited_on=DAY + timedelta(days=40 * n)) for n in range(3)]
        self.people = [make.participant(visit.site) for visit in self.visits]
        self.release = make.release(
            released_on=DAY + timedelta(days=60), status=ReleaseStatus.PUBLISHED, published_at=AT
        )
        self.cuts = [actions.paper_cuts.create(f"Cut {n}", task=self.tasks[n % 2], **WHO) for n in range(N_CUTS)]
        self.homes: dict[int, int | None] = {}  # of each sighting, the paper cut that somebody matched it to
        self.before: dict[int, Status] = {}  # of each merged one, its status before
        self.titles = {cut.id: cut.title for cut in self.cuts}
        self.sizes: dict[int, Size] = {}  # as somebody estimated last
        self.imports: dict[int, int] = {}  # of each that is not undone, the sighting that it brought
        self.touched: set[int] = set()  # sightings that somebody has worked on since they came
        for n in range(N_CUTS):
            self.see(n, n)

    def teardown(self) -> None:
        try:
            self.unmerge_all()
        finally:
            db.session.rollback()  # nothing was ever committed, so the next example begins with an empty database

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.ada, "at": AT}

    def cut(self, n: int) -> PaperCut:
        return self.cuts[n % len(self.cuts)]

    def sighting(self, n: int) -> Sighting:
        return db.session.get_one(Sighting, sorted(self.homes)[n % len(self.homes)])

    def merged(self, n: int) -> PaperCut:
        return db.session.get_one(PaperCut, sorted(self.before)[n % len(self.before)])

    @rule(n=INDEX, visit=INDEX)
    def see(self, n: int, visit: int) -> None:
        visit %= len(self.visits)
        seen = actions.sightings.record(
            visit=self.visits[visit],
            participant=self.people[visit],
            task=self.tasks[n % 2],
            what_happened="Had to do it twice",
            uid=uuid4(),
            seconds_lost=4.0 + n,
            paper_cut=self.cut(n),
            **self.who,
        )
        self.homes[seen.id] = survivor(self.cut(n).id)

    @rule(into=INDEX, n=INDEX)
    def merge(self, into: int, n: int) -> None:
        cut, kept = self.cut(n), self.cut(into)
        before, is_fixed = cut.status, cut.status in (Status.FIXED, Status.VERIFIED)
        is_one = survivor(kept.id) in tree(cut.id)
        try:
            actions.merging.merge(cut, kept, why="Both lose the date", **self.who)
        except ValueError:
            assert is_one or is_fixed or before is Status.MERGED or actions.merging.fixed_in(cut)
        else:
            assert not is_one
            self.before[cut.id] = before

    @precondition(lambda self: self.before)
    @rule(n=INDEX)
    def unmerge(self, n: int) -> None:
        cut = self.merged(n)
        actions.merging.unmerge(cut, **self.who)
        assert cut.status is self.before.pop(cut.id)

    @precondition(lambda self: self.homes)
    @rule(n=INDEX, to=INDEX)
    def match(self, n: int, to: int) -> None:
        sighting, end = self.sighting(n), survivor(self.cut(to).id)
        if sighting.paper_cut_id != end:  # who says what is known already says nothing
            self.homes[sighting.id] = end
            self.touched.add(sighting.id)
        actions.sightings.match(sighting, self.cut(to), **self.who)

    @precondition(lambda self: self.homes)
    @rule(n=INDEX)
    def unmatch(self, n: int) -> None:
        sighting = self.sighting(n)
        if sighting.paper_cut_id is not None:
            self.touched.add(sighting.id)
        actions.sightings.unmatch(sighting, **self.who)
        self.homes[sighting.id] = None

    @precondition(lambda self: self.homes)
    @rule(n=INDEX)
    def correct(self, n: int) -> None:
        sighting = self.sighting(n)
        task = self.tasks[n % 2]
        person = db.session.get(Participant, sighting.participant_id or 0)
        self.touched.add(sighting.id)
        actions.sightings.change(sighting, participant=person, task=task, seconds_lost=2.0 + n, **self.who)

    @precondition(lambda self: self.homes)
    @rule(n=INDEX)
    def remove(self, n: int) -> None:
        sighting = self.sighting(n)
        if sighting.seen_by_id is not None:  # and not of a file
            del self.homes[sighting.id]
            actions.sightings.remove(sighting, **self.who)

    @precondition(lambda self: self.homes)
    @rule(n=INDEX, to=INDEX, takes_back=st.booleans())
    def split(self, n: int, to: int, takes_back: bool) -> None:
        cut_id, end = self.sighting(n).paper_cut_id, survivor(self.cut(to).id)
        if cut_id is None or cut_id == end:
            return
        seen = db.session.scalars(select(Sighting).where(Sighting.paper_cut_id == cut_id).limit(2)).all()
        actions.splitting.split_off(db.session.get_one(PaperCut, cut_id), seen, self.cut(to), **self.who)
        self.touched |= {sighting.id for sighting in seen}
        if takes_back:
            actions.splitting.put_back(db.session.get_one(PaperCut, cut_id), seen, **self.who)
        else:
            self.homes |= dict.fromkeys((sighting.id for sighting in seen), end)

    @rule(n=INDEX, by_title=st.booleans())
    def load(self, n: int, by_title: bool) -> None:
        cut, end = self.cut(n), survivor(self.cut(n).id)
        known = set(db.session.scalars(select(Sighting.id)))
        name = cut.title if by_title else cut.number
        cells = ("visited_on;site;task;what_happened;paper_cut\n", f"2026-03-12;Marfinch;One;Seen {uuid4()};{name}\n")
        sheet = import_rows.read("".join(cells).encode())
        upload = actions.uploads.keep("notes.csv", b"", **self.who)
        preview = actions.imports.plan(*import_rows.parse(sheet))
        actions.imports.apply(preview, name="notes.csv", upload=upload, **self.who)
        (new,) = set(db.session.scalars(select(Sighting.id))) - known
        self.homes[new], self.imports[upload.id] = end, new

    @precondition(lambda self: self.imports)
    @rule(n=INDEX)
    def undo(self, n: int) -> None:
        number = sorted(self.imports)[n % len(self.imports)]
        actions.import_undo.undo(db.session.get_one(ImportRun, number), **self.who)
        brought = self.imports.pop(number)
        if brought not in self.touched:
            del self.homes[brought]

    @rule(n=INDEX)
    def rename(self, n: int) -> None:
        cut = self.cut(n)
        self.titles[cut.id] = f"Cut {cut.id}, said otherwise {n}"
        actions.paper_cuts.describe(cut, title=self.titles[cut.id], **self.who)

    @rule(n=INDEX, size=st.sampled_from(Size))
    def estimate(self, n: int, size: Size) -> None:
        self.sizes[self.cut(n).id] = size
        actions.paper_cuts.set_effort(self.cut(n), size=size, **self.who)

    @rule(n=INDEX)
    def fix(self, n: int) -> None:
        cut = self.cut(n)
        if cut.status in (Status.OPEN, Status.CLAIMED) and actions.merging.fixed_in(cut) is None:
            actions.releases.add_fix(self.release, cut, public_title="It works", known_names=[], **self.who)

    @invariant()
    def every_sighting_counts_where_its_home_has_ended(self) -> None:
        db.session.flush()
        db.session.expire_all()
        rows = {row.id: row for row in db.session.scalars(select(Sighting))}
        assert rows.keys() == self.homes.keys()
        for sighting_id, at_home in self.homes.items():
            row = rows[sighting_id]
            assert row.paper_cut_id == (survivor(at_home) if at_home else None)
            assert (row.merged_from_id or row.paper_cut_id) == at_home
            assert row.merged_from_id is None or row.merged_from_id != row.paper_cut_id

    @invariant()
    def what_is_stored_equals_a_computation_from_scratch(self) -> None:
        check_scores([cut.id for cut in self.cuts])

    @invariant()
    def what_is_merged_is_what_a_merge_says(self) -> None:
        said = set(db.session.scalars(select(Merge.paper_cut_id)))
        assert said == set(db.session.scalars(select(PaperCut.id).where(PaperCut.status == Status.MERGED)))

    def unmerge_all(self) -> None:
        for cut_id, before in self.before.items():
            cut = db.session.get_one(PaperCut, cut_id)
            actions.merging.unmerge(cut, **self.who)
            assert cut.status is before
        db.session.expire_all()
        found = {row.id: row.paper_cut_id for row in db.session.scalars(select(Sighting))}
        assert found == self.homes
        assert not db.session.scalar(select(func.count()).where(Sighting.merged_from_id.is_not(None)))
        assert {cut.id: cut.title for cut in self.cuts} == self.titles
        efforts = db.session.scalars(select(Effort).order_by(Effort.id))
        assert {effort.paper_cut_id: effort.size for effort in efforts} == self.sizes
        self.compare_statuses()

    def compare_statuses(self) -> None:
        """Nobody decided anything by hand, so only a fix, and who met it in spite of that fix, stand for a status."""
        fixed = set(db.session.scalars(select(Fix.paper_cut_id)))
        have_it = {visit.id for visit in self.visits if visit.visited_on > self.release.released_on}
        met = set(db.session.scalars(select(Sighting.paper_cut_id).where(Sighting.visit_id.in_(have_it))))
        for cut in self.cuts:
            if cut.id not in fixed:
                assert cut.status is Status.OPEN
            else:
                assert cut.status is Status.FIXED or (cut.status is Status.OPEN and cut.id in met)


def test_any_merges_edits_splits_and_imports_lose_nothing_and_can_be_taken_back(sqlite_stage: Stage) -> None:
    sqlite_stage.clear()
    with sqlite_stage.app.app_context():
        run_state_machine_as_test(
            Merging,
            settings=settings(
                max_examples=6,
                stateful_step_count=16,
                deadline=None,
                derandomize=settings.default.derandomize,
                suppress_health_check=list(HealthCheck),
            ),
        )
