"""What to watch next: which observation would change the first places of the ranked list most, where and with whom."""

import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from flask import render_template

from papercuts import evidence, queries
from papercuts.db import db
from papercuts.domain import observing
from papercuts.domain.formats import percent
from papercuts.domain.observing import MORE, Candidate, Worth
from papercuts.domain.ranking import estimate
from papercuts.domain.standings import FIRST
from papercuts.pages import watch_next_one
from papercuts.pages.coverage_page import how_watched
from papercuts.pages.observations import HINTS, TOLD
from papercuts.queries import watch_next
from papercuts.queries.first_ones import Line
from papercuts.queries.watch_next import Near, Planned

ROWS = 10
IN_A_VISIT = 3  # tasks that are ticked, and marked where a visit is planned
TOLD_FROM = 0.05  # places; what is less would be told as none
RARELY = 0.01  # how often another one comes in
KEPT = 8
N_LEAST = min(n_ranked for n_ranked, _ in FIRST)


@dataclass(frozen=True)
class Outlook:
    """What could be learnt at visits, best first; as long as nothing changes, it is the same."""

    n_first: int
    n_read: int  # paper cuts that may be among the first
    worths: tuple[Worth, ...]
    tasks: dict[int, str]
    asked: dict[int, str]  # of a task, the segment whose people should be asked
    titles: dict[int, str]


@dataclass(frozen=True)
class Row:
    """One observation in the list."""

    kind: str
    told: str
    task_id: int
    task: str
    is_choice: bool  # the first of its task
    is_chosen: bool
    places: str
    n_places: float
    comes: str  # in words: how often one that is not among the first comes in
    cuts: tuple[tuple[int, str], ...]
    segment: str
    watched: str
    planned: tuple[Planned, ...]  # the visits planned with the task, the earliest first


def page(today: date, asked: str) -> str:
    """Return the page. asked: the paper cut it is looked at for, if any."""
    found = _outlook()
    return render_template(
        "watch_next/show.html",
        rows=_rows(found, today) if found else (),
        found=found,
        own=watch_next_one.of(asked, today),
        n_more=max(0, len(found.worths) - ROWS) if found else 0,
        n_least=N_LEAST,
        n_ranked=0 if found else watch_next.n_ranked(N_LEAST),
        more=MORE,
        n_draws=observing.DRAWS,
    )


def best_tasks() -> set[int]:
    """Return the tasks most worth watching; none as long as it is too early to say."""
    found = _outlook()
    return {one.task for one in _best_of_each(found.worths)[:IN_A_VISIT]} if found else set()


def hints(today: date) -> dict[int, str]:
    """Return, for the tasks most worth watching, what would change and with whom best."""
    found = _outlook()
    rows = [row for row in _rows(found, today) if row.is_chosen] if found else []
    return {
        row.task_id: f"{HINTS[row.kind]} would change {row.places} of the first {found.n_first} places{_with_whom(row)}"
        for row in rows
        if found
    }


def reasons(task_ids: Collection[int], today: date) -> list[str]:
    """Return why these tasks of the list are watched, and with whom best, a line each for the plan of a visit."""
    found = _outlook()
    return [
        f"{row.told} “{row.task}”{f', best with {row.segment}' if row.segment else ''}:"
        f" about {row.places} of the first {found.n_first} places would change."
        for row in (_rows(found, today) if found else ())
        if found and row.is_choice and row.task_id in task_ids
    ]


def choices(today: date) -> tuple[int, list[Row]]:
    """Return how many places are the first, and what is best to do at each task; none as long as it is too early."""
    found = _outlook()
    return (found.n_first, [row for row in _rows(found, today) if row.is_choice]) if found else (0, [])


def best_with(task_ids: Collection[int], today: date) -> list[str]:
    """Return the segments with whom these tasks of the list are watched best, each once."""
    found = _outlook()
    rows = _rows(found, today) if found else []
    return list(dict.fromkeys(row.segment for row in rows if row.segment and row.is_choice and row.task_id in task_ids))


def _outlook() -> Outlook | None:
    line = queries.first_ones.of_all()
    if line is None:
        return None
    return _worked_out(str(db.engine.url), queries.history.newest_event(), line, tuple(watch_next.near(line)))


@lru_cache(maxsize=KEPT)
def _worked_out(database: str, newest: int, line: Line, near: tuple[Near, ...]) -> Outlook:
    """Work it out from the evidence. database, newest, line: what it stands for as long as they stay the same."""
    known = evidence.load([one.id for one in near])
    candidates, asked = [], {}
    for one in near:
        inputs = known[one.id].inputs
        found = estimate(inputs)
        if found is None:
            continue
        gone = {told.kind: told.variance for told in observing.narrowings(inputs, found)}
        candidates.append(Candidate(one.id, one.task_id, one.middle, gone))
        asked[one.task_id] = observing.segment_to_ask(inputs) or ""
    worths = observing.worths(candidates, line.n_first, _seed(near))
    told = tuple(one for one in worths if one.places >= TOLD_FROM)
    return Outlook(
        n_first=line.n_first,
        n_read=len(candidates),
        worths=told,
        tasks=watch_next.task_names({one.task for one in told}),
        asked=asked,
        titles={one.id: one.title for one in near},
    )


def _seed(near: Sequence[Near]) -> int:
    """Return a number that a reload finds again."""
    return zlib.crc32(repr([(one.id, one.payback_q50) for one in near]).encode())


def _best_of_each(worths: Sequence[Worth]) -> list[Worth]:
    """Return what is best to do at each task, best first."""
    best: dict[int, Worth] = {}
    for one in worths:
        best.setdefault(one.task, one)
    return list(best.values())


def _rows(found: Outlook, today: date) -> list[Row]:
    shown = found.worths[:ROWS]
    best = _best_of_each(shown)
    segments = watch_next.segments_for([one.task for one in best])
    planned = watch_next.planned([one.task for one in best])
    rows = []
    for one in shown:
        place = best.index(one) if one in best else None
        segment = watch_next_one.segment(one.kind, segments[one.task], found.asked.get(one.task, ""))
        rows.append(
            Row(
                kind=one.kind,
                told=TOLD[one.kind],
                task_id=one.task,
                task=found.tasks[one.task],
                is_choice=place is not None,
                is_chosen=place is not None and place < IN_A_VISIT,
                places=_places(one),
                n_places=one.places,
                comes=_comes(one),
                cuts=tuple((cut_id, found.titles[cut_id]) for cut_id in one.closest),
                segment=segment.segment.name if segment else "",
                watched=how_watched(segment, today) if segment else "",
                planned=planned[one.task],
            )
        )
    return rows


def _with_whom(row: Row) -> str:
    return f"; best with {row.segment}, so far {row.watched}" if row.watched else ""


def _places(one: Worth) -> str:
    return f"{one.places:.1f}"


def _comes(one: Worth) -> str:
    """Return how often another one comes in: most changes are among the first themselves."""
    if one.chance < RARELY:
        return "the same ones in another order"
    return f"in {percent(one.chance)} another one comes among them"
