"""Undoing an import: what it made goes, what it filled in is empty again, and what others have built upon stays."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Table, delete, select, tuple_

from papercuts.actions import scores
from papercuts.actions.history import record, record_each
from papercuts.actions.learning import learn
from papercuts.actions.outcomes import take_back_unsupported
from papercuts.db import chunks, db
from papercuts.domain import limits
from papercuts.models import Account, Event, ImportMade, ImportRun, PaperCut, Setting, Sighting, Verification, Watch

# from what rests on others to what they rest on; each goes only when nothing that stays rests on it
ORDER = (
    "sighting", "link", "effort", "watch", "visit", "task_use", "paper_cut", "participant", "task", "area", "site",
    "segment",
)  # fmt: skip
PAIRS = ("visit_participant", "visit_task", "visit_observer")  # go with their visit, and are no reason to stay
# what happened to a row because something else came or went, and nobody meant the row itself
_PASSING = (
    "saw", "imported", "undid an import", "took back", "changed the status", "reopened the write-up",
    "finished the write-up", "reopened", "linked an issue", "estimated",
)  # fmt: skip
CHANGED, NEEDED = "event", "needed"
_USES = "set who does it"

Ids = dict[str, set[int]]


@dataclass(frozen=True)
class Outlook:
    """What undoing an import would do."""

    goes: Ids  # by table
    stays: dict[str, dict[int, str]]  # by table and id, why: a status, the table that rests on it, or CHANGED
    n_kept_values: int  # filled in by the import and changed since


@dataclass
class _Undo:
    run: ImportRun
    made: Ids = field(default_factory=lambda: defaultdict(set))
    filled: list[tuple[str, int, dict[str, list[Any]]]] = field(default_factory=list)
    since: int = 0  # the event after which everything is somebody's own
    goes: Ids = field(default_factory=dict)
    stays: dict[str, dict[int, str]] = field(default_factory=dict)


def ends_at(run: ImportRun) -> datetime:
    """Return until when an import can be undone."""
    return run.imported_at + timedelta(days=limits.UNDO_DAYS)


def can_be_undone(run: ImportRun, at: datetime) -> bool:
    """Say whether an import can be undone still."""
    return run.undone_at is None and at < ends_at(run)


def outlook(run: ImportRun) -> Outlook:
    """Return what undoing would do; nothing is changed."""
    return _outlook(_read(run))


def _outlook(undo: _Undo) -> Outlook:
    kept = sum(
        1
        for table, row_id, changed in undo.filled
        if table not in (*PAIRS, "setting")
        for name, (_, after) in changed.items()
        if _stands(table, row_id).get(name, after) != after
    )
    return Outlook(undo.goes, {table: stays for table, stays in undo.stays.items() if stays}, kept)


def undo(run: ImportRun, *, by: Account | None, at: datetime) -> Outlook:
    """Undo an import and return what that did. Raises ValueError when it is too late, or done already."""
    if run.undone_at is not None:
        raise ValueError("This import is undone already.")
    if not can_be_undone(run, at):
        raise ValueError(f"An import can be undone for {limits.UNDO_DAYS} days, and these are over.")
    before = _read(run)
    found = _outlook(before)
    cuts, tasks, visits = _touched(before)
    was_counted = _was_counted(before)
    was_taught = _empty_again(before)
    _remove(before)
    db.session.expire_all()
    run.undone_by_id, run.undone_at = by.id if by else None, at
    _tell(run, before, cuts, visits, by, at)
    cuts -= before.goes["paper_cut"]
    _settle(run, cuts, by, at)
    refresh = scores.refresh_assumed if was_counted else scores.refresh
    refresh(cuts=cuts, tasks=tasks - before.goes["task"])
    if was_taught:
        scores.rescore()
    learn(by=by, at=at)
    db.session.execute(delete(ImportMade).where(ImportMade.import_run_id == run.id))
    return found


def _read(run: ImportRun) -> _Undo:
    db.session.flush()
    undo = _Undo(run)
    rows = select(ImportMade.subject, ImportMade.subject_id, ImportMade.filled)
    for subject, row_id, filled in db.session.execute(rows.where(ImportMade.import_run_id == run.id)):
        if filled is None:
            undo.made[subject].add(row_id)
        else:
            undo.filled.append((subject, row_id, filled))
    about = Event.subject == "import_run", Event.subject_id == run.id, Event.verb == "imported"
    undo.since = db.session.scalar(select(Event.id).where(*about).order_by(Event.id).limit(1)) or 0
    for table in ORDER:
        why = _why_it_stays(undo, table) if undo.made[table] else {}
        undo.stays[table] = why
        undo.goes[table] = undo.made[table] - why.keys()
    return undo


def _why_it_stays(undo: _Undo, name: str) -> dict[int, str]:
    """Return the rows of a table that the import made and that stay, with the reason that says most."""
    table = db.metadata.tables[name]
    why = dict.fromkeys(_touched_since(undo, name), CHANGED)
    for column, key in _references(table):
        for row_id in _held(undo, name, column, key):
            why[row_id] = _because(name, column.table.name)
    if name == "watch":
        why |= dict.fromkeys(_watches_in_use(undo), NEEDED)
    if name == "task_use":
        why |= dict.fromkeys(_uses_set_since(undo), CHANGED)
    if name == "paper_cut":
        moved = select(PaperCut.id, PaperCut.status).where(PaperCut.id.in_(_ids_made(undo, name)))
        why |= {cut_id: status.value for cut_id, status in db.session.execute(moved) if status.value != "open"}
    there = set(db.session.scalars(select(table.c.id).where(table.c.id.in_(_ids_made(undo, name)))))
    undo.made[name] &= there
    return {row_id: reason for row_id, reason in why.items() if row_id in there}


def _because(name: str, other: str) -> str:
    """Return what is said of rows that rows of another table rest on."""
    return other if name == "paper_cut" or other not in ORDER else NEEDED


def _ids_made(undo: _Undo, table: str) -> Any:
    made = ImportMade.import_run_id == undo.run.id, ImportMade.subject == table, ImportMade.filled.is_(None)
    return select(ImportMade.subject_id).where(*made)


def _references(table: Table) -> Iterable[tuple[Any, ForeignKey]]:
    return [
        (column, key)
        for other in db.metadata.sorted_tables
        for column in other.columns
        for key in column.foreign_keys
        if key.column.table is table
    ]


def _held(undo: _Undo, name: str, column: Any, key: ForeignKey) -> set[int]:
    """Return the made rows that a column of rows which stay refers to."""
    other = column.table
    if other.name in PAIRS:
        return _held_by_pairs(undo, name, column)
    going = undo.goes.get(other.name, set())
    row_id = other.c.id if "id" in other.c else None
    columns = (column, row_id) if row_id is not None else (column,)
    rows = db.session.execute(select(*columns).where(column.in_(_ids_made(undo, name)))).all()
    emptied = {
        row_id
        for table, row_id, changed in undo.filled
        if table == other.name and column.name in changed and changed[column.name][0] is None
    }
    free = going | emptied
    return {row[0] for row in rows if row_id is None or row[1] not in free}


def _held_by_pairs(undo: _Undo, name: str, column: Any) -> set[int]:
    """Return the people or tasks that somebody has put into the plan of a visit that stays."""
    if name == "visit":
        return set()
    own = {
        (visit_id, both[1])
        for subject, visit_id, filled in undo.filled
        if subject == column.table.name
        for both in filled.values()
    }
    made = undo.made["visit"]  # of a visit that the import made, it made the plan too
    pairs = select(column.table.c.visit_id, column).where(column.in_(_ids_made(undo, name)))
    return {
        row_id
        for visit_id, row_id in db.session.execute(pairs)
        if (visit_id, row_id) not in own and visit_id not in made
    }


def _touched_since(undo: _Undo, name: str) -> set[int]:
    later = Event.id > undo.since, Event.subject == name, Event.verb.not_in(_PASSING)
    return set(db.session.scalars(select(Event.subject_id).where(*later, Event.subject_id.in_(_ids_made(undo, name)))))


def _watches_in_use(undo: _Undo) -> set[int]:
    """Return the watches that a sighting or verification which stays was seen in."""
    watches = select(Watch.id, Watch.visit_id, Watch.participant_id, Watch.task_id)
    visits = select(Watch.visit_id).where(Watch.id.in_(_ids_made(undo, "watch")))
    seen = select(Sighting.id, Sighting.visit_id, Sighting.participant_id, Sighting.task_id)
    used = {
        tuple(rest)
        for row_id, *rest in db.session.execute(seen.where(Sighting.visit_id.in_(visits)))
        if row_id not in undo.goes["sighting"]
    }
    looked = select(Verification.visit_id, Verification.participant_id).where(Verification.visit_id.in_(visits))
    looks = {tuple(pair) for pair in db.session.execute(looked)}
    rows = db.session.execute(watches.where(Watch.id.in_(_ids_made(undo, "watch"))))
    return {row_id for row_id, *rest in rows if tuple(rest) in used or tuple(rest[:2]) in looks}


def _uses_set_since(undo: _Undo) -> set[int]:
    """Return the numbers of tasks that somebody has set anew: their history is that of the task."""
    uses = db.metadata.tables["task_use"]
    later = Event.id > undo.since, Event.subject == "task", Event.verb == _USES
    rows = select(uses.c.id).where(
        uses.c.id.in_(_ids_made(undo, "task_use")), uses.c.task_id.in_(select(Event.subject_id).where(*later))
    )
    return set(db.session.scalars(rows))


def _touched(undo: _Undo) -> tuple[set[int], set[int], set[int]]:
    """Return the paper cuts, tasks and visits whose numbers change."""
    cuts, tasks, visits = set(undo.made["paper_cut"]), set(undo.made["task"]), set(undo.made["visit"])
    sighting, watch, effort, use = (db.metadata.tables[name] for name in ("sighting", "watch", "effort", "task_use"))
    for cut_id, task_id, visit_id in _rows(
        undo, "sighting", sighting.c.paper_cut_id, sighting.c.task_id, sighting.c.visit_id
    ):
        cuts.add(cut_id)
        tasks.add(task_id)
        visits.add(visit_id)
    for task_id, visit_id in _rows(undo, "watch", watch.c.task_id, watch.c.visit_id):
        tasks.add(task_id)
        visits.add(visit_id)
    cuts |= {cut_id for (cut_id,) in _rows(undo, "effort", effort.c.paper_cut_id)}
    tasks |= {task_id for (task_id,) in _rows(undo, "task_use", use.c.task_id)}
    for table, row_id, _ in undo.filled:
        if table in ("watch", "task_use"):
            column = db.metadata.tables[table].c
            tasks |= set(db.session.scalars(select(column.task_id).where(column.id == row_id)))
        if table == "visit":
            visits.add(row_id)
    return cuts - {None}, tasks, visits


def _rows(undo: _Undo, name: str, *columns: Any) -> Iterable[Any]:
    row_id = db.metadata.tables[name].c.id
    for chunk in chunks(undo.goes[name]):
        yield from db.session.execute(select(*columns).where(row_id.in_(chunk)).distinct())


def _was_counted(undo: _Undo) -> bool:
    """Say whether the import has told how many people do a task: others assume the like."""
    return bool(undo.goes["task_use"]) or any(t == "task_use" and "people" in filled for t, _, filled in undo.filled)


def _stands(table: str, row_id: int) -> dict[str, Any]:
    row = db.session.execute(select(db.metadata.tables[table]).where(db.metadata.tables[table].c.id == row_id)).first()
    return {name: _stored(value) for name, value in row._mapping.items()} if row else {}


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _empty_again(undo: _Undo) -> bool:
    """Take back what was filled in and nobody has changed since; say whether the lessons of all visits were."""
    was_taught = False
    for table, row_id, changed in undo.filled:
        if table in PAIRS:
            continue
        stands, columns = _stands(table, row_id), db.metadata.tables[table].c
        if not stands or (table == "setting" and any(stands[name] != after for name, (_, after) in changed.items())):
            continue
        values = {
            name: datetime.fromisoformat(before) if before and name.endswith("_at") else before
            for name, (before, after) in changed.items()
            if stands[name] == after
        }
        if values:
            db.session.execute(db.metadata.tables[table].update().where(columns.id == row_id).values(values))
            was_taught = was_taught or table == "setting"
    return was_taught


def _remove(undo: _Undo) -> None:
    """Delete what goes, from what rests on others to what they rest on."""
    _remove_pairs(undo)
    for name in ORDER:
        table = db.metadata.tables[name]
        for chunk in chunks(undo.goes[name]):
            db.session.execute(delete(table).where(table.c.id.in_(chunk)))


def _remove_pairs(undo: _Undo) -> None:
    """Take the people and tasks that the import brought out of the plans of visits that stay, unless seen there."""
    for table_name, column_name, goes in (
        ("visit_participant", "participant_id", "participant"),
        ("visit_task", "task_id", "task"),
    ):
        table = db.metadata.tables[table_name]
        column = table.c[column_name]
        for chunk in chunks(undo.goes[goes]):
            db.session.execute(delete(table).where(column.in_(chunk)))
        own = {(visit, filled[column_name][1]) for name, visit, filled in undo.filled if name == table_name}
        kept = _in_use(undo, column_name, {visit for visit, _ in own})
        for pairs in chunks(own - kept):
            db.session.execute(delete(table).where(_are(tuple_(table.c.visit_id, column), pairs)))


def _are(columns: Any, pairs: Collection[tuple[int, int]]) -> ColumnElement[bool]:
    found: ColumnElement[bool] = columns.in_(pairs)
    return found


def _in_use(undo: _Undo, column: str, visits: Collection[int]) -> set[tuple[int, int]]:
    """Return the pairs of visit and person, or task, that a watch or sighting which stays is about."""
    used: set[tuple[int, int]] = set()
    for name in ("watch", "sighting"):
        table = db.metadata.tables[name]
        for chunk in chunks(visits):
            rows = db.session.execute(
                select(table.c.id, table.c.visit_id, table.c[column]).where(table.c.visit_id.in_(chunk))
            )
            used |= {(visit_id, about) for row_id, visit_id, about in rows if row_id not in undo.goes[name]}
    return used


def _settle(run: ImportRun, cuts: Collection[int], by: Account | None, at: datetime) -> None:
    """Give fixed paper cuts back the status that only sightings of this import have taken from them."""
    reopened = select(Event.subject_id).where(
        Event.subject == "paper_cut", Event.verb == "reopened", Event.at == run.imported_at
    )
    for chunk in chunks(cuts):
        for cut in db.session.scalars(select(PaperCut).where(PaperCut.id.in_(chunk), PaperCut.id.in_(reopened))).all():
            take_back_unsupported(cut, by=by, at=at)


def _tell(
    run: ImportRun, undo: _Undo, cuts: Collection[int], visits: Collection[int], by: Account | None, at: datetime
) -> None:
    """Record with the import what went and what stayed, and with each visit and paper cut that is left that it was."""
    words = {"sightings": "sighting", "watches": "watch", "paper_cuts": "paper_cut", "visits": "visit", "sites": "site"}
    went = {word: len(undo.goes[table]) for word, table in words.items() if undo.goes[table]}
    stays = sum(len(rows) for rows in undo.stays.values())
    record(run, "undid an import", by=by, at=at, file=run.name, **went, **({"stays": stays} if stays else {}))
    left: Mapping[str, set[int]] = {
        "visit": set(visits) - undo.goes["visit"],
        "paper_cut": set(cuts) - undo.goes["paper_cut"],
    }
    events = [(t, row_id, "undid an import", {"file": run.name}) for t, ids in left.items() for row_id in sorted(ids)]
    record_each(events, by=by, at=at)


def find(number: int) -> ImportRun:
    """Return an import to undo, held so that nobody else does. Raises ValueError when there is none."""
    db.session.scalars(select(Setting).where(Setting.id == 1).with_for_update()).one()
    run = db.session.get(ImportRun, number, populate_existing=True)
    if run is None:
        raise ValueError(f"There is no import {number}.")
    return run
