"""Why a paper cut stands where it does, in words: what sets it apart, and how much work would move it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from papercuts.domain import comparison, formats
from papercuts.domain.comparison import Difference
from papercuts.domain.ranking import Estimate
from papercuts.queries.first_ones import Line
from papercuts.queries.middles import Middles
from papercuts.queries.neighbours import Around, Neighbour

LIFTING = 2  # factors named after "because"

Show = Callable[[float], str]


def _precise(value: float) -> str:
    return formats.significant(value, 3)


def _hours(value: float) -> str:
    shown = formats.hours(value)
    return f"{shown} hour{'' if shown == '1' else 's'}"


def _times(value: float) -> str:
    shown = formats.significant(value)
    return f"{shown} time{'' if shown == '1' else 's'}"


@dataclass(frozen=True)
class _Words:
    """How a factor is written: its number, and a clause for either way it may differ."""

    show: Show
    because: str
    despite: str


WORDS = {
    "people": _Words(_precise, "{} people do it", "only {} people doing it"),
    "performances": _Words(_precise, "it is done {} times a year", "being done only {} times a year"),
    "frequency": _Words(_precise, "each does it {} times a year", "each doing it only {} times a year"),
    "hit rate": _Words(formats.percent, "{} of people are hit", "only {} of people being hit"),
    "occurrences": _Words(_times, "whoever is hit meets it {}", "whoever is hit meeting it only {}"),
    "seconds": _Words(formats.seconds, "{} is lost each time", "only {} lost each time"),
    "effort": _Words(_hours, "the fix takes only {}", "a fix of {}"),
    "fix removes": _Words(formats.percent, "the fix removes {} of it", "a fix that removes only {} of it"),
    "weight": _Words(formats.significant, "its segments count {} times", "segments that count only {} times"),
}


@dataclass(frozen=True)
class Standing:
    """The place of a paper cut among those it is compared with."""

    rank: int | None = None  # none when it is not in the list, or nobody counts that far
    n_ranked: int = 0
    around: Around = field(default_factory=Around)
    others: Sequence[Estimate] = ()  # of those around, where the list has no middle
    middles: Middles | None = None  # of the list
    line: Line | None = None  # above which the first ones of the list are expected
    is_filtered: bool = False  # that list is not the whole one


UNRANKED = Standing()


def reasons(found: Estimate, standing: Standing) -> str:
    """Return what sets it apart, ", because … and …, despite …"; nothing when it is much like the others."""
    told = _told(found, standing)
    clause = partial(_clause, compared="middle" if standing.middles else "others")
    lifting = [clause(one, WORDS[one.name].because) for one in told if one.lift > 0][:LIFTING]
    worst = min(told, key=lambda one: one.lift, default=None)
    despite = f", despite {clause(worst, WORDS[worst.name].despite)}" if worst and worst.lift < 0 else ""
    because = f", because {' and '.join(lifting)}" if lifting else ""
    return because + despite


def _told(found: Estimate, standing: Standing) -> list[Difference]:
    if standing.rank is None:
        return []
    if standing.middles:
        differing = comparison.differences_in(found, standing.middles.logs)
    else:
        differing = comparison.differences(found, standing.others)
    return [one for one in differing if _is_visible(one)]


def in_short(found: Estimate, standing: Standing) -> str:
    """Return how sure its place is in a few words: the chance to be one of the first, else with whom it is level."""
    if standing.rank is None:
        return ""
    if standing.line is not None:
        share = formats.percent(standing.line.chance(found.score_m, found.score_v))
        return f"in the first {standing.line.n_first}: {share}"
    near = (*standing.around.above[:1], *standing.around.below[:1])
    ties = [f"PC-{one.id}" for one in near if _is_level(found, one)]
    return f"level with {' and '.join(ties)}" if ties else ""


def chance(found: Estimate, standing: Standing) -> str:
    """Return how surely it is one of the first; nothing where it is not in the list, or the list is too short."""
    if standing.rank is None or standing.line is None:
        return ""
    share = standing.line.chance(found.score_m, found.score_v)
    of_what = " of this list" if standing.is_filtered else ""
    return f" One of the first {standing.line.n_first}{of_what} with a chance of {formats.percent(share)}."


def compared_with(found: Estimate, standing: Standing) -> str:
    """Return what the reasons compare it with; nothing where there are none."""
    if not _told(found, standing):
        return ""
    if standing.middles:
        of_what = " in this list" if standing.middles.is_filtered else ""
        return f"Middle: that of all {standing.middles.of:,} ranked paper cuts{of_what}."
    n = len(standing.others)
    return "Others: the one other ranked paper cut." if n == 1 else f"Others: the middle of the {n:,} others."


def change(found: Estimate, standing: Standing) -> str:
    """Return what would move it a place up or down; nothing when it is not in the list."""
    if standing.rank is None:
        return ""
    above, below = standing.around.above[:1], standing.around.below[:1]
    moves = [
        *(
            _move(found, one, f"{formats.ordinal(standing.rank - 1)} if {{}} took less than about {{}}")
            for one in above
        ),
        *(
            _move(found, one, f"{formats.ordinal(standing.rank + 1)} if {{}} took more than about {{}}")
            for one in below
        ),
    ]
    ties = [
        *(f"above it, PC-{one.id}" for one in above if _is_level(found, one)),
        *(f"below it, PC-{one.id}" for one in below if _is_level(found, one)),
    ]
    return " ".join(filter(None, [_would([move for move in moves if move]), _level(ties)]))


def _clause(one: Difference, clause: str, compared: str) -> str:
    show = WORDS[one.name].show
    return f"{clause.format(show(one.value))} ({compared}: {show(one.middle)})"


def _is_visible(one: Difference) -> bool:
    show = WORDS[one.name].show
    return show(one.value) != show(one.middle)


def _move(found: Estimate, other: Neighbour, clause: str) -> tuple[str, str] | None:
    """Return the clause that names the work, and the work; nothing where no work, or as good as any, would do."""
    hours = comparison.effort_to_reach(found.payback_q50, found.effort_hours_mean, other.payback)
    return None if hours is None or _is_level(found, other) else (clause, _hours(hours))


def _would(moves: Sequence[tuple[str, str]]) -> str:
    said = [clause.format(what, hours) for (clause, hours), what in zip(moves, ("the fix", "it"), strict=False)]
    return f"It would be {', and '.join(said)}." if said else ""


def _is_level(found: Estimate, other: Neighbour) -> bool:
    return comparison.is_level(found.payback_q50, other.payback)


def _level(ties: Sequence[str]) -> str:
    verb = "pays" if len(ties) == 1 else "pay"
    return f"The one {', and the one '.join(ties)}, {verb} back about as much." if ties else ""
