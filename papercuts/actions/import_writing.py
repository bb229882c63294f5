"""Writing an import: rows by the hundred, each with its line in the history, and no score until the end."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from papercuts.actions.history import record_each
from papercuts.actions.import_lookup import Found, WatchIds
from papercuts.actions.import_places import Places
from papercuts.db import chunks, db
from papercuts.domain import links
from papercuts.domain.import_cells import key
from papercuts.domain.import_facts import Key, Kind, Known, cut_key
from papercuts.domain.import_rows import Row
from papercuts.domain.limits import HowTimed, LinkKind
from papercuts.domain.text import fold
from papercuts.models import (
    Account,
    Effort,
    Link,
    PaperCut,
    Setting,
    Sighting,
    Watch,
    visit_participant,
    visit_task,
)


@dataclass(frozen=True)
class Seen:
    """A sighting that came in."""

    id: int
    visit_id: int
    paper_cut_id: int | None


class Writer(Places):
    """Writes everything that rows say, from what stands alone to what rests on it."""

    def __init__(self, found: Found, known: Known, new: Mapping[Key, Any], *, by: Account | None, at: datetime) -> None:
        super().__init__(found, new, by=by, at=at)
        self.known = known
        self.watched: Counter[int] = Counter()  # new watches by visit
        self.seen: list[Seen] = []
        self.known_visits = {visit.id for visit in found.visits.values()}  # before
        # what the plans of known visits gained: participants by code, tasks by name
        self.joined: defaultdict[int, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.pairs: list[tuple[str, int, str, int]] = []  # of a table that joins visits: its name, visit, column, id
        self.new_watches: set[WatchIds] = set()
        self.touched_cuts: set[int] = set()
        self._named: dict[str, PaperCut] = {}  # paper cuts that this import names, by folded title
        setting = db.session.get_one(Setting, 1)
        self._zone, self._size_hours = ZoneInfo(setting.time_zone), setting.size_hours

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
        self._link(seen)
        self._join(told)
        self._fill_watches(rows)
        self._make_watches(told)
        self._make_sightings(seen, ids)
        self._flush()

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

    def _estimate(self) -> None:
        for (kind, *about), given in self.new.items():
            cut = self._cut_of(about) if kind == Kind.EFFORT else None
            if cut is not None:
                meant = self._size_hours.get(given.size or "", (None, None))
                self._add(
                    Effort(
                        paper_cut_id=cut.id,
                        size=given.size,
                        low_hours=given.low,
                        likely_hours=given.likely,
                        high_hours=given.high,
                        size_low_hours=meant[0],
                        size_high_hours=meant[1],
                        estimated_by_id=self.by.id if self.by else None,
                        estimated_at=self.at,
                    )
                )
                self._events.append((cut, "estimated", {"effort": [None, given.in_words]}))
                self.touched_cuts.add(cut.id)

    def _link(self, rows: Iterable[Row]) -> None:
        """Link the issues that rows name to their paper cuts, each once."""
        wanted = {}
        for row in rows:
            cut = self._cut_of(cut_key(row, self.known)) if row.link and row.paper_cut else None
            if cut is not None:
                wanted[cut.id, row.link] = cut
        there = {
            (cut_id, url)
            for ids in chunks({cut_id for cut_id, _ in wanted})
            for cut_id, url in db.session.execute(select(Link.paper_cut_id, Link.url).where(Link.paper_cut_id.in_(ids)))
        }
        for (cut_id, url), cut in wanted.items():
            if (cut_id, url) not in there:
                label = links.label(url)
                self._add(Link(paper_cut_id=cut_id, kind=LinkKind.ISSUE, url=url, label=label, linked_at=self.at))
                self._events.append((cut, "linked an issue", {"link": label}))

    def _join(self, rows: Iterable[Row]) -> None:
        """Count who was watched, and what, among the people and tasks of their visits."""
        people, tasks = {}, {}
        for row in rows:
            visit_id, person, task = self._ids(row)
            tasks[visit_id, task] = row.task
            if person is not None:
                people[visit_id, person] = row.participant
        for table, word, wanted in ((visit_participant, "participants", people), (visit_task, "tasks", tasks)):
            other = table.columns[1].name
            there = {
                tuple(pair)
                for visits in chunks({visit for visit, _ in wanted})
                for pair in db.session.execute(select(table).where(table.c.visit_id.in_(visits)))
            }
            missing = sorted(wanted.keys() - there)
            self.pairs += [(table.name, visit, other, row) for visit, row in missing if visit in self.known_visits]
            if missing:
                db.session.execute(insert(table), [{"visit_id": visit, other: row} for visit, row in missing])
            for visit, row_id in missing:
                if visit in self.known_visits:
                    self.joined[visit][word].add(wanted[visit, row_id])

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
        reported: set[WatchIds] = set()
        for row in rows:
            ids = self._ids(row)
            if ids in self.found.watches:
                continue
            if row.is_report:
                reported.add(ids)
            performed, how = (self.new.get((kind, *row.watch_key)) for kind in (Kind.PERFORMED, Kind.HOW_IT_WENT))
            named = dict(zip(("visit_id", "participant_id", "task_id"), ids, strict=True))
            new[ids] = named | {"performed": performed or 1, "how_it_went": how}
            if performed or how or not row.what_happened:
                of = f"{row.participant or 'nobody in particular'}, {row.task}"
                noted[ids] = {"of": of, "performed": performed, "how_it_went": how}
        _insert(Watch, new.values())
        self.new_watches = set(new)
        made = watch_ids({visit_id for visit_id, _, _ in noted})
        for ids in new:
            self.watched[ids[0]] += ids not in reported  # who wrote a report was not watched
        self.touched_tasks.update(task_id for _, _, task_id in new)
        events = [("watch", made[ids], "noted a watch", details) for ids, details in noted.items()]
        record_each(events, by=self.by, at=self.at)

    def _make_sightings(self, rows: Iterable[Row], ids: Mapping[int, UUID]) -> None:
        values = {ids[row.number]: self._sighting(row, ids[row.number]) for row in rows}
        _insert(Sighting, values.values())
        made = _sighting_ids(values)
        self.seen = [Seen(made[uid], value["visit_id"], value["paper_cut_id"]) for uid, value in values.items()]
        self.touched_cuts.update(sighting.paper_cut_id for sighting in self.seen if sighting.paper_cut_id)
        # until it is matched, what was seen keeps who met it out of the count of those who were not hit
        self.touched_tasks.update(value["task_id"] for value in values.values() if value["paper_cut_id"] is None)

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
            "mood": row.mood,
            "workaround": row.workaround,
            "is_unsure": False,
        }


def _insert(model: type[Any], values: Collection[Mapping[str, Any]]) -> None:
    """Insert rows in one statement: through the table, since the ORM takes one for each set of empty columns."""
    if values:
        db.session.execute(insert(db.metadata.tables[model.__tablename__]), list(values))


def watch_ids(visits: Iterable[int]) -> dict[WatchIds, int]:
    """Return the watches of visits, by what they are of."""
    columns = Watch.visit_id, Watch.participant_id, Watch.task_id, Watch.id
    rows = (db.session.execute(select(*columns).where(Watch.visit_id.in_(chunk))) for chunk in chunks(visits))
    return {(visit, person, task): row_id for chunk in rows for visit, person, task, row_id in chunk}


def _sighting_ids(uids: Iterable[UUID]) -> dict[UUID, int]:
    statement = select(Sighting.uid, Sighting.id)
    rows = (db.session.execute(statement.where(Sighting.uid.in_(chunk))) for chunk in chunks(uids))
    return {uid: row_id for chunk in rows for uid, row_id in chunk}
