"""What an import made and filled in, kept so that it can be undone."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from papercuts.actions.import_writing import Writer, watch_ids
from papercuts.db import db
from papercuts.domain import limits
from papercuts.models import Account, ImportMade, ImportRun, Setting

LEARNT = ("rho", "hit_prior_a", "hit_prior_b")  # of the settings

Made = tuple[str, int, dict[str, Any] | None]


def learnt() -> dict[str, float]:
    """Return what the visits have taught so far."""
    setting = db.session.get_one(Setting, 1)
    return {name: getattr(setting, name) for name in LEARNT}


def keep(
    writer: Writer, number: int, name: str, before: Mapping[str, float], *, by: Account | None, at: datetime
) -> ImportRun:
    """Keep what was made, as an import of this number; what older imports made is forgotten, for they stay.

    before: of `learnt`.
    """
    old = select(ImportRun.id).where(ImportRun.imported_at < at - timedelta(days=limits.UNDO_DAYS))
    db.session.execute(delete(ImportMade).where(ImportMade.import_run_id.in_(old)))
    run = ImportRun(id=number, name=name, imported_by_id=by.id if by else None, imported_at=at)
    db.session.add(run)
    db.session.flush()
    made, filled = [], []
    for subject, row_id, changed in _made(writer, before):
        row = {"import_run_id": run.id, "subject": subject, "subject_id": row_id}
        if changed is None:
            made.append(row)  # without the column: given as none, JSON would hold a null that is no NULL
        else:
            filled.append(row | {"filled": changed})
    for rows in filter(None, (made, filled)):
        db.session.execute(insert(db.metadata.tables["import_made"]), rows)
    return run


def _made(writer: Writer, before: Mapping[str, float]) -> Iterator[Made]:
    for row in writer.made:
        yield row.__tablename__, row.id, None
    made = watch_ids({visit_id for visit_id, _, _ in writer.new_watches})
    for ids in writer.new_watches:
        yield "watch", made[ids], None
    for sighting in writer.seen:
        yield "sighting", sighting.id, None
    for table, visit_id, column, row_id in writer.pairs:
        yield table, visit_id, {column: [None, row_id]}
    for row, changed in writer.filled:
        yield row.__tablename__, row.id, {name: [_stored(value) for value in both] for name, both in changed.items()}
    taught = {name: [value, now] for name, now in learnt().items() if (value := before[name]) != now}
    if taught:
        yield "setting", 1, taught


def _stored(value: Any) -> Any:
    """Return a value as JSON holds it; of a row its id."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | str) else value.id
