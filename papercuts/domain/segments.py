"""Which segments of a task count. *Everyone* is the whole of our users: it counts alone, or not at all."""

from collections.abc import Collection, Hashable, Mapping


def counts_twice(said: Collection[Hashable], everyone: Hashable) -> bool:
    """Say whether numbers are given for everyone and for a part of them; said: the segments that have numbers."""
    return everyone in said and any(segment != everyone for segment in said)


def in_play(said: Mapping[int, int | None], watched: Collection[int], everyone: int) -> list[int]:
    """Return the segments whose people count: those something was said of, and those the task was watched in.

    said: the people of each segment that has numbers; None where only how often they do it is known.
    Where there are numbers for the whole and for a part all the same, from before they were refused, each person
    still counts once: the whole counts when its people are known, else the parts.
    """
    parts = said.keys() - {everyone}
    if everyone in said and (said[everyone] is not None or not parts):
        return [everyone]
    return sorted((parts | set(watched)) - {everyone}) or [everyone]
