"""What a site's shared page may say: only what a person has approved, word for word."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any

from papercuts.domain import formats

CONTACT, NAME = "contact", "name"

# said and left out: the seals of its words, by an item's key; kept: the words themselves, where the page goes on saying
# what was approved until something else is
Approved = Mapping[str, Mapping[str, Sequence[str]]]


class Standing(StrEnum):
    """Whether something may be said."""

    SAID = "said"
    LEFT_OUT = "left out"
    WAITS = "waits"  # nobody has approved it, or its words have changed since
    NAMED = "named"  # a name, or what else is not theirs to read, stands in it, so it cannot be approved


@dataclass(frozen=True)
class Item:
    """One thing to say to a site.

    words: what somebody wrote for the team and the page repeats, by what it is ("title"). What is published already,
    what is computed, and the page's own phrases are none of them: so a status may move on by itself.
    """

    key: str  # "cut-12", "quote-7"
    words: Mapping[str, str]
    names: tuple[str, ...] = ()  # what stands in anything it would say and is not theirs to read: see `domain.private`
    may_be_left_out: bool = True
    is_kept: bool = False  # the page goes on saying it as it was approved until something else is

    @property
    def seals(self) -> list[str]:
        """Return the SHA-256 of each of its words, with what it is."""
        return [_sha256([name, text]) for name, text in sorted(self.words.items())]

    @property
    def version(self) -> str:
        """Return what a form carries to say what it has shown: key and all words."""
        return f"{self.key}:{_sha256(self.seals)[:24]}"


def standing(item: Item, approved: Approved) -> Standing:
    """Return whether an item may be said: all of its words have been approved, and no name stands in it."""
    if item.names:
        return Standing.NAMED
    if item.key in approved.get("said", {}):
        return Standing.SAID if is_approved(item, approved) else Standing.WAITS
    left_out = approved.get("left out", {}).get(item.key)
    is_left_out = left_out is not None and item.may_be_left_out and set(item.seals) <= set(left_out)
    return Standing.LEFT_OUT if is_left_out else Standing.WAITS


def approve(
    approved: Approved, items: Iterable[Item], *, shown: Collection[str], ticked: Collection[str]
) -> dict[str, dict[str, list[str]]]:
    """Return what is approved after somebody has decided on what they were shown.

    shown, ticked: versions of items. What has changed since it was shown, and what was not shown, stays as it was.
    Raises ValueError when a ticked item holds a name.
    """
    result: dict[str, dict[str, list[str]]] = {"said": {}, "left out": {}, "kept": {}}
    for item in items:
        if item.version in shown:
            is_said = item.version in ticked
            if is_said and item.names:
                raise ValueError(f"This cannot go out: {', '.join(item.names)}. Reword what holds it first.")
            if is_said or item.may_be_left_out:
                result["said" if is_said else "left out"][item.key] = item.seals
                if is_said and item.is_kept:
                    result["kept"][item.key] = [text for _, text in sorted(item.words.items())]
                continue
        for kind, kept in result.items():
            before = approved.get(kind, {}).get(item.key)
            if before is not None:
                kept[item.key] = list(before)
    return result


def is_approved(item: Item, approved: Approved) -> bool:
    """Say whether somebody has approved all of these words, whatever stands in them."""
    return item.key in approved.get("said", {}) and set(item.seals) <= set(approved["said"][item.key])


def kept(key: str, approved: Approved) -> str:
    """Return the words of an item as they were approved last; nothing when nobody has."""
    return " ".join(approved.get("kept", {}).get(key, ()))


def days_in_words(days: Collection[date]) -> str:
    """Return days with each year once: "26 February and 2 April 2026"."""
    parts = [
        f"{formats.date(day).rsplit(' ', 1)[0]}" + (f" {year}" if is_last else "")
        for year, of_year in groupby(sorted(set(days)), key=lambda day: day.year)
        for day, is_last in _with_last(list(of_year))
    ]
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1] if parts else ""]))


def times_in_words(n: int) -> str:
    """Return how often: once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(n, f"{n:,} times")


def _with_last(days: list[date]) -> list[tuple[date, bool]]:
    return [(day, day is days[-1]) for day in days]


def _sha256(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=True).encode()).hexdigest()
