"""Changes that may be refused: the reason comes back into the form."""

from collections.abc import Callable

from sqlalchemy.exc import IntegrityError
from wtforms import Field

from papercuts.db import db


def attempt(change: Callable[[], object], field: Field) -> bool:
    """Run a change and say whether it was made; when it is refused, it is undone and the field says why."""
    try:
        change()
        db.session.flush()
    except ValueError as error:
        field.errors = [str(error)]
    except IntegrityError:  # two people saved the same at once
        field.errors = ["Somebody else has just saved the same. Look at the page again before you go on."]
    else:
        return True
    db.session.rollback()
    return False
