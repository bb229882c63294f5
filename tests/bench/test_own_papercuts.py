"""Our own log of annoyances is a real input: imported, ranked, mended, published."""

import csv

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bench import own_papercuts
from papercuts.db import db
from papercuts.domain.limits import Status
from papercuts.models import PaperCut, Sighting, Watch


def test_the_log_is_what_it_should_be() -> None:
    rows = list(csv.DictReader(own_papercuts.LOG.read_text(encoding="utf-8").splitlines()))
    seen = [row for row in rows if row["what_happened"]]

    assert len(seen) >= 15
    assert len({row["participant"] for row in seen}) >= 3  # separate tries
    assert len({row["task"] for row in seen}) >= 5
    assert len(seen) < len(rows)  # watches in which nothing was seen
    assert {row["how_timed"] for row in seen} == {"counted"}


def test_the_log_is_imported_ranked_mended_and_published(app: Flask, client: FlaskClient) -> None:
    written = own_papercuts.DOCUMENT.read_text(encoding="utf-8")

    made = own_papercuts.document()

    assert made == written, "python -m bench.own_papercuts writes it anew"
    assert db.session.scalar(select(db.func.count()).select_from(Watch)) > 10
    assert db.session.scalars(select(Sighting).where(Sighting.paper_cut_id.is_(None))).all() == []
    fixed = db.session.scalars(select(PaperCut).where(PaperCut.status == Status.FIXED)).all()
    notes = client.get("/notes/0.1.md").text
    assert len(fixed) >= 5
    assert "Undo gives your line back" in notes
    assert "PC-" not in notes
