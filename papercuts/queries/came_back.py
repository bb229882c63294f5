"""Fixes that did not hold: paper cuts that users have met again, which nobody has taken up since."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

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
    fixed_by_id: int | None
    cause: Cause


def came_back() -> list[CameBack]:
    """Return the paper cuts that were met again, those fixed last first; none that somebody opened by hand."""
    rows = db.session.execute(
        select(PaperCut.id, Fix.fixed_by_id)
        .join(Fix, Fix.paper_cut_id == PaperCut.id)
        .join(Release, Release.id == Fix.release_id)
        .where(is_newest(), PaperCut.status == Status.OPEN)
        .order_by(Release.released_on.desc(), Fix.id.desc())
        .limit(MOST)
    ).all()
    details = _reopened([cut_id for cut_id, _ in rows])
    whys = causes(details.values())
    found = ((cut_id, fixer, whys.get(key_of(details.get(cut_id, {})) or ("", 0))) for cut_id, fixer in rows)
    return [CameBack(cut_id, fixer, cause) for cut_id, fixer, cause in found if cause]


def _reopened(cut_ids: list[int]) -> dict[int, Mapping[str, Any]]:
    """Return what the newest event says that opened each of them again."""
    rows = db.session.execute(
        select(Event.subject_id, Event.details)
        .where(Event.subject == "paper_cut", Event.subject_id.in_(cut_ids), Event.verb == REOPENED)
        .order_by(Event.id)
    )
    return dict(rows.all())
