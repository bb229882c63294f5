"""Changes that may be refused: the reason comes back into the form."""

import logging
from collections.abc import Callable

from sqlalchemy.exc import IntegrityError
from wtforms import Field

from papercuts.db import db

log = logging.getLogger("papercuts")

_UNIQUE_VIOLATIONS = ("23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")
_SAVED_TWICE = "Somebody else has just saved the same. Look at the page again before you go on."
_NOT_KEPT = "This cannot be kept as it is: a value is out of range, or what it belongs to has just been removed."


def attempt(change: Callable[[], object], field: Field, *, tries_again: bool = False) -> bool:
    """Run a change and say whether it was made; when it is refused, it is undone and the field says why.

    tries_again: whoever sent it does so unasked, so that two people who save the same at once are no matter for the
    field; then raises IntegrityError, which is answered with 409.
    """
    try:
        change()
        db.session.flush()
    except ValueError as error:
        field.errors = [str(error)]
    except IntegrityError as error:
        if tries_again and is_not_unique(error):
            raise
        field.errors = [_SAVED_TWICE if is_not_unique(error) else _broke_a_rule(error)]
    else:
        return True
    db.session.rollback()
    return False


def is_not_unique(error: IntegrityError) -> bool:
    """Say whether two people saved the same at once; whatever else breaks a rule of the database is our mistake."""
    name = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    return name in _UNIQUE_VIOLATIONS


def _broke_a_rule(error: IntegrityError) -> str:
    """Return what to say of a value that the form should have refused, and log which rule it broke."""
    log.error("refused by the database: %s", str(error.orig).partition("\n")[0])
    return _NOT_KEPT
