"""Why nothing can be planned, in words: the limits that what must be done breaks by itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from papercuts.domain.planner import Broken, Id


@dataclass(frozen=True)
class Speech:
    """How a plan is spoken of: what an item, an owner, an area and an amount of effort are called."""

    item: Callable[[Id], str]
    owner: Callable[[str], str]
    area: Callable[[str], str]
    effort: Callable[[int], str]
    there_are: str = ""  # all the effort that may be planned, where it takes more words than the amount


def why_not(why: Sequence[Broken], speech: Speech) -> list[str]:
    """Return a sentence for each limit that is broken, and one on what would help."""
    if not why:
        return []
    which = "Change this limit" if len(why) == 1 else "Change all of these limits"
    return [*(_sentence(one, speech) for one in why), f"{which}, or let less have to be in it."]


def _sentence(one: Broken, speech: Speech) -> str:
    names = [speech.item(item) for item in one.ids]
    must = f"{_and(names)} must be in it"
    if one.group == "hours":
        there_are = speech.there_are or f"there are {speech.effort(one.may)}"
        return f"{must} and {_take(names)} {speech.effort(one.has)}; {there_are}."
    if one.group == "owner":
        who = speech.owner(str(one.about))
        return f"{must} and {_take(names)} {speech.effort(one.has)} of {who}, who has {speech.effort(one.may)}."
    if one.group == "area":
        return f"{must}: {one.has:,} of {speech.area(str(one.about))}, of which at most {one.may:,} may be."
    if one.group == "not both":
        return f"{must}, and only one of them may be."
    if one.group == "left out":
        return f"{must} and {'is' if len(names) == 1 else 'are'} left out."
    return f"{must} and requires {speech.item(one.about or '')}, which cannot be."


def _take(names: Sequence[str]) -> str:
    return "takes" if len(names) == 1 else "take"


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else "Nothing"
