"""Which fix of a paper cut people have: the one in its newest published release.

It stands below queries, actions and the evidence because all of them ask: a page that offers a fix to look at, an
action that reopens a paper cut and a score must never mean different ones.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, exists, select, tuple_
from sqlalchemy.orm import aliased, contains_eager

from papercuts.db import chunks, db
from papercuts.domain.limits import ReleaseStatus
from papercuts.models import Fix, PaperCut, Release

# of two releases of one day, the fix that was written later counts as the later one
OLDEST_FIRST = (Release.released_on, Fix.id)


def is_published(release: Any = Release) -> ColumnElement[bool]:
    """Say of a release, or of another name or the columns of its table, whether people have it."""
    return release.status == ReleaseStatus.PUBLISHED  # type: ignore[no-any-return]


def was_fixed() -> ColumnElement[bool]:
    """Say of a paper cut whether people have, or have had, a fix of it."""
    # columns of the tables, not of the classes: the ranked list asks it of every row
    cut, fix, release = PaperCut.__table__, Fix.__table__.c, Release.__table__.c
    is_of_it = (fix.paper_cut_id == cut.c.id, fix.release_id == release.id, is_published(release))
    return exists().where(*is_of_it).correlate(cut)


def is_fixed_anew() -> ColumnElement[bool]:
    """Say of a fix, joined with its release, whether a later published one fixes the same paper cut."""
    other, later = aliased(Fix), aliased(Release)
    return (
        exists()
        .where(
            other.paper_cut_id == Fix.paper_cut_id,
            later.id == other.release_id,
            is_published(later),
            tuple_(later.released_on, other.id) > tuple_(*OLDEST_FIRST),
        )
        .correlate(Fix, Release)
    )


def is_newest() -> ColumnElement[bool]:
    """Say of a fix, joined with its release, whether it is the one people have."""
    return is_published() & ~is_fixed_anew()


def is_later(fix: Fix, other: Fix) -> bool:
    """Say whether a fix came out after another one, by the rule of `is_fixed_anew`; their releases are loaded."""
    return (fix.release.released_on, fix.id) > (other.release.released_on, other.id)


def newest_fixes(cut_ids: Collection[int]) -> dict[int, Fix]:
    """Return the fix that people have of each paper cut, with its release; none of a paper cut that never had one."""
    statement = select(Fix).join(Release).where(is_newest()).order_by(Fix.paper_cut_id)
    return {
        fix.paper_cut_id: fix
        for ids in chunks(sorted(cut_ids))
        for fix in db.session.scalars(statement.where(Fix.paper_cut_id.in_(ids)).options(contains_eager(Fix.release)))
    }


def newest_fix(cut_id: int) -> Fix | None:
    """Return the fix that people have of a paper cut."""
    return newest_fixes([cut_id]).get(cut_id)
