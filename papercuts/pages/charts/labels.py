"""Where the words of a scatter plot go, so that they cover neither points nor one another."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from papercuts.pages.charts.scales import text_width

HALF_LINE = 7  # half of a 12 pixel line, with air

# From the point: to the right, left, below, above, then the corners; the anchor says which end of the text is there.
PLACES = (
    (10, 4, "start"),
    (-10, 4, "end"),
    (0, 21.6, "middle"),
    (0, -12, "middle"),
    (12, -9, "start"),
    (10, 15, "start"),
    (-12, -9, "end"),
    (-10, 15, "end"),
    (14, 19, "start"),
    (-14, 19, "end"),
    (0, 36, "middle"),
)


@dataclass(frozen=True)
class Box:
    """A rectangle that is taken."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Return whether two rectangles share some ground."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: "Box") -> bool:
        """Return whether another rectangle lies inside this one."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


class Ground:
    """What is taken, found again by where it lies: many boxes, each small against the plot."""

    SIDE = 48  # of a square, in whose list a box stands if it touches it

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        self._squares: dict[tuple[int, int], list[Box]] = defaultdict(list)
        for box in boxes:
            self.take(box)

    def take(self, box: Box) -> None:
        """Take a rectangle."""
        for square in self._touched(box):
            self._squares[square].append(box)

    def is_free(self, box: Box) -> bool:
        """Return whether nothing that is taken meets a rectangle."""
        return not any(box.meets(other) for square in self._touched(box) for other in self._squares.get(square, ()))

    def met(self, box: Box) -> int:
        """Return how many of those that are taken a rectangle meets."""
        found = (other for square in self._touched(box) for other in self._squares.get(square, ()) if box.meets(other))
        return len(set(map(id, found)))

    def _touched(self, box: Box) -> Iterator[tuple[int, int]]:
        columns = range(int(box.left // self.SIDE), int(box.right // self.SIDE) + 1)
        rows = range(int(box.top // self.SIDE), int(box.bottom // self.SIDE) + 1)
        return ((column, row) for column in columns for row in rows)


@dataclass(frozen=True)
class Place:
    """Where a text stands; leader: a line from its point, for one that stands further away."""

    x: float
    y: float
    anchor: str
    leader: str = ""


def text_box(text: str, x: float, y: float, anchor: str = "start") -> Box:
    """Return the ground of a text whose base line is at y."""
    width = text_width(text)
    left = x - {"start": 0, "middle": width / 2, "end": width}[anchor]
    return Box(left, y - HALF_LINE - 4, left + width, y + HALF_LINE - 4)


def place(text: str, x: float, y: float, inside: Box, taken: Ground) -> Place | None:
    """Return the first free place beside a point, or nothing where all are taken."""
    for right, down, anchor in PLACES:
        box = text_box(text, x + right, y + down, anchor)
        if inside.holds(box) and taken.is_free(box):
            return Place(round(x + right, 1), round(y + down, 1), anchor)
    return None


def move_apart(
    points: Sequence[tuple[float, float]], inside: Box, distance: float, most: float
) -> list[tuple[float, float]]:
    """Return points moved until they are `distance` apart, each by at most `most`, and none leaves the plot.

    Points on the same spot go apart in a direction that depends on their order alone.
    """
    # A hair's breadth, each in another direction, so that none stand exactly on one another or on one line.
    moved = [(x + 0.01 * math.cos(2.4 * i), y + 0.01 * math.sin(2.4 * i)) for i, (x, y) in enumerate(points)]
    for _ in range(60):
        is_calm = True
        for i in range(len(moved)):
            for j in range(i):
                dx, dy = moved[i][0] - moved[j][0], moved[i][1] - moved[j][1]
                apart = max(math.hypot(dx, dy), 1e-9)
                if apart >= distance - 0.1:
                    continue
                is_calm = False
                step_x, step_y = (part / apart * (distance - apart) / 2 for part in (dx, dy))
                moved[i] = _kept(points[i], (moved[i][0] + step_x, moved[i][1] + step_y), inside, most)
                moved[j] = _kept(points[j], (moved[j][0] - step_x, moved[j][1] - step_y), inside, most)
        if is_calm:
            break
    return [(round(x, 1), round(y, 1)) for x, y in moved]


def _kept(home: tuple[float, float], at: tuple[float, float], inside: Box, most: float) -> tuple[float, float]:
    """Return a place no further from home than allowed, inside the plot."""
    dx, dy = at[0] - home[0], at[1] - home[1]
    scale = min(1, most / max(math.hypot(dx, dy), 1e-9))
    x, y = home[0] + dx * scale, home[1] + dy * scale
    return min(max(x, inside.left), inside.right), min(max(y, inside.top), inside.bottom)
