"""What the scores rest on: rows of visits, watches, sightings and estimates, gathered for `domain.ranking`.

It stands below queries and actions because both need it: a page that explains a score and an action that
stores it must never read different things. It reads columns and no objects: an object that was loaded earlier
would keep what a colleague has changed since.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from sqlalchemy import select

from papercuts.db import chunks, db
from papercuts.domain.lifecycle import has_release
from papercuts.domain.ranking import HitOccurrence, Inputs, SegmentUse, Timing, VisitCount
from papercuts.evidence.rows import Cut, Pair, Seen, Shipped, Watched, read_cuts, read_sightings, read_watches
from papercuts.evidence.uses import read_population, read_said, uses_of
from papercuts.models import Setting


@dataclass(frozen=True)
class Person:
    """One participant at a visit whom the score counts as watched."""

    pair: Pair
    performed: int  # how often they did the task there; of who met it, the tasks at which they did
    occurrences: int  # how often it happened to them; 0: they were not hit
    is_here: bool  # they were watched at its own task, or met it there
    is_elsewhere: bool  # they met it, and only at other tasks


@dataclass(frozen=True)
class Evidence:
    """Everything one paper cut's score rests on."""

    inputs: Inputs
    n_sightings: int  # of our product and of others
    n_sites: int  # where our users met it
    needs_effort: bool
    people: tuple[Person, ...] = ()  # whom `Inputs.watched_n` counts, where asked for
    n_undecided: int = 0  # of those watched who are left out: what they met is not matched yet; where asked for


@dataclass(frozen=True)
class _Counted:
    """With how many a task was watched at each visit; the same for all of its paper cuts that are not fixed."""

    pairs: frozenset[Pair]
    visits: Mapping[int, VisitCount]  # nobody hit


class _Task:
    """Who does one task, and with whom it was watched."""

    def __init__(self, watched: list[Watched], uses: tuple[SegmentUse, ...], names: Mapping[int, str]) -> None:
        self.uses = uses
        self._segments = {row.pair[0]: names[row.segment_id] for row in watched}
        self.performed = {row.pair: row.performed for row in watched}
        self._watched = watched
        self._counted: dict[Shipped | None, _Counted] = {}

    def counted(self, fix: Shipped | None) -> _Counted:
        """Return with whom it was watched; of a fixed paper cut, before users had the fix.

        Whoever met something that is not matched yet is left out: nobody knows yet what they did not meet.
        """
        if fix not in self._counted:
            known = (row for row in self._watched if not row.is_undecided)
            pairs = frozenset(row.pair for row in known if is_before(row, fix))
            n_watched = Counter(visit_id for visit_id, _ in pairs)
            visits = {visit_id: VisitCount(n, 0, self._segments[visit_id]) for visit_id, n in sorted(n_watched.items())}
            self._counted[fix] = _Counted(pairs, visits)
        return self._counted[fix]

    def undecided(self, fix: Shipped | None) -> set[Pair]:
        """Return whom `counted` leaves out."""
        return {row.pair for row in self._watched if row.is_undecided and is_before(row, fix)}


class _Tasks(dict[int, _Task]):
    """Tasks by id, each read once, however many paper cuts rest on it."""

    def __init__(self, periods: Mapping[str, float]) -> None:
        super().__init__()
        self.periods = periods
        self.population = read_population()
        self.segment_names = {segment_id: segment.name for segment_id, segment in self.population.segments.items()}

    def read(self, ids: Iterable[int]) -> None:
        """Read those of these tasks that were not read before."""
        for missing in chunks(sorted(set(ids) - self.keys())):
            watched, said = read_watches(missing), read_said(missing)
            for task_id in missing:
                rows = watched[task_id]
                uses = uses_of(task_id, said[task_id], rows, self.population, self.periods)
                self[task_id] = _Task(rows, uses, self.segment_names)


def load(
    cut_ids: Collection[int],
    with_people_of: Collection[int] = (),
    before: Mapping[int, Shipped] = MappingProxyType({}),
) -> dict[int, Evidence]:
    """Return the evidence of each paper cut, in a fixed number of statements for every 500 of them and of tasks.

    with_people_of: those of which it is to be said who was watched, one by one.
    before: when users got a fix of some of them; of these only what was seen before that, whatever became of the fix.
    """
    setting = settings()
    tasks = _Tasks(setting.periods_a_year)
    result: dict[int, Evidence] = {}
    for ids in chunks(sorted(cut_ids)):
        cuts, seen = read_cuts(ids), read_sightings(ids)
        cuts = [replace(cut, shipped=before.get(cut.id, cut.shipped)) for cut in cuts] if before else cuts
        tasks.read({cut.task_id for cut in cuts} | {row.task_id for rows in seen.values() for row in rows})
        for cut in cuts:
            result[cut.id] = _evidence(cut, seen[cut.id], tasks, setting, has_people=cut.id in with_people_of)
    return result


