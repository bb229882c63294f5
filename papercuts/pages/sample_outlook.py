"""What is said before the sample data is removed: what goes of one's own with it, and what stays."""

from papercuts import actions
from papercuts.domain import formats
from papercuts.pages.needs import together

SHOWN = 5  # names; more make no sentence
WORDS = {
    "visit": ("visit", "visits"),
    "paper_cut": ("paper cut", "paper cuts"),
    "release": ("release", "releases"),
    "site": ("site", "sites"),
    "task": ("task", "tasks"),
    "round": ("round", "rounds"),
}


def sentences() -> list[str]:
    """Return what removing would do, in a few sentences."""
    outlook = actions.sample.outlook()
    return [*_goes(outlook.n_looks, outlook.n_changed), *stays(outlook.stays)]


def stays(names: list[str]) -> list[str]:
    """Return what is said of the sample things that something of one's own rests on."""
    if not names:
        return ["Nothing of the sample data stays."]
    shown = names[:SHOWN] + ([f"{len(names) - SHOWN:,} more"] if len(names) > SHOWN else [])
    return [
        f"What you added rests on {together(shown)}: only that stays, and is yours from then on.",
        "What stays loses its invented contacts, numbers of people, efforts and consents.",
    ]


def _goes(n_looks: int, n_changed: dict[str, int]) -> list[str]:
    looks = [formats.number_of(n_looks, "look at a fix", "looks at a fix")] if n_looks else []
    changed = [formats.number_of(n, *WORDS[name]) for name, n in n_changed.items()]
    yours = looks + ([f"what you wrote or changed of {together(changed)}"] if changed else [])
    return [f"With it goes what you did to it: {together(yours)}."] if yours else []
