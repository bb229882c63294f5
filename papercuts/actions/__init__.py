"""Writes, named by verbs. They add and flush; the view, command or test commits."""

from papercuts.actions import (
    accounts,
    history,
    imports,
    paper_cuts,
    places,
    releases,
    sample,
    scores,
    settings,
    sightings,
    tasks,
    uploads,
    verifications,
    visits,
    watches,
    write_up,
)

__all__ = [
    "accounts",
    "history",
    "imports",
    "paper_cuts",
    "places",
    "releases",
    "sample",
    "scores",
    "settings",
    "sightings",
    "tasks",
    "uploads",
    "verifications",
    "visits",
    "watches",
    "write_up",
]
