"""What an import does to visits and paper cuts as a whole: a line in their history, and perhaps another status."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from papercuts.actions.history import record, record_each
from papercuts.actions.import_writing import Writer
from papercuts.actions.outcomes import bring_about, has_fix, lacking_at
from papercuts.actions.write_up import reopen_write_up
from papercuts.db import chunks, db
from papercuts.domain.lifecycle import SHIPPED, after_sighting
from papercuts.domain.limits import VisitStatus
from papercuts.models import PaperCut, Sighting, Visit
from papercuts.shipped import newest_fixes


def tell(writer: Writer, name: str) -> None:
    """Record with each visit and each paper cut how much came in, and who joined the visit by it; name: of the file."""
    seen = Counter(sighting.visit_id for sighting in writer.seen)
    visits = {visit.id: visit for visit in _visits(seen.keys() | writer.watched.keys())}
    met = Counter((sighting.paper_cut_id, sighting.visit_id) for sighting in writer.seen if sighting.paper_cut_id)
    events: list[tuple[str, int, str, dict[str, Any]]] = []
    for visit in visits.values():
        counts = {"sightings": seen[visit.id], "watches": writer.watched[visit.id]}
        joined = {word: ", ".join(sorted(names)) for word, names in writer.joined[visit.id].items()}
        events.append(("visit", visit.id, "imported", {"file": name} | counts | joined | _where(visit)))
    for (cut_id, visit_id), n in met.items():
        events.append(("paper_cut", cut_id, "saw", {"sightings": n} | _where(visits[visit_id])))
    record_each(events, by=writer.by, at=writer.at)


def settle(writer: Writer) -> None:
    """Give visits and paper cuts the status that what came in leads to."""
    visit_ids = {sighting.visit_id for sighting in writer.seen} | writer.watched.keys()
    waiting = _waiting(visit_ids)
    for visit in _visits(visit_ids):
        before = {"status": visit.status, "finished_at": visit.finished_at}
        if visit.status is VisitStatus.PLANNED:
            is_done = visit.id not in waiting
            visit.status = VisitStatus.WRITTEN_UP if is_done else VisitStatus.UNDER_WAY
            visit.finished_at = writer.at if is_done else None
            if visit.id in writer.known_visits:
                status = [VisitStatus.PLANNED.value, visit.status.value]
                record(visit, "changed the status", by=writer.by, at=writer.at, status=status)
        elif visit.status is VisitStatus.WRITTEN_UP and visit.id in waiting:
            reopen_write_up(visit, by=writer.by, at=writer.at)
        if visit.id in writer.known_visits and visit.status is not before["status"]:
            writer.filled.append((visit, {name: [old, getattr(visit, name)] for name, old in before.items()}))
    _reopen_what_is_met_again(writer)


def _reopen_what_is_met_again(writer: Writer) -> None:
    """Open fixed paper cuts again that were seen where they have the fix; the import scores them at its end."""
    met = defaultdict(list)
    for sighting in writer.seen:
        met[sighting.paper_cut_id].append(sighting)
    cuts = {cut.id: cut for cut in _cuts(met) if cut.status in SHIPPED}
    fixes = newest_fixes(cuts)
    lacking = lacking_at([fix.id for fix in fixes.values()])
    visits = {visit.id: visit for visit in _visits({one.visit_id for cut_id in fixes for one in met[cut_id]})}
    for cut_id, fix in fixes.items():
        first = next((one for one in met[cut_id] if has_fix(visits[one.visit_id], fix, lacking)), None)
        if first is not None:
            cause = db.session.get_one(Sighting, first.id)
            after = after_sighting(cuts[cut_id].status)
            bring_about(cuts[cut_id], after, cause, by=writer.by, at=writer.at, rescore=False)


def _where(visit: Visit) -> dict[str, str]:
    return {"site": visit.site.name, "day": visit.visited_on.isoformat()}


def _visits(ids: Iterable[int]) -> list[Visit]:
    statement = select(Visit).options(joinedload(Visit.site)).order_by(Visit.id)
    return [visit for chunk in chunks(ids) for visit in db.session.scalars(statement.where(Visit.id.in_(chunk)))]


def _cuts(ids: Iterable[int | None]) -> list[PaperCut]:
    statement = select(PaperCut).order_by(PaperCut.id)
    return [cut for chunk in chunks(set(ids)) for cut in db.session.scalars(statement.where(PaperCut.id.in_(chunk)))]


def _waiting(visit_ids: Iterable[int]) -> set[int]:
    """Return which of the visits have a sighting that waits for a paper cut."""
    statement = select(Sighting.visit_id).where(Sighting.is_waiting).distinct()
    return {
        visit_id
        for chunk in chunks(visit_ids)
        for visit_id in db.session.scalars(statement.where(Sighting.visit_id.in_(chunk)))
    }
