"""Where work falls between teams: seams, and what nobody has taken on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.sheets import Value
from papercuts.domain.totals import Hours, total
from papercuts.domain.waiting import LEAST, Ratio, Wait, times_as_long, waits
from papercuts.queries.seams import Lying, Ownerless
from papercuts.queries.waits import Life, Step, spells

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
    ownerless: tuple[Ownerless, ...]
    n_ownerless: int
    hours_ownerless: Hours
    dearest: tuple[Lying, ...]  # of these
    days: int  # from which on one counts as without an owner


def shown(lives: Sequence[Life], today: date, ownerless_days: int) -> Seams:
    """Return what lies between teams today, and how long such paper cuts have ever waited for a decision."""
    lying = queries.seams.on_seams()
    waited = {one.cut_id: one.wait for one in spells(lives, Step.DECISION, today)}
    on_seam = {one.cut_id for one in lying}
    there = [wait for cut_id, wait in waited.items() if cut_id in on_seam]
    others = [wait for cut_id, wait in waited.items() if cut_id not in on_seam]
    elsewhere = waits(others)
    by_pair: dict[frozenset[str], list[Lying]] = defaultdict(list)
    for one in lying:
        by_pair[one.seam].append(one)
    rows = sorted((_row(some, waited, elsewhere.median) for some in by_pair.values()), key=_dearest)
    rows = [row for row in rows if row.n or row.wait]
    ratio = times_as_long(there, others)
    since = today - timedelta(days=ownerless_days)
    ownerless = queries.seams.ownerless(since)
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
        ownerless=tuple(ownerless),
        n_ownerless=sum(one.n for one in ownerless),
        hours_ownerless=total(one.hours for one in ownerless),
        dearest=tuple(queries.seams.each_ownerless(since, N_CUTS)),
        days=ownerless_days,
    )


def csv_rows(today: date, ownerless_days: int) -> Iterator[Sequence[Value]]:
    """Return the rows of the file: each paper cut on a seam that waits, then each without an owner."""
    for one in queries.seams.on_seams():
        if one.is_waiting:
            yield _csv(one, "seam")
    for one in queries.seams.each_ownerless(today - timedelta(days=ownerless_days)):
        yield _csv(one, "no owner")


def _csv(one: Lying, kind: str) -> Sequence[Value]:
    hours = (one.hours.mean, one.hours.q10, one.hours.q90) if one.hours else (None, None, None)
    return [f"PC-{one.cut_id}", one.title, one.status.value, kind, one.own, one.other, *hours]


def _row(some: Sequence[Lying], waited: dict[int, Wait], elsewhere: int | None) -> SeamRow:
    known = [waited[one.cut_id] for one in some if one.cut_id in waited]
    waiting = [one for one in some if one.is_waiting]
    median = waits(known).at_least if known else 0
    return SeamRow(
        teams=(some[0].other, some[0].own),
        n=len(waiting),
        hours=_lost(waiting),
        wait=_days(known),
        is_longer=elsewhere is not None and median > elsewhere,
        cuts=tuple(waiting[:N_CUTS]),
        n_more=len(waiting) - len(waiting[:N_CUTS]),
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
