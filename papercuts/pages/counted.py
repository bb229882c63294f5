"""Why a number in the sum is not the one that was given."""

from collections.abc import Callable

from papercuts.domain import formats


def counted(given: float, mean: float | None, show: Callable[[float], str] | None = None) -> str:
    """Return what a number counts as, to follow it: the mean of a range lies above its middle.

    Empty where both read the same, or there is no mean. show: how it is written, with three digits unless told.
    """
    show = show or _three
    return "" if mean is None or show(mean) == show(given) else f", counted as {show(mean)} since uncertain"


def _three(number: float) -> str:
    return formats.significant(number, 3)
