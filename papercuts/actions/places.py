"""Segments, sites and the people watched there."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from papercuts.actions import names, scores
from papercuts.actions.history import change, differences, record
from papercuts.db import db
from papercuts.domain.limits import Consent
from papercuts.models import Account, Participant, Segment, Site, Visit, Watch

_GIVEN_CODE = re.compile("P([1-9][0-9]{0,5})")


def add_segment(
    name: str, *, weight: float = 1.0, head_count: int | None = None, by: Account | None, at: datetime
) -> Segment:
    """Add a segment. Raises ValueError when there is one of that name."""
    segment = Segment(name=name, name_identity=names.free(Segment, name), weight=weight, head_count=head_count)
    db.session.add(segment)
    record(segment, "added the segment", by=by, at=at, name=name, weight=weight, head_count=head_count)
    return segment


def change_segment(
    segment: Segment, *, name: str, weight: float, head_count: int | None, by: Account | None, at: datetime
) -> None:
    """Change a segment; weight and head count reach scores. Raises ValueError when the name is taken."""
    names.rename(segment, name)
    is_weighed_anew, is_counted_anew = segment.weight != weight, segment.head_count != head_count
    change(segment, "changed the segment", by=by, at=at, name=name, weight=weight, head_count=head_count)
    if is_weighed_anew:
        scores.refresh_segment(segment)
    elif is_counted_anew:
        scores.refresh_heads([segment])


def add_site(
    name: str,
    *,
    segment: Segment,
    public_alias: str = "",
    head_count: int | None = None,
    contacts: str = "",
    by: Account | None,
    at: datetime,
) -> Site:
    """Add a site. Raises ValueError when there is one of that name."""
    site = Site(
        name=name,
        name_identity=names.free(Site, name),
        segment=segment,
        public_alias=public_alias,
        head_count=head_count,
        contacts=contacts,
    )
    db.session.add(site)
    facts = {"name": name, "segment": segment.name, "public_alias": public_alias, "head_count": head_count}
    record(site, "added the site", by=by, at=at, **facts)
    if head_count:
        scores.refresh_heads([segment])  # the head counts of its sites stand in for the segment's
    return site


def change_site(
    site: Site,
    *,
    name: str,
    segment: Segment,
    public_alias: str,
    head_count: int | None,
    contacts: str,
    by: Account | None,
    at: datetime,
) -> None:
    """Change a site; segment and head count reach scores. Raises ValueError when the name is taken."""
    names.rename(site, name)
    segment_before = db.session.get_one(Segment, site.segment_id)
    is_counted_anew = site.head_count != head_count
    details = differences(site, name=name, public_alias=public_alias, head_count=head_count)
    if segment_before is not segment:
        details["segment"] = [segment_before.name, segment.name]
        site.segment = segment
    details |= differences(site, contacts=contacts)
    if details:
        record(site, "changed the site", by=by, at=at, **details)
    if segment_before is not segment:
        scores.refresh_heads([segment_before, segment], tasks=_watched_at(site))
    elif is_counted_anew:
        scores.refresh_heads([segment])


def add_participant(
    site: Site,
    *,
    code: str | None = None,
    role: str = "",
    consent: Consent | None = None,
    real_name: str = "",
    by: Account | None,
    at: datetime,
) -> Participant:
    """Add somebody at a site, with the next free code (P1, P2, …) unless one is given.

    Raises ValueError when somebody at the site has the code.
    """
    db.session.flush()
    taken = set(db.session.scalars(select(Participant.code).where(Participant.site_id == site.id)))
    if code in taken:
        raise ValueError(f"There is somebody with the code {code} at this site already.")
    participant = Participant(
        site_id=site.id, code=code or _next_code(taken), role=role, consent=consent, real_name=real_name
    )
    db.session.add(participant)
    record(participant, "added the person", by=by, at=at, code=participant.code, role=role, consent=consent)
    return participant


def change_participant(
    participant: Participant,
    *,
    role: str,
    consent: Consent | None,
    real_name: str,
    by: Account | None,
    at: datetime,
) -> None:
    """Change what is known of somebody. The history says that a real name changed, never which one."""
    details = differences(participant, role=role, consent=consent, real_name=real_name)
    if details:
        record(participant, "changed the person", by=by, at=at, **details)


def everyone() -> Segment:
    """Return the segment that is always there."""
    return db.session.scalars(select(Segment).where(Segment.is_everyone)).one()


def _watched_at(site: Site) -> Sequence[int]:
    watched = select(Watch.task_id).join(Visit).where(Visit.site_id == site.id)
    return db.session.scalars(watched.distinct()).all()


def _next_code(taken: set[str]) -> str:
    given = (_GIVEN_CODE.fullmatch(code) for code in taken)
    return f"P{max((int(match[1]) for match in given if match), default=0) + 1}"
