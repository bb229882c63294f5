"""Writing an import, first half: the segments, sites, people, areas, tasks and visits that its rows speak of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from papercuts.actions.history import differences, record_each
from papercuts.actions.import_lookup import Found
from papercuts.db import db
from papercuts.domain.import_cells import key
from papercuts.domain.import_facts import Key, Kind
from papercuts.domain.import_rows import Row
from papercuts.domain.limits import VisitKind, VisitStatus
from papercuts.models import Account, Area, Participant, Segment, Site, Task, TaskUse, Visit

USE = (Kind.PEOPLE, Kind.PEOPLE_SOURCE, Kind.TIMES, Kind.PER, Kind.FREQUENCY_SOURCE)
Made = TypeVar("Made")


class Places:
    """Makes what is not there, and fills in what is there and empty; what it finds, it adds to."""

    def __init__(self, found: Found, new: Mapping[Key, Any], *, by: Account | None, at: datetime) -> None:
        self.found, self.new = found, new
        self.by, self.at = by, at
        self.made: list[Any] = []  # rows, but for watches and sightings
        self.filled: list[tuple[Any, dict[str, Any]]] = []  # rows that were there, and their columns before and after
        self.touched_tasks: set[int] = set()
        self._events: list[tuple[Any, str, Mapping[str, Any]]] = []

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

    def _task(self, row: Row) -> None:
        name = key(row.task)
        if name not in self.found.tasks:
            area = self.new.get((Kind.AREA, name))
            task = Task(name=row.task, name_identity=name, area=self._area(area) if area else None)
            self.found.tasks[name] = self._add(task, "added the task", name=row.task, area=area)

    def _area(self, name: str) -> Area:
        if key(name) not in self.found.areas:
            self.found.areas[key(name)] = self._add(
                Area(name=name, name_identity=key(name)), "added the area", name=name
            )
        return self.found.areas[key(name)]

    def _visit(self, row: Row) -> None:
        if row.visit_key not in self.found.visits:
            self.found.visits[row.visit_key] = self._add(
                Visit(
                    site=self.found.sites[key(row.site)],
                    visited_on=row.visited_on,
                    kind=VisitKind.SUPPORT_DESK if row.is_report else VisitKind.ON_SITE,
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
            task.area = area = self._area(name)
            self._events.append((task, "changed the task", {"area": [None, name]}))
            self.filled.append((task, {"area_id": [None, area]}))  # its id is known when it is saved

    def _set_uses(self) -> None:
        said: dict[tuple[str, str], dict[str, Any]] = {}
        for (kind, *about), value in self.new.items():
            if kind in USE:
                said.setdefault((about[0], about[1]), {})[kind] = value
        for (task_name, segment_name), values in said.items():
            task, segment = self.found.tasks.get(task_name), self.found.segments.get(segment_name)
            if task is not None and segment is not None:
                use = self.found.uses.get((task.id, segment.id))
                is_new = use is None
                use = use or self._add(TaskUse(task_id=task.id, segment_id=segment.id))
                changed = differences(use, **values)
                if changed and not is_new:
                    self.filled.append((use, changed))
                self._events.append((task, "set who does it", {"segment": segment.name, **changed}))
                self.touched_tasks.add(task.id)

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
            self.filled.append((row, changed))
        return changed

    def _flush(self) -> None:
        """Give the new rows their ids, and record what was done."""
        db.session.flush()
        events = [(row.__tablename__, row.id, verb, details) for row, verb, details in self._events]
        record_each(events, by=self.by, at=self.at)
        self._events.clear()
