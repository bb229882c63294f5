"""The page *How the score works*: every figure on it is read from the code that computes the scores."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from papercuts.domain import formats, rank_factors, standings
from papercuts.domain.familiar import SCORES
from papercuts.domain.limits import Per, Size, Source
from papercuts.domain.rank_inputs import HIT_PRIOR, RHO
from papercuts.domain.ranking import (
    MOSTLY,
    EffortGiven,
    Inputs,
    SegmentUse,
    Timing,
    VisitCount,
    estimate,
)
from papercuts.evidence import uses
from papercuts.models import Setting
from papercuts.pages.factor_names import EFFORT, FREQUENCY, HIT, OCCURRENCES, PEOPLE, REMOVED, SECONDS
from papercuts.pages.sum_boxes import Sources
from papercuts.pages.why import Why, explain

EXAMPLE_TASK = "Approve an invoice"
EXAMPLE = Inputs(
    visits=tuple(VisitCount(1, hit) for hit in (1, 1, 0, 0, 0)),
    timings=(Timing(1, (6.0,), (8.0,)), Timing(2, (14.0,)), Timing(3, (9.0,))),
    occurrences=(),
    occurrences_log=(0.0, 0.0),  # known to be once
    segments=(SegmentUse("", 1.0, 400, Source.CUSTOMER, 3.0, Per.DAY, Source.CUSTOMER),),
    effort=EffortGiven(Size.S),
)


@dataclass(frozen=True)
class Default:
    """One input: how sure it is as given, and what is taken when nobody gave it."""

    name: str
    given: str
    assumed: str


def guide(setting: Setting) -> dict[str, Any]:
    """Return what the page shows."""
    a, b = setting.hit_prior
    return {
        "defaults": _defaults(setting),
        "sizes": [(size, formats.span(low, high, between=" to ")) for size, (low, high) in _sizes(setting)],
        "prior_percent": formats.percent(a / (a + b)),
        "prior_people": formats.significant(a + b),
        "hit_examples": [
            (f"{k} of {n}", formats.percent(rank_factors.beta_hit_share(k, n, setting.hit_prior)))
            for k, n in ((1, 1), (2, 5), (1, 12))
        ],
        "rho": formats.significant(setting.rho),
        "is_learnt": (setting.rho, setting.hit_prior) != (RHO, HIT_PRIOR),
        "n_segment": rank_factors.SEGMENT_WATCHED_MIN,
        "first_ones": standings.FIRST,
        "even": formats.percent(standings.EVEN),
        "n_visits_to_group": rank_factors.VISITS_TO_GROUP,
        "mostly": formats.percent(MOSTLY),
        "year": f"{setting.days_a_year} days and {setting.weeks_a_year} weeks of work",
        "example": _example(),
        "others": SCORES,
    }


def _defaults(setting: Setting) -> list[Default]:
    people, frequency = rank_factors.PEOPLE_LOG_SD, rank_factors.FREQUENCY_LOG_SD
    prior = setting.hit_prior
    sources = "; ".join(f"{source.value}: {_within(people[source])}" for source in Source)
    half = formats.percent(uses.HALF)
    assumed_effort = math.sqrt(rank_factors.ASSUMED_EFFORT_LOG_VARIANCE)
    return [
        Default(
            _begun(PEOPLE),
            sources,
            f"{half} of the head count, {_within(uses.HEAD_COUNT_LOG_SD)}; without one, as many as do other tasks,"
            f" {_within(uses.OTHER_TASKS_LOG_SD)}",
        ),
        Default(
            _begun(FREQUENCY),
            f"{_within(frequency)}; telemetry: {_within(rank_factors.FREQUENCY_TELEMETRY_LOG_SD)}",
            f"once a week, {setting.weeks_a_year} times a year, {_within(rank_factors.ASSUMED_FREQUENCY_LOG_SD)}",
        ),
        Default(_begun(HIT), "from those watched", formats.percent(prior[0] / sum(prior))),
        Default(_begun(OCCURRENCES), "times it happened for each time the task was done", "once"),
        Default(
            _begun(SECONDS),
            "stopwatch times, drawn towards what was counted or guessed",
            formats.seconds(rank_factors.UNSTATED_SECONDS),
        ),
        Default(
            _begun(EFFORT), "in engineer hours: a size, or low, likely and high", f"size M, {_within(assumed_effort)}"
        ),
        Default(_begun(REMOVED), "as entered with the effort", "all of it"),
    ]


def _begun(name: str) -> str:
    return name[0].upper() + name[1:]


def _sizes(setting: Setting) -> list[tuple[str, Sequence[float]]]:
    """Return what sizes mean here, which what the fixes took may have taught."""
    return list((rank_factors.SIZE_HOURS | setting.size_hours).items())


def _within(log_sd: float) -> str:
    """Return the 80 % range of a number as a factor: "within a factor of 1.6 either way"."""
    return f"within a factor of {formats.significant(math.exp(NormalDist().inv_cdf(0.9) * log_sd))} either way"


def _example() -> Why:
    found = estimate(EXAMPLE)
    assert found is not None
    return explain(EXAMPLE, found, task=EXAMPLE_TASK, sources=Sources("", "", ""))
