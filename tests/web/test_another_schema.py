"""A database of an older or a newer program is not used (R17)."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from papercuts.db import db
from papercuts.upgrade import TOO_NEW, TOO_OLD
from tests.factories import PASSWORD

NewApp = Callable[..., Flask]


@pytest.fixture
def set_revision(app: Flask) -> Iterator[Callable[[str | None], None]]:
    """Make the database one of an older or newer program, and of this one again afterwards."""

    def write(revision: str | None) -> None:
        db.session.rollback()
        db.session.execute(db.text("DELETE FROM alembic_version"))
        if revision:
            db.session.execute(db.text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision})
        db.session.commit()

    newest = db.session.scalars(db.text("SELECT version_num FROM alembic_version")).one()
    yield write
    write(newest)


@pytest.mark.parametrize(("revision", "words"), [(None, TOO_OLD), ("9999", TOO_NEW)])
def test_r17_a_database_that_does_not_fit_is_not_used(
    new_app: NewApp, set_revision: Callable[[str | None], None], revision: str | None, words: str
) -> None:
    set_revision(revision)
    browser = new_app().test_client()

    for path in ("/", "/login", "/notes", "/nothing"):
        answer = browser.get(path)
        assert answer.status_code == 503
        assert words in answer.text
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Retry-After" in answer.headers
    assert (browser.get("/readyz").status_code, browser.get("/readyz").text) == (503, f"{words}\n")
    assert browser.get("/healthz").status_code == 200
    assert browser.get("/static/papercuts.css").status_code == 200


def test_r17_what_was_typed_is_not_lost(new_app: NewApp, set_revision: Callable[[str | None], None]) -> None:
    set_revision(None)

    answer = new_app().test_client().post("/login", data={"email": "ada@example.org", "password": PASSWORD})

    assert answer.status_code == 503
    assert "ada@example.org" in answer.text
    assert PASSWORD not in answer.text


def test_r17_it_goes_on_once_the_database_fits_and_asks_no_more(
    new_app: NewApp, set_revision: Callable[[str | None], None]
) -> None:
    newest = db.session.scalars(db.text("SELECT version_num FROM alembic_version")).one()
    set_revision(None)
    browser = new_app().test_client()
    assert browser.get("/login").status_code == 503

    set_revision(newest)
    assert browser.get("/login").status_code == 200

    set_revision("9999")  # nobody does this to a running server: it is not looked at again
    assert browser.get("/login").status_code == 200
