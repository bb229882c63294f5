"""The stored scores: after any edits they equal a computation from scratch."""

from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from papercuts import actions, evidence, queries
from papercuts.actions import scores
from papercuts.db import db
from papercuts.domain.limits import HowTimed, Outcome, Per, Size, Source
from papercuts.domain.ranking import SegmentUse
from papercuts.models import (
    Account,
    Fix,
    PaperCut,
    Participant,
    Release,
    Segment,
    Setting,
    Sighting,
    Site,
    Task,
    Verification,
    Visit,
    Watch,
)
from tests.factories import AT, DAY, make


def stored() -> dict[int, dict[str, Any]]:
    """Return the score columns of every paper cut as they stand in the database."""
    db.session.expire_all()
    cuts = db.session.scalars(select(PaperCut)).all()
    names = next(iter(scores.computed([cuts[0].id]).values())).keys()
    return {cut.id: {name: getattr(cut, name) for name in names} for cut in cuts}


def check_all() -> None:
    """Compare every stored column with the value computed from the rows."""
    found = stored()
    for cut_id, columns in scores.computed(list(found)).items():
        for name, value in columns.items():
            expected = pytest.approx(value, rel=1e-9) if isinstance(value, float) else value
            assert found[cut_id][name] == expected, f"PC-{cut_id} {name}"


def check_rescored() -> None:
    """Compare what is computed from the stored factors alone with what is computed from the rows."""
    scores.rescore()
    check_all()


