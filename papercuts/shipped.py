"""Which fix of a paper cut people have: the one in its newest published release.

It stands below queries, actions and the evidence because all of them ask: a page that offers a fix to look at, an
action that reopens a paper cut and a score must never mean different ones.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, tuple_
from sqlalchemy.orm import aliased, contains_eager, join

from papercuts.db import chunks, db
from papercuts.domain.limits import ReleaseStatus
from papercuts.domain.versions import is_older
from papercuts.models import Fix, PaperCut, Release, Verification, Visit

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


def may_look(visit: Visit, release: Release) -> bool:
    """Say whether somebody at a visit can have looked at what a release fixes.

    Of the day of the release all can; not on a version that is known to be older.
    """
    is_out = visit.is_ours and visit.visited_on >= release.released_on
    return is_out and not is_older(visit.product_version, release.version)


def looked_too_early() -> ColumnElement[bool]:
    """Say of a verification whether its visit, as it is known now, has not had the fix; see `may_look`.

    Versions are compared here, each pair once: no database knows that 4.9 is older than 4.12.
    """
    looks = join(join(join(Verification, Visit), Fix, Fix.id == Verification.fix_id), Release)
    used = select(Visit.product_version, Release.version).where(Visit.product_version != "").select_from(looks)
    are_older = [
        and_(Visit.product_version == there, Release.version == version)
        for there, version in db.session.execute(used.distinct())
        if is_older(there, version)
    ]
    is_early = or_(Visit.product != "", Visit.visited_on < Release.released_on, *are_older)
    return Verification.id.in_(select(Verification.id).select_from(looks).where(is_early).correlate(None))
