"""Small pictures beside each other on one scale: how a number changed from day to day."""

from collections.abc import Sequence
from dataclasses import dataclass

from papercuts.pages.charts.scales import TOPS, round_up, share

WIDTH, HEIGHT = 176, 62
LEFT, RIGHT, BASE, CEILING = 5, 171, 56, 6  # room for the dot at the end

Steps = Sequence[tuple[int, float]]  # the number of the day from which on it has a value; the first is day 0


@dataclass(frozen=True)
class Multiple:
    """One of them: a line in steps with the ground under it, and a dot at its last value."""

    line: str
    ground: str
    x: float
    y: float


@dataclass(frozen=True)
class Multiples:
    """All of them, with the end of the scale they share."""

    width: int
    height: int
    grid: str
    axis: str
    top: float
    pictures: tuple[Multiple, ...]


def multiples(series: Sequence[Steps], n_days: int) -> Multiples:
    """Return a picture of each series over so many days; of a single day, a dot alone."""
    top = round_up(max((value for steps in series for _, value in steps), default=0), TOPS)
    return Multiples(
        width=WIDTH,
        height=HEIGHT,
        grid=f"M{LEFT} {CEILING}H{RIGHT}M{LEFT} {(BASE + CEILING) // 2}H{RIGHT}",
        axis=f"M{LEFT} {BASE}H{RIGHT}",
        top=top,
        pictures=tuple(_picture(steps, n_days, top) for steps in series),
    )


def _picture(steps: Steps, n_days: int, top: float) -> Multiple:
    at = [(_x(day, n_days), round(BASE - share(value, top, BASE - CEILING), 1)) for day, value in steps]
    first, last = at[0][1], at[-1][1]
    line = f"M{LEFT} {first}" + "".join(f"H{x}V{y}" for x, y in at[1:]) + f"H{RIGHT}" if n_days else ""
    ground = f"{line}V{BASE}H{LEFT}Z" if line else ""
    return Multiple(line, ground, RIGHT, last)


def _x(day: int, n_days: int) -> float:
    return round(LEFT + share(day, max(n_days, 1), RIGHT - LEFT), 1)
