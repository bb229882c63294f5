"""Why a fixed paper cut is open again: who met it, where, and on which version."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from papercuts.db import chunks, db
from papercuts.domain import formats
from papercuts.domain.limits import Outcome, Status
from papercuts.models import Event, Fix, PaperCut, Participant, Release, Sighting, Site, Verification, Visit
from papercuts.shipped import newest_fix

REOPENED = "reopened"  # the verb
_SIGHTING, _VERIFICATION = "sighting_id", "verification_id"


@dataclass(frozen=True)
class Cause:
    """What has opened it again: a sighting, or what was found when somebody looked."""

    outcome: Outcome | None  # none: nobody had asked
    visit_id: int
    visited_on: date
    site: str
    code: str  # of the person; empty: nobody in particular
    product_version: str  # which they use there, as far as it is known
    fixed_in: str  # the version whose fix does not hold; empty where only the history knows

    @property
    def words(self) -> str:
        """Return it as the rest of a sentence: "seen again at Oakwend with P2 on 12 March 2026, on 4.3, which …"."""
        met = {Outcome.STILL_THERE: "still there", Outcome.WORSE: "worse"}.get(
            self.outcome or Outcome.GONE, "seen again"
        )
        who = f" with {self.code}" if self.code else ""
        return f"{met} at {self.site}{who} on {formats.date(self.visited_on)}{self._on_version}"

    @property
    def _on_version(self) -> str:
        if self.product_version and self.product_version != self.fixed_in:
            return f", on {self.product_version}, which has the fix" + (f" of {self.fixed_in}" if self.fixed_in else "")
        if self.product_version or self.fixed_in:
            return f", on {self.product_version or self.fixed_in}, which has the fix"
        return ""


def why(cut: PaperCut) -> Cause | None:
    """Return why a paper cut that was fixed is open; none when it is not, or when somebody opened it by hand."""
    fix = newest_fix(cut.id) if cut.status is Status.OPEN else None
    if fix is None:
        return None
    newest = select(Event.details).where(
        Event.subject == "paper_cut", Event.subject_id == cut.id, Event.verb == REOPENED
    )
    details = db.session.scalars(newest.order_by(Event.id.desc()).limit(1)).first()
    found = causes([details] if details else [], fixed_in=fix.release.version)
    return next(iter(found.values()), None)


def causes(many: Collection[Mapping[str, Any]], fixed_in: str = "") -> dict[tuple[str, int], Cause]:
    """Return the cause that the details of events name, by `key_of`; two statements, none without such details."""
    ids: dict[str, set[int]] = {_SIGHTING: set(), _VERIFICATION: set()}
    for details in many:
        key = key_of(details)
        if key:
            ids[key[0]].add(key[1])
    return _sightings(ids[_SIGHTING], fixed_in) | _verifications(ids[_VERIFICATION])


def key_of(details: Mapping[str, Any]) -> tuple[str, int] | None:
    """Return by which row the details of an event say why."""
    return next(((name, details[name]) for name in (_SIGHTING, _VERIFICATION) if details.get(name)), None)


def _sightings(ids: Collection[int], fixed_in: str) -> dict[tuple[str, int], Cause]:
    statement = (
        select(Sighting.id, Visit.id, Visit.visited_on, Site.name, Participant.code, Visit.product_version)
        .join(Visit, Visit.id == Sighting.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .outerjoin(Participant, Participant.id == Sighting.participant_id)
    )
    return {
        (_SIGHTING, row[0]): Cause(None, row[1], row[2], row[3], row[4] or "", row[5], fixed_in)
        for row in _rows(statement, Sighting.id, ids)
    }


def _verifications(ids: Collection[int]) -> dict[tuple[str, int], Cause]:
    statement = (
        select(
            Verification.id,
            Verification.outcome,
            Visit.id,
            Visit.visited_on,
            Site.name,
            Participant.code,
            Visit.product_version,
            Release.version,
        )
        .join(Visit, Visit.id == Verification.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .join(Fix, Fix.id == Verification.fix_id)
        .join(Release, Release.id == Fix.release_id)
        .outerjoin(Participant, Participant.id == Verification.participant_id)
    )
    return {
        (_VERIFICATION, row[0]): Cause(row[1], row[2], row[3], row[4], row[5] or "", row[6], row[7])
        for row in _rows(statement, Verification.id, ids)
    }


def _rows(statement: Any, row_id: Any, ids: Collection[int]) -> Sequence[Any]:
    return [row for some in chunks(sorted(ids)) for row in db.session.execute(statement.where(row_id.in_(some)))]
