"""Photos, as far as the reader may see them. One rule decides, and every way to a photo asks it here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from papercuts.db import chunks, db
from papercuts.models import Event, PaperCut, Participant, Photo, Sighting, Visit

Rows = TypeVar("Rows", bound=Select[*tuple[Any, ...]])
REMOVED = "removed a photo"  # the verb of its event, which keeps its id and its hash: it must not come back


@dataclass(frozen=True)
class Reader:
    """Who looks."""

    account_id: int
    sees_all: bool  # may record consent, so has to see what it is about


@dataclass(frozen=True)
class Strip:
    """The photos of something: those the reader may see, and how many there are besides."""

    photos: Sequence[Photo] = field(default=())  # each with its sighting, visit, site and person
    n_shown: int = 0  # all that the reader may see, though `photos` may be cut short
    n_withheld: int = 0

    @property
    def n(self) -> int:
        """Return how many there are."""
        return self.n_shown + self.n_withheld


@dataclass(frozen=True)
class Around:
    """What stands before and behind a photo, among those of the same paper cut or sighting."""

    number: int
    of: int
    before: UUID | None
    behind: UUID | None


def may_see(reader: Reader) -> ColumnElement[bool]:
    """Return the rule, on rows of Photo with Sighting and perhaps Participant: consent decides, as it does for words.

    Where nobody in particular was watched the team sees it; who took it and who records consent always do.
    """
    return or_(
        Sighting.participant_id.is_(None),
        Participant.may_be_quoted,
        Photo.added_by_id == reader.account_id,
        literal(reader.sees_all),
    )


def one(uid: UUID, reader: Reader) -> Photo | None:
    """Return a photo that the reader may see, with where it is from."""
    return db.session.scalar(_shown().where(Photo.uid == uid, may_see(reader)))


def of_cut(cut: PaperCut, reader: Reader, limit: int) -> Strip:
    """Return the photos of a paper cut's sightings, those of the newest visit first."""
    of_it = Sighting.paper_cut_id == cut.id
    n, n_shown = db.session.execute(_counted(reader).where(of_it)).one()
    if not n_shown:
        return Strip(n_withheld=n)
    photos = db.session.scalars(_in_order(_shown()).where(of_it, may_see(reader)).limit(limit)).all()
    return Strip(photos, n_shown, n - n_shown)


def of_sightings(ids: Collection[int], reader: Reader) -> dict[int, Strip]:
    """Return the photos of sightings by their ids; of those that have any."""
    found: dict[int, list[tuple[Photo, bool]]] = {}
    for some in chunks(ids):
        statement = _shown().add_columns(may_see(reader)).where(Photo.sighting_id.in_(some))
        for photo, is_shown in db.session.execute(statement.order_by(Photo.sighting_id, Photo.position, Photo.id)):
            found.setdefault(photo.sighting_id, []).append((photo, bool(is_shown)))
    return {sighting_id: _strip(rows) for sighting_id, rows in found.items()}


def of_sighting(sighting_id: int, reader: Reader) -> Strip:
    """Return the photos of one sighting."""
    return of_sightings([sighting_id], reader).get(sighting_id, Strip())


def around(photo: Photo, reader: Reader) -> Around:
    """Return the neighbours of a photo, in the order of the strip it stands in."""
    cut_id = photo.sighting.paper_cut_id
    beside = Sighting.paper_cut_id == cut_id if cut_id is not None else Sighting.id == photo.sighting_id
    uids = list(db.session.scalars(_in_order(_joined(select(Photo.uid))).where(beside, may_see(reader))))
    at = uids.index(photo.uid)
    before, behind = (uids[at - 1] if at else None), (uids[at + 1] if at + 1 < len(uids) else None)
    return Around(at + 1, len(uids), before, behind)


def sent(sighting_ids: Collection[int]) -> dict[int, dict[UUID, str]]:
    """Return what has come of photos, by sighting: the id of each, and the SHA-256 of the bytes as they came.

    One that was removed on purpose has come as well: who sent it need not send it again.
    """
    found: dict[int, dict[UUID, str]] = {sighting_id: {} for sighting_id in sighting_ids}
    for some in chunks(sighting_ids):
        rows = select(Photo.sighting_id, Photo.uid, Photo.sent_sha256).where(Photo.sighting_id.in_(some))
        for sighting_id, uid, sha256 in db.session.execute(rows):
            found[sighting_id][uid] = sha256
        about = and_(Event.subject == Sighting.__tablename__, Event.subject_id.in_(some), Event.verb == REMOVED)
        for sighting_id, details in db.session.execute(select(Event.subject_id, Event.details).where(about)):
            found[sighting_id].setdefault(UUID(details["photo_id"]), str(details["sent_id"]))
    return found


def _shown() -> Select[Photo]:
    return _joined(select(Photo)).options(
        contains_eager(Photo.sighting).options(
            contains_eager(Sighting.participant),
            contains_eager(Sighting.visit).joinedload(Visit.site),
            joinedload(Sighting.paper_cut),
        ),
        joinedload(Photo.added_by),
    )


def _joined(statement: Rows) -> Rows:
    return statement.join(Photo.sighting).join(Sighting.visit).outerjoin(Sighting.participant)


def _in_order(statement: Rows) -> Rows:
    return statement.order_by(Visit.visited_on.desc(), Sighting.id.desc(), Photo.position, Photo.id)


def _counted(reader: Reader) -> Select[int, int]:
    shown = func.coalesce(func.sum(case((may_see(reader), 1), else_=0)), 0)
    return select(func.count(), shown).select_from(Photo).join(Photo.sighting).outerjoin(Sighting.participant)


def _strip(rows: Sequence[tuple[Photo, bool]]) -> Strip:
    shown = [photo for photo, is_shown in rows if is_shown]
    return Strip(shown, len(shown), len(rows) - len(shown))
