"""The page *What we have learnt*: its parts, each with what it shows."""

from typing import Any

from flask import render_template

from papercuts import queries
from papercuts.pages import (
    learning_flow,
    learning_measured,
    learning_seams,
    learning_seconds,
    learning_sizes,
    learning_steps,
    learning_totals,
)
from papercuts.pages.learning import CHOICES, Period
from papercuts.queries.waits import Step
from papercuts.web.clock import zone
from papercuts.web.rendering import setting


def page(period: Period) -> str:
    """Return the whole page for a period."""
    lives = queries.waits.lives(zone(setting()))
    spells = {step: list(queries.waits.spells(lives, step, period.last)) for step in Step}
    parts: dict[str, Any] = {
        "flow": learning_flow.shown(period),
        "steps": learning_steps.shown(spells, period),
        "sizes": learning_sizes.shown(),
        "seconds": learning_seconds.shown(),
        "measured": learning_measured.shown(period, learning_measured.asked()),
        "seams": learning_seams.shown(lives, spells[Step.DECISION], period.last, setting().ownerless_days),
        "totals": learning_totals.shown(setting()),
    }
    return render_template("learning/show.html", period=period, choices=CHOICES, **parts)
