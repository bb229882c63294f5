"""What people feel, one kind after another: where it is read, and how it is told."""

from collections.abc import Callable
from dataclasses import dataclass

from papercuts import queries
from papercuts.domain import applause, moods
from papercuts.domain.feelings import APPLAUSE, MOOD, RATING, SHARE, Scale
from papercuts.queries.feelings import Felt


@dataclass(frozen=True)
class Kind:
    """One thing that people feel, and how it is told."""

    key: str
    name: str
    scale: Scale
    entries: Callable[..., list[Felt]]  # of a site, within days
    noun: tuple[str, str]  # of one entry, of many
    ends: tuple[str, str]  # the words at the bottom and the top of the scale
    in_words: Callable[[float], str]  # a mean, as a sentence says it
    how: str  # what was asked, and what it is a mean of


def signed(value: float) -> str:
    """Return a number with one decimal and its sign where it is below nothing: "−0.3"."""
    return f"{round(value, 1) + 0:.1f}".replace("-", "−")


def percent(value: float) -> str:
    """Return a share as a whole number of hundredths: "29 %"."""
    return f"{100 * value:.0f} %"


KINDS = (
    Kind(
        "mood",
        "Mood when it happened",
        MOOD,
        queries.feelings.moods,
        ("mood", "moods"),
        ("furious", "delighted"),
        lambda value: f"{signed(value)}, {moods.near(value)}",
        "From −2 (furious) to 2 (delighted), as it was noted with sightings.",
    ),
    Kind(
        "rating",
        "Would recommend it",
        RATING,
        queries.feelings.ratings,
        ("rating", "ratings"),
        ("0", "10"),
        lambda value: f"{value:.1f} of 10",
        "From 0 to 10, asked once at a visit.",
    ),
    Kind(
        "applause",
        "Applause for fixes",
        APPLAUSE,
        queries.feelings.applause,
        ("reaction", "reactions"),
        ("none", "a cheer"),
        lambda value: f"{value:.1f} of 3, about {applause.near(value)}",
        "0 none, 1 a nod, 2 a smile, 3 a cheer, when somebody saw what was fixed.",
    ),
    Kind(
        "delight",
        "Delighted by something",
        SHARE,
        queries.feelings.delighted,
        ("person watched", "people watched"),
        ("0 %", "100 %"),
        lambda value: f"{percent(value)} of people",
        "Of everybody watched at a visit, who met something that made them smile and is no annoyance.",
    ),
)


def number(kind: Kind, value: float) -> str:
    """Return a value of a kind as it is shown."""
    return percent(value) if kind.scale is SHARE else signed(value)
