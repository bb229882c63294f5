"""What becomes of the numbers, the watches and the status when something was seen."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import HowTimed, LinkKind, Outcome, Per, ReleaseStatus, Size, Status, VisitStatus
from papercuts.models import Event, PaperCut, Participant, Sighting, Task, Visit, Watch, visit_participant
from papercuts.shipped import newest_fix
from tests.factories import AT, DAY, make


@pytest.fixture
def scene(app: Flask) -> "Scene":
    """A visit of Ada's with one person and one task, and another visit beside it."""
    make.sighting()
    return Scene()


class Scene:
    """One visit, and short ways to see something at it."""

    def __init__(self) -> None:
        self.ada = make.account("Ada")
        self.person = make.participant(code="P1")
        self.task = make.task("Send the invoices")
        self.visit = make.visit(participants=[self.person], tasks=[self.task])

    def see(self, visit: Visit | None = None, **given: Any) -> Sighting:
        fields = {"participant": self.person, "task": self.task, "what_happened": "Twice", "uid": uuid4()} | given
        return actions.sightings.record(visit=visit or self.visit, by=self.ada, at=AT, **fields)

    def watches(self) -> list[tuple[int | None, int]]:
        rows = db.session.scalars(db.select(Watch).where(Watch.visit_id == self.visit.id).order_by(Watch.id))
        return [(watch.participant_id, watch.task_id) for watch in rows]

    def fixed_cut(self, released_on: date = DAY - timedelta(days=10)) -> PaperCut:
        cut = make.paper_cut("Date field clears", task=self.task, status=Status.FIXED, owner=make.account("Ben"))
        make.fix(cut, make.release(status=ReleaseStatus.PUBLISHED, released_on=released_on))
        return cut


def verbs(row: Any) -> list[str]:
    rows = db.session.scalars(
        db.select(Event).where(Event.subject == row.__tablename__, Event.subject_id == row.id).order_by(Event.id)
    )
    return [event.verb for event in rows]


def test_a_sighting_makes_its_watch(scene: Scene) -> None:
    scene.see()
    scene.see(times=6.0, per=Per.WEEK)

    assert scene.watches() == [(scene.person.id, scene.task.id)]
    watch = db.session.scalars(db.select(Watch).where(Watch.visit_id == scene.visit.id)).one()
    assert (watch.times, watch.per) == (6.0, Per.WEEK)


def test_how_often_they_do_it_is_in_the_history_of_what_changed_it(scene: Scene) -> None:
    scene.see(times=6.0, per=Per.WEEK)

    seen = scene.see(times=2.0, per=Per.DAY)

    event = db.session.scalars(db.select(Event).where(Event.subject == "sighting", Event.subject_id == seen.id)).one()
    assert (event.details["times"], event.details["per"]) == ([6.0, 2.0], ["week", "day"])


