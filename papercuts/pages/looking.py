"""From what was chosen about a fix to what is kept: the verification, and what is said of it."""

from datetime import date, datetime

from flask import g

from papercuts import actions
from papercuts.db import db
from papercuts.domain.lifecycle import WORKS
from papercuts.domain.limits import Outcome, Status, VisitStatus
from papercuts.forms.write_up import FoundForm, LookForm
from papercuts.models import Fix, PaperCut, Participant, Sighting, Verification, Visit
from papercuts.web.clock import today, utc_now
from papercuts.web.rendering import setting


def verify(
    visit: Visit,
    fix: Fix,
    form: LookForm,
    *,
    observed_at: datetime | None = None,
    is_now: bool = True,
    clock_ahead_seconds: int | None = None,
    day: date | None = None,
) -> Verification:
    """Keep what a valid form says was found; a planned visit begins with it. Raises ValueError when it cannot be so.

    observed_at: when, as far as that is known; is_now: this moment, if this is the day of the visit.
    clock_ahead_seconds: by how much the clock was wrong that said so. day: on which it was found, when not today.
    """
    at = utc_now()
    if visit.status is VisitStatus.PLANNED:
        actions.visits.start(visit, by=g.user, at=at, today=day or today(setting()))
    return actions.verifications.verify(
        fix,
        visit=visit,
        participant=db.session.get_one(Participant, form.person.data) if form.person.data else None,
        outcome=Outcome(str(form.outcome.data)),
        observed_at=at if is_now and visit.visited_on == today(setting()) else observed_at,
        clock_ahead_seconds=clock_ahead_seconds,
        by=g.user,
        at=at,
    )


def describe(found: Verification, form: FoundForm) -> None:
    """Add what a valid form says was measured and said."""
    actions.verifications.describe(
        found,
        seconds_after=form.seconds_after.data,
        applause=int(form.applause.data) if form.applause.data else None,
        quote=str(form.quote.data),
        by=g.user,
        at=utc_now(),
    )


def what_was_found(found: Verification) -> tuple[str, PaperCut, Sighting | None]:
    """Return in words what became of the paper cut, and with it the sighting that was recorded, if any."""
    fix = db.session.get_one(Fix, found.fix_id)
    cut = db.session.get_one(PaperCut, fix.paper_cut_id)
    seen = actions.verifications.sighting_of(found)
    if seen is not None:
        return f"{cut.number} is open again, and a sighting of it is recorded.", cut, seen
    is_verified = found.outcome in WORKS and cut.status is Status.VERIFIED
    text = f"{cut.number} is verified." if is_verified else f"Noted. {cut.number} stays {cut.status}."
    return text, cut, None
