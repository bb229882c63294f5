"""Where the thoughts belong: proposes the Ms of a line of steps that was written without them.

Source: rules 0 to 4 of Card, Moran & Newell 1983; that a thought during a wait takes no time of its own, from Raskin
2000. What the rules ask about keys is read from how they are written: `6K` is typed text, `KKK` the name of a command,
and a single `K` a command of its own, or the end of what was typed before it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from papercuts.domain.klm import Device, Step, steps

RULES = (
    "An M stands before each key that is a command, and before each pointing, tap or gesture that picks one. None"
    " stands before typed text: 6K is typed text, KKK the name of a command.",
    "Where the step before already expects the next one, there is no M between: pointing and clicking is one thought.",
    "A unit has one M, before its beginning: the name of a command, or a swipe after a swipe.",
    "A second end has none: the key that ends a command right after the one that ended its text.",
    "The end of a command’s name has none, since it is always the same; the end of typed text keeps its M.",
    "Right after a wait there is none: the thought fits into it.",
)


@dataclass(frozen=True)
class _Unit:
    """Steps that are one thing: kind is an operator, or what its keys or taps are: "text", "name" or "key"."""

    kind: str
    text: str


_START = _Unit("", "")
_EXPECTS = {  # what is expected after a step
    "P": {"key", "BB", "B", "D"},
    "BB": {"BB", "B"},
    "B": {"BB", "B", "D"},
    "D": {"BB", "B", "D"},
    "name": {"key"},
    "S": {"S"},
    "C": {"C"},
    "O": {"O"},
}
_NEVER = {"text", "H", "R", "W"}  # no M before these
_WAITS = {"R", "W"}


def with_thoughts(line: str, device: Device = Device.MOUSE) -> str:
    """Return a line with its Ms where the rules want them; those it had are taken out first.

    Raises ValueError with a sentence when the line is not understood, or has nothing but Ms.
    """
    units = list(_units(steps(line, device)))
    if not units:
        raise ValueError("Write the steps first, then their Ms can be placed")
    return " ".join(_placed(units))


def _placed(units: Iterable[_Unit]) -> Iterator[str]:
    is_held = is_end = False  # the button is down: what it drags where was thought of before; text has just been ended
    for before, unit in pairwise((_START, *units)):
        is_second_end = is_end and unit.kind == "key"
        is_expected = unit.kind in _EXPECTS.get(before.kind, ())
        if not (is_held or is_second_end or is_expected or unit.kind in _NEVER or before.kind in _WAITS):
            yield "M"
        yield unit.text
        is_held ^= unit.kind == "B"
        is_end = is_second_end or (before.kind == "text" and unit.kind in ("key", "T"))


def _units(written: Sequence[Step]) -> Iterator[_Unit]:
    keys = ""  # of a name
    for step, following in zip(written, (*written[1:], None), strict=True):
        is_key = step.operator == "K" and step.count == 1
        if is_key:
            keys += "K"
            if following and following.operator == "K" and following.count == 1 and following.is_joined:
                continue
            yield _Unit("name" if len(keys) > 1 else "key", keys)
            keys = ""
        elif step.operator != "M":
            is_text = step.operator in ("K", "T")
            yield _Unit("text" if is_text and step.count > 1 else step.operator, str(step))
