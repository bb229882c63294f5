"""The ranked list and the matrix as files to keep: tables for spreadsheets, pictures for reports."""

from flask import Response, get_template_attribute, url_for

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.lifecycle import SHIPPED
from papercuts.domain.limits import PAGE_SIZE
from papercuts.pages import charts, list_table, ranked_list
from papercuts.pages.filter_bar import ORDERS, Bar
from papercuts.pages.svg_file import svg_file
from papercuts.queries.export import EXPORT_COLUMNS
from papercuts.queries.listed import Listed, Wanted
from papercuts.web.clock import today
from papercuts.web.downloads import csv_file
from papercuts.web.rendering import setting

PLOTTED = 500  # more points than that are a cloud
_CHARTS = "macros/charts.html"


def said(wanted: Wanted, bar: Bar) -> str:
    """Return what a list shows, for paper: the filters in force, the count, the order and the day."""
    filters = ", ".join(words for words, _ in bar.chips) or "Any status"
    order = dict(ORDERS)[wanted.sort].lower()
    return f"{filters}. {bar.count}, {order}. {formats.date(today(setting()))}."


def plotted(rows: list[Listed]) -> list[tuple[int | None, Listed]]:
    """Return those of the rows that the matrix can draw, with their places in the list."""
    return [(number, one) for number, one in _numbered(rows) if one.payback_q50 is not None and not one.needs_effort]


def matrix_of(some: list[tuple[int | None, Listed]]) -> charts.Matrix:
    """Return the matrix of what `plotted` returned."""
    return charts.matrix(ranked_list.points(some, url_for("paper_cuts.index")), setting().quick_win_payback)


def list_csv(wanted: Wanted) -> Response:
    """Answer with every row that the filters leave, and what the other scores say that the page shows."""
    return csv_file("ranked-list", list_table.heads(wanted), list_table.rows(wanted))


def matrix_csv(wanted: Wanted) -> Response:
    """Answer with the rows that the matrix draws."""
    rows = (one.cells for one in queries.export.rows(wanted, limit=PLOTTED) if one.is_plotted)
    return csv_file("matrix", EXPORT_COLUMNS, rows)


def list_svg(wanted: Wanted, bar: Bar) -> Response:
    """Answer with a picture of the first rows."""
    rows = queries.ranked.first(wanted, PAGE_SIZE)
    picture = charts.ranked_bars([_ranked(number, one) for number, one in _numbered(rows)])
    notes = [setting().product_name, said(wanted, bar)]
    notes += [f"The first {PAGE_SIZE} of them."] if len(rows) == PAGE_SIZE else []
    drawn = get_template_attribute(_CHARTS, "ranked_bars")(picture)
    legend = get_template_attribute(_CHARTS, "ranked_legend")(
        any(row.is_past for row in picture.rows), any(row.has_bar and not row.has_high_cap for row in picture.rows)
    )
    return svg_file(drawn, "ranked-list", "Paper cuts by what they cost", notes, legend)


def matrix_svg(wanted: Wanted, bar: Bar) -> Response:
    """Answer with the picture of the matrix, as wide screens show it."""
    rows = queries.ranked.first(wanted, PLOTTED)
    chart = matrix_of(plotted(rows))
    of_them = f"Of the first {PLOTTED}" if len(rows) == PLOTTED else "Of them"
    notes = [
        setting().product_name,
        said(wanted, bar),
        f"{of_them}, {len(chart.wide.spots)} have an effort and are drawn.",
    ]
    drawn = get_template_attribute(_CHARTS, "matrix_wide")(chart.wide, chart.band_text)
    legend = get_template_attribute(_CHARTS, "matrix_legend")(chart)
    return svg_file(drawn, "matrix", "Paper cuts: impact and effort", notes, legend)


def _numbered(rows: list[Listed]) -> list[tuple[int | None, Listed]]:
    return list(zip(queries.ranked.numbers(rows), rows, strict=True))


def _ranked(number: int | None, one: Listed) -> charts.Ranked:
    low, mean, high = one.hours_lost_q10, one.hours_lost_mean, one.hours_lost_q90
    hours = None if low is None or mean is None or high is None else (low, mean, high)
    return charts.Ranked(number, one.title, one.status in SHIPPED, hours, one.payback_q50)
