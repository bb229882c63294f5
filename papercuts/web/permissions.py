"""The permission matrix, read from `permissions.toml`, and how a view declares what it needs."""

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import ParamSpec, TypeVar

from papercuts.domain.limits import Role

PUBLIC = "public"

P = ParamSpec("P")
R = TypeVar("R")


@cache
def matrix() -> dict[str, frozenset[Role]]:
    """Return, for each permission, the roles that have it."""
    path = Path(__file__).parent.parent / "permissions.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    order = [Role(role) for role in table["roles"]]
    return {name: frozenset(order[order.index(Role(least)) :]) for name, least in table["permissions"].items()}


def allowed(permission: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare what a view needs. A view that declares nothing is refused by the guard."""
    if permission not in matrix():
        raise ValueError(f"no such permission: {permission}")
    return _declare(permission)


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Declare that a view is for everybody, without an account."""
    return _declare(PUBLIC)(view)


def permission_of(view: Callable[..., object] | None) -> str | None:
    """Return what a view has declared, or nothing."""
    return getattr(view, "permission", None)


def takes(n_bytes: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare that a view takes a body larger than a form, such as a photo: at most so many bytes."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        view.takes_bytes = n_bytes  # type: ignore[attr-defined]  # a mark on the function, read by the guard
        return view

    return declare


def bytes_taken_by(view: Callable[..., object] | None) -> int | None:
    """Return how large a body a view has declared to take, or nothing."""
    return getattr(view, "takes_bytes", None)


def roles_with(permission: str) -> frozenset[Role]:
    """Return the roles that have a permission."""
    return matrix()[permission]


def _declare(permission: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    def declare(view: Callable[P, R]) -> Callable[P, R]:
        view.permission = permission  # type: ignore[attr-defined]  # a mark on the function, read by the guard
        return view

    return declare
