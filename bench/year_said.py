"""One figure as the product says it, and as it is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Check:
    """A figure, what the product says, what is true."""

    figure: str
    said: str
    known: str
    is_same: bool

    @property
    def word(self) -> str:
        """Return the verdict."""
        return "agree" if self.is_same else "DIFFER"


def same(figure: str, said: Any, known: Any) -> Check:
    """Compare what must be the same exactly."""
    return Check(figure, str(said), str(known), said == known)


def rows(figure: str, said: Iterable[Any], known: Iterable[Any]) -> Check:
    """Compare many rows, in whatever order; the first ones that differ are told."""
    mine, theirs = sorted(map(str, known)), sorted(map(str, said))
    if mine == theirs:
        return Check(figure, f"{len(theirs)} rows", f"{len(mine)} rows", is_same=True)
    left, right = list(theirs), list(mine)
    for one in theirs:
        if one in right:
            right.remove(one)
            left.remove(one)
    return Check(figure, f"{len(left)} of {len(theirs)}: {left[:6]}", f"{len(right)}: {right[:6]}", is_same=False)


def within(
    figure: str, said: Iterable[float | None], known: Iterable[float | None], part: float, least: float
) -> Check:
    """Compare numbers one by one, as near as rounding and drawing allow."""
    mine, theirs = list(known), list(said)
    off = [(one, other) for one, other in zip(theirs, mine, strict=False) if not _is_near(one, other, part, least)]
    is_same = not off and len(mine) == len(theirs)
    if len(mine) <= 3 or not is_same:
        some = off if len(mine) > 3 else list(zip(theirs, mine, strict=False))
        return Check(figure, _told(one for one, _ in some[:6]), _told(other for _, other in some[:6]), is_same)
    floor = least / part if part else 1.0  # below it, numbers are compared as they are
    worst = max(
        (abs(a - b) / max(abs(b), floor) for a, b in zip(theirs, mine, strict=True) if a is not None and b is not None),
        default=0.0,
    )
    return Check(figure, f"{len(theirs)} numbers", f"off by {worst:.2%} at most", is_same)


def _is_near(one: float | None, other: float | None, part: float, least: float) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= max(part * abs(other), least)


def _told(some: Iterable[float | None]) -> str:
    return ", ".join("none" if one is None else f"{one:.4g}" for one in some)
