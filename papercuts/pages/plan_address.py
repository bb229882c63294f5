"""The addresses of plans, and links to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from papercuts.domain.plan_asked import Asked


@dataclass(frozen=True)
class Chip:
    """Words, and the plan that they lead to: of a limit, the plan without it."""

    text: str
    href: str


def address(path: str, asked: Asked, *, add: Iterable[tuple[str, str]] = ()) -> str:
    """Return the address of a plan."""
    return f"{path}?{urlencode([*asked.pairs(), *add])}"
