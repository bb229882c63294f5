"""Release notes as text, by templates that a team may replace in the folder `templates` of its instance.

Whoever may write there runs the server anyway; still a template sees a `PublicNote` and no more, in Jinja's sandbox,
so that one copied from somewhere can neither tell a secret nor start anything. What people wrote is data, never a
template, and comes in escaped for what the template makes.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app
from jinja2 import BaseLoader, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from papercuts.domain import formats
from papercuts.domain.markdown import escape_line, escape_text
from papercuts.pages import notes_words
from papercuts.pages.notes_addresses import of_note, picture_below
from papercuts.queries.notes import PublicFix, PublicNote, PublicPicture
from papercuts.web.rendering import setting

log = logging.getLogger("papercuts")

MARKDOWN, HTML, TEXT = "notes.md.jinja", "notes.html.jinja", "notes.txt.jinja"
CHANGELOG, FRAGMENT = "changelog.md.jinja", "fragment.md.jinja"
NAMES = (MARKDOWN, HTML, TEXT, CHANGELOG, FRAGMENT)
FOLDER = "templates"
Fill = Callable[..., str]


class BrokenTemplate(ValueError):
    """A template of the team's own cannot be used; the text says which, and why."""


def fill(name: str, note: PublicNote, fix: PublicFix | None = None) -> str:
    """Return a note, or one fix of it, by the team's own template or the default. Raises BrokenTemplate."""
    if not (own_folder() / name).is_file():
        return _filled(_defaults(), name, note, fix)
    try:
        return _filled(_own(own_folder()), name, note, fix)
    except Exception as error:  # a template can fail in any way that Python can
        where = f"{own_folder() / name}, line {_line(error)}" if _line(error) else f"{own_folder() / name}"
        raise BrokenTemplate(f"The template {where}: {error or type(error).__name__}") from error


def fill_anyway(name: str, note: PublicNote, fix: PublicFix | None = None) -> str:
    """Return the same; by the default, and with a line in the log, while the team's own template is broken."""
    try:
        return fill(name, note, fix)
    except BrokenTemplate as error:
        log.error("%s. Readers get the default until it is mended.", error)
        return _filled(_defaults(), name, note, fix)


def write_defaults() -> tuple[list[Path], list[Path]]:
    """Write the defaults where a team's own templates lie, but over none; return those written, and those kept."""
    own_folder().mkdir(parents=True, exist_ok=True)
    written, kept = [], []
    for name in NAMES:
        path = own_folder() / name
        if path.exists():
            kept.append(path)
        else:
            path.write_text((_default_folder() / name).read_text(encoding="utf-8"), encoding="utf-8")
            written.append(path)
    return written, kept


def own_folder() -> Path:
    """Return where a team's own templates lie."""
    return Path(current_app.config["INSTANCE"]) / FOLDER


def title(note: PublicNote, product: str) -> str:
    """Return what notes are called: "Ledgerlark 4.12: Spring"."""
    called = f"{product} {note.version}".strip()
    return f"{called}: {note.name}" if note.name else called


def _filled(environment: ImmutableSandboxedEnvironment, name: str, note: PublicNote, fix: PublicFix | None) -> str:
    is_markdown = name.endswith(".md.jinja")
    product, address = setting().product_name, of_note(note.version)
    shown = _escaped(note) if is_markdown else note
    values: dict[str, Any] = {
        "note": shown,
        "product": escape_line(product) if is_markdown else product,
        "address": address,
        "fix": _escaped_fix(fix) if is_markdown and fix else fix,
    }
    values["title"] = title(shown, values["product"])

    text = environment.get_template(name).render(values)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _environment(loader: BaseLoader) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=loader,
        autoescape=lambda name: bool(name) and str(name).endswith(".html.jinja"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals = {name: environment.globals[name] for name in ("namespace", "range")}
    del environment.filters["safe"]
    environment.filters |= {
        "hours": formats.hours,
        "span": formats.span,
        "date": formats.date,
        "counted": formats.counted,
        "hours_a_year": notes_words.hours_a_year,
        "likely": notes_words.likely,
        "seen_since": notes_words.seen_since,
        "facts": notes_words.facts,
        "sentences": notes_words.sentences,
        "thanks": notes_words.thanks,
        "pictures": notes_words.pictures,
        "fitted": notes_words.fitted,
        "picture_address": _picture_address,
        "paragraphs": _paragraphs,
    }
    return environment


@cache
def _defaults() -> ImmutableSandboxedEnvironment:
    return _environment(FileSystemLoader(_default_folder()))


@cache
def _own(folder: Path) -> ImmutableSandboxedEnvironment:
    return _environment(FileSystemLoader(folder))


def _default_folder() -> Path:
    return Path(str(current_app.template_folder)) / "formats"


def _line(error: Exception) -> int | None:
    """Return the line of the template in which it failed, as Jinja's traceback or syntax error has it."""
    if (line := getattr(error, "lineno", None)) is not None:
        return int(line)
    found, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(".jinja"):
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


@pass_context
def _picture_address(context: Context, picture: PublicPicture) -> str:
    return picture_below(str(context["address"]), picture.sha256)


def _paragraphs(text: str) -> list[list[str]]:
    """Return the lines of each paragraph of a text."""
    return [part.strip("\n").split("\n") for part in re.split(r"\n\s*\n", text.strip()) if part]


def _escaped(note: PublicNote) -> PublicNote:
    """Return a note whose texts mark nothing up in Markdown, whatever a template does with them."""
    thanked = replace(note.thanks, places=tuple(map(escape_line, note.thanks.places)))
    return replace(
        note,
        version=escape_line(note.version),
        name=escape_line(note.name),
        fixes=tuple(_escaped_fix(fix) for fix in note.fixes),
        thanks=thanked,
    )


def _escaped_fix(fix: PublicFix) -> PublicFix:
    return replace(
        fix,
        title=escape_line(fix.title),
        text=escape_text(fix.text),
        before=escape_line(fix.before),
        after=escape_line(fix.after),
        seen_at=tuple(map(escape_line, fix.seen_at)),
        before_picture=_escaped_picture(fix.before_picture),
        after_picture=_escaped_picture(fix.after_picture),
    )


def _escaped_picture(picture: PublicPicture | None) -> PublicPicture | None:
    return replace(picture, alt=escape_line(picture.alt)) if picture else None
