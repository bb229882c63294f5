"""Numbers of a sprint plan as they are shown: sums, hours as they were typed, and prices."""

from papercuts.domain import formats

FIVE_FROM, TEN_FROM, FIVE_TO = 100, 1_000, 1_000_000  # hours rounded to five, or ten
LEAST = 0.01  # hours a year; a smaller difference is none


def in_fives(hours: float) -> str:
    """Return a sum of hours a year to the nearest five, or ten.

    One paper cut reads as everywhere: `formats.hours` rounds the same up to 10,000 hours.
    """
    return f"{rounded(hours):,}" if FIVE_FROM <= abs(hours) < FIVE_TO else formats.hours(hours)


def tenths(hours: float) -> str:
    """Return engineer-hours of a sprint: 12.8, where a list says 13."""
    return f"{round(hours, 1):,g}" if hours < FIVE_FROM else f"{round(hours):,}"


def typed(number: float) -> str:
    """Return a number as somebody has typed it: 29.5, where a list says 30."""
    return f"{number:,.15g}"


def span_in_fives(low: float, high: float) -> str:
    """Return a range of hours a year: 2,500 to 5,400."""
    return formats.span(low, high, show=in_fives)


def half_up(hours: float) -> float:
    return -(-hours * 2 // 1) / 2 if hours < 1000 else float(-(-hours // 1))


def price(less: float) -> str:
    """Return what a set gives back less, or more below 0: subtracted first and rounded then, the same in every plan."""
    return f"{'−' if less > 0 else '+'}{in_fives(abs(less))} h" if abs(less) >= LEAST else "0 h"


def rounded(hours: float) -> int:
    size = abs(hours)
    step = 5 if size < TEN_FROM else 10
    return int(step * ((size + step / 2) // step)) * (1 if hours >= 0 else -1)
