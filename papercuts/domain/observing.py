"""What to learn next: how far an observation would narrow a payback, and how many of the first places it could change.

Nothing is known yet of what would be seen, so the middle stays where it is and only the range is told. Over all paper
cuts an observation is worth what it may change: the middle of each payback it speaks of may move by as much as its
range would shrink.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from papercuts.domain import rank_factors
from papercuts.domain.distributions import polygamma
from papercuts.domain.limits import Source
from papercuts.domain.rank_factors import FREQUENCY_TELEMETRY_LOG_SD, PEOPLE_LOG_SD, REPORT_LOG_VARIANCE
from papercuts.domain.rank_inputs import EffortGiven, Inputs
from papercuts.domain.ranking import Estimate

MORE = 5  # people, of whom an observation speaks
WATCH, TIME, ASK, COUNT, ESTIMATE = "watch", "time", "ask", "count", "estimate"
AT_VISITS = (WATCH, ASK, TIME)  # the others are done at a desk
FACTORS = {WATCH: "hit rate", TIME: "seconds", ASK: "frequency", COUNT: "people", ESTIMATE: "effort"}
THREE_POINTS = (0.5, 1.0, 2.0)  # of what is now expected: a careful estimate of effort

DRAWS = 1_000


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


def narrowing(kind: str, inputs: Inputs, found: Estimate) -> Narrowing | None:
    """Return what one kind of observation would do; None when it would do nothing."""
    return next((one for one in narrowings(inputs, found) if one.kind == kind), None)


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
    if kind == ESTIMATE:
        careful = EffortGiven(None, *(point * found.effort_hours_mean for point in THREE_POINTS))
        return rank_factors.effort_log(careful)[1] / rank_factors.effort_log(inputs.effort)[1]
    return _use_left(kind, inputs)


def _hit_left(a: float, b: float) -> float:
    """Return what five more people, hit as often as is expected, leave of the variance of ln(share)."""
    share = a / (a + b)
    return _log_variance(a + MORE * share, b + MORE * (1 - share)) / _log_variance(a, b)


def _log_variance(a: float, b: float) -> float:
    return polygamma(1, a) - polygamma(1, a + b)


def _log_variance_of_mean(times: rank_factors.LogTimes) -> float:
    return rank_factors.log_normal_mean_of_seconds(times).log_variance


def _use_left(kind: str, inputs: Inputs) -> float:
    """Return what is left of the doubt in people once they are counted, or in the frequency once five were asked."""
    variances = []
    for use in inputs.segments:
        if kind == COUNT:
            now = rank_factors.people_in(use).log_variance
            variances.append((now, min(now, PEOPLE_LOG_SD[Source.TELEMETRY] ** 2)))
        else:
            now = rank_factors.frequency_in(use, inputs.periods_a_year).log_variance
            asked = now if use.frequency_source == Source.TELEMETRY else 1 / (1 / now + MORE / REPORT_LOG_VARIANCE)
            variances.append((now, asked if now > FREQUENCY_TELEMETRY_LOG_SD**2 else now))
    before = sum(now for now, _ in variances)
    return sum(after for _, after in variances) / before if before else 1.0


@dataclass(frozen=True)
class Candidate:
    """A paper cut near the line of the first ones, and what observations of its task would tell of it."""

    id: int
    task: int
    m: float  # mean of ln(payback)
    gone: Mapping[str, float]  # variance that each kind of observation would take away


@dataclass(frozen=True)
class Worth:
    """What an observation is worth over all paper cuts."""

    task: int
    kind: str
    places: float  # of the first ones that would change, in the mean
    closest: tuple[int, ...]  # the paper cuts that most often come in or go out, the likeliest first


def worths(candidates: Sequence[Candidate], n_first: int, seed: int) -> list[Worth]:
    """Return the observations at visits by how many of the first places they would change, best first.

    candidates: those that could be among the first, in the order of the list. What is observed of people or frequency
    moves all paper cuts of a task together; hit rates and seconds move each by itself.
    """
    import numpy as np  # here, for it takes longer to load than most commands run

    chance = np.random.default_rng(seed)
    middle = np.array([one.m for one in candidates])
    first = np.zeros(len(candidates), dtype=bool)
    first[np.argsort(-middle, kind="stable")[:n_first]] = True
    found = []
    for task in dict.fromkeys(one.task for one in candidates):
        for kind in AT_VISITS:
            sd = np.array([math.sqrt(one.gone.get(kind, 0.0)) if one.task == task else 0.0 for one in candidates])
            if not sd.any():
                continue
            draws = chance.standard_normal((DRAWS, 1 if kind == ASK else len(candidates)))
            moved = middle + draws * sd
            after = np.zeros(moved.shape, dtype=bool)
            np.put_along_axis(after, np.argsort(-moved, axis=1, kind="stable")[:, :n_first], values=True, axis=1)
            changes = (after != first).mean(axis=0)
            own = [i for i in np.argsort(-changes, kind="stable") if changes[i] > 0 and candidates[i].task == task]
            found.append(Worth(task, kind, float(changes.sum() / 2), tuple(candidates[i].id for i in own[:2])))
    return sorted((one for one in found if one.places > 0), key=lambda one: -one.places)
