"""Where the doubt in a payback comes from, as a bar and in words, and what would take it away."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from papercuts.domain import formats, observing
from papercuts.domain.observing import MORE, Narrowing
from papercuts.domain.rank_inputs import Inputs
from papercuts.domain.ranking import Estimate, Factor
from papercuts.pages.factor_names import FREQUENCY, IN_WORDS, OCCURRENCES, PEOPLE

WIDTH = 600.0  # of the bar
LEAST = 0.02  # shares below it are told together
HARDLY = 0.05  # a range whose logarithm is narrower by less is hardly narrower
TOLD = {
    observing.WATCH: "Watching {more} more people doing “{task}”",
    observing.TIME: "Timing it with {more} people",
    observing.HAPPEN: f"Counting {OCCURRENCES}, with {{more}} more of them,",
    observing.ASK: f"Asking {{more}} people {FREQUENCY}",
    observing.COUNT: f"Counting by telemetry {PEOPLE}",
    observing.ESTIMATE: "An estimate of the effort with low, likely and high hours",
}


@dataclass(frozen=True)
class Part:
    """One factor's share of the doubt."""

    name: str
    share: str
    x: float
    width: float
    is_assumed: bool
    shade: int  # 1 for the largest, then paler


@dataclass(frozen=True)
class Doubt:
    """The whole bar, and what to do about it."""

    parts: tuple[Part, ...]
    label: str
    narrowed: str


def of(inputs: Inputs, found: Estimate, task: str | None) -> Doubt:
    """Return the doubt in the payback of a paper cut; task: what can be watched to learn more, if it may still."""
    parts = tuple(_parts(found.factors))
    return Doubt(
        parts=parts,
        label="Uncertainty comes from " + ", ".join(f"{part.name} {part.share}" for part in parts),
        narrowed=narrowed(inputs, found, task) if task else "",
    )


def narrowed(inputs: Inputs, found: Estimate, task: str) -> str:
    """Return what would narrow the payback most, and how far watching more people would."""
    options = observing.narrowings(inputs, found)
    if not options:
        return ""
    now = formats.span(found.payback_q10, found.payback_q90, formats.payback)
    best, told = options[0], partial(_told, task=task)
    degree = (
        "hardly narrow the payback, and nothing would more" if is_hardly(best, found) else "narrow the payback most"
    )
    said = f"{told(best)} would {degree}: now {now}, then about {_range(best)}."
    watch = next((one for one in options[1:] if one.kind == observing.WATCH), None)
    if watch:
        degree = "hardly narrow it" if is_hardly(watch, found) else "narrow it less"
        said += f" {told(watch)} would {degree}: {_range(watch)}."
    return said


def is_hardly(one: Narrowing, found: Estimate) -> bool:
    """Say whether an observation would leave the payback about as wide as it is."""
    return math.log(one.high / one.low) > (1 - HARDLY) * math.log(found.payback_q90 / found.payback_q10)


def _told(one: Narrowing, task: str) -> str:
    return TOLD[one.kind].format(more=MORE, task=task)


def _range(one: Narrowing) -> str:
    return formats.span(one.low, one.high, formats.payback)


def _parts(factors: Sequence[Factor]) -> list[Part]:
    told = sorted((one for one in factors if one.variance_share >= LEAST), key=lambda one: -one.variance_share)
    shares = [(IN_WORDS[one.name], one.variance_share, one.is_assumed) for one in told]
    rest = [one for one in factors if one.variance_share and one not in told]
    if sum(one.variance_share for one in rest) >= LEAST / 2:
        names = [IN_WORDS[one.name] for one in sorted(rest, key=lambda one: -one.variance_share)]
        together = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
        shares.append((together, sum(one.variance_share for one in rest), any(one.is_assumed for one in rest)))
    parts, x = [], 0.0
    for shade, (name, share, is_assumed) in enumerate(shares, start=1):
        width = share * WIDTH
        parts.append(Part(name, formats.percent(share), round(x, 1), round(width, 1), is_assumed, min(shade, 6)))
        x += width
    return parts
