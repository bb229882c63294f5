"""The cast of the tests: Ada visits customers, Ben edits and fixes, Vera reads, Rosa administers."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from papercuts.domain.limits import Role
from papercuts.models import Account
from tests.factories import PASSWORD, make


def signed_in(app: Flask, account: Account) -> FlaskClient:
    """Return a browser in which an account has signed in."""
    browser = app.test_client()
    answer = browser.post("/login", data={"email": account.email, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    browser.account = account  # type: ignore[attr-defined]  # tests ask who it is
    return browser


@pytest.fixture
def ada(app: Flask) -> FlaskClient:
    """The browser of a field user."""
    return signed_in(app, make.account("Ada", Role.FIELD))


@pytest.fixture
def ben(app: Flask) -> FlaskClient:
    """The browser of an engineer."""
    return signed_in(app, make.account("Ben", Role.ENGINEER))


@pytest.fixture
def vera(app: Flask) -> FlaskClient:
    """The browser of a viewer."""
    return signed_in(app, make.account("Vera", Role.VIEWER))


@pytest.fixture
def rosa(app: Flask) -> FlaskClient:
    """The browser of an administrator."""
    return signed_in(app, make.account("Rosa", Role.ADMIN))
