"""Release notes for everybody, as a page and as Markdown: made of `queries.notes` alone."""

from flask import Response, make_response, render_template, request

from papercuts.domain import formats
from papercuts.domain.markdown import escape_line, escape_text
from papercuts.pages.needs import together
from papercuts.queries.notes import PublicFix, PublicNote
from papercuts.web.rendering import setting

FRESH_SECONDS = 300


def as_html(note: PublicNote) -> str:
    """Return the page of a release; the same bytes whoever asks, so that a preview shows what will be public."""
    return render_template("notes/show.html", note=note, seen_since=seen_since, g_user=None, theme="")


def as_markdown(note: PublicNote) -> str:
    """Return a release as Markdown, to be pasted into the product's own notes."""
    title = escape_line(f"{setting().product_name} {note.version}".strip())
    parts = [
        f"# {title}: {escape_line(note.name)}" if note.name else f"# {title}",
        f"Released {formats.date(note.released_on)}",
    ]
    if note.hours.mean > 0:
        likely = formats.span(note.hours.q10, note.hours.q90)
        parts.append(f"**{formats.hours(note.hours.mean)} hours a year** given back. Likely {likely}.")
    if not note.fixes:
        parts.append("This release fixed none of what was seen at visits.")
    return "\n\n".join([*parts, *(_fix(fix) for fix in note.fixes)]) + "\n"


def seen_since(fix: PublicFix) -> str:
    """Return whether a fix was seen to work, in words; nothing while nobody has looked."""
    if fix.is_seen_again:
        return "Seen again since, so its hours are not counted"
    return "Verified: it worked when we looked again" if fix.is_verified else ""


def cached(body: str, mimetype: str = "text/html") -> Response:
    """Return an answer that anybody may keep for a few minutes, or that what they have is still right."""
    response = make_response(body)
    response.mimetype = mimetype
    response.cache_control.public = True
    response.cache_control.max_age = FRESH_SECONDS
    response.add_etag()
    response.make_conditional(request)
    return response


def _fix(fix: PublicFix) -> str:
    parts = [f"## {escape_line(fix.title)}"]
    if fix.text:
        parts.append(escape_text(fix.text))
    pairs = (("Before", fix.before), ("Now", fix.after))
    changed = [f"- {name}: {escape_line(text)}" for name, text in pairs if text]
    if changed:
        parts.append("\n".join(changed))
    facts = _facts(fix)
    if facts:
        parts.append(facts)
    return "\n\n".join(parts)


def _facts(fix: PublicFix) -> str:
    facts = []
    if fix.hours:
        likely = formats.span(fix.hours.q10, fix.hours.q90)
        facts.append(f"{formats.hours(fix.hours.mean)} hours a year given back, likely {likely}.")
    if fix.n_hit:
        facts.append(f"Seen {fix.n_hit:,} of the {fix.n_watched:,} times we watched.")
    if fix.seen_at:
        facts.append(f"Seen at {together([escape_line(place) for place in fix.seen_at])}.")
    if since := seen_since(fix):
        facts.append(f"{since}.")
    return " ".join(facts)
