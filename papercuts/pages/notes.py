"""Release notes for everybody, as a page: made of `queries.notes` alone."""

from flask import Response, make_response, render_template, request

from papercuts import queries
from papercuts.domain import formats
from papercuts.pages import charts
from papercuts.pages.charts.bars import ReleaseBars
from papercuts.pages.notes_formats import FORMATS
from papercuts.pages.notes_templates import MARKDOWN, fill_anyway, title
from papercuts.pages.notes_words import likely, seen_since, thanks
from papercuts.queries.notes import PublicNote
from papercuts.web.rendering import setting

FRESH_SECONDS = 300
N_BARS = 5


def as_html(note: PublicNote) -> str:
    """Return the page of a release; the same bytes whoever asks, so that a preview shows what will be public."""
    return render_template(
        "notes/show.html",
        note=note,
        title=title(note, setting().product_name),
        chart=_chart(note),
        formats=FORMATS,
        likely=likely,
        seen_since=seen_since,
        thanks=thanks(note),
        g_user=None,
        theme="",
    )


def as_markdown(note: PublicNote) -> str:
    """Return a release as Markdown, to be pasted into the product's own notes."""
    return fill_anyway(MARKDOWN, note)


def cached(body: str | bytes, mimetype: str = "text/html") -> Response:
    """Return an answer that anybody may keep for a few minutes, or that what they have is still right."""
    response = make_response(body)
    response.mimetype = mimetype
    response.cache_control.public = True
    response.cache_control.max_age = FRESH_SECONDS
    response.add_etag()
    response.make_conditional(request)
    return response


def _chart(note: PublicNote) -> ReleaseBars | None:
    """Return the small bars of the published releases up to this one; none for a single one, or where none counts."""
    latest = queries.notes.up_to(note.version, N_BARS)
    if len(latest) < 2 or not any(one.hours.mean > 0 for one in latest):
        return None
    return charts.release_bars(
        [
            charts.Release(
                one.version,
                formats.short_date(one.released_on),
                one.hours.mean,
                one.hours.q10,
                one.hours.q90,
                is_this=one.version == note.version,
            )
            for one in latest
        ]
    )
