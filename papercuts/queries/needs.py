"""What waits for somebody: each kind in one statement, the oldest first, at most so many."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import Row, and_, exists, func, select, true

from papercuts.db import db
from papercuts.domain.limits import CommentKind, ReleaseStatus, Status, VisitStatus
from papercuts.models import Comment, Fix, PaperCut, Participant, Release, Sighting, Site, Visit, visit_participant
from papercuts.queries.filters import CUT
from papercuts.queries.looking_again import ToVerify, to_verify

MOST = 5  # of each kind: a list of what to do now, not of everything
RECENT = timedelta(days=90)  # of visits whose participants can still be asked
TOP = 10


@dataclass(frozen=True)
class AtVisit:
    """Something of a visit that waits."""

    visit_id: int
    visited_on: date
    site: str
    n: int
    first_id: int  # where to begin: a sighting


@dataclass(frozen=True)
class Unasked:
    """People at a site who were not asked whether they may be quoted."""

    site: str
    visited_on: date  # the last time
    people: tuple[tuple[int, str], ...]  # id and code
    n_quotes: int  # hidden until they are asked


@dataclass(frozen=True)
class Asked:
    """A claimed paper cut about which colleagues wait for an answer."""

    paper_cut_id: int
    title: str
    n: int  # questions and objections
    n_objections: int


@dataclass(frozen=True)
class Ready:
    """A draft whose fixes all have a title."""

    release: Release
    n_fixes: int


def unmatched() -> list[AtVisit]:
    """Return the visits with sightings that are not matched to a paper cut."""
    rows = db.session.execute(
        select(Visit.id, Visit.visited_on, Site.name, func.count(Sighting.id), func.min(Sighting.id))
        .join(Visit, Visit.id == Sighting.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .where(Sighting.is_waiting)
        .group_by(Visit.id, Visit.visited_on, Site.name)
        .order_by(Visit.visited_on, Visit.id)
        .limit(MOST)
    )
    return [AtVisit(*row) for row in rows]


def not_written_up(today: date) -> list[AtVisit]:
    """Return the visits before today that are under way still."""
    rows = db.session.execute(
        select(Visit.id, Visit.visited_on, Site.name)
        .join(Site, Site.id == Visit.site_id)
        .where(Visit.status == VisitStatus.UNDER_WAY, Visit.visited_on < today)
        .order_by(Visit.visited_on, Visit.id)
        .limit(MOST)
    )
    return [AtVisit(*row, n=1, first_id=0) for row in rows]


def to_look_at(today: date) -> list[tuple[ToVerify, ...]]:
    """Return, for each coming visit, the fixes to verify there; each fix only at the first visit that could."""
    firsts: dict[int, ToVerify] = {}
    for one in to_verify(today):
        firsts.setdefault(one.fix_id, one)
    by_visit = groupby(firsts.values(), key=lambda one: one.visit_id)
    return [tuple(some) for _, some in by_visit][:MOST]


def unestimated() -> list[tuple[int, str]]:
    """Return number and title of those of the first ten paper cuts that nobody has estimated."""
    columns = select(CUT.id, CUT.title, CUT.needs_effort).select_from(PaperCut.__table__)
    first = columns.where(CUT.is_ranked == true()).order_by(CUT.payback_q50.desc(), CUT.id.desc()).limit(TOP)
    return [(cut_id, title) for cut_id, title, needs_effort in db.session.execute(first) if needs_effort]


def unresolved(owner_id: int) -> list[Asked]:
    """Return the questions and objections that nobody has resolved, from others, on what somebody has claimed."""
    rows = db.session.execute(
        select(
            PaperCut.id,
            PaperCut.title,
            func.count(Comment.id),
            func.count(Comment.id).filter(Comment.kind == CommentKind.OBJECTION),
        )
        .join(PaperCut, PaperCut.id == Comment.paper_cut_id)
        .where(
            PaperCut.owner_id == owner_id,
            PaperCut.status == Status.CLAIMED,
            Comment.kind != CommentKind.REMARK,
            Comment.resolved_at.is_(None),
            Comment.written_by_id.is_distinct_from(owner_id),
        )
        .group_by(PaperCut.id, PaperCut.title)
        .order_by(func.min(Comment.id))
        .limit(MOST)
    )
    return [Asked(*row) for row in rows]


def unasked(today: date) -> list[Unasked]:
    """Return the people of recent visits who were not asked whether they may be quoted, site by site.

    Those whose words wait for it come first.
    """
    words = func.count(Sighting.id.distinct()).filter(Sighting.quote != "")
    rows = db.session.execute(
        select(Site.id, Site.name, func.max(Visit.visited_on), Participant.id, Participant.code, words)
        .join(Participant, Participant.site_id == Site.id)
        .join(visit_participant, visit_participant.c.participant_id == Participant.id)
        .join(Visit, Visit.id == visit_participant.c.visit_id)
        .outerjoin(Sighting, Sighting.participant_id == Participant.id)
        .where(
            Participant.consent.is_(None),
            Visit.status != VisitStatus.PLANNED,
            Visit.visited_on >= today - RECENT,
            Visit.visited_on <= today,
        )
        .group_by(Site.id, Site.name, Participant.id, Participant.code)
        .order_by(Site.id, Participant.id)
    )
    found = [_unasked(list(some)) for _, some in groupby(rows, key=lambda row: row[0])]
    return sorted(found, key=lambda one: one.n_quotes, reverse=True)[:MOST]


def ready(today: date) -> list[Ready]:
    """Return the drafts whose day has come and whose fixes all have a title."""
    untitled = exists().where(Fix.release_id == Release.id, Fix.public_title == "").correlate(Release)
    rows = db.session.execute(
        select(Release, func.count(Fix.id))
        .join(Fix, Fix.release_id == Release.id)
        .where(and_(Release.status == ReleaseStatus.DRAFT, Release.released_on <= today, ~untitled))
        .group_by(Release.id)
        .order_by(Release.released_on, Release.id)
        .limit(MOST)
    )
    return [Ready(release, n_fixes) for release, n_fixes in rows]


def _unasked(rows: list[Row[int, str, date, int, str, int]]) -> Unasked:
    _, sites, days, ids, codes, quotes = zip(*rows, strict=True)
    return Unasked(sites[0], max(days), tuple(zip(ids, codes, strict=True)), sum(quotes))
