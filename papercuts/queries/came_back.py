"""Fixes that did not hold: paper cuts that users have met again, which nobody has taken up since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, true

from papercuts.db import db
from papercuts.domain.limits import Status
from papercuts.models import Event, Fix, PaperCut, Release
from papercuts.queries.needs import MOST
from papercuts.queries.why_reopened import REOPENED, Cause, causes, key_of
from papercuts.shipped import is_newest


@dataclass(frozen=True)
class CameBack:
    """A paper cut that is open again after its fix, and what has opened it."""

    paper_cut_id: int
    cause: Cause


def came_back(fixer_id: int | None = None) -> list[CameBack]:
    """Return the paper cuts that were met again, those fixed last first; none that somebody opened by hand.

    fixer_id: only those that this account had fixed.
    """
    is_theirs = Fix.fixed_by_id == fixer_id if fixer_id is not None else true()
    cut_ids = db.session.scalars(
        select(PaperCut.id)
        .join(Fix, Fix.paper_cut_id == PaperCut.id)
        .join(Release, Release.id == Fix.release_id)
        .where(is_newest(), PaperCut.status == Status.OPEN, is_theirs)
        .order_by(Release.released_on.desc(), Fix.id.desc())
        .limit(MOST)
    ).all()
    details = _reopened(cut_ids)
    whys = causes(details.values())
    found = ((cut_id, whys.get(key_of(details.get(cut_id, {})) or ("", 0))) for cut_id in cut_ids)
    return [CameBack(cut_id, cause) for cut_id, cause in found if cause]


def _reopened(cut_ids: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    """Return what the newest event says that opened each of them again."""
    rows = db.session.execute(
        select(Event.subject_id, Event.details)
        .where(Event.subject == "paper_cut", Event.subject_id.in_(cut_ids), Event.verb == REOPENED)
        .order_by(Event.id)
    )
    return dict(rows.all())
