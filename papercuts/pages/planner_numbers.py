"""Numbers of a sprint plan as they are shown: sums that add up, hours as they were typed, and prices."""

from papercuts.domain import formats

FIVE_FROM, TEN_FROM, FIVE_TO = 100, 1_000, 1_000_000  # hours rounded to five, or ten, so that differences add up


def in_fives(hours: float) -> str:
    """Return a sum of hours a year to the nearest five, or ten, so that what is subtracted on a page adds up.

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


def price(whole: float, hours: float) -> str:
    """Return what a set gives back less, or more, as the difference of what is shown."""
    if min(whole, hours) >= FIVE_FROM and max(whole, hours) < FIVE_TO:
        less = rounded(whole) - rounded(hours)
        shown = f"{abs(less):,}" if less else ""
    else:
        shown = in_fives(abs(whole - hours)) if whole != hours else ""
    return f"{'−' if whole > hours else '+'}{shown} h" if shown else "0 h"


def rounded(hours: float) -> int:
    size = abs(hours)
    step = 5 if size < TEN_FROM else 10
    return int(step * ((size + step / 2) // step)) * (1 if hours >= 0 else -1)
