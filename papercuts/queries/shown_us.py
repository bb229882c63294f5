"""What one site showed us with our product, and what became of it: the facts its shared page is made of.

Only sightings at the site's own visits. Of others there are counts alone, and none unless two other sites are in them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import exp, log
from statistics import fmean, median

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from papercuts import evidence
from papercuts.db import chunks, db
from papercuts.domain.lifecycle import WORKS
from papercuts.domain.limits import Consent, HowTimed, Outcome, Status, VisitKind
from papercuts.models import Event, Fix, PaperCut, Sighting, Verification, Visit, Watch
from papercuts.queries.with_users import with_users
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
class LookedAgain:
    """What was found when somebody looked again with them, and the fix worked."""

    on: date  # the last time
    is_gone: bool  # for all of them
    seconds_left: float | None  # mean over all of them; none where it is gone, or was not timed with each


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
    looked: LookedAgain | None  # with them
    is_gone: bool  # for everybody who was looked at with the fix, wherever
    hit: Counted | None  # everywhere


@dataclass(frozen=True)
class Seen:
    """What was seen at one site with our product, as it is stored."""

    visits: tuple[Visit, ...]  # that took place, the first first, with their observers
    sightings: tuple[Sighting, ...]  # the first first, with visit, person and paper cut
    fixes: Mapping[int, Fix]  # that people have, by paper cut

    @property
    def of_cuts(self) -> dict[int, list[Sighting]]:
        """Return the sightings of each paper cut, by its id."""
        found: dict[int, list[Sighting]] = defaultdict(list)
        for one in self.sightings:
            if one.paper_cut_id is not None:
                found[one.paper_cut_id].append(one)
        return dict(found)


@dataclass(frozen=True)
class ShownUs:
    """All that a site showed us."""

    seen: Seen
    cuts: tuple[Shown, ...]
    delights: tuple[tuple[Sighting, Words | None], ...]

    @property
    def is_all_on_site(self) -> bool:
        """Say whether we sat beside them each time."""
        return all(visit.kind is VisitKind.ON_SITE for visit in self.seen.visits)


def seen_at(site_ids: Collection[int]) -> dict[int, Seen]:
    """Return what was seen at each of these sites, in as many statements for many of them as for one."""
    visits = db.session.scalars(
        select(Visit)
        .where(Visit.site_id.in_(site_ids), with_users())
        .order_by(Visit.visited_on, Visit.id)
        .options(joinedload(Visit.observers))
    ).unique()
    sightings = db.session.scalars(
        select(Sighting)
        .join(Visit, Visit.id == Sighting.visit_id)
        .where(Visit.site_id.in_(site_ids), Visit.product == "", with_users())
        .order_by(Visit.visited_on, Sighting.id)
        .options(joinedload(Sighting.visit), joinedload(Sighting.participant), joinedload(Sighting.paper_cut))
    )
    went, saw = defaultdict(list), defaultdict(list)
    for visit in visits:
        went[visit.site_id].append(visit)
    for one in sightings:
        saw[one.visit.site_id].append(one)
    fixes = newest_fixes({one.paper_cut_id for some in saw.values() for one in some if one.paper_cut_id is not None})
    return {id: Seen(tuple(went[id]), tuple(saw[id]), fixes) for id in site_ids}


def of_site(site_id: int) -> ShownUs:
    """Return what a site showed us."""
    found = seen_at([site_id])[site_id]
    seen, fixes = found.of_cuts, found.fixes
    decided = _decided(seen)
    looked, is_gone = _looked(site_id, [fixes[cut_id].id for cut_id in seen if cut_id in fixes])
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
            looked=looked.get(cut_id),
            is_gone=is_gone.get(cut_id, True),
            hit=_counted(people[cut_id], site_id),
        )
        for cut_id, some in seen.items()
    ]
    delights = tuple((one, words_of(one)) for one in found.sightings if one.is_delight)
    return ShownUs(found, tuple(cuts), delights)


def words_of(sighting: Sighting) -> Words | None:
    """Return what was said, as its people agreed to have it quoted; never by name, for a name is for notes alone."""
    person = sighting.participant
    if not sighting.quote or person is None or not person.may_be_quoted:
        return None
    who = person.role if person.consent in (Consent.ROLE, Consent.NAMED) else ""
    return Words(sighting.id, sighting.quote, who, sighting.visit.visited_on)


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


def _looked(site_id: int, fix_ids: Collection[int]) -> tuple[dict[int, LookedAgain], dict[int, bool]]:
    """Return for each paper cut what its fix was last found to do for the site's own people, and whether it is gone
    for everybody who was looked at. Of a person who was looked at twice the newest counts."""
    rows = db.session.execute(
        select(
            Fix.paper_cut_id,
            Visit.site_id,
            Visit.id,
            Visit.visited_on,
            Verification.participant_id,
            Verification.outcome,
            Verification.seconds_after,
        )
        .join(Verification, Verification.fix_id == Fix.id)
        .join(Visit, Visit.id == Verification.visit_id)
        .where(Fix.id.in_(fix_ids), Verification.outcome.in_(WORKS), ~looked_too_early())
        .order_by(Visit.visited_on, Verification.id)
    )
    everybody: dict[int, dict[tuple[int, int], Outcome]] = defaultdict(dict)
    here: dict[int, dict[tuple[int, int], tuple[date, Outcome, float | None]]] = defaultdict(dict)
    for cut_id, where, visit_id, day, person_id, outcome, seconds in rows:
        who = _who((visit_id, person_id))
        everybody[cut_id][who] = outcome
        if where == site_id:
            here[cut_id][who] = (day, outcome, seconds)
    gone = {cut_id: set(found.values()) == {Outcome.GONE} for cut_id, found in everybody.items()}
    return {cut_id: _together(list(found.values())) for cut_id, found in here.items()}, gone


def _together(found: Sequence[tuple[date, Outcome, float | None]]) -> LookedAgain:
    left = [0.0 if outcome is Outcome.GONE else seconds for _, outcome, seconds in found]
    timed = [seconds for seconds in left if seconds is not None]
    is_gone = all(outcome is Outcome.GONE for _, outcome, _ in found)
    is_known = not is_gone and len(timed) == len(left)
    return LookedAgain(max(day for day, *_ in found), is_gone, fmean(timed) if is_known else None)
