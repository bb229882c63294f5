"""Changes that may be refused: what the form is told."""

from collections.abc import Callable

import pytest
from flask import Flask
from wtforms import Field, Form, StringField

from papercuts.db import db
from papercuts.web.attempts import attempt
from tests.factories import make


class OneField(Form):
    """A form with the field that shows why."""

    name = StringField()


@pytest.fixture
def field() -> Field:
    return OneField().name


def twice() -> None:
    make.site("Oakwend")
    make.site("Oakwend")


def out_of_range() -> None:
    make.sighting(seconds_lost=0.01)


def of_nobody() -> None:
    make.sighting(seen_by_id=99_999)


@pytest.mark.parametrize(
    ("change", "said"),
    [(twice, "Somebody else has just saved the same"), (out_of_range, "cannot be kept"), (of_nobody, "cannot be kept")],
)
def test_only_what_was_saved_twice_is_said_to_be_somebody_else_s(
    app: Flask, field: Field, change: Callable[[], None], said: str
) -> None:
    make.site("Another")
    db.session.commit()

    assert not attempt(change, field)

    assert said in field.errors[0]
    assert ("Somebody else" in field.errors[0]) == (change is twice)
