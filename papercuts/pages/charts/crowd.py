"""Where the words of a few points go among many: beside them, or in columns further away with a line to each."""

import math
from collections.abc import Iterable

from papercuts.pages.charts.labels import Box, Ground, Place, text_box

COVERED, COVERED_MOST = 2.5, 8  # a point without words that is covered costs as many pixels, up to so many points
N_STEPS = 12

# What a place costs, and where it is from the point; the first ones need no line. The nearest first.
_PLACES = sorted(
    [(0.0, 10.0, 4.0, "start"), (2.0, -10.0, 4.0, "end")]
    + [
        (8 + abs(down) + across / 2 - 12 + (4 if side < 0 else 0), side * float(across), 4.0 + down, anchor)
        for side, anchor in ((1, "start"), (-1, "end"))
        for across in (24, 48)
        for down in range(-240, 241, 2)
    ]
)


class Crowd:
    """The ground of a picture: words never cover words, leaders or points that have words; the others rather not."""

    def __init__(self, inside: Box, others: Iterable[Box], never: Iterable[Box]) -> None:
        self._inside, self._others, self._never, self._words = inside, Ground(others), Ground(never), Ground()

    def place(self, text: str, x: float, y: float) -> Place | None:
        """Return the cheapest place for the words of a point, and take it; nothing where there is none.

        Asked from the highest point down, leaders do not cross.
        """
        best: tuple[float, Place, Box] | None = None
        for cost, right, down, anchor in _PLACES:
            if best and cost >= best[0]:
                break
            box = text_box(text, x + right, y + down, anchor)
            if not (self._inside.holds(box) and self._never.is_free(box) and self._words.is_free(box)):
                continue
            end = (x + right - math.copysign(3, right), y + down - 4)
            if abs(right) > 10 and not all(self._words.is_free(step) for step in _steps((x, y), end)):
                continue
            cost += COVERED * min(self._others.met(box), COVERED_MOST)
            if best is None or cost < best[0]:
                leader = f"M{x} {y}L{round(end[0], 1)} {round(end[1], 1)}" if abs(right) > 10 else ""
                best = cost, Place(round(x + right, 1), round(y + down, 1), anchor, leader), box
        if best is None:
            return None
        _, found, box = best
        self._words.take(box)
        if found.leader:
            for step in _steps((x, y), (found.x - math.copysign(3, found.x - x), found.y - 4)):
                self._never.take(step)  # other leaders may, close to where they begin
        return found


def _steps(start: tuple[float, float], end: tuple[float, float]) -> list[Box]:
    """Return small boxes along a leader, from where it leaves its point."""
    (x, y), (to_x, to_y) = start, end
    at = [(x + (to_x - x) * k / N_STEPS, y + (to_y - y) * k / N_STEPS) for k in range(2, N_STEPS + 1)]
    return [Box(a - 1, b - 1, a + 1, b + 1) for a, b in at]
