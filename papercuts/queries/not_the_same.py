"""What people said is not the same: of two paper cuts, or of a sighting and one. Suggestions leave it out."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from papercuts.db import chunks, db
from papercuts.merged import tree
from papercuts.models import Account, NotTheSame, PaperCut


def of_cut(cut_id: int) -> set[int]:
    """Return the paper cuts that somebody said this one is not, nor what was merged into it."""
    found: set[int] = set()
    columns = select(NotTheSame.paper_cut_id, NotTheSame.other_id)
    itself = tree(cut_id)
    for ids in chunks(itself):
        said = or_(NotTheSame.paper_cut_id.in_(ids), NotTheSame.other_id.in_(ids))
        for one, other in db.session.execute(columns.where(said, NotTheSame.other_id.is_not(None))):
            found |= {one, other or one}
    return found - set(itself)


def of_sightings(sighting_ids: Collection[int]) -> dict[int, set[int]]:
    """Return the paper cuts that somebody said each of these sightings is not."""
    found: dict[int, set[int]] = {}
    columns = select(NotTheSame.sighting_id, NotTheSame.paper_cut_id)
    for ids in chunks(sighting_ids):
        for sighting_id, cut_id in db.session.execute(columns.where(NotTheSame.sighting_id.in_(ids))):
            found.setdefault(sighting_id or 0, set()).add(cut_id)
    return found


def told_of_cut(cut_id: int) -> Sequence[tuple[PaperCut, str | None]]:
    """Return the paper cuts that somebody said this one is not, and who said so; what was merged into it apart."""
    columns = select(NotTheSame.paper_cut_id, NotTheSame.other_id, Account.name).outerjoin(
        Account, Account.id == NotTheSame.said_by_id
    )
    said = or_(NotTheSame.paper_cut_id == cut_id, NotTheSame.other_id == cut_id)
    rows = db.session.execute(columns.where(said, NotTheSame.other_id.is_not(None)).order_by(NotTheSame.id)).all()
    return _with_cuts([(other if one == cut_id else one, name) for one, other, name in rows])


def told_of_sighting(sighting_id: int) -> Sequence[tuple[PaperCut, str | None]]:
    """Return the paper cuts that somebody said a sighting is not, and who said so."""
    rows = db.session.execute(
        select(NotTheSame.paper_cut_id, Account.name)
        .outerjoin(Account, Account.id == NotTheSame.said_by_id)
        .where(NotTheSame.sighting_id == sighting_id)
        .order_by(NotTheSame.id)
    ).all()
    return _with_cuts([(cut_id, name) for cut_id, name in rows])


def _with_cuts(said: Sequence[tuple[int | None, str | None]]) -> Sequence[tuple[PaperCut, str | None]]:
    ids = [cut_id for cut_id, _ in said]
    rows = select(PaperCut).where(PaperCut.id.in_(ids)).options(joinedload(PaperCut.area))
    cuts = {cut.id: cut for cut in db.session.scalars(rows)}
    return [(cuts[cut_id], name) for cut_id, name in said if cut_id in cuts]
