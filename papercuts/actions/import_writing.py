"""Writing an import: rows by the hundred, each with its line in the history, and no score until the end."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Table, insert, select

from papercuts.actions.history import differences, record_each
from papercuts.actions.import_lookup import Found, WatchIds, chunks
from papercuts.db import db
from papercuts.domain.import_cells import key
from papercuts.domain.import_facts import Key, Kind, Known, cut_key
from papercuts.domain.import_rows import Row
from papercuts.domain.limits import HowTimed, VisitStatus
from papercuts.domain.text import fold
from papercuts.models import (
    Account,
    Area,
    Effort,
    PaperCut,
    Participant,
    Segment,
    Setting,
    Site,
    Task,
    TaskUse,
    Visit,
    visit_participant,
    visit_task,
)

USE = (Kind.PEOPLE, Kind.PEOPLE_SOURCE, Kind.TIMES, Kind.PER, Kind.FREQUENCY_SOURCE)
Made = TypeVar("Made")


@dataclass(frozen=True)
class Seen:
    """A sighting that came in."""

    id: int
    visit_id: int
    paper_cut_id: int | None


class Writer:
    """Makes what rows speak of and is not there, and fills in what is there and empty."""

    def __init__(self, found: Found, known: Known, new: Mapping[Key, Any], *, by: Account | None, at: datetime) -> None:
        self.found, self.known, self.new = found, known, new
        self.by, self.at = by, at
        self.made: list[Any] = []  # but for watches and sightings
        self.watched: Counter[int] = Counter()  # new watches by visit
        self.seen: list[Seen] = []
        self.touched_cuts: set[int] = set()
        self.touched_tasks: set[int] = set()
        self._named: dict[str, PaperCut] = {}  # paper cuts that this import names, by folded title
        self._events: list[tuple[Any, str, Mapping[str, Any]]] = []
        self._zone = ZoneInfo(db.session.get_one(Setting, 1).time_zone)

    def write(self, rows: Sequence[Row], ids: Mapping[int, UUID]) -> None:
        """Write what the rows say, from what stands alone to what rests on it; ids: of their sightings, by row."""
        seen = [row for row in rows if row.number in ids and ids[row.number] not in self.found.sightings]
        told = [*seen, *(row for row in rows if not row.what_happened)]
        for row in told:
            self._place(row)
            self._task(row)
            self._visit(row)
        self._fill_places()
        self._flush()
        for row in seen:
            self._name(row)
        self._set_uses()
        self._flush()
        self._estimate()
        self._join(told)
        self._fill_watches(rows)
        self._make_watches(told)
        self._make_sightings(seen, ids)
        self._flush()

    def _flush(self) -> None:
        """Give the new rows their ids, and record what was done."""
        db.session.flush()
        events = [(row.__tablename__, row.id, verb, details) for row, verb, details in self._events]
        record_each(events, by=self.by, at=self.at)
        self._events.clear()

    def _add(self, row: Made, verb: str = "", **details: Any) -> Made:
        db.session.add(row)
        self.made.append(row)
        if verb:
            self._events.append((row, verb, details))
        return row

    def _change(self, row: Any, verb: str, **fields: Any) -> dict[str, Any]:
        """Set the fields that say something; what changed is recorded and returned."""
        changed = differences(row, **{name: value for name, value in fields.items() if value not in (None, "")})
        if changed:
            self._events.append((row, verb, changed))
        return changed

    def _place(self, row: Row) -> None:
        site, person = key(row.site), key(row.participant)
        if site not in self.found.sites:
            segment = self._segment(str(self.new.get((Kind.SEGMENT, site), "")))
            self.found.sites[site] = self._add(
                Site(name=row.site, name_identity=site, segment=segment),
                "added the site",
                name=row.site,
                segment=segment.name,
            )
        if person and (site, person) not in self.found.people:
            role, consent = (self.new.get((kind, site, person)) for kind in (Kind.ROLE, Kind.CONSENT))
            self.found.people[site, person] = self._add(
                Participant(site=self.found.sites[site], code=row.participant, role=role or "", consent=consent),
                "added the person", code=row.participant, role=role, consent=consent,
            )  # fmt: skip

    def _segment(self, name: str) -> Segment:
        if not name:
            return self.found.everyone
        if key(name) not in self.found.segments:
            segment = Segment(name=name, name_identity=key(name))
            self.found.segments[key(name)] = self._add(segment, "added the segment", name=name)
        return self.found.segments[key(name)]

    def _area(self, name: str) -> Area:
        if key(name) not in self.found.areas:
            self.found.areas[key(name)] = self._add(
                Area(name=name, name_identity=key(name)), "added the area", name=name
            )
        return self.found.areas[key(name)]

    def _task(self, row: Row) -> None:
        name = key(row.task)
        if name not in self.found.tasks:
            area = self.new.get((Kind.AREA, name))
            task = Task(name=row.task, name_identity=name, area=self._area(area) if area else None)
            self.found.tasks[name] = self._add(task, "added the task", name=row.task, area=area)

    def _visit(self, row: Row) -> None:
        if row.visit_key not in self.found.visits:
            self.found.visits[row.visit_key] = self._add(
                Visit(
                    site=self.found.sites[key(row.site)],
                    visited_on=row.visited_on,
                    product=row.product,
                    product_version=self.new.get((Kind.VERSION, *row.visit_key), ""),
                    status=VisitStatus.PLANNED,  # until it is known what waits to be matched
                )
            )

    def _fill_places(self) -> None:
        """Say of what was there already what the file adds: of what was just made, everything is said."""
        for (kind, *about), value in self.new.items():
            if kind == Kind.AREA and about[0] in self.found.tasks:
                self._fill_area(self.found.tasks[about[0]], value)
            elif kind in (Kind.ROLE, Kind.CONSENT) and (about[0], about[1]) in self.found.people:
                self._change(self.found.people[about[0], about[1]], "changed the person", **{kind: value})
            elif kind == Kind.VERSION and (about[0], about[1], about[2]) in self.found.visits:
                self._change(self.found.visits[about[0], about[1], about[2]], "changed the plan", product_version=value)

    def _fill_area(self, task: Task, name: str) -> None:
        if task.id is not None and task.area_id is None:
            task.area = self._area(name)
            self._events.append((task, "changed the task", {"area": [None, name]}))

    def _name(self, row: Row) -> None:
        """Name the paper cut of a row unless it is known; it lies where its first task does."""
        if not isinstance(row.paper_cut, str) or not row.paper_cut or cut_key(row, self.known)[0]:
            return
        title = fold(row.paper_cut)
        if title not in self._named:
            task = self.found.tasks[key(row.task)]
            cut = PaperCut(
                title=row.paper_cut, title_identity=title, task_id=task.id, area_id=task.area_id, created_at=self.at
            )
            self._named[title] = self._add(cut, "named", title=row.paper_cut)

    def _cut_of(self, about: Sequence[str]) -> PaperCut | None:
        return self.found.cuts.get(int(about[0])) if about[0] else self._named.get(about[1])

    def _set_uses(self) -> None:
        said: dict[tuple[str, str], dict[str, Any]] = {}
        for (kind, *about), value in self.new.items():
            if kind in USE:
                said.setdefault((about[0], about[1]), {})[kind] = value
        for (task_name, segment_name), values in said.items():
            task, segment = self.found.tasks.get(task_name), self.found.segments.get(segment_name)
            if task is not None and segment is not None:
                use = self.found.uses.get((task.id, segment.id))
                use = use or self._add(TaskUse(task_id=task.id, segment_id=segment.id))
                changed = differences(use, **values)
                self._events.append((task, "set who does it", {"segment": segment.name, **changed}))
                self.touched_tasks.add(task.id)

    def _estimate(self) -> None:
        for (kind, *about), given in self.new.items():
            cut = self._cut_of(about) if kind == Kind.EFFORT else None
            if cut is not None:
                self._add(
                    Effort(
                        paper_cut_id=cut.id,
                        size=given.size,
                        low_hours=given.low,
                        likely_hours=given.likely,
                        high_hours=given.high,
                        estimated_by_id=self.by.id if self.by else None,
                        estimated_at=self.at,
                    )
                )
                words = given.size or f"{given.low:g}/{given.likely:g}/{given.high:g} h"
                self._events.append((cut, "estimated", {"effort": [None, words]}))
                self.touched_cuts.add(cut.id)

    def _join(self, rows: Iterable[Row]) -> None:
        """Count who was watched, and what, among the people and tasks of their visits."""
        triples = [self._ids(row) for row in rows]
        people = {(visit, person) for visit, person, _ in triples if person is not None}
        for table, wanted in ((visit_participant, people), (visit_task, {(visit, task) for visit, _, task in triples})):
            other = table.columns[1].name
            there = {
                tuple(pair)
                for visits in chunks({visit for visit, _ in wanted})
                for pair in db.session.execute(select(table).where(table.c.visit_id.in_(visits)))
            }
            missing = sorted(wanted - there)
            if missing:
                db.session.execute(insert(table), [{"visit_id": visit, other: row} for visit, row in missing])

    def _ids(self, row: Row) -> WatchIds:
        person = self.found.people[key(row.site), key(row.participant)].id if row.participant else None
        return self.found.visits[row.visit_key].id, person, self.found.tasks[key(row.task)].id

    def _fill_watches(self, rows: Iterable[Row]) -> None:
        """Say of watches that were there already what the file adds."""
        for row in rows:
            watch = self.found.watch_of(row) if row.performed or row.how_it_went else None
            if watch is not None:
                said = {"performed": row.performed, "how_it_went": row.how_it_went}
                if self._change(watch, "noted a watch", **said):
                    self.touched_tasks.add(watch.task_id)

    def _make_watches(self, rows: Iterable[Row]) -> None:
        """Make the watches that are not there. One that a row tells of stays without its sightings too."""
        new: dict[WatchIds, dict[str, Any]] = {}
        noted: dict[WatchIds, dict[str, Any]] = {}
        for row in rows:
            ids = self._ids(row)
            if ids in self.found.watches:
                continue
            performed, how = (self.new.get((kind, *row.watch_key)) for kind in (Kind.PERFORMED, Kind.HOW_IT_WENT))
            named = dict(zip(("visit_id", "participant_id", "task_id"), ids, strict=True))
            new[ids] = named | {"performed": performed or 1, "how_it_went": how}
            if performed or how or not row.what_happened:
                of = f"{row.participant or 'nobody in particular'}, {row.task}"
                noted[ids] = {"of": of, "performed": performed, "how_it_went": how}
        made = _inserted(db.metadata.tables["watch"], new)
        self.watched.update(visit_id for visit_id, _, _ in new)
        self.touched_tasks.update(task_id for _, _, task_id in new)
        events = [("watch", made[ids], "noted a watch", details) for ids, details in noted.items()]
        record_each(events, by=self.by, at=self.at)

    def _make_sightings(self, rows: Iterable[Row], ids: Mapping[int, UUID]) -> None:
        values = {ids[row.number]: self._sighting(row, ids[row.number]) for row in rows}
        made = _inserted(db.metadata.tables["sighting"], values)
        self.seen = [Seen(made[uid], value["visit_id"], value["paper_cut_id"]) for uid, value in values.items()]
        self.touched_cuts.update(sighting.paper_cut_id for sighting in self.seen if sighting.paper_cut_id)

    def _sighting(self, row: Row, uid: UUID) -> dict[str, Any]:
        visit, person, task = self._ids(row)
        cut = self._cut_of(cut_key(row, self.known)) if row.paper_cut else None
        seen_at = datetime.combine(row.visited_on, row.seen_at, self._zone) if row.seen_at else None
        return {
            "uid": uid,
            "visit_id": visit,
            "participant_id": person,
            "task_id": task,
            "paper_cut_id": cut.id if cut else None,
            "what_happened": row.what_happened,
            "observed_at": seen_at.astimezone(UTC) if seen_at else None,
            "received_at": self.at,
            "occurrences": row.occurrences or 1,
            "seconds_lost": row.seconds_lost,
            "how_timed": (row.how_timed or HowTimed.GUESS) if row.seconds_lost else None,
            "quote": row.quote,
            "is_unsure": False,
        }


def _inserted(table: Table, values: Mapping[Any, dict[str, Any]]) -> dict[Any, int]:
    """Insert rows and return the id of each, under the key of its values.

    table, not model: the ORM makes a statement of its own for each set of columns that are empty.
    """
    if not values:
        return {}
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return dict(zip(values, db.session.scalars(statement, list(values.values())), strict=True))
