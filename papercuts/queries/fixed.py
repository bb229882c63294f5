"""Which paper cuts had a fix that was published."""

from collections.abc import Collection

from sqlalchemy import select

from papercuts.db import db
from papercuts.models import Fix, Release
from papercuts.shipped import OLDEST_FIRST, is_published


def published_fixes(cut_ids: Collection[int]) -> dict[int, tuple[int, str | None]]:
    """Return how many published fixes each paper cut has had, and the version of the newest."""
    found: dict[int, tuple[int, str | None]] = {}
    for cut_id, version in db.session.execute(
        select(Fix.paper_cut_id, Release.version)
        .join(Release)
        .where(Fix.paper_cut_id.in_(cut_ids), is_published())
        .order_by(*OLDEST_FIRST)
    ):
        found[cut_id] = (found.get(cut_id, (0, None))[0] + 1, version)
    return found
