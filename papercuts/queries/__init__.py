"""Reads. They return rows or dataclasses and change nothing."""

from papercuts.queries import (
    accounts,
    given_back,
    history,
    looking_again,
    notes,
    places,
    release_page,
    releases,
    settings,
    tasks,
    visits,
)

__all__ = [
    "accounts",
    "given_back",
    "history",
    "looking_again",
    "notes",
    "places",
    "release_page",
    "releases",
    "settings",
    "tasks",
    "visits",
]
