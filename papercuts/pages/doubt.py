"""Where the doubt in a payback comes from, as a bar and in words, and what would take it away."""

from collections.abc import Sequence
from dataclasses import dataclass

from papercuts.domain import formats, observing
from papercuts.domain.observing import MORE, Narrowing
from papercuts.domain.rank_inputs import Inputs
from papercuts.domain.ranking import Estimate, Factor

WIDTH = 600.0  # of the bar
LEAST = 0.02  # shares below it are told together
SHORT = {
    "people": "people",
    "frequency": "how often",
    "hit rate": "who is hit",
    "occurrences": "times it happens",
    "seconds": "seconds",
    "effort": "effort",
    "others": "others",
}
TOLD = {
    observing.WATCH: "Watching {more} more people doing “{task}”",
    observing.TIME: "Timing it with {more} people",
    observing.HAPPEN: "Counting how often it happens to {more} more people it hits",
    observing.ASK: "Asking {more} people how often they do it",
    observing.COUNT: "Counting who does it by telemetry",
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
    """Return what watching more people would narrow, and what would narrow more."""
    options = observing.narrowings(inputs, found)
    watch = next((one for one in options if one.kind == observing.WATCH), None)
    now = formats.span(found.payback_q10, found.payback_q90, formats.payback)
    if watch is None:
        return ""
    said = f"{_told(watch, task)} would narrow the payback: now {now}, then about {_range(watch)}."
    if options[0] is not watch and _range(options[0]) != _range(watch):
        said += f" {_told(options[0], task)} would narrow it more: {_range(options[0])}."
    return said


def _told(one: Narrowing, task: str) -> str:
    return TOLD[one.kind].format(more=MORE, task=task)


def _range(one: Narrowing) -> str:
    return formats.span(one.low, one.high, formats.payback)


def _parts(factors: Sequence[Factor]) -> list[Part]:
    told = sorted((one for one in factors if one.variance_share >= LEAST), key=lambda one: -one.variance_share)
    rest = 1 - sum(one.variance_share for one in told)
    shares = [(SHORT[one.name], one.variance_share, one.is_assumed) for one in told]
    if rest >= LEAST / 2:
        shares.append((SHORT["others"], rest, False))
    parts, x = [], 0.0
    for shade, (name, share, is_assumed) in enumerate(shares, start=1):
        width = share * WIDTH
        parts.append(Part(name, formats.percent(share), round(x, 1), round(width, 1), is_assumed, min(shade, 6)))
        x += width
    return parts
