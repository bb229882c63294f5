"""Not the same: somebody looked at two paper cuts, or at a sighting and one, and they are not one. Remembered."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from papercuts.actions.history import record
from papercuts.db import db
from papercuts.models import Account, NotTheSame, PaperCut, Sighting


def say(cut: PaperCut, other: PaperCut | Sighting, *, by: Account | None, at: datetime) -> NotTheSame:
    """Remember that two are not the same; said twice is said once. Raises ValueError of a paper cut and itself."""
    first, second = _in_order(cut, other)
    if first is second:
        raise ValueError(f"{cut.number} is the same as itself.")
    known = _said(first, second)
    if known is not None:
        return known
    about = {"sighting_id": second.id} if isinstance(second, Sighting) else {"other_id": second.id}
    said = NotTheSame(paper_cut_id=first.id, said_by_id=by.id if by else None, said_at=at, **about)
    try:
        with db.session.begin_nested():
            db.session.add(said)
    except IntegrityError:  # two people said it at once
        return _said(first, second) or said
    _record("said it is not the same", first, second, by, at)
    return said


def take_back(cut: PaperCut, other: PaperCut | Sighting, *, by: Account | None, at: datetime) -> None:
    """Forget that two are not the same; nothing when nobody had said so."""
    first, second = _in_order(cut, other)
    known = _said(first, second)
    if known is not None:
        db.session.delete(known)
        _record("took back that it is not the same", first, second, by, at)


def _in_order(cut: PaperCut, other: PaperCut | Sighting) -> tuple[PaperCut, PaperCut | Sighting]:
    """Return two paper cuts with the lower number first."""
    return (other, cut) if isinstance(other, PaperCut) and other.id < cut.id else (cut, other)


def _said(cut: PaperCut, other: PaperCut | Sighting) -> NotTheSame | None:
    column = NotTheSame.sighting_id if isinstance(other, Sighting) else NotTheSame.other_id
    return db.session.scalar(select(NotTheSame).where(NotTheSame.paper_cut_id == cut.id, column == other.id))


def _record(verb: str, cut: PaperCut, other: PaperCut | Sighting, by: Account | None, at: datetime) -> None:
    """Tell it of both; of a sighting only there: a paper cut may be offered for very many."""
    record(other, verb, by=by, at=at, paper_cut=cut.number, title=cut.title)
    if isinstance(other, PaperCut):
        record(cut, verb, by=by, at=at, paper_cut=other.number, title=other.title)
