"""What to learn next: how far an observation would narrow a payback, and how many of the first places it could change.

Nothing is known yet of what would be seen, so the middle stays where it is and only the range is told. Over all paper
cuts an observation is worth what it may change: the middle of each payback it speaks of may move by as much as its
range would shrink.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from papercuts.domain import rank_factors
from papercuts.domain.distributions import polygamma
from papercuts.domain.limits import Source
from papercuts.domain.rank_factors import PEOPLE_LOG_SD, REPORT_LOG_VARIANCE
from papercuts.domain.rank_inputs import EffortGiven, Inputs, SegmentUse
from papercuts.domain.ranking import Estimate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Places = NDArray[np.int64]

MORE = 5  # people, of whom an observation speaks
WATCH, TIME, ASK, HAPPEN, COUNT, ESTIMATE = "watch", "time", "ask", "happen", "count", "estimate"
AT_VISITS = (WATCH, ASK, TIME, HAPPEN)
AT_DESK = (COUNT, ESTIMATE)
FACTORS = {
    WATCH: "hit rate",
    TIME: "seconds",
    ASK: "frequency",
    HAPPEN: "occurrences",
    COUNT: "people",
    ESTIMATE: "effort",
}
THREE_POINTS = (0.5, 1.0, 2.0)  # of what is now expected: a careful estimate of effort

DRAWS = 4_000  # the mean number of places is then right to a tenth
CLOSEST = 2


@dataclass(frozen=True)
class Narrowing:
    """What one observation would do to one payback."""

    kind: str
    variance: float  # of ln(payback) that would go
    low: float  # the 80 % range it would leave, in hours a year per engineer-hour
    high: float


def narrowings(inputs: Inputs, found: Estimate) -> list[Narrowing]:
    """Return what each kind of observation would do, the one that narrows most first; none that does nothing."""
    if found.score_v is None:
        return []
    left = {kind: _variance_gone(kind, inputs, found) for kind in FACTORS}
    worth = [_narrowing(kind, gone, found, found.score_v) for kind, gone in left.items() if gone > 0]
    return sorted(worth, key=lambda one: -one.variance)


def _narrowing(kind: str, gone: float, found: Estimate, variance: float) -> Narrowing:
    scale = math.sqrt(max(variance - gone, 0.0) / variance)
    low = found.payback_q50 * (found.payback_q10 / found.payback_q50) ** scale
    high = found.payback_q50 * (found.payback_q90 / found.payback_q50) ** scale
    return Narrowing(kind, gone, low, high)


def _variance_gone(kind: str, inputs: Inputs, found: Estimate) -> float:
    """Return by how much the variance of ln(payback) would shrink."""
    now = {factor.name: factor.variance_share * (found.score_v or 0.0) for factor in found.factors}[FACTORS[kind]]
    return now * max(0.0, 1 - _share_left(kind, inputs, found))


def _share_left(kind: str, inputs: Inputs, found: Estimate) -> float:
    """Return how much of a factor's own variance an observation would leave."""
    if kind == WATCH:
        return _hit_left(found.hit_a, found.hit_b)
    if kind == TIME:
        times = rank_factors.times_known(inputs.timings)
        more = replace(times, weight=times.weight + MORE, freedom=times.freedom + MORE)
        return _log_variance_of_mean(more) / _log_variance_of_mean(times)
    if kind == HAPPEN:
        return _occurrences_left(inputs)
    if kind == ESTIMATE:
        low, likely, high = (point * found.effort_hours_mean for point in THREE_POINTS)
        careful = EffortGiven(None, low, likely, high)
        now = rank_factors.effort_log(inputs.effort)[1]
        return rank_factors.effort_log(careful)[1] / now if now else 1.0  # 4, 4 and 4 hours leave no doubt
    return _use_left(kind, inputs)


def _occurrences_left(inputs: Inputs) -> float:
    """Return what five more people who are hit leave of the doubt in how often it happens, scattered as those seen."""
    known, n = rank_factors.occurrences_known(inputs.occurrences, inputs.occurrences_log), len(inputs.occurrences)
    if not known.log_variance or inputs.occurrences_log is not None:
        return 1.0
    middle = math.exp(known.log_mean)
    scatter = math.expm1(known.log_variance) * ((1 + n) * middle) ** 2
    more = scatter * (n + MORE) / n if n else scatter
    return math.log1p(more / ((1 + n + MORE) * middle) ** 2) / known.log_variance


def _hit_left(a: float, b: float) -> float:
    """Return what five more people, hit as often as is expected, leave of the variance of ln(share)."""
    share = a / (a + b)
    return _log_variance(a + MORE * share, b + MORE * (1 - share)) / _log_variance(a, b)


def _log_variance(a: float, b: float) -> float:
    return polygamma(1, a) - polygamma(1, a + b)


def _log_variance_of_mean(times: rank_factors.LogTimes) -> float:
    return rank_factors.log_normal_mean_of_seconds(times).log_variance


