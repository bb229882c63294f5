"""A plan as bars: the chosen set filling the hours, and the best set beside what picking from the top gives."""

from collections.abc import Sequence
from dataclasses import dataclass

from papercuts.domain import formats
from papercuts.pages.charts.scales import STEPS, Tick, round_up, text_width

WIDTHS = (1180, 760, 320)
GAP = 2.0
NAME_WIDTH, VALUE_WIDTH = 96.0, 76.0  # at the left and right of the bars that are compared
LEAST = 1.0  # so that even the smallest can be seen


@dataclass(frozen=True)
class Part:
    """A paper cut in a plan: hours of effort, or hours a year."""

    name: str
    amount: float


@dataclass(frozen=True)
class Block:
    """A part of a bar; the words are empty where they have no room."""

    x: float
    width: float
    middle: float
    name: str
    amount: str


@dataclass(frozen=True)
class Filled:
    """The hours there are at one width. reserve: none where nothing is kept."""

    width: int
    blocks: tuple[Block, ...]
    reserve: Block | None
    ticks: tuple[Tick, ...]
    unnamed: str  # "The short ones: PC-66, 1 h"


@dataclass(frozen=True)
class Bar:
    """One of the bars that are compared, with where its value stands."""

    name: str
    y: int
    blocks: tuple[Block, ...]
    value: str
    value_x: float
    is_best: bool  # the first


@dataclass(frozen=True)
class Compared:
    """The bars at one width."""

    width: int
    bars: tuple[Bar, ...]


def plan_filled(parts: Sequence[Part], hours: float, reserve: float) -> tuple[Filled, ...]:
    """Return the bar of a plan in three widths. hours: all there are; reserve: of them, what is kept."""
    return tuple(_filled(width, parts, hours, reserve) for width in WIDTHS)


def plan_compared(rows: Sequence[tuple[str, Sequence[Part], str]]) -> tuple[Compared, ...]:
    """Return bars on one scale, each a name, its parts and its value in words, in three widths."""
    top = max((sum(part.amount for part in parts) for _, parts, _ in rows), default=0) or 1.0
    return tuple(_compared(width, rows, top) for width in WIDTHS)


def _filled(width: int, parts: Sequence[Part], hours: float, reserve: float) -> Filled:
    scale = (width - 2) / (hours or 1.0)
    blocks = _blocks(parts, 1.0, scale)
    kept = None
    if reserve > 0 and hours > 0:
        long = reserve * scale
        word = next((word for word in ("reserve", "spare") if text_width(word) < long - 8), "")
        amount = f"{round(reserve, 1):g} h"
        kept = Block(
            round(width - 1 - long, 1),
            round(long, 1),
            round(width - 1 - long / 2, 1),
            word,
            amount if text_width(amount) < long else "",
        )
    unnamed = [(part, block) for part, block in zip(parts, blocks, strict=True) if not block.name]
    said = ", ".join(f"{part.name} {formats.hours(part.amount)} h" for part, _ in unnamed)
    start = "The short one is" if len(unnamed) == 1 else "The short ones:"
    return Filled(width, blocks, kept, _ticks(width, hours, scale), f"{start} {said}" if unnamed else "")


def _ticks(width: int, hours: float, scale: float) -> tuple[Tick, ...]:
    if hours <= 0:
        return ()
    step = round_up(hours / 4.5, (*STEPS[:3], 4, *STEPS[3:]))
    last = f"{hours:,.15g} h"  # as it was typed
    ats = [step * i for i in range(1, 8) if step * i * scale < width - 2 - text_width(last) - 20]
    return (*(Tick(round(1 + at * scale, 1), formats.hours(at)) for at in ats), Tick(width - 1.0, last))


def _blocks(parts: Sequence[Part], x: float, scale: float) -> tuple[Block, ...]:
    blocks = []
    for part in parts:
        wide = part.amount * scale
        shown = max(wide - GAP, LEAST)
        amount = f"{formats.hours(part.amount)} h"
        blocks.append(
            Block(
                x=round(x, 1),
                width=round(shown, 1),
                middle=round(x + shown / 2, 1),
                name=part.name if text_width(part.name) < shown - 10 else "",
                amount=amount if text_width(amount) < wide and text_width(part.name) < shown - 10 else "",
            )
        )
        x += wide
    return tuple(blocks)


def _compared(width: int, rows: Sequence[tuple[str, Sequence[Part], str]], top: float) -> Compared:
    scale = (width - NAME_WIDTH - VALUE_WIDTH) / top
    bars = []
    for i, (name, parts, value) in enumerate(rows):
        end = NAME_WIDTH + sum(part.amount for part in parts) * scale
        bars.append(Bar(name, 6 + 42 * i, _blocks(parts, NAME_WIDTH, scale), value, round(end + 6, 1), is_best=i == 0))
    return Compared(width, tuple(bars))
