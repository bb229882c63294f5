"""Names that must be unique: sites, segments, areas and tasks, whatever case they are written in."""

from typing import Any, TypeVar

from sqlalchemy import select

from papercuts.db import db
from papercuts.domain.text import identity

Named = TypeVar("Named")
_ARTICLES = {"area": "an area", "segment": "a segment", "site": "a site", "task": "a task"}


def find(model: type[Named], name: str) -> Named | None:
    """Return the row of that name, however it is written."""
    columns: Any = model
    return db.session.scalar(select(model).where(columns.name_identity == identity(name)))


def free(model: type[Any], name: str, beside: Any = None) -> str:
    """Return the identity of a name, to be stored.

    beside: the row that may have it already. Raises ValueError when the name is empty or another row has it.
    """
    if not name:
        raise ValueError("Enter a name.")
    other = find(model, name)
    if other is not None and other is not beside:
        raise ValueError(f"There is {_ARTICLES[model.__tablename__]} “{other.name}” already.")
    return identity(name)


def rename(row: Any, name: str) -> None:
    """Keep the identity beside the name. Raises ValueError when another row has it."""
    row.name_identity = free(type(row), name, beside=row)
