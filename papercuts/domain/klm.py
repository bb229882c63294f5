"""Seconds without a stopwatch: the keystroke-level model of an expert's work without errors.

One line holds the steps: `M P BB H 6K M K`. Blanks, commas and plus signs may stand between them or not: `4M+15K` and
`M8KM11K` are understood, in capitals or not. A number before an operator repeats it (6K); one behind D, R or W is its
length or its seconds (R0.75).

    mouse and keyboard                          touch
    M  think                                    M  think
    K  press a key; Shift is one too            T  tap (or the word)
    P  point with the mouse, without the click  S  swipe (or swipe, slide)
    B  press or release the button; BB  click   C  pinch: fingers close (or pinch)
    H  hand between keyboard and mouse          O  stretch: fingers open (or stretch)
    D6 drag along one straight line of 6 cm
    R0.75 or W2: wait for the product, beyond what a thought overlaps

Sources: Card, Moran & Newell 1980/83 for K, P, H, D and M; Kieras 2001 for B. Gestures are times measured on a tablet,
n = 18 (DOI 10.1016/j.apergo.2016.06.004), rounded; a swipe is ours, between tap and more than a stretch.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from papercuts.domain.limits import SECONDS_MAX

LINE_MAX = 500  # characters
COUNT_MAX = 1_000  # of one step
DRAG_MAX = 200.0  # cm
M_CMN, M_KIERAS = 1.35, 1.20  # seconds: Card, Moran & Newell 1983; Kieras, and Olson & Olson
M_MIN, M_MAX = 0.1, 10.0  # seconds that anybody may take a thought for
# sd of ln(seconds): the model is about 20 % off for experts, root mean square (Card, Moran & Newell 1980)
SPREAD = 0.20
_REACH = math.exp(SPREAD * NormalDist().inv_cdf(0.9))
_NAMED_MOST = 20  # characters of what is wrong in a line


class Device(StrEnum):
    """What people work with."""

    MOUSE = "mouse"
    TOUCH = "touch"


class Keyer(StrEnum):
    """How well somebody types, or what."""

    BEST = "best"
    GOOD = "good"
    AVERAGE = "average"
    NON_SECRETARY = "non-secretary"
    RANDOM = "random"
    COMPLEX = "complex"
    UNFAMILIAR = "unfamiliar"


KEY_SECONDS = {
    Keyer.BEST: 0.08,  # 135 words a minute
    Keyer.GOOD: 0.12,  # 90
    Keyer.AVERAGE: 0.20,  # 55, skilled
    Keyer.NON_SECRETARY: 0.28,  # 40
    Keyer.RANDOM: 0.50,  # letters without sense
    Keyer.COMPLEX: 0.75,  # codes
    Keyer.UNFAMILIAR: 1.20,  # with the keyboard
}
DRAG_START, DRAG_CM = 0.9, 0.16  # seconds for a straight line, and for each cm of it

NAMES = {
    Device.MOUSE: {
        "M": "think",
        "K": "key",
        "P": "point",
        "BB": "click",
        "B": "press or release",
        "H": "move the hand",
        "D": "drag",
        "R": "wait",
        "W": "wait",
    },
    Device.TOUCH: {"M": "think", "T": "tap", "S": "swipe", "C": "pinch", "O": "stretch", "R": "wait", "W": "wait"},
}
_FIXED = {"P": 1.10, "BB": 0.20, "B": 0.10, "H": 0.40, "T": 0.57, "S": 0.90, "C": 0.77, "O": 0.84}  # seconds
_WORDS = {"tap": "T", "swipe": "S", "slide": "S", "pinch": "C", "stretch": "O"}
MEASURED = {"D": ("its length in cm", "D6"), "R": ("its seconds", "R0.75"), "W": ("its seconds", "W2")}

_BETWEEN = re.compile("[ \t\r\n\u00a0,;+]*")
_COUNT = re.compile("([0-9]+)[ \u00a0]?[*·×]?[ \u00a0]?(?![0-9.])")
# R0,75 is read too, but D6,6K are two steps
_AMOUNT = re.compile("[ \u00a0]?([0-9]+(?:[.][0-9]+|,[0-9]+(?![0-9]*[*·×A-Za-z]))?|[.][0-9]+)")
_OPERATORS = {
    Device.MOUSE: re.compile("BB|[MKPBHDRW]", re.I | re.A),
    Device.TOUCH: re.compile("taps?|swipes?|slides?|pinch(?:es)?|stretch(?:es)?|[MTSCORW]", re.I | re.A),
}
_UNKNOWN = re.compile(r"[^\W\d_]+|[0-9.,]+|.", re.S)


@dataclass(frozen=True)
class Model:
    """With what, and how fast, people work. m: seconds of a thought."""

    device: Device = Device.MOUSE
    keyer: Keyer = Keyer.AVERAGE
    m: float = M_CMN

    def __post_init__(self) -> None:
        """Refuse a thought that nobody has."""
        if not M_MIN <= self.m <= M_MAX:  # false for what is no number, too
            raise ValueError(f"Enter the seconds of an M from {M_MIN:g} to {M_MAX:g}")


@dataclass(frozen=True)
class Step:
    """One operator of a line, as often as it was written. amount: cm of a drag, seconds of a wait."""

    operator: str
    count: int = 1
    amount: float | None = None
    is_joined: bool = False  # nothing stands between it and the one before

    def __str__(self) -> str:
        many = str(self.count) if self.count > 1 else ""
        return f"{many}{self.operator}" + ("" if self.amount is None else f"{self.amount:g}")


@dataclass(frozen=True)
class Row:
    """All steps of one kind. seconds_each, seconds: what one takes, and all."""

    operator: str
    name: str
    count: int
    seconds_each: float
    seconds: float


@dataclass(frozen=True)
class Timing:
    """How long a line takes, in seconds, and what of it each operator takes, in the order of the line."""

    seconds: float
    rows: tuple[Row, ...]


def timing(line: str, model: Model = Model()) -> Timing:
    """Return how long the steps of a line take. Raises ValueError with a sentence."""
    rows: dict[tuple[str, float], int] = {}
    for step in steps(line, model.device):
        kind = step.operator, _seconds(step, model)
        rows[kind] = rows.get(kind, 0) + step.count
    total = _rounded(math.fsum(each * count for (_, each), count in rows.items()))
    if total > SECONDS_MAX:
        raise ValueError(f"All steps together can take at most {SECONDS_MAX / 3600:g} hours")
    names = NAMES[model.device]
    return Timing(
        total,
        tuple(Row(name, names[name], count, each, _rounded(each * count)) for (name, each), count in rows.items()),
    )


def lost(now: float, after: float) -> float:
    """Return the seconds that a fix gives back each time, from what both lines take; never less than nothing."""
    return _rounded(max(now - after, 0.0))


def limits(seconds: float) -> tuple[float, float]:
    """Return between which seconds counted ones likely are, for an expert without slips: the 10 % and 90 % limits."""
    return _rounded(seconds / _REACH), _rounded(seconds * _REACH)


def longer(now: float, after: float) -> str:
    """Return what to say of a fix that takes longer than what it is to help, both in seconds; nothing of any other."""
    more = _rounded(after - now)
    return f"After the fix it would take {more:.2f} s longer. Are the two lines swapped?" if more > 0 else ""


def steps(line: str, device: Device = Device.MOUSE) -> Sequence[Step]:
    """Return the steps of a line. Raises ValueError with a sentence that names what is not understood."""
    if len(line) > LINE_MAX:
        raise ValueError(f"A line of steps can have at most {LINE_MAX} characters (you sent {len(line):,})")
    found = list(_read(line, device))
    if not found:
        raise ValueError(f"Write the steps as one line, like {'M P BB' if device is Device.MOUSE else 'M T'}")
    return found


def known(device: Device) -> str:
    """Return the operators that a line may have, with what they are: `M think, K key, …`."""
    return ", ".join(f"{letters} {name}" for letters, name in NAMES[device].items())


def in_words(operator: str) -> str:
    """Return the seconds that an operator takes, in words: `1.10 s`; of a key and a thought, who says it."""
    if operator == "D":
        return f"{DRAG_START:g} s, and {DRAG_CM:g} s a cm: D6"
    if operator in MEASURED:
        return f"as measured: {MEASURED[operator][1]}"
    return f"{_FIXED[operator]:.2f} s" if operator in _FIXED else "as chosen"


def _read(line: str, device: Device) -> Iterator[Step]:
    before, at = -1, _after(_BETWEEN, line, 0)
    while at < len(line):
        start = at
        count = _COUNT.match(line, at)
        operator = _OPERATORS[device].match(line, count.end() if count else at)
        if operator is None:
            raise ValueError(_not_known(line, count.end() if count else at, device, count[1] if count else ""))
        letters, at = _letters(operator[0]), operator.end()
        amount = _AMOUNT.match(line, at) if letters in MEASURED else None
        if amount is None and letters in MEASURED:
            what, example = MEASURED[letters]
            raise ValueError(f"{letters} needs {what}, like {example}")
        at = amount.end() if amount else at
        yield Step(letters, _times(count), _amount(letters, amount), is_joined=start == before)
        before, at = at, _after(_BETWEEN, line, at)


def _letters(written: str) -> str:
    return next((letter for word, letter in _WORDS.items() if written.lower().startswith(word)), written.upper())


def _after(pattern: re.Pattern[str], line: str, at: int) -> int:
    match = pattern.match(line, at)
    return match.end() if match else at


def _not_known(line: str, at: int, device: Device, count: str) -> str:
    wrong = _UNKNOWN.match(line, at)
    is_number = wrong is not None and wrong[0][0] in "0123456789."
    if wrong is None or (count and is_number):
        return f"{count[:_NAMED_MOST]} has no operator behind it, like 6K"
    if is_number:
        return f"{wrong[0][:_NAMED_MOST]} is no whole number of times, like 6K"
    name = wrong[0] if len(wrong[0]) <= _NAMED_MOST else wrong[0][:_NAMED_MOST] + "…"
    return f"“{name}” is not an operator for {device}. Known are {known(device)}"


def _times(count: re.Match[str] | None) -> int:
    n = int(count[1]) if count else 1
    if not 1 <= n <= COUNT_MAX:
        raise ValueError(f"One step can be repeated from 1 to {COUNT_MAX:,} times")
    return n


def _amount(letters: str, amount: re.Match[str] | None) -> float | None:
    if amount is None:
        return None
    value, most = float(amount[1].replace(",", ".")), DRAG_MAX if letters == "D" else SECONDS_MAX
    if value > most:
        raise ValueError(f"{letters} can have at most {most:g} {'cm' if letters == 'D' else 'seconds'}")
    return value


def _seconds(step: Step, model: Model) -> float:
    if step.operator == "M":
        return model.m
    if step.operator == "K":
        return KEY_SECONDS[model.keyer]
    if step.operator == "D":
        return _rounded(DRAG_START + DRAG_CM * (step.amount or 0.0))
    return _FIXED[step.operator] if step.amount is None else step.amount


def _rounded(seconds: float) -> float:
    """Return seconds without the dust of binary fractions: a millionth is finer than any of them is known."""
    return round(seconds, 6)
