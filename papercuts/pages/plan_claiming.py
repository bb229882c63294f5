"""Claiming a plan: what was shown is kept with its figures, and what was claimed with it can be given back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from flask import abort, url_for
from werkzeug.datastructures import MultiDict

from papercuts.domain import formats
from papercuts.domain.limits import MAX_INT
from papercuts.domain.plan_asked import Asked
from papercuts.models import Plan
from papercuts.pages import plan_page, planning
from papercuts.pages.plan_address import address
from papercuts.pages.planner_page import CLAIMED_MOST
from papercuts.web.messages import tell


@dataclass(frozen=True)
class Shown:
    """The plan that somebody had before them."""

    asked: Asked
    chosen: tuple[int, ...]
    to_claim: tuple[int, ...]  # of these

    @property
    def href(self) -> str:
        """Return the address of the plan."""
        return address(url_for("planner.index"), self.asked)


def read(sent: MultiDict[str, str]) -> Shown:
    """Return the plan that a form names; 400 for what no form of ours sends."""
    chosen, to_claim = _numbers(sent.get("chosen", "")), _numbers(sent.get("cuts", ""))
    asked = planning.wanted(parse_qsl(sent.get("asked", ""))).asked
    if asked is None or not set(to_claim) <= set(chosen):
        _refuse()
    return Shown(asked, chosen, to_claim)


def figures(shown: Shown) -> dict[str, Any] | None:
    """Return what is kept of a plan, with its figures of now; nothing where it is no longer the one that was shown.

    What others have claimed meanwhile stays in it: then it is planned with all of it pinned, and proves nothing.
    """
    for asked in (shown.asked, replace(shown.asked, pins=shown.chosen)):
        given = planning.figures(asked)
        if given and {cut_id for cut_id, *_ in given["items"]} == set(shown.chosen):
            is_proven = given["is_proven"] and asked is shown.asked
            return given | {"name": planning.name(), "asked": plan_page.kept(shown.asked), "is_proven": is_proven}
    return None


def say(plan: Plan | None, done: Sequence[int], refused: Mapping[int, str]) -> None:
    """Say on the next page what was claimed, with a way back, and what was not."""
    if plan is not None:
        text = f"You have claimed {names(done)}. The plan is saved."
        tell({"text": text, "post_url": url_for("plans.end_claims", id=plan.id), "label": "Undo"})
    for number, reason in refused.items():
        tell(f"PC-{number} was left as it is: {reason}", "warn")


def say_undone(done: Sequence[int], *, is_gone: bool) -> None:
    """Say on the next page what was given back. is_gone: the plan was removed with it."""
    if not done:
        tell("Nothing was left to give back.")
        return
    gone = " The saved plan is removed." if is_gone else ""
    tell(f"{names(done)} {'is' if len(done) == 1 else 'are'} open again for anybody.{gone}")


def names(numbers: Sequence[int]) -> str:
    """Return what to call these: their numbers, or how many there are where no cookie would hold them."""
    listed = ", ".join(f"PC-{one}" for one in numbers)
    return listed if len(numbers) <= 50 else formats.number_of(len(numbers), "paper cut")


def _numbers(text: str) -> tuple[int, ...]:
    words = text.split()
    if not words or len(words) > CLAIMED_MOST or not all(_is_number(word) for word in words):
        _refuse()
    return tuple(sorted({int(word) for word in words}))


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) <= 10 and 1 <= int(word) <= MAX_INT


def _refuse() -> NoReturn:
    abort(400, "Go back to the plan and claim it again.")