def load_together(cut_id: int, others: Collection[int]) -> Evidence:
    """Return the evidence that a paper cut would have with the sightings of others, too: were they merged into it."""
    setting = settings()
    tasks, seen = _Tasks(setting.periods_a_year), read_sightings([cut_id, *others])
    rows = [row for one in (cut_id, *others) for row in seen[one]]
    (cut,) = read_cuts([cut_id])
    tasks.read({cut.task_id, *(row.task_id for row in rows)})
    return _evidence(cut, sorted(rows, key=lambda row: row.pair[0]), tasks, setting, has_people=False)


def settings() -> Setting:
    """Return what is set and learnt, as it is in the database now."""
    return db.session.scalars(select(Setting).where(Setting.id == 1).execution_options(populate_existing=True)).one()


def _evidence(cut: Cut, seen: list[Seen], tasks: _Tasks, setting: Setting, has_people: bool) -> Evidence:
    task = tasks[cut.task_id]
    ours = [row for row in seen if row.is_ours and is_before(row, cut.shipped)]
    by_pair: dict[Pair, list[Seen]] = defaultdict(list)
    for row in ours:
        by_pair[row.pair].append(row)
    inputs = Inputs(
        visits=_visit_counts(task.counted(cut.shipped), by_pair, tasks.segment_names),
        timings=tuple(_timing(visit_id, rows) for (visit_id, _), rows in by_pair.items() if _has_time(rows)),
        occurrences=tuple(HitOccurrence(*_times(rows, tasks)) for rows in by_pair.values()),
        segments=task.uses,
        effort=cut.effort,
        share_removed=cut.effort_removes if cut.fix_removes is None else cut.fix_removes,
        periods_a_year=tasks.periods,
        hit_prior=setting.hit_prior,
        rho=setting.rho,
    )
    found = Evidence(inputs, len(seen), len({row.site_id for row in ours}), cut.effort is None)
    if not has_people:
        return found
    people = _people(cut, task.counted(cut.shipped).pairs, by_pair, tasks)
    return replace(found, people=people, n_undecided=len(task.undecided(cut.shipped) - by_pair.keys()))


def is_before(row: Seen | Watched, fix: Shipped | None) -> bool:
    """Say whether something speaks of what a paper cut cost before users had a fix of it."""
    return fix is None or not has_release(
        row.visited_on, row.begun_at, released_on=fix.released_on, published_at=fix.published_at
    )


def _visit_counts(
    counted: _Counted, hit: Mapping[Pair, list[Seen]], names: Mapping[int, str]
) -> tuple[VisitCount, ...]:
    """Return how many were watched and hit at each visit; who was hit was watched, whatever was noted."""
    visits = dict(counted.visits)
    for pair, rows in hit.items():
        before = visits.get(pair[0])
        n_watched, n_hit = (before.watched, before.hit) if before else (0, 0)
        is_watched = pair in counted.pairs
        visits[pair[0]] = VisitCount(n_watched + (not is_watched), n_hit + 1, names[rows[0].segment_id])
    return tuple(visits.values())


def _people(
    cut: Cut, watched: frozenset[Pair], hit: Mapping[Pair, list[Seen]], tasks: Mapping[int, _Task]
) -> tuple[Person, ...]:
    """Return whom `_visit_counts` counts, one by one, in no order."""
    performed = tasks[cut.task_id].performed
    people = [Person(pair, performed[pair], 0, is_here=True, is_elsewhere=False) for pair in watched - hit.keys()]
    for pair, rows in hit.items():
        times, n_performed = _times(rows, tasks)
        is_elsewhere = all(row.task_id != cut.task_id for row in rows)
        is_here = pair in watched or not is_elsewhere
        people.append(Person(pair, n_performed, times, is_here=is_here, is_elsewhere=is_elsewhere))
    return tuple(people)


def _times(rows: list[Seen], tasks: Mapping[int, _Task]) -> tuple[int, int]:
    """Return how often one person met it, and how often they did the tasks at which they met it."""
    performed = sum(tasks[task_id].performed.get(rows[0].pair, 1) for task_id in {row.task_id for row in rows})
    return sum(row.occurrences for row in rows), performed


def _has_time(rows: list[Seen]) -> bool:
    return any(row.seconds for row in rows)


def _timing(visit_id: int, rows: list[Seen]) -> Timing:
    return Timing(
        visit=visit_id,
        stopwatch_seconds=tuple(row.seconds for row in rows if row.seconds and row.is_stopwatch),
        stated_seconds=tuple(row.seconds for row in rows if row.seconds and not row.is_stopwatch),
    )
