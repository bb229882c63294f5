"""Where work falls between teams: seams, and what nobody has taken on."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_high

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.limits import Status
from papercuts.domain.sheets import Value
from papercuts.domain.text import identity
from papercuts.domain.totals import Hours, total
from papercuts.domain.waiting import LEAST, Ratio, Wait, times_as_long, waits
from papercuts.queries.seams import Lying, Unclaimed
from papercuts.queries.waits import Life, Spell

N_ROWS, N_CUTS = 12, 10
COLUMNS = ("paper_cut", "title", "status", "kind", "team", "other_team", "hours_lost_a_year", "low", "high")


@dataclass(frozen=True)
class SeamRow:
    """Paper cuts between two teams."""

    teams: tuple[str, str]
    n: int  # open or claimed
    hours: Hours
    wait: str  # for a decision, in days; empty where none has waited
    is_longer: bool  # than elsewhere
    cuts: tuple[Lying, ...]
    n_more: int


@dataclass(frozen=True)
class TeamRow:
    """Paper cuts of an owning team: of the areas where the fixes lie."""

    team: str
    n: int  # open or claimed
    hours: Hours
    wait: str  # for a decision, in days; empty where none has waited
    times: str  # as long as those of all other teams: "2.1"; empty where it is too early to say
    likely: str


@dataclass(frozen=True)
class Ownerless:
    """How many open paper cuts of a team nobody has claimed for long, and what they cost."""

    team: str  # empty: no team is known
    n: int
    hours: Hours


@dataclass(frozen=True)
class Seams:
    """The part as it is shown."""

    has_teams: bool
    rows: tuple[SeamRow, ...]
    n_more_rows: int
    n: int  # open or claimed, on any seam
    hours: Hours
    elsewhere: str  # how long the others wait for a decision
    times: str  # "about three times as long"; empty where it is too early to say
    likely: str
    is_sure: bool  # the range leaves out "as long"
    missing: str  # what there is too little of, where it is too early
    teams: tuple[TeamRow, ...]
    n_more_teams: int
    ownerless: tuple[Ownerless, ...]
    ownerless_wait: str  # how long they have waited so far, the others for a decision, and how many times as long
    n_ownerless: int
    hours_ownerless: Hours
    dearest: tuple[Lying, ...]  # of these
    days: int  # from which on one counts as without an owner


def shown(lives: Sequence[Life], waiting: Iterable[Spell], today: date, ownerless_days: int) -> Seams:
    """Return what lies between teams today, and how long such paper cuts have ever waited for a decision.

    waiting: the step to a decision of all lives, over or not.
    """
    lying = queries.seams.on_seams()
    waited = {one.cut_id: one.wait for one in waiting}
    on_seam = {one.cut_id for one in lying}
    there, others = _apart(waited, on_seam)
    elsewhere = waits(others)
    by_pair: dict[frozenset[str], list[Lying]] = defaultdict(list)
    for one in lying:
        by_pair[one.seam].append(one)
    rows = sorted((_row(some, waited, elsewhere.median) for some in by_pair.values()), key=_dearest)
    rows = [row for row in rows if row.n or row.wait]
    ratio = times_as_long(there, others)
    left = _left(lives, today, ownerless_days)
    teams = _by_owner(waited)
    dearest = _told(left[:N_CUTS])
    return Seams(
        has_teams=queries.seams.has_teams(),
        rows=tuple(rows[:N_ROWS]),
        n_more_rows=len(rows) - len(rows[:N_ROWS]),
        n=sum(one.is_waiting for one in lying),
        hours=_lost(lying),
        elsewhere=_days(others),
        times=_times(ratio) if ratio else "",
        likely=formats.span(ratio.q10, ratio.q90, formats.significant) if ratio else "",
        is_sure=ratio is not None and not ratio.q10 <= 1 <= ratio.q90,
        missing="" if ratio else _missing(there, others),
        teams=tuple(teams[:N_ROWS]),
        n_more_teams=len(teams) - len(teams[:N_ROWS]),
        ownerless=tuple(_by_team(left)),
        ownerless_wait=_ownerless_wait(*_apart(waited, {one.cut_id for one in left})),
        n_ownerless=len(left),
        hours_ownerless=total(one.hours for one in left if one.hours),
        dearest=tuple(dearest),
        days=ownerless_days,
    )


def csv_rows(lives: Sequence[Life], today: date, ownerless_days: int) -> Iterator[Sequence[Value]]:
    """Return the rows of the file: each paper cut on a seam, then each without an owner."""
    for one in queries.seams.on_seams():
        yield _csv(one, "seam")
    for one in _told(_left(lives, today, ownerless_days)):
        yield _csv(one, "no owner")


def _left(lives: Sequence[Life], today: date, ownerless_days: int) -> list[Unclaimed]:
    """Return what nobody has claimed although it was seen so many days ago, the dearest first."""
    since = today - timedelta(days=ownerless_days)
    early = {life.cut_id for life in lives if life.seen <= since}
    return [one for one in queries.seams.unclaimed() if one.cut_id in early]


def _told(some: Sequence[Unclaimed]) -> list[Lying]:
    titles = queries.seams.titles({one.cut_id for one in some})
    return [Lying(one.cut_id, titles[one.cut_id], Status.OPEN, one.team, "", one.hours) for one in some]


def _by_team(some: Sequence[Unclaimed]) -> list[Ownerless]:
    """Return them by owning team, the dearest first; a team is one however its name is written."""
    known = {name: identity(name) for name in {one.team for one in some}}
    teams: dict[str, list[Unclaimed]] = defaultdict(list)
    for one in some:
        teams[known[one.team]].append(one)
    rows = [Ownerless(of[0].team, len(of), total(one.hours for one in of if one.hours)) for of in teams.values()]
    return sorted(rows, key=lambda row: (-row.hours.mean, row.team))


def _by_owner(waited: dict[int, Wait]) -> list[TeamRow]:
    """Return what each team owns, the dearest first."""
    teams: dict[str, list[Lying]] = defaultdict(list)
    for one in queries.seams.by_owner():
        teams[identity(one.own)].append(one)
    rows = (_team(some, *_apart(waited, {one.cut_id for one in some})) for some in teams.values())
    return sorted((row for row in rows if row.n or row.wait), key=lambda row: (-row.hours.mean, row.team))


def _team(some: Sequence[Lying], own: Sequence[Wait], others: Sequence[Wait]) -> TeamRow:
    ratio = times_as_long(own, others)
    return TeamRow(
        team=some[0].own,
        n=sum(one.is_waiting for one in some),
        hours=_lost(some),
        wait=_days(own),
        times=formats.significant(ratio.mean) if ratio else "",
        likely=formats.span(ratio.q10, ratio.q90, formats.significant) if ratio else "",
    )


def _apart(waited: dict[int, Wait], which: Collection[int]) -> tuple[list[Wait], list[Wait]]:
    """Return how long some paper cuts have waited for a decision, and all others."""
    return (
        [wait for cut_id, wait in waited.items() if cut_id in which],
        [wait for cut_id, wait in waited.items() if cut_id not in which],
    )


def _ownerless_wait(some: Sequence[Wait], others: Sequence[Wait]) -> str:
    """Return how long those without an owner have waited, compared with the others; most of them wait still."""
    undecided = [one.days for one in some if not one.is_over]
    if not undecided:
        return ""
    said = f"Half of them have waited for a decision {formats.number_of(median_high(undecided), 'day')} or longer"
    elsewhere = f"; half of the others have a decision after {_days(others)}" if not waits(others).is_too_early else ""
    ratio = times_as_long(some, others)
    if ratio is None:
        n, n_others = (sum(one.is_over for one in these) for these in (some, others))
        few = (
            f"{formats.counted(n, 'of them', 'of them')} ever had a decision, and {formats.counted(n_others, 'other')}"
        )
        return f"{said}{elsewhere}. Too early to say how many times as long: {few}; it takes five of each."
    likely = formats.span(ratio.q10, ratio.q90, formats.significant)
    return f"{said}{elsewhere}. They have waited {_times(ratio)} as the others, likely {likely} times."


def _csv(one: Lying, kind: str) -> Sequence[Value]:
    hours = (one.hours.mean, one.hours.q10, one.hours.q90) if one.hours else (None, None, None)
    return [f"PC-{one.cut_id}", one.title, one.status.value, kind, one.own, one.other, *hours]


def _row(some: Sequence[Lying], waited: dict[int, Wait], elsewhere: int | None) -> SeamRow:
    known = [waited[one.cut_id] for one in some if one.cut_id in waited]
    waiting = [one for one in some if one.is_waiting]
    listed = sorted(some, key=lambda one: not one.is_waiting)  # what waits first, else as they come: the dearest
    median = waits(known).at_least if known else 0
    return SeamRow(
        teams=(some[0].other, some[0].own),
        n=len(waiting),
        hours=_lost(waiting),
        wait=_days(known),
        is_longer=elsewhere is not None and median > elsewhere,
        cuts=tuple(listed[:N_CUTS]),
        n_more=len(listed) - len(listed[:N_CUTS]),
    )


def _dearest(row: SeamRow) -> tuple[float, tuple[str, str]]:
    return -row.hours.mean, row.teams


def _lost(some: Iterable[Lying]) -> Hours:
    return total(one.hours for one in some if one.hours and one.is_waiting)


def _days(some: Sequence[Wait]) -> str:
    found = waits(some)
    if not found.n:
        return ""
    return ("over " if found.median is None else "") + formats.number_of(found.at_least, "day")


def _times(ratio: Ratio) -> str:
    if 0.95 <= ratio.mean < 1.05:
        return "about as long"
    return f"about {formats.significant(ratio.mean)} times as long"


def _missing(there: Sequence[Wait], others: Sequence[Wait]) -> str:
    n, n_others = (sum(one.is_over for one in some) for some in (there, others))
    return (
        f"Too early to say how long they wait compared with others: {formats.counted(n, 'decision')} on a seam and"
        f" {formats.counted(n_others, 'decision')} elsewhere; it takes {formats.counted(LEAST, 'of each', 'of each')}."
    )
