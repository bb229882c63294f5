"""The bar above what a site showed us: how much of it is fixed, planned, not decided, declined."""

from collections.abc import Mapping
from dataclasses import dataclass

WIDTH, GAP = 600.0, 3.0
_CLASSES = {"fixed": "c-mend", "planned": "c-ink", "not decided": "c-neutral", "declined": "c-off"}


@dataclass(frozen=True)
class Part:
    """One part of the bar, in its own units of 600 across."""

    name: str  # "2 planned"
    css: str
    x: float
    width: float


def bar(counts: Mapping[str, int]) -> tuple[Part, ...]:
    """Return the parts that are not empty, side by side; each as wide as its share of what the gaps leave."""
    some = {name: n for name, n in counts.items() if n}
    room = WIDTH - GAP * (len(some) - 1)
    parts, x = [], 0.0
    for name, n in some.items():
        width = room * n / sum(some.values())
        parts.append(Part(f"{n} {name}", _CLASSES[name], round(x, 1), round(width, 1)))
        x += width + GAP
    return tuple(parts)
