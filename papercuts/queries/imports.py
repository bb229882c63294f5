"""Imports: the files that wait for one, what one has done, and names that look like a slip of the pen."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.domain.text import identity
from papercuts.models import Event, ImportRun, Mapping, Sighting, Upload, Visit

LIKENESS = 0.85  # from here on two names may be the same, written differently
N_COMPARED = 50  # new names of a file; more than that are no slips
N_VISITS = 50  # listed after an import
N_RUNS = 20  # imports that are listed, and files that wait
_RUNS = select(ImportRun).options(joinedload(ImportRun.imported_by), joinedload(ImportRun.undone_by))


@dataclass(frozen=True)
class Done:
    """What an import has done."""

    name: str  # of the file
    counts: dict[str, int]
    visits: Sequence[Visit]
    waiting: dict[int, tuple[int, int]]  # by visit: how many sightings wait to be matched still, and the first
    run: ImportRun | None  # none: from before imports could be undone


def upload(upload_id: int, account_id: int) -> Upload | None:
    """Return a file that waits, to whoever uploaded it."""
    return db.session.scalar(select(Upload).where(Upload.id == upload_id, Upload.uploaded_by_id == account_id))


def waiting(account_id: int, since: datetime) -> Sequence[Row[int, str, datetime]]:
    """Return number, name and time of the newest files of a person that are kept since then, without their bytes."""
    wanted = select(Upload.id, Upload.name, Upload.uploaded_at).where(Upload.uploaded_by_id == account_id)
    return db.session.execute(wanted.where(Upload.uploaded_at >= since).order_by(Upload.id.desc()).limit(N_RUNS)).all()


def done(number: int, account_id: int) -> Done | None:
    """Return what an import has done, as the history tells it; one from before imports had a number, to its owner."""
    own = (Event.subject == "upload") & (Event.account_id == account_id)
    event = db.session.scalar(
        select(Event)
        .where(Event.subject_id == number, Event.verb == "imported", (Event.subject == "import_run") | own)
        .order_by(Event.id.desc())
        .limit(1)
    )
    if event is None:
        return None
    details = dict(event.details)
    visits = select(Event.subject_id).where(Event.subject == "visit", Event.verb == "imported", Event.at == event.at)
    shown = db.session.scalars(
        select(Visit)
        .where(Visit.id.in_(visits.where(Event.account_id.is_not_distinct_from(event.account_id))))
        .options(joinedload(Visit.site))
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
        .limit(N_VISITS)
    ).all()
    return Done(
        name=str(details.pop("file")),
        counts={word: int(n) for word, n in details.items()},
        visits=shown,
        waiting=_waiting([visit.id for visit in shown]),
        run=run(number),
    )


def run(number: int) -> ImportRun | None:
    """Return an import by its number, with who did and undid it."""
    return db.session.scalar(_RUNS.where(ImportRun.id == number))


def runs() -> Sequence[ImportRun]:
    """Return the newest imports, with who did and undid them."""
    return db.session.scalars(_RUNS.order_by(ImportRun.id.desc()).limit(N_RUNS)).all()


def mappings() -> Sequence[Mapping]:
    """Return how the files of known sources are read, by name."""
    return db.session.scalars(select(Mapping).order_by(Mapping.name_identity)).all()


def mapping(number: int) -> Mapping | None:
    """Return how one source is read."""
    return db.session.get(Mapping, number)


def mapping_named(name: str) -> Mapping | None:
    """Return how the files of a source are read that somebody gave this name."""
    return db.session.scalar(select(Mapping).where(Mapping.name_identity == identity(name)))


def mapping_of(header_identity: str) -> Mapping | None:
    """Return how files with this header are read; of several ways, the one that was remembered last."""
    found = select(Mapping).where(Mapping.header_identity == header_identity)
    return db.session.scalar(found.order_by(Mapping.saved_at.desc(), Mapping.id.desc()).limit(1))


def _waiting(visit_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    rows = db.session.execute(
        select(Sighting.visit_id, func.count(), func.min(Sighting.id))
        .where(Sighting.visit_id.in_(visit_ids), Sighting.is_waiting)
        .group_by(Sighting.visit_id)
    )
    return {visit_id: (n, first_id) for visit_id, n, first_id in rows}


def near(model: Any, names: Collection[str]) -> dict[str, str]:
    """Return, for names that nothing bears yet, the one they may have been meant to be.

    model: Site, Task or Segment; names: as written in the file, which may hold the other one too.
    """
    if len(names) > N_COMPARED:
        return {}
    there = set(db.session.scalars(select(model.name)))
    found = {name: get_close_matches(name, (there | set(names)) - {name}, n=1, cutoff=LIKENESS) for name in names}
    return {name: matches[0] for name, matches in found.items() if matches}
