"""Why a fixed paper cut is open again: who met it, where, and on which version."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from papercuts.db import chunks, db
from papercuts.domain import formats
from papercuts.domain.limits import Outcome, Status
from papercuts.domain.versions import has_fix
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
    not_yet: tuple[str, ...] = ()  # whom it was noted of at that visit that they do not have that version

    @property
    def words(self) -> str:
        """Return it as the rest of a sentence: "seen again at Oakwend with P2 on 12 March 2026, on 4.3, which …"."""
        who = f" with {self.code}" if self.code else ""
        return f"{self.met_at}{who} on {formats.date(self.visited_on)}{self._on_version}{self._but_not_yet}"

    @property
    def met_at(self) -> str:
        """Return it short: "still there at Oakwend"."""
        words = {Outcome.STILL_THERE: "still there", Outcome.WORSE: "worse"}
        return f"{words.get(self.outcome or Outcome.GONE, 'seen again')} at {self.site}"

    @property
    def _on_version(self) -> str:
        if not self.product_version:
            return ", version not noted"
        if not has_fix(self.product_version, self.fixed_in):
            return f", on {self.product_version}"
        of = f" of {self.fixed_in}" if self.product_version != self.fixed_in else ""
        return f", on {self.product_version}, which has the fix{of}"

    @property
    def _but_not_yet(self) -> str:
        return f"; not on that version yet: {', '.join(self.not_yet)}" if self.not_yet else ""


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
    """Return the cause that the details of events name, by `key_of`; three statements, none without such details."""
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
            Verification.fix_id,
        )
        .join(Visit, Visit.id == Verification.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .join(Fix, Fix.id == Verification.fix_id)
        .join(Release, Release.id == Fix.release_id)
        .outerjoin(Participant, Participant.id == Verification.participant_id)
    )
    rows = _rows(statement, Verification.id, ids)
    not_yet = _not_yet({row[2] for row in rows})
    return {
        (_VERIFICATION, row[0]): Cause(
            row[1], row[2], row[3], row[4], row[5] or "", row[6], row[7], tuple(not_yet[row[2], row[8]])
        )
        for row in rows
    }


def _not_yet(visit_ids: Collection[int]) -> Mapping[tuple[int, int], list[str]]:
    """Return who said at these visits that they do not have a fix yet, by visit and fix."""
    statement = (
        select(Verification.visit_id, Verification.fix_id, Participant.code)
        .outerjoin(Participant, Participant.id == Verification.participant_id)
        .where(Verification.outcome == Outcome.NOT_YET)
        .order_by(Verification.id)
    )
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for visit_id, fix_id, code in _rows(statement, Verification.visit_id, visit_ids):
        found[visit_id, fix_id].append(code or "somebody")
    return found


def _rows(statement: Any, row_id: Any, ids: Collection[int]) -> Sequence[Any]:
    return [row for some in chunks(sorted(ids)) for row in db.session.execute(statement.where(row_id.in_(some)))]
