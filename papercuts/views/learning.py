"""What we have learnt: the page, what its numbers count, and its files."""

from flask import Blueprint, Response, render_template, request

from papercuts import queries
from papercuts.domain.flow import Kind
from papercuts.pages import learning_flow, learning_page, learning_seams, learning_steps
from papercuts.pages.learning import period, refuse
from papercuts.queries.waits import Step
from papercuts.web.arguments import one_of
from papercuts.web.clock import today, zone
from papercuts.web.downloads import csv_file
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("learning", __name__)


@bp.get("/learning")
@allowed("read")
def show() -> str:
    """Show all parts for a period."""
    return learning_page.page(period(request.args))


@bp.get("/learning/flow")
@allowed("read")
def flow() -> str:
    """Show what a number of the flow counts: the paper cuts of one kind in one week, or in the whole period."""
    asked, kind = period(request.args), one_of("what", Kind) or refuse()
    when, found, n_more = learning_flow.listed(asked, request.args.get("week", ""), Kind(kind))
    shown = {"kind": kind, "when": when, "found": found, "n_more": n_more}
    return render_template("learning/flow.html", period=asked, **shown)


@bp.get("/learning/flow.csv")
@allowed("read")
def flow_file() -> Response:
    """Send the numbers of each week."""
    found = learning_flow.shown(period(request.args))
    return csv_file("flow", ("week_of", *Kind), learning_flow.csv_rows(found))


@bp.get("/learning/steps")
@allowed("read")
def step() -> str:
    """Show what a number of a step counts: the paper cuts for which it is over, or which wait in it."""
    asked, which = period(request.args), one_of("step", Step) or refuse()
    if which == Step.ALL:
        refuse()
    lives = queries.waits.lives(zone(setting()))
    found, n_more = learning_steps.listed(lives, Step(which), asked)
    name = learning_steps.NAMES[Step(which)]
    return render_template("learning/step.html", period=asked, name=name, found=found, n_more=n_more)


@bp.get("/learning/steps.csv")
@allowed("read")
def steps_file() -> Response:
    """Send the days of each paper cut."""
    lives = queries.waits.lives(zone(setting()))
    return csv_file("steps", learning_steps.COLUMNS, learning_steps.csv_rows(lives))


@bp.get("/learning/seams.csv")
@allowed("read")
def seams_file() -> Response:
    """Send what lies between teams, and what has no owner."""
    lives = queries.waits.lives(zone(setting()))
    rows = learning_seams.csv_rows(lives, today(setting()), setting().ownerless_days)
    return csv_file("seams", learning_seams.COLUMNS, rows)