@dataclass
class World:
    """A small world and the edits that may happen in it, chosen by a seed."""

    random: Random
    ada: Account
    sites: list[Site]
    people: list[Participant]
    tasks: list[Task]
    visits: list[Visit]
    release: Release
    cuts: list[PaperCut] = field(default_factory=list)

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.ada, "at": AT}

    def one(self, rows: Any) -> Any:
        rows = list(rows)
        return self.random.choice(rows) if rows else None

    def segment(self) -> Segment:
        return db.session.get_one(Segment, self.one(self.sites).segment_id)

    def sighting(self) -> Sighting | None:
        return self.one(db.session.scalars(select(Sighting).order_by(Sighting.id)))

    def see(self) -> None:
        visit = self.one(self.visits)
        cut = self.one([*self.cuts, None])
        actions.sightings.record(
            visit=visit,
            participant=self.one([*(p for p in self.people if p.site_id == visit.site_id), None]),
            task=db.session.get_one(Task, cut.task_id) if cut and self.random.random() < 0.7 else self.one(self.tasks),
            what_happened="Had to do it twice",
            uid=UUID(int=self.random.getrandbits(128)),
            occurrences=self.random.randint(1, 4),
            seconds_lost=self.random.choice([None, 3.0, 9.5, 40.0]),
            how_timed=HowTimed.STOPWATCH if self.random.random() < 0.6 else HowTimed.GUESS,
            paper_cut=cut,
            **self.who,
        )

    def name(self) -> None:
        task = self.one(self.tasks)
        self.cuts.append(actions.paper_cuts.create(f"Cut {len(self.cuts)}", task=task, **self.who))

    def match(self) -> None:
        sighting, cut = self.sighting(), self.one(self.cuts)
        if sighting and cut:
            actions.sightings.match(sighting, cut, **self.who)

    def unmatch(self) -> None:
        if sighting := self.sighting():
            actions.sightings.unmatch(sighting, **self.who)

    def correct(self) -> None:
        if sighting := self.sighting():
            participant = db.session.get(Participant, sighting.participant_id or 0)
            actions.sightings.change(
                sighting,
                participant=participant,
                task=self.one(self.tasks),
                what_happened=sighting.what_happened,
                observed_at=None,
                occurrences=self.random.randint(1, 3),
                seconds_lost=self.random.choice([None, 5.0, 12.0]),
                how_timed=HowTimed.COUNTED,
                quote="",
                is_unsure=False,
                **self.who,
            )

    def watch(self) -> None:
        visit = self.one(self.visits)
        person = self.one([p for p in self.people if p.site_id == visit.site_id])
        actions.watches.save_watch(
            visit,
            person,
            self.one(self.tasks),
            performed=self.random.randint(1, 5),
            times=4.0,
            per=Per.WEEK,
            **self.who,
        )

    def drop_watch(self) -> None:
        watch = self.one(db.session.scalars(select(Watch).order_by(Watch.id)))
        try:
            if watch:
                actions.watches.drop_watch(watch, **self.who)
        except ValueError:
            pass  # sightings stand on it

    def use(self) -> None:
        people = self.random.choice([None, 20, 400])
        times = self.random.choice([None, 3.0])
        with suppress(ValueError):  # of everyone and of a part of them
            actions.tasks.set_use(
                self.one(self.tasks),
                self.segment(),
                people=people,
                people_source=Source.CUSTOMER if people else None,
                times=times,
                per=Per.DAY if times else None,
                frequency_source=Source.TELEMETRY if times else None,
                **self.who,
            )

    def weigh(self) -> None:
        segment = self.segment()
        actions.places.change_segment(
            segment,
            name=segment.name,
            weight=self.random.choice([0.0, 1.0, 2.5]),
            head_count=self.random.choice([None, 900]),
            **self.who,
        )

    def move_site(self) -> None:
        site = self.one(self.sites)
        actions.places.change_site(
            site,
            name=site.name,
            segment=self.segment(),
            public_alias="",
            head_count=self.random.choice([None, 12, 40]),
            contacts="",
            **self.who,
        )

    def add_site(self) -> None:
        n, heads = self.random.getrandbits(32), self.random.choice([None, 70])
        actions.places.add_site(f"Site {n}", segment=self.segment(), head_count=heads, **self.who)

    def set_up(self) -> None:
        actions.settings.change_settings(
            db.session.get_one(Setting, 1),
            people=self.random.choice([None, 60, 1000]),
            weeks_a_year=self.random.choice([44, 46]),
            **self.who,
        )

    def estimate(self) -> None:
        if cut := self.one(self.cuts):
            if self.random.random() < 0.5:
                actions.paper_cuts.set_effort(cut, size=Size.S, percent_removed=80, **self.who)
            else:
                actions.paper_cuts.set_effort(cut, low=2, likely=4, high=9, **self.who)

    def redescribe(self) -> None:
        if cut := self.one(self.cuts):
            actions.paper_cuts.describe(cut, task=self.one(self.tasks), **self.who)

    def fix(self) -> None:
        cut = self.one([cut for cut in self.cuts if cut.status in ("open", "claimed")])
        if cut and not db.session.scalar(
            select(Fix.id).where(Fix.paper_cut_id == cut.id, Fix.release_id == self.release.id)
        ):
            actions.releases.add_fix(
                self.release, cut, public_title="It works", percent_removed=90, known_names=[], **self.who
            )

    def publish(self) -> None:
        if self.release.is_published:
            with suppress(ValueError):  # a fix was seen working since
                actions.releases.unpublish(self.release, **self.who)
        elif db.session.scalar(select(Fix.id).where(Fix.release_id == self.release.id)):
            actions.releases.publish(self.release, [], **self.who)

    def verify(self) -> None:
        fix = self.one(db.session.scalars(select(Fix).order_by(Fix.id)))
        if fix and self.release.is_published:
            actions.verifications.verify(
                fix, visit=self.visits[-1], participant=None, outcome=self.one(list(Outcome)), **self.who
            )

    def withdraw(self) -> None:
        if found := self.one(db.session.scalars(select(Verification).order_by(Verification.id))):
            actions.verifications.withdraw(found, **self.who)

    def edits(self) -> list[Callable[[], None]]:
        """Return the edits, those that give the others something to work on more than once."""
        return [
            *[self.see] * 4,
            *[self.name] * 2,
            self.match,
            self.unmatch,
            self.correct,
            *[self.watch] * 2,
            self.drop_watch,
            self.use,
            self.weigh,
            self.move_site,
            self.add_site,
            self.set_up,
            self.estimate,
            self.redescribe,
            *[self.fix] * 2,
            self.publish,
            self.verify,
            self.withdraw,
        ]


@pytest.fixture
def world(app: Flask, request: pytest.FixtureRequest) -> World:
    sites = [make.site(head_count=30), make.site(segment=make.segment()), make.site(segment=make.segment(weight=2))]
    tasks = [make.task() for _ in range(3)]
    make.use(tasks[0])
    return World(
        random=Random(request.param),
        ada=make.account(),
        sites=sites,
        people=[make.participant(site) for site in sites for _ in range(2)],
        tasks=tasks,
        visits=[
            make.visit(site, visited_on=DAY + timedelta(days=30 * n), product="Other" if n == 1 else "")
            for n, site in enumerate([sites[0], sites[1], sites[2], sites[0], sites[1]])
        ],
        release=make.release(released_on=DAY + timedelta(days=100)),
    )


