"""The first page: how to begin, and later what needs somebody and whether it is worth it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, render_template

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.totals import total
from papercuts.models import Visit
from papercuts.pages import charts, first_run, needs, needs_circle, promises_due
from papercuts.pages.bars import release_bars
from papercuts.pages.open_hours import closed_since, open_hours
from papercuts.pages.paper_cut_parts import Quote, called
from papercuts.queries.last_seen import LastVisit
from papercuts.queries.releases import Listed
from papercuts.web.clock import today, zone
from papercuts.web.guard import may
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("overview", __name__)

N_BARS, N_AREAS = 12, 8
N_AGO = 12  # segments and observers; a long list tells nobody anything


@bp.get("/")
@allowed("read")
def index() -> str:
    """Show the first steps until something was seen; then the overview."""
    if not queries.overview.has_sighting():
        return render_template("overview/first_run.html", **first_run.steps(), example=first_run.example())
    day, latest = today(setting()), queries.releases.latest(N_BARS)
    return render_template(
        "overview/index.html",
        today=day,
        counts=queries.overview.counts(),
        needs=needs_circle.items(day),
        n_needs=needs_circle.SHOWN,
        promises=promises_due.shown(day),
        quotes=_quotes(),
        under_way=queries.overview.under_way(day),
        **_next_visit(day),
        **_given_back(latest),
        **_losses(latest, day),
        **_watched(day),
    )


def _given_back(latest: Sequence[Listed]) -> dict[str, Any]:
    n_releases, hours = queries.overview.given_back()
    has_hours = any(one.hours.mean > 0 for one in latest)  # bars of nothing tell nothing
    chart = release_bars(latest, is_this=latest[-1].release.id) if has_hours else None
    return {"n_releases": n_releases, "given_back": hours, "chart": chart}


def _losses(latest: Sequence[Listed], day: date) -> dict[str, Any]:
    losses = queries.overview.losses()
    newest = latest[-1].release if latest else None
    everything = total(loss.hours for loss in losses)
    spells = queries.open_hours.spells(day, zone(setting())) if losses else []
    emptied = queries.overview.without_losses(closed_since(newest, spells) - {loss.area_id for loss in losses})
    shown = [*losses[: N_AREAS - len(emptied)], *emptied]
    return {
        "open_hours": open_hours(shown, spells, newest, day) if losses else None,
        "lost": everything,
        "dearest": losses[0].area if len(losses) > 1 else None,
        "dearest_share": losses[0].hours.mean / everything.mean if everything.mean else 0,
        "n_more_areas": len(losses) + len(emptied) - len(shown),
    }


def _quotes() -> list[tuple[Quote, Any]]:
    """Return the newest words with their sighting; the words only where they may be shown."""
    quotes = []
    for one in queries.overview.quotes():
        is_cleared = one.participant is not None and one.participant.may_be_quoted
        quotes.append((Quote(one.quote if is_cleared else "", called(one.participant, may("see real names"))), one))
    return quotes


def _watched(day: date) -> dict[str, Any]:
    last = queries.last_seen.with_user(day)
    return {
        "last": last,
        "last_days": (day - last.visited_on).days if last else None,
        "by_segment": [_ago(one, day) for one in queries.last_seen.by_segment(day)[:N_AGO]],
        "by_observer": [_ago(one, day) for one in queries.last_seen.by_observer(day)[:N_AGO]],
    }


def _ago(one: LastVisit, day: date) -> tuple[str, Any, None]:
    return one.name, charts.ago((day - one.visited_on).days if one.visited_on else None), None


def _next_visit(day: date) -> dict[str, Any]:
    visit = queries.overview.next_visit(day)
    if visit is None:
        return {"next_visit": None, "next_summary": ""}
    n_fixes = len(queries.looking_again.to_verify(day, Visit.id == visit.id))
    facts = [
        needs.together([person.code for person in visit.participants]),
        formats.counted(len(visit.tasks), "task") if visit.tasks else "",
        f"{formats.counted(n_fixes, 'fix', 'fixes')} to verify" if n_fixes else "",
    ]
    observers = needs.together([account.name for account in visit.observers])
    sentences = [", ".join(filter(None, facts)), observers]
    return {"next_visit": visit, "next_summary": "".join(f"{one}. " for one in sentences if one).strip()}
