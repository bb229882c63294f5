"""The slots of a round as a row of blocks: verified, fixed, waiting, closed, free."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 600, 20, 4


@dataclass(frozen=True)
class Block:
    """One slot; kind: "verified", "fixed", "waiting", "closed" or "free"."""

    x: float
    width: float
    kind: str
    tick_x: float  # the middle, where a verified one has its tick


@dataclass(frozen=True)
class SlotBar:
    """The blocks from left to right, and what they say."""

    blocks: tuple[Block, ...]
    width: int
    height: int
    label: str


def slots(kinds: Sequence[tuple[str, int]], label: str) -> SlotBar:
    """Return the bar. kinds: how many slots of each kind, in the order they are drawn; label: the same in words."""
    each = [kind for kind, n in kinds for _ in range(n)]
    step = WIDTH / max(len(each), 1)
    gap = min(GAP, step / 4)
    blocks = [
        Block(round(i * step, 1), round(step - gap, 1), kind, round(i * step + (step - gap) / 2, 1))
        for i, kind in enumerate(each)
    ]
    return SlotBar(tuple(blocks), WIDTH, HEIGHT, label)
