"""What an import does to visits and paper cuts as a whole: a line in their history, and perhaps another status."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from papercuts.actions.history import record, record_each
from papercuts.actions.import_lookup import chunks
from papercuts.actions.outcomes import bring_about, has_fix, newest_fix
from papercuts.db import db
from papercuts.domain.lifecycle import after_sighting
from papercuts.domain.limits import Status, VisitStatus
from papercuts.models import Account, PaperCut, Sighting, Visit, Watch


def tell(made: Sequence[Any], name: str, *, by: Account | None, at: datetime) -> None:
    """Record with each visit and each paper cut how much came in; name: of the file."""
    sightings = [row for row in made if isinstance(row, Sighting)]
    seen = Counter(row.visit_id for row in sightings)
    watched = Counter(row.visit_id for row in made if isinstance(row, Watch))
    visits = {visit.id: visit for visit in _visits(seen.keys() | watched.keys())}
    record_each(
        [
            (
                visit,
                "imported",
                {"file": name, "sightings": seen[visit.id], "watches": watched[visit.id]} | _where(visit),
            )
            for visit in visits.values()
        ],
        by=by,
        at=at,
    )
    met = Counter((row.paper_cut_id, row.visit_id) for row in sightings if row.paper_cut_id)
    cuts = {cut.id: cut for cut in _cuts(cut_id for cut_id, _ in met)}
    record_each(
        [(cuts[cut_id], "saw", {"sightings": n} | _where(visits[visit_id])) for (cut_id, visit_id), n in met.items()],
        by=by,
        at=at,
    )


def settle(made: Sequence[Any], *, by: Account | None, at: datetime) -> None:
    """Give visits and paper cuts the status that what came in leads to."""
    sightings = [row for row in made if isinstance(row, Sighting)]
    visit_ids = {row.visit_id for row in made if isinstance(row, Sighting | Watch)}
    waiting = _waiting(visit_ids)
    for visit in _visits(visit_ids):
        if visit.status is VisitStatus.PLANNED:
            is_done = visit.id not in waiting
            visit.status = VisitStatus.WRITTEN_UP if is_done else VisitStatus.UNDER_WAY
            visit.finished_at = at if is_done else None
        elif visit.status is VisitStatus.WRITTEN_UP and visit.id in waiting:
            visit.status, visit.finished_at = VisitStatus.UNDER_WAY, None
            record(visit, "reopened the write-up", by=by, at=at)
    _reopen_what_is_met_again(sightings, by=by, at=at)


def _reopen_what_is_met_again(sightings: Sequence[Sighting], *, by: Account | None, at: datetime) -> None:
    met = defaultdict(list)
    for row in sightings:
        met[row.paper_cut_id].append(row)
    for cut in _cuts(met):
        fix = newest_fix(cut.id) if cut.status in (Status.FIXED, Status.VERIFIED) else None
        for row in met[cut.id] if fix else []:
            if has_fix(db.session.get_one(Visit, row.visit_id), fix):
                bring_about(cut, after_sighting(cut.status), row, by=by, at=at)


def _where(visit: Visit) -> dict[str, str]:
    return {"site": visit.site.name, "day": visit.visited_on.isoformat()}


def _visits(ids: Iterable[int]) -> list[Visit]:
    statement = select(Visit).options(joinedload(Visit.site)).order_by(Visit.id)
    return [visit for chunk in chunks(ids) for visit in db.session.scalars(statement.where(Visit.id.in_(chunk)))]


def _cuts(ids: Iterable[int | None]) -> list[PaperCut]:
    statement = select(PaperCut).order_by(PaperCut.id)
    return [cut for chunk in chunks(set(ids)) for cut in db.session.scalars(statement.where(PaperCut.id.in_(chunk)))]


def _waiting(visit_ids: Iterable[int]) -> set[int]:
    """Return which of the visits have a sighting that no paper cut is named for."""
    statement = select(Sighting.visit_id).where(Sighting.paper_cut_id.is_(None)).distinct()
    return {
        visit_id
        for chunk in chunks(visit_ids)
        for visit_id in db.session.scalars(statement.where(Sighting.visit_id.in_(chunk)))
    }
