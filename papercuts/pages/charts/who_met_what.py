"""Participants and paper cuts as a picture: who met what, and with whom each came up first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from string import ascii_lowercase, ascii_uppercase

from papercuts.pages.charts.scales import BOLD, shortened, text_width

N_PEOPLE, N_CUTS = 30, 40  # of the picture; the file holds all
ROW = 24
HEAD = 54
LETTERS = ascii_uppercase + ascii_lowercase  # of visits: more than N_PEOPLE
NARROW = 400  # a picture up to this width is one for a phone


@dataclass(frozen=True)
class Person:
    """A column: a participant at a visit; visit: has a letter; site, day: in words, for the key."""

    code: str
    site: str
    visit: int
    n_new: int  # paper cuts that came up with this one first
    day: str = ""


@dataclass(frozen=True)
class Met:
    """A row: a paper cut, which of the columns met it, and how many did in all."""

    number: int
    title: str
    is_hit: Sequence[bool]
    n_hit: int


@dataclass(frozen=True)
class Label:
    """A text with its place."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Group:
    """The columns of one visit: its letter over a line."""

    x: float
    y: float
    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Key:
    """What the letter of a visit stands for."""

    letter: str
    site: str
    day: str


@dataclass(frozen=True)
class Line:
    """One row of the picture."""

    y: float
    title: str
    number: str
    marks: tuple[float, ...]  # where each begins
    dots: tuple[float, ...]  # their middles
    n_hit: int


@dataclass(frozen=True)
class HitPicture:
    """The matrix at one width."""

    width: int
    height: int
    names: int  # width that is kept for titles
    ref_x: float  # where numbers end; 0: they stand before the titles
    mark: float  # width of a mark
    groups: tuple[Group, ...]
    keys: tuple[Key, ...]  # of the letters
    codes: tuple[Label, ...]
    lines: tuple[Line, ...]
    new: tuple[Label, ...]
    new_text: str
    bottom: float


@dataclass(frozen=True)
class WhoMetWhat:
    """The matrix in three sizes."""

    wide: HitPicture
    middle: HitPicture
    narrow: HitPicture
    label: str


def who_met_what(people: Sequence[Person], cuts: Sequence[Met]) -> WhoMetWhat:
    """Return the picture of the people and paper cuts given, at most N_PEOPLE and N_CUTS of them."""
    return WhoMetWhat(
        wide=_picture(people, cuts, 820, names=220, ref_x=224, start=236),
        middle=_picture(people, cuts, 680, names=160, ref_x=0, start=172),
        narrow=_picture(people, cuts, 326, names=146, ref_x=0, start=150),
        label=(
            f"Which of {len(cuts):,} paper cuts was met each of the {len(people):,} times watched."
            " The table below has the same."
        ),
    )


def _picture(
    people: Sequence[Person], cuts: Sequence[Met], width: int, *, names: int, ref_x: int, start: int
) -> HitPicture:
    end = width - 48 if width > NARROW else width - 22  # where the numbers of people begin
    pitch = min(58.0, (end - start) / len(people))
    at = [round(start + pitch * (i + 0.5), 1) for i in range(len(people))]
    mark = round(min(30.0, pitch * 0.8), 1)
    bottom = HEAD + ROW * len(cuts)
    has_codes = pitch >= max(text_width(_code(one.code, pitch)) for one in people)
    visits = [list(some) for _, some in groupby(people, key=lambda one: one.visit)]
    return HitPicture(
        width=width,
        height=bottom + 26,
        names=names,
        ref_x=ref_x,
        mark=mark,
        groups=tuple(_groups(visits, at, pitch)),
        keys=tuple(Key(*one) for one in _keys(visits)),
        codes=tuple(Label(x, 42, _code(one.code, pitch)) for x, one in zip(at, people, strict=True) if has_codes),
        lines=tuple(_line(cut, HEAD + ROW * i, at, mark, names) for i, cut in enumerate(cuts)),
        new=tuple(
            Label(x, bottom + 17, str(one.n_new)) for x, one in zip(at, people, strict=True) if pitch >= 18 or one.n_new
        )
        if pitch >= 9
        else (),
        new_text="New with this person" if pitch >= 9 and width > NARROW else "New" if pitch >= 9 else "",
        bottom=bottom,
    )


def _code(code: str, pitch: float) -> str:
    """Return a code as it fits: P2, or 2 where columns are narrow."""
    return code if text_width(code) + 5 <= pitch else code.lstrip("Pp") or code


def _keys(visits: Sequence[Sequence[Person]]) -> Iterator[tuple[str, str, str]]:
    for letter, some in zip(LETTERS, visits, strict=False):
        yield letter, some[0].site, some[0].day


def _groups(visits: Sequence[Sequence[Person]], at: Sequence[float], pitch: float) -> Iterator[Group]:
    i, is_crowded = 0, pitch < text_width("W") * BOLD + 2
    for n, some in enumerate(visits):
        start = at[i] - pitch * 0.4
        i += len(some)
        end = at[i - 1] + pitch * 0.4
        y = (8, 20)[n % 2] if is_crowded else 16  # letters that would touch stand in two rows
        yield Group(round((start + end) / 2, 1), y, LETTERS[n], round(start, 1), round(end, 1))


def _line(cut: Met, y: float, at: Sequence[float], mark: float, names: int) -> Line:
    number = f"PC-{cut.number}"
    room = names - text_width(number) - 8
    hits = list(zip(at, cut.is_hit, strict=True))
    return Line(
        y=y,
        title=shortened(cut.title, room / BOLD),
        number=number,
        marks=tuple(round(x - mark / 2, 1) for x, is_hit in hits if is_hit),
        dots=tuple(x for x, is_hit in hits if not is_hit),
        n_hit=cut.n_hit,
    )
