"""What was computed from all rows of a question, kept until anything changes."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Select

from papercuts.db import db
from papercuts.queries.history import newest_event

T = TypeVar("T")
MOST = 64  # questions


class Kept(Generic[T]):
    """The newest answer to each question. Every change writes an event, so the newest one says whether it holds."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, str], tuple[int, T]] = {}

    def of(self, question: Select[Any], compute: Callable[[Sequence[Any]], T], newest: int | None = None) -> T:
        """Return what is computed from the rows of a question, as bare tuples: their names would take longest.

        newest: event, where it is known already.
        """
        newest = newest_event() if newest is None else newest
        asked = str(question.compile(db.engine, compile_kwargs={"literal_binds": True}))  # a key; it is never run
        key = (str(db.engine.url), asked)
        held = self._answers.pop(key, None)
        if held is not None and held[0] == newest:
            self._answers[key] = held
            return held[1]
        with db.session.connection().execute(question) as result:
            answer = compute(result.cursor.fetchall())
        while len(self._answers) >= MOST:
            self._answers.pop(next(iter(self._answers)), None)
        self._answers[key] = newest, answer
        return answer

    def clear(self) -> None:
        """Forget all of them."""
        self._answers.clear()
