"""Whom have we not seen: how long ago each was last watched, who could be visited, and which visit would teach most."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.next_visits import DRY_BELOW, RESTED_DAYS, UNSEEN_DAYS, Prospect, in_order, is_dry
from papercuts.domain.sheets import Value
from papercuts.pages import charts, watch_next
from papercuts.pages.charts.marks import Ago
from papercuts.pages.needs import together
from papercuts.pages.watch_next import Row
from papercuts.queries.last_seen import LastVisit
from papercuts.queries.prospects import Candidates

COLUMNS = ("kind", "name", "last_visit_on", "days_since", "sites_that_could_be_visited")
SHOWN = 12  # of each kind at once; the rest folds
VISITS = 3  # proposed
TASKS = 3  # watched at one visit

KINDS: dict[str, tuple[str, Callable[[date], list[LastVisit]]]] = {
    "segment": ("By segment", queries.last_seen.by_segment),
    "observer": ("By observer", queries.last_seen.by_observer),
    "role": ("By role of who was watched", queries.last_seen.by_role),
    "stage": ("By stage of the journey", queries.last_seen.by_stage),
    "task": ("By task", queries.last_seen.by_task),
}


@dataclass(frozen=True)
class Seen:
    """One line of a list: who or what, and how long ago."""

    name: str
    days: int | None
    ago: Ago
    visit_id: int | None
    site: str | None
    visited_on: date | None


@dataclass(frozen=True)
class Group:
    """One list, those not seen for longest first."""

    title: str
    rows: tuple[Seen, ...]

    @property
    def n_late(self) -> int:
        """Return how many were never seen, or more than 60 days ago."""
        return sum(row.ago.is_late for row in self.rows)


@dataclass(frozen=True)
class Proposal:
    """A visit that would teach much."""

    segment: str
    segment_id: int
    weight: float
    unseen: str
    tasks: tuple[Row, ...]
    places: float
    sites: tuple[tuple[str, str], ...]  # name and the address of its plan
    href: str  # of a plan where no site is chosen


def page(today: date) -> dict[str, object]:
    """Return what the page shows."""
    groups = {kind: _group(title, read(today), today) for kind, (title, read) in KINDS.items()}
    candidates = queries.prospects.candidates(today)
    n_first, tasks = watch_next.choices(today)
    return {
        "groups": groups,
        "candidates": candidates,
        "dry": [one.segment.name for one in candidates if is_dry(one.n)],
        "is_dry": is_dry,
        "n_elsewhere": queries.prospects.n_elsewhere(today),
        "never": _in_words(never := [row.name for row in groups["observer"].rows if row.visit_id is None]),
        "n_never": len(never),
        "proposals": _proposals(groups["segment"], candidates, tasks),
        "n_first": n_first,
        "today": today,
        "shown": SHOWN,
        "rested_days": RESTED_DAYS,
        "dry_below": DRY_BELOW,
        "unseen_days": UNSEEN_DAYS,
    }


def table(today: date) -> Iterator[Sequence[Value]]:
    """Return the rows of the file, kind by kind, those not seen for longest first."""
    sites = {one.segment.name: one.n for one in queries.prospects.candidates(today)}
    for kind, (title, read) in KINDS.items():
        for row in _group(title, read(today), today).rows:
            n_sites = sites.get(row.name) if kind == "segment" else None
            yield kind, row.name, row.visited_on.isoformat() if row.visited_on else "never", row.days, n_sites


def _group(title: str, found: Sequence[LastVisit], today: date) -> Group:
    rows = [_seen(one, today) for one in reversed(found)]
    return Group(title, tuple(rows))


def _seen(one: LastVisit, today: date) -> Seen:
    days = (today - one.visited_on).days if one.visited_on else None
    return Seen(one.name, days, charts.ago(days, RESTED_DAYS), one.visit_id, one.site, one.visited_on)


def _proposals(segments: Group, candidates: Sequence[Candidates], tasks: Sequence[Row]) -> list[Proposal]:
    """Return the visits that would teach most: by the weight of the segment and what would change the first places."""
    best: dict[str, list[Row]] = defaultdict(list)
    for row in tasks:
        if len(best[row.segment]) < TASKS:
            best[row.segment].append(row)
    seen = {row.name: row for row in segments.rows}
    by_id = {one.segment.id: one for one in candidates if one.segment.name in seen}
    ranked = in_order([_prospect(one, best, seen[one.segment.name].days) for one in by_id.values()])
    return [_proposal(by_id[one.segment_id], one, best, seen) for one in ranked[:VISITS]]


def _prospect(one: Candidates, best: dict[str, list[Row]], days: int | None) -> Prospect:
    return Prospect(one.segment.id, one.segment.weight, sum(row.n_places for row in best[one.segment.name]), days)


def _proposal(one: Candidates, prospect: Prospect, best: dict[str, list[Row]], seen: dict[str, Seen]) -> Proposal:
    tasks = tuple(best[one.segment.name])
    told = [("tasks", str(row.task_id)) for row in tasks]
    return Proposal(
        segment=one.segment.name,
        segment_id=one.segment.id,
        weight=one.segment.weight,
        unseen=_unseen(seen[one.segment.name]),
        tasks=tasks,
        places=prospect.places,
        sites=tuple((site.name, _plan([("site", site.name), *told])) for site in one.first),
        href=_plan(told),
    )


def _plan(told: Sequence[tuple[str, str]]) -> str:
    given: dict[str, list[str]] = defaultdict(list)
    for name, value in told:
        given[name].append(value)
    return url_for("visits.new", **given, **({"from": "watch-next"} if "tasks" in given else {}))  # type: ignore[arg-type]


def _unseen(one: Seen) -> str:
    if one.days is None:
        return "never visited"
    return "visited today" if one.days <= 0 else f"last visited {formats.number_of(one.days, 'day')} ago"


def _in_words(names: Sequence[str]) -> str:
    some = list(names[:SHOWN])
    return together(some if len(names) <= SHOWN else [*some, f"{len(names) - SHOWN} more"])