def scored(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Return the ids that are scored from now on."""
    ids: set[int] = set()
    computed = scores.computed

    def noting(cut_ids: Collection[int]) -> dict[int, dict[str, Any]]:
        ids.update(cut_ids)
        return computed(cut_ids)

    monkeypatch.setattr(scores, "computed", noting)
    return ids


@pytest.mark.parametrize("world", range(4), indirect=True)
def test_after_any_edits_the_stored_scores_equal_a_computation_from_scratch(world: World) -> None:
    for _ in range(2):
        world.name()
    for _ in range(60):
        world.random.choice(world.edits())()
        check_all()
    check_rescored()

    assert any(cut.payback_q50 for cut in db.session.scalars(select(PaperCut)))


def test_a_watch_without_a_sighting_lowers_the_score(app: Flask) -> None:
    task = make.task()
    cut = make.paper_cut(task=task, sightings=2)
    make.use(task)
    scores.refresh(cuts=[cut.id])
    before = cut.payback_q50

    make.watch(participant=make.participant(), task=task)
    scores.refresh(tasks=[task.id])

    assert (cut.hit_k, cut.watched_n) == (2, 3)
    assert (cut.payback_q50 or 0) < (before or 0)


def test_occurrences_are_counted_against_the_task_at_which_they_were_seen(app: Flask) -> None:
    visit, seen_at = make.visit(participants=[make.participant()]), make.task()
    cut = make.paper_cut()
    (person,) = visit.participants
    make.watch(visit, participant=person, task=seen_at, performed=26)
    make.watch(visit, participant=person, task=cut.task, performed=2)
    make.sighting(visit, paper_cut=cut, participant=person, task=seen_at, occurrences=20)

    (seen,) = evidence.load([cut.id])[cut.id].inputs.occurrences
    assert (seen.occurrences, seen.performed) == (20, 26)

    make.sighting(visit, paper_cut=cut, participant=person, task=cut.task)
    (seen,) = evidence.load([cut.id])[cut.id].inputs.occurrences
    assert (seen.occurrences, seen.performed) == (21, 28)


def test_who_scores_a_paper_cut_reads_what_a_colleague_was_writing(app: Flask) -> None:
    """Two sightings at the same moment: the second waits for the first, and counts it."""
    cut, visits = make.paper_cut(), [make.visit() for _ in range(2)]

    def see(n: int, *, pause: Callable[[], object] = lambda: None) -> None:
        with app.app_context():
            actions.sightings.record(
                visit=db.session.get_one(Visit, visits_ids[n]),
                participant=None,
                task=db.session.get_one(Task, task_id),
                what_happened="Had to do it twice",
                uid=UUID(int=n),
                paper_cut=db.session.get_one(PaperCut, cut_id),
                by=None,
                at=AT,
            )
            pause()
            db.session.commit()

    visits_ids, task_id, cut_id = [visit.id for visit in visits], cut.task_id, cut.id
    db.session.commit()
    with ThreadPoolExecutor() as pool:
        second: list[Future[None]] = []

        def start_the_second() -> None:
            second.append(pool.submit(see, 1))
            wait(second, timeout=0.5)

        see(0, pause=start_the_second)
        second[0].result()

    db.session.expire_all()
    assert (cut.n_sightings, cut.hit_k) == (2, 2)
    check_all()


def test_another_product_is_kept_and_never_ranked(app: Flask) -> None:
    cut = make.paper_cut()
    make.sighting(make.visit(product="Rival"), paper_cut=cut)

    scores.refresh(cuts=[cut.id])

    assert (cut.n_sightings, cut.hit_k, cut.payback_q50, cut.is_ranked) == (1, 0, None, False)


def test_everyone_is_not_counted_beside_another_segment(app: Flask) -> None:
    task, trade = make.task(), make.segment("Trade")
    cut = make.paper_cut(task=task)
    make.use(task, trade, people=50)
    make.sighting(make.visit(make.site(segment=make.everyone())), paper_cut=cut)

    (use,) = evidence.load([cut.id])[cut.id].inputs.segments

    assert (use.name, use.people) == ("Trade", 50)


@pytest.mark.parametrize(("of_everyone", "people"), [(None, 400), (1000, 1000)])
def test_what_was_kept_of_everyone_and_of_a_segment_counts_once(
    app: Flask, of_everyone: int | None, people: int
) -> None:
    task, trade = make.task(), make.segment("Trade", head_count=800)
    cut = make.paper_cut(task=task)
    make.sighting(make.visit(make.site(segment=trade)), paper_cut=cut)
    make.use(task, trade, people=400)
    make.use(task, make.everyone(), people=of_everyone)

    (use,) = evidence.load([cut.id])[cut.id].inputs.segments
    (shown,) = queries.tasks.task_rows(limit=1)[0].uses

    assert use.people == people
    assert shown.use is not None
    assert shown.use.people == people


def test_people_nobody_counted_are_half_the_heads_of_the_segments_sites(app: Flask) -> None:
    trade = make.segment("Trade")
    cut = make.paper_cut()
    make.sighting(make.visit(make.site(segment=trade, head_count=30)), paper_cut=cut)
    make.site(segment=trade, head_count=10)

    uses = evidence.load([cut.id])[cut.id].inputs.segments

    assert uses == (
        SegmentUse("Trade", 1.0, None, None, None, None, None, assumed_people=20, assumed_people_sigma=0.9),
    )


@pytest.mark.parametrize("day", [DAY + timedelta(days=1), DAY + timedelta(days=9)], ids=["release day", "later"])
def test_what_is_seen_after_the_fix_does_not_thin_out_what_it_cost(app: Flask, day: date) -> None:
    cut = make.paper_cut(sightings=2)
    make.fix(cut, make.release(status="published", released_on=DAY + timedelta(days=1)))
    cut.status = "fixed"  # type: ignore[assignment]
    db.session.flush()
    make.watch(make.visit(visited_on=day), task=cut.task)

    scores.refresh(cuts=[cut.id])

    assert (cut.hit_k, cut.watched_n) == (2, 2)


def test_what_was_seen_on_the_day_of_a_release_before_it_was_published_still_counts(app: Flask) -> None:
    morning = make.visit(visited_on=DAY, started_at=AT - timedelta(hours=1))
    cut = make.paper_cut()
    make.sighting(morning, paper_cut=cut)
    make.fix(cut, make.release(released_on=DAY, status="published", published_at=AT))
    cut.status = "fixed"  # type: ignore[assignment]
    db.session.flush()
    make.watch(make.visit(visited_on=DAY, started_at=AT + timedelta(hours=1)), task=cut.task)

    scores.refresh(cuts=[cut.id])

    assert (cut.hit_k, cut.watched_n) == (1, 1)


def test_a_write_scores_only_what_can_rest_on_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    offices, trade = make.segment("Offices"), make.segment("Trade")
    tasks = [make.task() for _ in range(3)]
    counted, guessed, never_met = (make.paper_cut(task=task) for task in tasks)
    make.use(tasks[0], offices, people=20)
    make.sighting(make.visit(make.site(segment=offices)), paper_cut=counted)
    make.sighting(make.visit(make.site(segment=trade)), paper_cut=guessed)
    scores.refresh_all()
    who: dict[str, Any] = {"by": make.account(), "at": AT}
    setting, ids = db.session.get_one(Setting, 1), scored(monkeypatch)

    actions.settings.change_settings(setting, people=None, product_name="Ledgerlark", **who)
    assert ids == set()
    actions.places.add_site("Marfinch", segment=offices, head_count=9, **who)
    assert ids == set()
    actions.places.add_site("Wendle", segment=trade, head_count=9, **who)
    assert ids == {guessed.id}
    ids.clear()
    actions.places.change_segment(offices, name="Offices", weight=2, head_count=None, **who)
    assert ids == {counted.id}
    actions.tasks.learn_use(tasks[2], offices, people=3, times=None, per=None, source=None, **who)
    assert ids == {counted.id, guessed.id, never_met.id}
    ids.clear()
    actions.settings.change_settings(setting, people=None, weeks_a_year=40, **who)
    assert ids == {counted.id, guessed.id, never_met.id}


def test_who_met_something_that_is_not_matched_yet_does_not_count_as_not_hit(app: Flask) -> None:
    task = make.task()
    cut = make.paper_cut(task=task)
    visit = make.visit()
    hit, free = make.participant(visit.site, "P1"), make.participant(visit.site, "P2")
    make.watch(visit, free, task)
    make.sighting(visit, participant=hit, task=task, paper_cut=cut)
    scores.refresh_all()
    assert (cut.hit_k, cut.watched_n) == (1, 2)

    seen = actions.sightings.record(
        visit=visit, participant=free, task=task, what_happened="Frowned", uid=uuid4(), by=None, at=AT
    )
    assert (cut.hit_k, cut.watched_n) == (1, 1)
    assert evidence.load([cut.id], with_people_of=[cut.id])[cut.id].n_undecided == 1

    actions.sightings.name(seen, "Frowns", task=task, by=None, at=AT)
    assert (cut.hit_k, cut.watched_n) == (1, 2)
    actions.sightings.unmatch(seen, by=None, at=AT)
    assert (cut.hit_k, cut.watched_n) == (1, 1)
    actions.sightings.match(seen, cut, by=None, at=AT)
    assert (cut.hit_k, cut.watched_n) == (2, 2)
