"""How much has not been seen yet, at a task or in an area: the page and its files."""

from flask import Blueprint, Response, abort, get_template_attribute

from papercuts.pages import coverage_files, coverage_page
from papercuts.pages.charts.coverage_curve import coverage_curve
from papercuts.pages.svg_file import svg_file
from papercuts.web.arguments import row_id
from papercuts.web.clock import today
from papercuts.web.downloads import csv_file
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("coverage", __name__)


@bp.get("/visits/coverage")
@allowed("read")
def show() -> str:
    """Show it for a task or an area; for the task watched with most people when neither is asked for."""
    return coverage_page.page(coverage_page.about(row_id("task"), row_id("area")), today(setting()))


@bp.get("/visits/coverage.svg")
@allowed("read")
def picture() -> Response:
    """Send the curve as a picture; 404 while it is too early for one."""
    what = _asked()
    if what.table.is_too_early:
        abort(404)
    drawn = get_template_attribute("macros/coverage.html", "curve_picture")
    legend = get_template_attribute("macros/coverage.html", "curve_legend")
    chart = coverage_curve(what.table)
    title = "Paper cuts by times watched"
    return svg_file(drawn(chart.wide, chart.label), "coverage", title, coverage_page.lines_of(what), legend())


@bp.get("/visits/coverage/curve.csv")
@allowed("read")
def curve() -> Response:
    """Send the data of the curve."""
    return csv_file("coverage-curve", coverage_files.CURVE_COLUMNS, coverage_files.curve_rows(_asked()))


@bp.get("/visits/coverage/matrix.csv")
@allowed("read")
def matrix() -> Response:
    """Send who met what, as `papercuts coverage --matrix` reads it."""
    what = _asked()
    return csv_file("coverage-matrix", coverage_files.matrix_header(what), coverage_files.matrix_rows(what))


def _asked() -> coverage_page.About:
    return coverage_page.about(row_id("task"), row_id("area")) or abort(404)
