"""The page *What we have learnt*: its parts, each with what it shows."""

from typing import Any

from flask import render_template

from papercuts import queries
from papercuts.pages import learning_flow, learning_seams, learning_seconds, learning_sizes, learning_steps, learning_totals
from papercuts.pages.learning import CHOICES, Period
from papercuts.web.clock import zone
from papercuts.web.rendering import setting


def page(period: Period) -> str:
    """Return the whole page for a period."""
    lives = queries.waits.lives(zone(setting()))
    parts: dict[str, Any] = {
        "flow": learning_flow.shown(period),
        "steps": learning_steps.shown(lives, period),
        "sizes": learning_sizes.shown(),
        "seconds": learning_seconds.shown(),
        "seams": learning_seams.shown(lives, period.last, setting().ownerless_days),
        "totals": learning_totals.shown(setting()),
    }
    return render_template("learning/show.html", period=period, choices=CHOICES, **parts)
