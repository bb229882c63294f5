"""Paper cuts: the ranked list, the matrix, and the page of each."""

from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.forms.paper_cuts import PaperCutForm, sizes
from papercuts.models import Area, PaperCut, Task
from papercuts.models.account import initials
from papercuts.pages import (
    charts,
    familiar,
    filter_bar,
    list_files,
    paper_cut_page,
    quick_win_list,
    ranked_list,
    why,
)
from papercuts.queries.listed import SORTS, Wanted
from papercuts.queries.ranked import Page
from papercuts.web.clock import utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("paper_cuts", __name__)


@bp.get("/paper-cuts")
@allowed("read")
def index() -> str:
    """Show the ranked list."""
    wanted = _wanted()
    page = queries.ranked.page(wanted)
    is_best_first = page.number == 1 and wanted.sort == "payback" and wanted.is_ranked
    return render_template(
        "paper_cuts/index.html",
        **_around(wanted),
        **_rows(wanted, page),
        **familiar.of_list(wanted, page.rows, page.number),
        lede=ranked_list.lede(page.rows) if is_best_first else None,
        **_why_open(wanted, page),
    )


@bp.get("/paper-cuts/matrix")
@allowed("read")
def matrix() -> str:
    """Show what users lose against what it takes to fix."""
    wanted = _wanted()
    rows = queries.ranked.first(wanted, list_files.PLOTTED)
    plotted = list_files.plotted(rows)
    return render_template(
        "paper_cuts/matrix.html",
        **_around(wanted),
        plotted=plotted,
        chart=list_files.matrix_of(plotted),
        missing=[one for one in rows if one.payback_q50 is not None and one.needs_effort],
        unseen=[one for one in rows if one.payback_q50 is None],
        is_weighted=any(segment.weight != 1 for segment in queries.places.segments()),
        is_cut_short=len(rows) == list_files.PLOTTED,
        n_looked_at=list_files.PLOTTED,
    )


@bp.get("/paper-cuts.csv")
@allowed("read")
def as_csv() -> Response:
    """Download the whole list as a table."""
    return list_files.list_csv(_checked())


@bp.get("/paper-cuts.svg")
@allowed("read")
def as_svg() -> Response:
    """Download the first rows of the list as a picture."""
    wanted = _wanted()
    return list_files.list_svg(wanted, _around(wanted)["bar"])


@bp.get("/paper-cuts/matrix.csv")
@allowed("read")
def matrix_as_csv() -> Response:
    """Download what the matrix draws as a table."""
    return list_files.matrix_csv(_checked())


@bp.get("/paper-cuts/matrix.svg")
@allowed("read")
def matrix_as_svg() -> Response:
    """Download the matrix as a picture."""
    wanted = _wanted()
    return list_files.matrix_svg(wanted, _around(wanted)["bar"])


@bp.get("/paper-cuts/<id:id>")
@allowed("read")
def show(id: int) -> Response | tuple[str, int]:
    """Show one paper cut: what happens, the evidence, why it ranks where it does, where it stands.

    The number of one that was merged leads to what it is now, unless its own page is asked for.
    """
    now = queries.merging.survivor_of(id)
    if now != id and "merged" not in request.args:
        return redirect(url_for("paper_cuts.show", id=now, was=id))
    whole = [name for name in ("sightings", "watched") if request.args.get(name) == "all"]
    return paper_cut_page.shown(id, request.args, whole=whole)


@bp.route("/paper-cuts/<id:id>/edit", methods=["GET", "POST"])
@allowed("describe paper cuts")
def edit(id: int) -> str | Response | tuple[str, int]:
    """Change what is said of a paper cut."""
    hold(PaperCut, id)
    cut = queries.paper_cuts.one(id) or abort(404)
    tasks, areas = queries.paper_cuts.tasks_and_areas()
    stored = PaperCutForm(tasks=tasks, areas=areas, data=_said(cut))
    if request.method == "GET":
        return render_template("paper_cuts/edit.html", cut=cut, form=stored)
    form = PaperCutForm(request.form, tasks=tasks, areas=areas)
    join(form, stored)
    if not form.validate():
        return render_template("paper_cuts/edit.html", cut=cut, form=form), 422
    rows = {
        "task": db.session.get_one(Task, form["task"].data),
        "area": db.session.get(Area, form["area"].data or 0),
    }
    actions.paper_cuts.describe(cut, **form.data | rows, by=g.user, at=utc_now())
    return paper_cut_page.saved(cut, "Saved.")


