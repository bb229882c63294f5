"""A visit on paper: the brief to take along, and the debrief to pass on."""

from flask import Blueprint, abort, render_template

from papercuts import queries
from papercuts.domain.limits import VisitStatus
from papercuts.models import Visit
from papercuts.web.clock import today
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("briefs", __name__)


@bp.get("/visits/<id:id>/brief")
@allowed("read")
def brief(id: int) -> str:
    """Show what to know before a visit, fit for a sheet of paper."""
    visit = _visit(id)
    promised = queries.promises.open_at(visit.site_id)
    return render_template(
        "briefs/brief.html",
        visit=visit,
        today=today(setting()),
        promises=promised,
        first_days=queries.promises.first_days([one.id for one in promised]),
        looks=[look for look in queries.verifications.looks(visit) if look.is_waiting or look.is_lacking],
        known=queries.briefing.known_at(visit),
        shown_here=queries.briefing.shown_here(visit.site_id),
        product=setting().product_name,
    )


@bp.get("/visits/<id:id>/debrief")
@allowed("read")
def debrief(id: int) -> str:
    """Show what came of a visit, fit for a sheet of paper; of one that has not begun there is nothing to tell."""
    visit = _visit(id)
    if visit.status is VisitStatus.PLANNED:
        abort(404)
    return render_template(
        "briefs/debrief.html",
        visit=visit,
        today=today(setting()),
        counted=queries.write_up.counts(id),
        watched=queries.write_up.watches(id),
        seen=queries.briefing.seen_at(visit),
        quotes=queries.briefing.quotes(id),
        looks=[look for look in queries.verifications.looks(visit) if look.is_answered],
        promises=queries.briefing.promised_since(visit),
    )


def _visit(visit_id: int) -> Visit:
    return queries.visits.plan_of(visit_id) or abort(404)
