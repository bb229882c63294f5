"""What is typed after `papercuts plan`, read with a sentence for everything that cannot be."""

import argparse
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeVar

from papercuts.domain.limits import PLAN_HOURS_MAX
from papercuts.domain.plan_asked import GOAL_MAX, RESERVE, RESERVE_MAX
from papercuts.domain.plan_items import MOST, units_of

T = TypeVar("T")
Ident = Callable[[str], T]
REPEATED = (
    ("per-owner", "NAME=H", "at most so many hours of what somebody has claimed"),
    ("must", "ID", "has to be in it"),
    ("exclude", "ID", "must not be in it; A,B: not both"),
    ("at-most", "AREA=N", "at most so many of an area"),
    ("requires", "A,B", "A only with B"),
    ("together", "A,B=H", "these share so many hours of work"),
)


class Refused(ValueError):
    """Something typed cannot be planned with; a sentence, or several lines of them."""


def add(command: argparse.ArgumentParser) -> None:
    """Add the options that say what is asked."""
    command.add_argument(
        "--hours", required=True, metavar="H", help="what there is: engineer-hours, or units of effort"
    )
    command.add_argument(
        "--reserve",
        metavar="PERCENT",
        help=f"keep so much for surprises; when not given {RESERVE}, as in the browser, and 0 of a list",
    )
    for name, form, what in REPEATED:
        command.add_argument(f"--{name}", action="append", default=[], metavar=form, help=f"{what}; may be repeated")


def hours(options: argparse.Namespace, most: Decimal = Decimal(int(PLAN_HOURS_MAX))) -> Decimal:
    """Return the hours there are."""
    return amount(options.hours, "--hours", most)


def reserve(options: argparse.Namespace, default: int) -> int:
    """Return the per cent that are kept. default: where nothing is said."""
    if options.reserve is None:
        return default
    percent = amount(options.reserve, "--reserve", Decimal(RESERVE_MAX))
    if percent != int(percent):
        raise Refused("--reserve: Write whole per cent, like 20.")
    return int(percent)


def goal(options: argparse.Namespace) -> float | None:
    """Return the hours a year to reach; none when not given."""
    return None if options.goal is None else float(amount(options.goal, "--goal", Decimal(GOAL_MAX)))


def amount(text: str, option: str, most: Decimal = MOST) -> Decimal:
    """Return a number, exactly. Raises Refused with a sentence."""
    try:
        number = units_of(text, option)
    except ValueError as error:
        raise Refused(str(error)) from error
    if number > most:
        raise Refused(f"{option} must be at most {most:,}.")
    return number


def whole(text: str, option: str) -> int:
    """Return a whole number. Raises Refused with a sentence."""
    number = amount(text, option, Decimal(9999))
    if number != int(number):
        raise Refused(f"{option} must be a whole number, like 2.")
    return int(number)


def alone(options: argparse.Namespace, ident: Ident[T]) -> list[T]:
    """Return what must not be in it."""
    return [ident(one) for one in options.exclude if "," not in one]


def apart(options: argparse.Namespace, ident: Ident[T]) -> list[tuple[T, T]]:
    """Return of which two only one may be in it."""
    return [_two(one, "--exclude", ident) for one in options.exclude if "," in one]


def needs(options: argparse.Namespace, ident: Ident[T]) -> list[tuple[T, T]]:
    """Return what requires what."""
    return [_two(one, "--requires", ident) for one in options.requires]


def together(options: argparse.Namespace, ident: Ident[T]) -> list[tuple[tuple[T, ...], Decimal]]:
    """Return what shares how much."""
    found = []
    for ids, shared in _named(options.together, "--together", "A,B=2"):
        items = tuple(dict.fromkeys(ident(one) for one in ids.split(",")))
        if len(items) < 2:
            raise Refused("--together: It takes two to share work, like A,B=2.")
        found.append((items, amount(shared, "--together")))
    return found


def at_most(options: argparse.Namespace, known: Mapping[str, T]) -> list[tuple[T, int]]:
    """Return how many there may be of an area. known: what each area is called."""
    pairs = _named(options.at_most, "--at-most", "Editor=2")
    return [(_known(name, known, "--at-most"), whole(n, "--at-most")) for name, n in pairs]


def per_owner(options: argparse.Namespace, known: Mapping[str, T]) -> list[tuple[T, Decimal]]:
    """Return how many hours there are of a person. known: what each is called."""
    pairs = _named(options.per_owner, "--per-owner", "Mei=8")
    return [(_known(name, known, "--per-owner"), amount(h, "--per-owner")) for name, h in pairs]


def _known(name: str, known: Mapping[str, T], option: str) -> T:
    found = [value for key, value in known.items() if key.casefold() == name.casefold()]
    if len(found) != 1:
        names = ", ".join(sorted(key for key in known if key)) or "none"
        raise Refused(f"{option}: There is no “{name}”. There is: {names}.")
    return found[0]


def _two(text: str, option: str, ident: Ident[T]) -> tuple[T, T]:
    parts = text.split(",")
    if len(parts) != 2:
        raise Refused(f"{option}: Write two with a comma between them, like A,B; not “{text}”.")
    one, other = ident(parts[0]), ident(parts[1])
    if one == other:
        raise Refused(f"{option}: “{text}” names the same twice.")
    return one, other


def _named(texts: list[str], option: str, example: str) -> list[tuple[str, str]]:
    pairs = []
    for text in texts:
        name, equals, value = text.rpartition("=")
        if not equals or not name.strip():
            raise Refused(f"{option}: Write it like {example}; not “{text}”.")
        pairs.append((name.strip(), value))
    return pairs