def test_a_further_sighting_at_a_watch_scores_its_paper_cut_alone(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = make.paper_cut(task=scene.task)
    scored: list[Any] = []
    monkeypatch.setattr(actions.scores, "refresh", lambda *, cuts, tasks: scored.append((*cuts, *tasks)))

    scene.see(paper_cut=cut)
    scene.see(paper_cut=cut)
    scene.see(paper_cut=cut, times=2.0, per=Per.DAY)

    assert scored == [(cut.id, scene.task.id), (cut.id,), (cut.id, scene.task.id)]


def test_the_same_sighting_sent_twice_is_one(scene: Scene) -> None:
    uid = uuid4()

    assert scene.see(uid=uid) is scene.see(uid=uid, what_happened="Sent again")


def test_somebody_of_the_site_who_was_not_planned_joins_the_visit(scene: Scene) -> None:
    scene.see(participant=make.participant(scene.visit.site, "P2"))

    joined = db.session.scalars(
        db.select(visit_participant.c.participant_id).where(visit_participant.c.visit_id == scene.visit.id)
    )
    assert len(joined.all()) == 2


def test_somebody_of_another_site_is_refused(scene: Scene) -> None:
    with pytest.raises(ValueError, match="does not belong to the site"):
        scene.see(participant=make.participant())


def test_a_sighting_counts_in_the_score(scene: Scene) -> None:
    cut = make.paper_cut(task=scene.task)

    scene.see(paper_cut=cut, seconds_lost=14.0)

    assert (cut.hit_k, cut.watched_n, cut.n_sightings) == (1, 1, 1)
    assert cut.payback_q50 is not None


def test_a_visit_to_another_product_counts_in_no_score(scene: Scene) -> None:
    scene.visit.product = "Rivalry"
    cut = make.paper_cut(task=scene.task)

    scene.see(paper_cut=cut, seconds_lost=14.0)

    assert (cut.hit_k, cut.n_sightings, cut.payback_q50) == (0, 1, None)


def test_removing_a_sighting_leaves_no_trace_in_the_numbers(scene: Scene) -> None:
    cut = make.paper_cut(task=scene.task)
    sighting = scene.see(paper_cut=cut)

    actions.sightings.remove(sighting, by=scene.ada, at=AT)

    assert scene.watches() == []
    assert (cut.hit_k, cut.watched_n, cut.n_sightings) == (0, 0, 0)
    assert "removed a sighting" in verbs(scene.visit)


@pytest.mark.parametrize("touch", ["describe", "estimate", "link", "claim and give back", "match", "nothing"])
def test_undoing_a_capture_leaves_a_paper_cut_that_somebody_worked_on(scene: Scene, touch: str) -> None:
    """Whoever takes a sighting back does not take a colleague's text with it."""
    ben, seen = make.account("Ben"), scene.see()
    cut = actions.sightings.name(seen, "Date field clears", task=scene.task, by=scene.ada, at=AT)
    if touch == "describe":
        actions.paper_cuts.describe(cut, what_happens="It forgets the year", by=ben, at=AT)
    elif touch == "estimate":
        actions.paper_cuts.set_effort(cut, size=Size.S, by=ben, at=AT)
    elif touch == "link":
        actions.paper_cuts.add_link(cut, LinkKind.ISSUE, "https://example.org/issues/7", by=ben, at=AT)
    elif touch == "claim and give back":
        actions.paper_cuts.claim(cut, by=ben, at=AT)
        actions.paper_cuts.unclaim(cut, by=ben, at=AT)
    elif touch == "match":
        other = scene.see()
        actions.sightings.match(other, cut, by=ben, at=AT)
        actions.sightings.unmatch(other, by=ben, at=AT)
    cut_id = cut.id

    actions.sightings.remove(seen, by=scene.ada, at=AT)
    db.session.flush()

    assert (db.session.get(PaperCut, cut_id) is None) == (touch == "nothing")


def test_the_history_says_how_the_seconds_are_known_as_it_is_kept(scene: Scene) -> None:
    """How nothing was timed is not kept, so the history does not say that it was."""
    seen = scene.see()
    change = {"participant": scene.person, "task": scene.task, "by": scene.ada, "at": AT}

    actions.sightings.change(seen, seconds_lost=None, how_timed=HowTimed.STOPWATCH, **change)
    assert verbs(seen) == ["saw"]

    actions.sightings.change(seen, seconds_lost=9.0, how_timed=HowTimed.STOPWATCH, **change)
    actions.sightings.change(seen, seconds_lost=None, how_timed=HowTimed.STOPWATCH, **change)
    told = db.session.scalars(db.select(Event).order_by(Event.id.desc()).limit(2)).all()
    assert [event.details["how_timed"] for event in told] == [["stopwatch", None], [None, "stopwatch"]]


def test_what_they_said_is_not_in_the_history(scene: Scene) -> None:
    """An event cannot be purged, and whoever may read the history may not read what was not cleared."""
    seen = scene.see(quote="MARKER before")
    for words in ("MARKER after", ""):
        actions.sightings.change(seen, participant=scene.person, task=scene.task, quote=words, by=scene.ada, at=AT)

    told = db.session.scalars(db.select(Event).order_by(Event.id)).all()
    assert [event.details["quote"] for event in told if "quote" in event.details] == ["rewritten", "removed"]
    assert not [event for event in told if "MARKER" in str(event.details)]


def test_a_watch_that_was_noted_outlives_its_sightings(scene: Scene) -> None:
    actions.watches.save_watch(scene.visit, scene.person, scene.task, by=scene.ada, at=AT)
    sighting = scene.see()

    actions.sightings.remove(sighting, by=scene.ada, at=AT)

    assert scene.watches() == [(scene.person.id, scene.task.id)]


@pytest.mark.parametrize("status", [VisitStatus.WRITTEN_UP, None])
def test_only_who_captured_a_sighting_removes_it_and_only_before_the_end(scene: Scene, status: VisitStatus) -> None:
    sighting = scene.see()
    scene.visit.status = status or scene.visit.status

    with pytest.raises(ValueError, match="Only who captured"):
        actions.sightings.remove(sighting, by=scene.ada if status else make.account("Ben"), at=AT)


def test_another_task_moves_the_sighting_to_another_watch(scene: Scene) -> None:
    sighting, other = scene.see(), make.task("Print")
    cut = make.paper_cut(task=scene.task)
    actions.scores.refresh_all()

    actions.sightings.change(
        sighting, participant=scene.person, task=other, by=scene.ada, at=AT, what_happened="Once", seconds_lost=3.0
    )

    assert scene.watches() == [(scene.person.id, other.id)]
    assert (sighting.what_happened, sighting.seconds_lost, cut.watched_n) == ("Once", 3.0, 0)
    event = db.session.scalars(db.select(Event).where(Event.subject == "sighting", Event.verb == "changed")).one()
    assert event.details["task"] == ["Send the invoices", "Print"]


def test_a_fixed_paper_cut_that_is_seen_again_opens(scene: Scene) -> None:
    cut = scene.fixed_cut()
    owner_id = cut.owner_id

    sighting = scene.see(paper_cut=cut)

    assert (cut.status, cut.owner_id) == (Status.OPEN, None)
    assert "reopened" in verbs(cut)
    actions.sightings.unmatch(sighting, by=scene.ada, at=AT)
    assert (cut.status, cut.owner_id) == (Status.FIXED, owner_id)


@pytest.mark.parametrize("other", ["product", "before", "version"])
def test_it_stays_fixed_where_nobody_had_the_fix(scene: Scene, other: str) -> None:
    cut = scene.fixed_cut(DAY + timedelta(days=1) if other == "before" else DAY)
    if other == "product":
        scene.visit.product = "Rivalry"
    if other == "version":
        fix = newest_fix(cut.id)
        assert fix is not None
        actions.verifications.verify(
            fix, visit=scene.visit, participant=None, outcome=Outcome.NOT_YET, by=scene.ada, at=AT
        )

    scene.see(paper_cut=cut)

    assert cut.status is Status.FIXED


def test_what_somebody_decided_since_is_not_taken_back(scene: Scene) -> None:
    cut = scene.fixed_cut()
    sighting = scene.see(paper_cut=cut)
    actions.paper_cuts.claim(cut, by=scene.ada, at=AT)

    actions.sightings.unmatch(sighting, by=scene.ada, at=AT)

    assert cut.status is Status.CLAIMED


def test_a_second_sighting_keeps_it_open(scene: Scene) -> None:
    cut = scene.fixed_cut()
    first, second = scene.see(paper_cut=cut), scene.see(paper_cut=cut)

    actions.sightings.unmatch(first, by=scene.ada, at=AT)
    assert cut.status is Status.OPEN
    actions.sightings.unmatch(second, by=scene.ada, at=AT)
    assert cut.status is Status.FIXED


def test_a_sighting_matched_to_another_paper_cut_leaves_the_first(scene: Scene) -> None:
    first, second = make.paper_cut(task=scene.task), make.paper_cut(task=scene.task)
    sighting = scene.see(paper_cut=first)

    actions.sightings.match(sighting, second, by=scene.ada, at=AT)

    assert (first.n_sightings, second.n_sightings) == (0, 1)


def test_of_a_merged_paper_cut_the_survivor_is_meant(scene: Scene) -> None:
    merged, survivor = make.paper_cut(), make.paper_cut()
    actions.merging.merge(merged, survivor, by=scene.ada, at=AT)

    seen = scene.see(paper_cut=merged)

    assert (seen.paper_cut_id, seen.merged_from_id, survivor.n_sightings) == (survivor.id, None, 1)


def test_numbers_of_removed_sightings_are_not_used_again(scene: Scene) -> None:
    sighting = scene.see()
    number = sighting.id
    actions.sightings.remove(sighting, by=scene.ada, at=AT)

    assert scene.see().id > number
    assert isinstance(scene.see().uid, UUID)


def test_nobody_in_particular_has_one_watch_a_task(scene: Scene) -> None:
    nobody: Participant | None = None
    task: Task = scene.task

    first = actions.watches.ensure_watch(scene.visit, nobody, task)

    assert actions.watches.ensure_watch(scene.visit, nobody, task) == (first.watch, False, {})
