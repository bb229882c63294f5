"""Our own annoyances with papercuts, put through papercuts; `python -m bench.own_papercuts` writes the document.

The log (docs/own-papercuts.csv) is imported into an empty instance and ranked; what was mended (docs/own-fixes.toml)
is put into a release and published. The document is what came out, and a test holds it to that.
"""

import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from papercuts import actions, create_app, queries
from papercuts.db import db
from papercuts.domain import formats, import_rows
from papercuts.domain.text import fold
from papercuts.models import PaperCut, Release, Setting, Task
from papercuts.pages.notes import as_markdown
from papercuts.upgrade import upgrade

DOCS = Path(__file__).parents[1] / "docs"
LOG, FIXES, DOCUMENT = DOCS / "own-papercuts.csv", DOCS / "own-fixes.toml", DOCS / "own-papercuts.md"
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

INTRO = """# Our own paper cuts

While trying papercuts as newcomers do, we logged what got in the way, with seconds from counted steps
([own-papercuts.csv](own-papercuts.csv), [the format](import.md)). How many people do each task and how often is our
guess for a team of ten. The numbers are small: few people use it yet, each annoyance met one of a few who were watched,
and a fix takes hours. That is what an honest sum looks like at the start.

This page is what papercuts made of that log: `python -m bench.own_papercuts` writes it.

## The ranked list, before anything was mended

| # | paper cut | task | hit by | lost a year | effort | payback |
|---:|---|---|---:|---:|---:|---:|
"""
AFTER = """
## Release notes of what was mended

"""


def main() -> None:
    """Write the document."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE": Path(folder), "SECRET_KEY": "only-for-this-document-0123456789"})
        upgrade(app, AT)
        with app.app_context():
            DOCUMENT.write_text(document(), encoding="utf-8")


def document() -> str:
    """Return the document, made from the log in the current, empty instance."""
    import_log()
    ranked = "".join(_line(place, cut) for place, cut in enumerate(_ranked(), 1))
    publish_fixes()
    note = queries.notes.of_version(_plan()["version"])
    assert note is not None
    notes = as_markdown(note).replace("\n## ", "\n#### ").replace("# ", "### ", 1)
    return INTRO + ranked + AFTER + notes.rstrip() + "\n"


def import_log() -> None:
    """Import the log, all or nothing."""
    db.session.get_one(Setting, 1).product_name = "papercuts"
    preview = actions.imports.plan(*import_rows.parse(import_rows.read(LOG.read_bytes())))
    assert not preview.problems, preview.problems
    actions.imports.apply(preview, name=LOG.name, by=None, at=AT)
    db.session.commit()


def publish_fixes() -> Release:
    """Put what was mended into a release and publish it."""
    plan = _plan()
    release = actions.releases.create(plan["version"], released_on=plan["released_on"], by=None, at=AT)
    for fix in plan["fix"]:
        cut = db.session.scalars(select(PaperCut).where(PaperCut.title_identity == fold(fix["paper_cut"]))).one()
        wording = {"public_title": fix["title"], "public_text": fix.get("text", "")}
        actions.releases.add_fix(release, cut, **wording, before=fix["before"], after=fix["after"], by=None, at=AT)
    actions.releases.publish(release, queries.public_names.known(), by=None, at=AT)
    db.session.commit()
    return release


def _plan() -> dict[str, Any]:
    return tomllib.loads(FIXES.read_text(encoding="utf-8"))


def _ranked() -> list[PaperCut]:
    order = (PaperCut.payback_q50.desc(), PaperCut.id.desc())
    return list(db.session.scalars(select(PaperCut).where(PaperCut.is_ranked).order_by(*order)))


def _line(place: int, cut: PaperCut) -> str:
    lost = f"{formats.hours(cut.hours_lost_mean)} h"
    effort = f"{formats.hours(cut.effort_hours_mean)} h"
    task = db.session.get_one(Task, cut.task_id).name
    hit = f"{cut.hit_k} of {cut.watched_n}"
    return f"| {place} | {cut.title} | {task} | {hit} | {lost} | {effort} | {formats.payback(cut.payback_q50)} |\n"


if __name__ == "__main__":
    main()