def _wanted() -> Wanted:
    try:
        # as a form sends them, each by itself, or together
        columns = {"columns": ",".join(request.args.getlist("columns"))}
        return queries.ranked.read(request.args.to_dict() | columns, g.user.id)
    except ValueError as error:
        abort(400, f"{error}. Choose from the list and try again.")


def _checked() -> Wanted:
    """Return what is asked for, where its filters name things there are."""
    wanted = _wanted()
    _around(wanted)
    return wanted


def _around(wanted: Wanted) -> dict[str, Any]:
    """Return what both views have around their rows."""
    is_more = request.args.get("more") == "1"
    try:
        choices = queries.choices.for_filters(wanted.filters, is_more=is_more)
    except ValueError as error:
        abort(400, f"{error}. Choose from the list and try again.")
    counts = queries.ranked.counts(wanted)
    bar = filter_bar.bar(wanted, choices, counts, is_more)
    return {
        "bar": bar,
        "said": list_files.said(wanted, bar),
        "path": url_for("paper_cuts.index"),
        "areas": choices.areas,
        "owners": choices.owners,
        "initials": initials,
        "found": filter_bar.count(counts[0]),
        "n_all": counts[1],
        "quick": quick_win_list.about(wanted, g.user.id, is_empty=not counts[0]),
    }


def _rows(wanted: Wanted, page: Page) -> dict[str, Any]:
    """Return the rows of a page, and where other pages and orders are."""
    top = ranked_list.scale_top(page.rows)
    return {
        "rows": [ranked_list.row(one, top) for one in page.rows],
        "numbers": page.numbers,
        "scale": charts.axis(top),
        "first": page.first,
        "previous": f"page={page.number - 1}&before={page.previous}" if page.previous else "",
        "next": f"page={page.number + 1}&after={page.next}" if page.next else "",
        "here": _here(wanted, page),
        "level": _level(wanted, page),
        "at": wanted.why or wanted.at,
        "back": request.full_path,
        "sort": wanted.sort,
        "order": ranked_list.ORDERS[wanted.sort],
        "sorts": {name: filter_bar.sorted_by(wanted, name) for name in SORTS},
        "sizes": sizes(setting().size_hours),
    }


def _level(wanted: Wanted, page: Page) -> dict[int, str]:
    """Return where places are no real difference; only the first page of the list, by payback, has first ones."""
    if page.number > 1 or not wanted.is_ranked or wanted.sort != "payback":
        return {}
    paybacks = queries.against.rows([row.id for row in page.rows])
    return ranked_list.level(page, queries.first_ones.of(wanted), paybacks)


def _here(wanted: Wanted, page: Page) -> str:
    """Return what an address needs to show this page again."""
    key = f"&after={wanted.after}" if wanted.after else f"&before={wanted.before}" if wanted.before else ""
    return f"&page={page.number}{key}" if page.number > 1 else ""


def _why_open(wanted: Wanted, page: Page) -> dict[str, Any]:
    """Return the explanation of the row that is open, when it is on the page."""
    if wanted.why not in [one.id for one in page.rows]:
        return {"why": None, "why_id": None, "why_title": ""}
    cut = queries.paper_cuts.one(wanted.why) or abort(404)
    place = queries.paper_cuts.place(cut)
    is_whole_list = not wanted.filters and wanted.sort == "payback"
    return {
        "why": why.of(
            cut,
            place,
            queries.neighbours.known(cut),
            url_for("paper_cuts.show", id=cut.id),
            wanted if wanted.filters else None,
        ),
        "why_id": cut.id,
        "why_title": ranked_list.why_title(cut.id, place, is_whole_list),
    }


def _said(cut: PaperCut) -> dict[str, Any]:
    said = {name: getattr(cut, name) for name in ("title", "what_happens", "reason", "workaround")}
    return said | {"task": cut.task_id, "area": cut.area_id}
