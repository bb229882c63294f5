"""What one site showed us with our product, and what became of it: the facts its shared page is made of.

Only sightings at the site's own visits. Of others there are counts alone, and none unless two other sites are in them.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import exp, log
from statistics import fmean, median

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from papercuts import evidence
from papercuts.db import chunks, db
from papercuts.domain.lifecycle import WORKS
from papercuts.domain.limits import Consent, HowTimed, Status, VisitKind, VisitStatus
from papercuts.models import Event, Fix, PaperCut, Sighting, Verification, Visit, Watch
from papercuts.shipped import looked_too_early, newest_fixes

OTHERS_LEAST = 2  # other sites, so that a count tells of none of them
People = dict[tuple[int, int, int], bool]

_DECIDED = {Status.CLAIMED: "claimed", Status.DECLINED: "declined"}


@dataclass(frozen=True)
class Words:
    """What somebody there said, who may be quoted."""

    sighting_id: int
    text: str
    who: str  # their role, where they agreed to that; else empty
    said_on: date


@dataclass(frozen=True)
class Counted:
    """How many people ran into something, of those watched."""

    n_hit: int
    n_watched: int


@dataclass(frozen=True)
class Shown:
    """One paper cut that a site showed us."""

    cut: PaperCut
    days: tuple[date, ...]  # on which it was seen there, the first first
    seconds: float | None  # each time, there: the middle of what was measured, or of what was said
    times_a_week: float | None  # by one of them, as they said how often they do the task
    quotes: tuple[Words, ...]
    fix: Fix | None  # that people have
    decided_at: datetime | None  # when it was claimed or declined
    verified_on: date | None  # at this site
    hit: Counted | None  # everywhere


@dataclass(frozen=True)
class ShownUs:
    """All that a site showed us."""

    visits: tuple[Visit, ...]  # that took place, the first first
    cuts: tuple[Shown, ...]
    delights: tuple[tuple[Sighting, Words | None], ...]

    @property
    def is_all_on_site(self) -> bool:
        """Say whether we sat beside them each time."""
        return all(visit.kind is VisitKind.ON_SITE for visit in self.visits)


def of_site(site_id: int) -> ShownUs:
    """Return what a site showed us."""
    visits = db.session.scalars(
        select(Visit)
        .where(Visit.site_id == site_id, Visit.status != VisitStatus.PLANNED, Visit.kind != VisitKind.OWN)
        .order_by(Visit.visited_on, Visit.id)
        .options(joinedload(Visit.observers))
    )
    sightings = _sightings(site_id)
    seen: dict[int, list[Sighting]] = defaultdict(list)
    for one in sightings:
        if one.paper_cut_id is not None:
            seen[one.paper_cut_id].append(one)
    fixes, decided = newest_fixes(seen), _decided(seen)
    verified = _verified(site_id, [fix.id for fix in fixes.values()])
    rates, people = _times_a_week(site_id, seen), _people(seen)
    cuts = [
        Shown(
            cut=some[0].paper_cut,  # type: ignore[arg-type]  # those without one are not in here
            days=tuple(sorted({one.visit.visited_on for one in some})),
            seconds=_seconds(some),
            times_a_week=rates.get(cut_id),
            quotes=tuple(words for one in some if (words := words_of(one))),
            fix=fixes.get(cut_id),
            decided_at=decided.get(cut_id),
            verified_on=verified.get(cut_id),
            hit=_counted(people[cut_id], site_id),
        )
        for cut_id, some in seen.items()
    ]
    delights = tuple((one, words_of(one)) for one in sightings if one.is_delight)
    return ShownUs(tuple(visits.unique()), tuple(cuts), delights)


def words_of(sighting: Sighting) -> Words | None:
    """Return what was said, as its people agreed to have it quoted; never by name, for a name is for notes alone."""
    person = sighting.participant
    if not sighting.quote or person is None or not person.may_be_quoted:
        return None
    who = person.role if person.consent in (Consent.ROLE, Consent.NAMED) else ""
    return Words(sighting.id, sighting.quote, who, sighting.visit.visited_on)


def _sightings(site_id: int) -> Sequence[Sighting]:
    return db.session.scalars(
        select(Sighting)
        .join(Visit, Visit.id == Sighting.visit_id)
        .where(Visit.site_id == site_id, Visit.product == "", Visit.kind != VisitKind.OWN)
        .order_by(Visit.visited_on, Sighting.id)
        .options(joinedload(Sighting.visit), joinedload(Sighting.participant), joinedload(Sighting.paper_cut))
    ).all()


def _seconds(some: Collection[Sighting]) -> float | None:
    """Return the geometric mean of what was lost each time, by stopwatch where there was one."""
    timed = [one for one in some if one.seconds_lost]
    measured = [one for one in timed if one.how_timed is HowTimed.STOPWATCH] or timed
    return exp(fmean(log(one.seconds_lost) for one in measured if one.seconds_lost)) if measured else None


def _times_a_week(site_id: int, seen: dict[int, list[Sighting]]) -> dict[int, float]:
    """Return how often it happens to one of them, where somebody there said how often they do its task.

    How often the task is done, times how often it happened in the performances that were watched with it.
    """
    periods = evidence.settings().periods_a_year
    rows = db.session.execute(
        select(Watch.task_id, Watch.visit_id, Watch.participant_id, Watch.performed, Watch.times, Watch.per)
        .join(Visit, Visit.id == Watch.visit_id)
        .where(Visit.site_id == site_id, Visit.product == "")
    )
    performed: dict[tuple[int, int, int | None], int] = {}
    said: dict[int, list[float]] = defaultdict(list)
    for task_id, visit_id, person_id, n, times, per in rows:
        performed[task_id, visit_id, person_id] = n
        if times and per:
            said[task_id].append(times * periods[per] / periods["week"])
    result: dict[int, float] = {}
    for cut_id, some in seen.items():
        often = [times for task_id in {one.task_id for one in some} for times in said[task_id]]
        n_performed = sum(
            performed.get(key, 1) for key in {(one.task_id, one.visit_id, one.participant_id) for one in some}
        )
        if often:
            result[cut_id] = median(often) * sum(one.occurrences for one in some) / n_performed
    return result


def others(site_id: int, cut_ids: Collection[int]) -> Counted | None:
    """Return how many people elsewhere ran into one of these paper cuts; nothing where that would tell of a site."""
    elsewhere: People = {}
    for people in _people(cut_ids).values():
        for who, is_hit in people.items():
            if who[0] != site_id:
                elsewhere[who] = elsewhere.get(who, False) or is_hit
    return _counted(elsewhere, site_id)


def _people(cut_ids: Collection[int]) -> dict[int, People]:
    """Return who was watched with each paper cut, by site, visit where nobody is known, and person: were they hit?"""
    found = evidence.load(cut_ids, with_people_of=cut_ids)
    visits = {person.pair[0] for one in found.values() for person in one.people}
    sites = {
        visit_id: site_id
        for ids in chunks(sorted(visits))
        for visit_id, site_id in db.session.execute(select(Visit.id, Visit.site_id).where(Visit.id.in_(ids)))
    }
    result: dict[int, People] = {}
    for cut_id, one in found.items():
        people: People = {}
        for person in one.people:
            who = (sites[person.pair[0]], *_who(person.pair))
            people[who] = people.get(who, False) or person.occurrences > 0
        result[cut_id] = people
    return result


def _counted(people: People, site_id: int) -> Counted | None:
    """Return how many were hit; nothing unless enough other sites are among them, so that nobody can tell which."""
    hit = [who for who, is_hit in people.items() if is_hit]
    sites = {site for site, *_ in hit} - {site_id}
    return Counted(len(hit), len(people)) if len(sites) >= OTHERS_LEAST else None


def _who(pair: tuple[int, int | None]) -> tuple[int, int]:
    """Return somebody as one person over several visits; nobody in particular is one a visit."""
    visit_id, person_id = pair
    return (0, person_id) if person_id is not None else (visit_id, 0)


def _decided(cut_ids: Collection[int]) -> dict[int, datetime]:
    newest = (
        select(Event.subject_id, Event.verb, func.max(Event.at))
        .where(Event.subject == "paper_cut", Event.subject_id.in_(cut_ids), Event.verb.in_(_DECIDED.values()))
        .group_by(Event.subject_id, Event.verb)
    )
    found = {(cut_id, verb): at for cut_id, verb, at in db.session.execute(newest)}
    states = db.session.execute(select(PaperCut.id, PaperCut.status).where(PaperCut.id.in_(cut_ids)))
    pairs = ((cut_id, found.get((cut_id, _DECIDED.get(status, "")))) for cut_id, status in states)
    return {cut_id: at for cut_id, at in pairs if at}


def _verified(site_id: int, fix_ids: Collection[int]) -> dict[int, date]:
    """Return when somebody at the site last found the fix working that people have."""
    rows = db.session.execute(
        select(Fix.paper_cut_id, func.max(Visit.visited_on))
        .join(Verification, Verification.fix_id == Fix.id)
        .join(Visit, Visit.id == Verification.visit_id)
        .where(
            Visit.site_id == site_id,
            Fix.id.in_(fix_ids),
            Verification.outcome.in_(WORKS),
            ~looked_too_early(),
        )
        .group_by(Fix.paper_cut_id)
    )
    return dict(rows.all())
