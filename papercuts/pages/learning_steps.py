"""How long each step takes from sighting to verified, and where it waits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.sheets import Value
from papercuts.domain.waiting import Waits, waits
from papercuts.models import PaperCut
from papercuts.pages.charts import steps as charts
from papercuts.pages.learning import Period
from papercuts.queries.waits import Life, Spell, Step

NAMES = {
    Step.DECISION: "Sighting to decision",
    Step.FIX: "Decision to fix",
    Step.RELEASE: "Fix to release",
    Step.VERIFIED: "Release to verified",
}
_BETWEEN = {
    Step.DECISION: "between sighting and decision",
    Step.FIX: "between decision and fix",
    Step.RELEASE: "between fix and release",
    Step.VERIFIED: "between release and the visit that looks again",
}
N_WAITING = 5
N_LISTED = 200
COLUMNS = (
    "paper_cut", "status", "seen", "decided", "fixed", "released", "first_fix_verified", "any_fix_verified",
    "declined", "reopened",
)  # fmt: skip


@dataclass(frozen=True)
class StepRow:
    """A step in the table."""

    step: Step
    name: str
    days: str  # "9", "over 40", or "too early to say"
    middle: str  # of 80 %
    n_over: str
    n_waiting: str
    waiting: tuple[tuple[PaperCut, str], ...]  # longest first, all of them, whenever they began
    n_more: int


@dataclass(frozen=True)
class Steps:
    """The part as it is shown."""

    is_too_early: bool
    n_over: int  # steps that are over
    half: str  # how long half of them take in all; empty where it is too early
    longest: str  # "between decision and fix"; empty where it is too early
    longest_days: str
    chart: charts.Steps
    label: str
    rows: tuple[StepRow, ...]


def shown(all_spells: Mapping[Step, Sequence[Spell]], period: Period) -> Steps:
    """Return how long steps take that have begun in a period; all_spells: of every life."""
    known = {
        step: waits(one.wait for one in some if one.began in period and one.began <= period.last)
        for step, some in all_spells.items()
    }
    told = {step: known[step] for step in NAMES if not known[step].is_too_early}
    longest = max(told, key=lambda step: told[step].at_least, default=None)
    whole = known[Step.ALL]
    rows = [_drawn(step, known[step], step is longest) for step in NAMES]
    return Steps(
        is_too_early=not told,
        n_over=sum(known[step].n_over for step in NAMES),
        half="" if whole.is_too_early else _days(whole),
        longest=_BETWEEN[longest] if longest and told[longest].at_least else "",
        longest_days=_days(told[longest]) if longest else "",
        chart=charts.steps(rows),
        label="Days in each step, median and middle 80 %: " + ", ".join(f"{row.name} {row.text}" for row in rows),
        rows=tuple(_rows(all_spells, known)),
    )


def listed(lives: Sequence[Life], step: Step, period: Period) -> tuple[dict[str, list[tuple[PaperCut, str]]], int]:
    """Return what the numbers of a step count, by what has become of it, longest first; and how many more there are."""
    some = [one for one in queries.waits.spells(lives, step, period.last) if one.began in period]
    some.sort(key=lambda one: (-one.wait.days, one.cut_id))
    cuts = queries.flow.cuts({one.cut_id for one in some[:N_LISTED]})
    found: dict[str, list[tuple[PaperCut, str]]] = {"Over": [], "Waiting": [], "Ended otherwise": []}
    for one in some[:N_LISTED]:
        became = "Over" if one.wait.is_over else "Waiting" if one.is_waiting else "Ended otherwise"
        found[became].append(
            (cuts[one.cut_id], f"{formats.number_of(one.wait.days, 'day')}, since {_short(one.began)}")
        )
    return found, len(some) - len(some[:N_LISTED])


def csv_rows(lives: Sequence[Life]) -> Iterator[Sequence[Value]]:
    """Return the rows of the file: the days of each paper cut."""
    for life in lives:
        to_release = (life.seen, life.decided, life.fixed, life.released)
        days = (*to_release, life.verified, life.done, life.declined, life.reopened)
        yield [f"PC-{life.cut_id}", life.status.value, *(day.isoformat() if day else None for day in days)]


def _drawn(step: Step, found: Waits, is_longest: bool) -> charts.Step:
    if found.is_too_early:
        return charts.Step(NAMES[step], "too early to say", None, None, None, 0, is_known=False)
    text = _days(found, " d")
    return charts.Step(NAMES[step], text, found.median, found.q10, found.q90, found.longest, is_longest=is_longest)


def _rows(all_spells: Mapping[Step, Sequence[Spell]], known: dict[Step, Waits]) -> Iterator[StepRow]:
    waiting = {
        step: sorted((one for one in all_spells[step] if one.is_waiting), key=lambda one: (one.began, one.cut_id))
        for step in NAMES
    }
    cuts = queries.flow.cuts({one.cut_id for some in waiting.values() for one in some[:N_WAITING]})
    for step, name in NAMES.items():
        found, some = known[step], waiting[step]
        yield StepRow(
            step=step,
            name=name,
            days="too early to say" if found.is_too_early else _days(found, ""),
            middle="" if found.is_too_early else _middle(found),
            n_over=f"{found.n_over:,}",
            n_waiting=f"{found.n_waiting:,}",
            waiting=tuple((cuts[one.cut_id], _since(one)) for one in some[:N_WAITING]),
            n_more=len(some) - len(some[:N_WAITING]),
        )


def _days(found: Waits, unit: str = " days") -> str:
    """Return the median; where it is not known yet, what it is more than."""
    days = f"{found.at_least:,}{unit}"
    if unit == " days" and found.at_least == 1:
        days = "1 day"
    return f"over {days}" if found.median is None else days


def _middle(found: Waits) -> str:
    low = f"over {found.longest:,}" if found.q10 is None else f"{found.q10:,}"
    high = f"over {found.longest:,}" if found.q90 is None else f"{found.q90:,}"
    return low if low == high else f"{low}–{high}" if found.q90 is not None else f"{low} to {high}"


def _since(one: Spell) -> str:
    return f"{formats.number_of(one.wait.days, 'day')}, since {_short(one.began)}"


def _short(day: date) -> str:
    return f"{formats.short_date(day)} {day.year}"