def _use_left(kind: str, inputs: Inputs) -> float:
    """Return what is left of the doubt in people once they are counted, or in the frequency once five were asked.

    Counted are those of every segment; asked are people of the one where that narrows most. A segment counts by the
    square of its performances, as in `rank_factors.use_known`.
    """
    doubts = [_doubt_in(kind, use, inputs) for use in inputs.segments]
    before = sum(one.weight * one.before for one in doubts)
    gone = [one.weight * (one.before - one.after) for one in doubts]
    taken = sum(gone) if kind == COUNT else max(gone, default=0.0)
    return 1 - taken / before if before else 1.0


@dataclass(frozen=True)
class _Doubt:
    """The log-variance of one segment's people or frequency, before and after, and how much the segment counts."""

    weight: float
    before: float
    after: float


def _doubt_in(kind: str, use: SegmentUse, inputs: Inputs) -> _Doubt:
    people, frequency = rank_factors.people_in(use, use.weight), rank_factors.frequency_in(use, inputs.periods_a_year)
    weight, now = (people * frequency).mean ** 2, (people if kind == COUNT else frequency).log_variance
    if kind == COUNT:
        return _Doubt(weight, now, min(now, PEOPLE_LOG_SD[Source.TELEMETRY] ** 2))
    if not now or (use.times is not None and use.frequency_source == Source.TELEMETRY):  # as `frequency_in` has it
        return _Doubt(weight, now, now)
    return _Doubt(weight, now, 1 / (1 / now + MORE / REPORT_LOG_VARIANCE))


def segment_to_ask(inputs: Inputs) -> str | None:
    """Return the segment whose people should be asked how often they do the task; None where nobody need be."""
    doubts = [(use.name, _doubt_in(ASK, use, inputs)) for use in inputs.segments]
    name, most = max(doubts, key=lambda one: one[1].weight * (one[1].before - one[1].after), default=(None, None))
    return name if most and most.weight * (most.before - most.after) > 0 else None


@dataclass(frozen=True)
class Candidate:
    """A paper cut that may be among the first, and what observations of its task would tell of it."""

    id: int
    task: int
    middle: float  # ln of the median payback, by which the list is ordered
    gone: Mapping[str, float]  # variance of ln(payback) that each kind of observation would take away


@dataclass(frozen=True)
class Worth:
    """What an observation is worth over all paper cuts."""

    task: int
    kind: str
    places: float  # of the first ones at which another paper cut would stand, in the mean
    chance: float  # 0–1, that one comes among the first that is not there yet
    closest: tuple[int, ...]  # the paper cuts of the task whose place most often changes, the likeliest first


def worths(candidates: Sequence[Candidate], n_first: int, seed: int) -> list[Worth]:
    """Return the observations at visits by how many of the first places they would change, best first.

    candidates: those that could be among the first. n_first: how many are. What was not seen yet cannot be told, so
    the middle of each payback is drawn: it moves by a normal number whose variance is what the observation would take
    away. What is observed of the frequency moves all paper cuts of a task together, hit rates and seconds each by
    itself. Source: preposterior analysis, Raiffa and Schlaifer, Applied Statistical Decision Theory (1961).
    """
    import numpy as np  # here, for it takes longer to load than most commands run

    draws = np.random.default_rng(seed).standard_normal((DRAWS, len(candidates)))
    n_places, found = min(n_first, len(candidates)), []
    for task in dict.fromkeys(one.task for one in candidates):
        own = [i for i, one in enumerate(candidates) if one.task == task]
        others = np.sort([one.middle for one in candidates if one.task != task])
        for kind in AT_VISITS:
            sd = np.sqrt([candidates[i].gone.get(kind, 0.0) for i in own])
            if sd.any():
                moves = draws[:, own[:1] if kind == ASK else own] * sd
                found.append(_worth(task, kind, [candidates[i] for i in own], moves, others, n_places))
    return sorted((one for one in found if one.places > 0), key=lambda one: -one.places)


def _worth(task: int, kind: str, own: list[Candidate], moves: "Array", others: "Array", n: int) -> Worth:
    import numpy as np

    middle = np.array([[one.middle for one in own]])
    before, others_before = _places(middle, others, n)
    after, others_after = _places(middle + moves, others, n)
    stay = ((after == before) & (before < n)).sum(axis=1)
    others_stay = ((others_after == others_before) & (others_before < n)).sum(axis=1)
    often = ((after != before) & ((after < n) | (before < n))).mean(axis=0)
    closest = [own[i].id for i in np.argsort(-often, kind="stable")[:CLOSEST] if often[i] > 0]
    # somebody comes in wherever one of the task does, or where fewer of the task leave room for others
    comes = ((after < n) & (before >= n)).any(axis=1) | ((after < n).sum(axis=1) < (before < n).sum())
    return Worth(task, kind, float((n - stay - others_stay).mean()), float(comes.mean()), tuple(closest))


def _places(values: "Array", others: "Array", n: int) -> tuple["Places", "Places"]:
    """Return the places from 0, in each row, of values and of the n highest of the others, which do not move.

    values: one row a draw. others: rising.
    """
    import numpy as np

    above = len(others) - np.searchsorted(others, values, side="right")
    among = np.argsort(np.argsort(-values, axis=1, kind="stable"), axis=1, kind="stable")
    highest = others[::-1][:n]
    moved_above = (values[:, :, np.newaxis] >= highest).sum(axis=1)
    return above + among, np.arange(len(highest)) + moved_above
