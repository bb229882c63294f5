"""What every template has: filters that only format, and the frame's variables."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from flask import Flask, g, request, url_for
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined

from papercuts.db import db
from papercuts.domain import durations, formats, moods
from papercuts.domain.mails import mailto_address
from papercuts.models import Setting
from papercuts.queries.history import Moment
from papercuts.web import assets
from papercuts.web.clock import utc_now, zone
from papercuts.web.conflicts import seen_line
from papercuts.web.permissions import roles_with
from papercuts.web.prose import prose, team_prose

# Which entry of the navigation a page belongs to, by its blueprint or view; the phone has releases under *More*, too.
# Search belongs to none, and neither does a page outside the frame: signing in, the public notes.
ENTRIES = {
    "overview": "overview",
    "watching": "overview",
    "weekly": "overview",
    "learning": "overview",
    "feelings": "overview",
    "visits": "visits",
    "sites": "visits",
    "segments": "visits",
    "tasks": "visits",
    "areas": "visits",
    "participants": "visits",
    "write_up": "visits",
    "briefs": "visits",
    "field_notes": "visits",
    "promises": "visits",
    "sharing": "visits",
    "capture": "visits",
    "phone": "visits",
    "coverage": "visits",
    "watch_next": "visits",
    "volunteers": "visits",
    "sightings": "visits",
    "photos": "paper_cuts",
    "matching": "visits",
    "verifications": "visits",
    "paper_cuts": "paper_cuts",
    "claims": "paper_cuts",
    "comments": "paper_cuts",
    "declines": "paper_cuts",
    "efforts": "paper_cuts",
    "familiar": "paper_cuts",
    "gates": "paper_cuts",
    "links": "paper_cuts",
    "merges": "paper_cuts",
    "not_the_same": "paper_cuts",
    "splits": "paper_cuts",
    "similar": "paper_cuts",
    "rounds": "paper_cuts",
    "sizes": "overview",
    "others": "overview",
    "planner": "planner",
    "plans": "planner",
    "looking_again": "releases",
    "releases": "releases",
    "telling": "releases",
    "telling.show_declined": "visits",
    "telling.write_declined": "visits",
    "telling.mark_declined": "visits",
    "fixes": "releases",
    "fix_hours": "releases",
    "fixes.new": "paper_cuts",
    "fixes.create": "paper_cuts",
    "account": "more",
    "history": "more",
    "imports": "more",
    "klm": "more",
    "pages": "more",
    "settings": "more",
    "users": "more",
}


def init_app(app: Flask) -> None:
    """Make a misspelt name an error, and give templates their filters and variables."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {
        "hours": formats.hours,
        "payback": formats.payback,
        "seconds": formats.seconds,
        "span": formats.span,
        "duration": formats.duration,
        "known_as": durations.known_as,
        "told": durations.told,
        "percent": formats.percent,
        "ordinal": formats.ordinal,
        "counted": formats.counted,
        "number_of": formats.number_of,
        "mood": moods.word,
        "date": _date,
        "short_date": formats.short_date,
        "weekday": formats.weekday,
        "clock": _clock,
        "moment": _moment,
        "prose": prose,
        "team_prose": team_prose,
        "moments": _moments,
        "mailto": mailto_address,
    }
    app.jinja_env.globals |= {"seen_line": seen_line}
    assets.init_app(app)
    app.context_processor(_frame)


def setting() -> Setting:
    """Return the instance's settings, read once a request."""
    if "setting" not in g:
        g.setting = db.session.get_one(Setting, 1)
    row: Setting = g.setting
    return row


def _date(value: date) -> str:
    """Return a day, or the day of a moment where the team works: "12 March 2026"."""
    return formats.date(value.astimezone(zone(setting())) if isinstance(value, datetime) else value)


def _clock(value: Any) -> str:
    """Return the time of day where the team works: "10:42"."""
    return str(value.astimezone(zone(setting())).strftime("%H:%M")) if value else ""


def _moment(value: Any) -> str:
    """Return day and time where the team works: "12 March 2026, 10:42"."""
    return f"{_date(value)}, {_clock(value)}"


PAGES = {
    "paper_cut": "paper_cuts.show",
    "visit": "write_up.show",
    "sighting": "sightings.edit",
    "site": "sites.show",
    "task": "tasks.show",
    "release": "releases.show",
    "plan": "plans.show",
    "round": "rounds.show",
}


def _moments(moments: list[Moment], with_subject: bool = False) -> list[dict[str, str]]:
    """Return a history as the timeline macro draws it; across things, each with a link to its thing.

    The time of day tells apart what happened on one day.
    """
    place = zone(setting())
    year = utc_now().astimezone(place).year
    days = Counter(moment.at.astimezone(place).date() for moment in moments)
    lines = []
    for moment in moments:
        at = moment.at.astimezone(place)
        page = PAGES.get(moment.subject_table) if with_subject and moment.is_there else None
        lines.append(
            {
                "when": formats.short_date(at.date()) + ("" if at.year == year else f" {at.year}"),
                "clock": _clock(moment.at) if with_subject or days[at.date()] > 1 else "",
                "datetime": moment.at.isoformat(),
                "text": f"{moment.subject}{_between(moment)}{moment.text}" if with_subject else moment.text,
                "kind": moment.dot,
                "who": moment.who,
                "href": url_for(page, id=moment.subject_id) if page else "",
            }
        )
    return lines


def _between(moment: Moment) -> str:
    return " " if moment.subject_table == "paper_cut" else ": "


def _frame() -> dict[str, Any]:
    user = g.get("user")
    row = setting()
    return {
        "g_user": user,
        "product_name": row.product_name or "Your product",
        "setting": row,
        "is_sample": row.has_sample_data,
        "theme": "" if user is None or user.theme == "system" else user.theme,
        "shortcuts_on": user is not None and user.has_shortcuts,
        "current": ENTRIES.get(request.endpoint or "", ENTRIES.get(request.blueprint or "", "")),
        "can": lambda permission: user is not None and user.role in roles_with(permission),
        "csrf_token": generate_csrf,
        "now": utc_now(),
    }
