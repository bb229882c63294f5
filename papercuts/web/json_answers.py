"""Views that a script of ours asks: they take and give JSON, also where something is wrong."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from flask import Response, abort, current_app, jsonify, request

from papercuts.domain import limits

P = ParamSpec("P")
R = TypeVar("R")

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class Invalid(ValueError):
    """A body that is JSON, and says what cannot be: what is wrong, in words, by the name of the field."""

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__("invalid")
        self.errors = dict(errors)


def answers_json(view: Callable[P, R]) -> Callable[P, R]:
    """Declare that a view answers in JSON, errors included."""
    view.answers_json = True  # type: ignore[attr-defined]  # a mark on the function, read by the guard and by errors
    return view


def is_asked() -> bool:
    """Say whether the view of this request answers in JSON."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "answers_json", False))


def problem(status: int, title: str, text: str = "", errors: Mapping[str, list[str]] | None = None) -> Response:
    """Return what is wrong, in words: in general, and by the name of the field."""
    answer = jsonify(title=title, status=status, text=text, errors=dict(errors or {}))
    answer.status_code = status
    return answer


def body() -> Any:
    """Return the JSON that was sent. Raises Invalid for what no field may hold; answers 400, 413 or 415 itself."""
    if request.mimetype != "application/json":
        abort(415)
    try:
        text = request.get_data().decode("utf-8-sig")
    except UnicodeDecodeError:
        abort(400, "The body is not written in UTF-8.")
    try:
        document = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except json.JSONDecodeError:
        abort(400, "The body is not JSON.")
    except RecursionError as error:
        raise Invalid({"body": [_TOO_DEEP]}) from error
    except ValueError as error:  # a key twice, NaN, or a number of thousands of digits
        raise Invalid({"body": ["The body names something twice, or holds what is no number"]}) from error
    _check(document)
    return document


_TOO_DEEP = f"The body is nested more than {limits.JSON_DEPTH} deep"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _check(document: Any) -> None:
    """Raise Invalid where a document is too deep, or holds a text that cannot be stored."""
    level = [document]
    for _ in range(limits.JSON_DEPTH + 1):
        if any(isinstance(value, str) and _UNSTORABLE.search(value) for value in level):
            raise Invalid({"body": ["The body holds a character that cannot be stored"]})
        level = [part for value in level for part in _parts(value)]
        if not level:
            return
    raise Invalid({"body": [_TOO_DEEP]})


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []
