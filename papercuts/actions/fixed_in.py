"""What a version fixes, as its commits name it: paper cuts go into a draft, each with the commits that fixed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from papercuts.actions import paper_cuts, releases
from papercuts.db import db
from papercuts.domain import limits
from papercuts.domain.lifecycle import SHIPPED
from papercuts.domain.limits import LinkKind, ReleaseStatus, Status
from papercuts.domain.links import is_hash
from papercuts.merged import survivors
from papercuts.models import Account, Fix, Link, PaperCut, Release
from papercuts.shipped import newest_fixes

ADDED, IN_IT, ELSEWHERE, FIXED, DECLINED, UNKNOWN = (
    "added",
    "in it already",
    "in another draft",
    "fixed already",
    "declined",
    "unknown",
)


@dataclass(frozen=True)
class Found:
    """What became of one number."""

    number: int  # as a commit names it
    what: str  # one of the words above
    cut: PaperCut | None  # what it is now; none: unknown
    release: str = ""  # the version it is in, where that is another one
    n_linked: int = 0  # commits that were linked now
    note: str = ""  # what was written for readers now

    @property
    def is_merged(self) -> bool:
        """Say whether the number has become another one."""
        return self.cut is not None and self.cut.id != self.number

    @property
    def needs_somebody(self) -> bool:
        """Say whether a person has to look at it: it is in no release by this."""
        return self.what in (ELSEWHERE, DECLINED, UNKNOWN)


def draft(version: str, released_on: date, *, by: Account | None, at: datetime) -> tuple[Release, bool]:
    """Return the draft of a version, and whether it is new. Raises ValueError of one that is published."""
    known = db.session.scalar(select(Release).where(Release.version == version))
    if known is None:
        return releases.create(version, released_on=released_on, by=by, at=at), True
    if known.is_published:
        raise ValueError(f"{version} is published: everybody reads it. Mark what else it fixes on its own page.")
    return known, False


def fill(
    release: Release,
    commits: Mapping[int, Sequence[str]],
    notes: Mapping[int, str],
    *,
    by: Account | None,
    at: datetime,
) -> list[Found]:
    """Put paper cuts into a draft, link their commits, and give those without a title the note of a commit.

    commits: hashes by the number of a paper cut; notes: a sentence for readers by number. Doing it again changes
    nothing more.
    """
    ends = survivors([number for number in commits if number <= limits.MAX_INT])
    known = {cut.id: cut for cut in db.session.scalars(select(PaperCut).where(PaperCut.id.in_(ends.values())))}
    return [
        _one(release, number, known.get(ends.get(number, 0)), commits[number], notes.get(number, ""), by, at)
        for number in sorted(commits)
    ]


def _one(
    release: Release,
    number: int,
    cut: PaperCut | None,
    commits: Sequence[str],
    note: str,
    by: Account | None,
    at: datetime,
) -> Found:
    if cut is None:
        return Found(number, UNKNOWN, None)
    own, other = _drafts(release, cut)
    if own is None and cut.status in SHIPPED:
        newest = newest_fixes([cut.id])
        return Found(number, FIXED, cut, newest[cut.id].release.version if cut.id in newest else "")
    if own is None and cut.status is Status.DECLINED:
        return Found(number, DECLINED, cut)
    if own is None and other:
        return Found(number, ELSEWHERE, cut, other)
    title = note[: limits.TITLE]
    if own is None:
        releases.add_fix(release, cut, public_title=title, by=by, at=at)
    elif title and not own.public_title:
        releases.change_fix(own, public_title=title, by=by, at=at)
    else:
        title = ""
    unlinked = _unlinked(cut, commits)
    for commit in unlinked:
        paper_cuts.add_link(cut, LinkKind.COMMIT, commit, by=by, at=at)
    return Found(number, ADDED if own is None else IN_IT, cut, n_linked=len(unlinked), note=title)


def _unlinked(cut: PaperCut, commits: Sequence[str]) -> list[str]:
    """Return the commits that are not linked yet, neither by a short hash nor by an address that ends in it."""
    linked = db.session.scalars(select(Link.label).where(Link.paper_cut_id == cut.id, Link.kind == LinkKind.COMMIT))
    known = tuple(label for label in linked if is_hash(label))
    return [commit for commit in commits if not commit.startswith(known)]


def _drafts(release: Release, cut: PaperCut) -> tuple[Fix | None, str]:
    """Return the fix of a paper cut in this draft, and the version of another draft that has one."""
    rows = db.session.execute(
        select(Fix, Release).join(Fix.release).where(Fix.paper_cut_id == cut.id, Release.status == ReleaseStatus.DRAFT)
    ).all()
    own = next((fix for fix, one in rows if one.id == release.id), None)
    return own, next((one.version for _, one in rows if one.id != release.id), "")
