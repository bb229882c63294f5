"""A request to the planner: its address read, a limit added to it, and everything its page shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import abort, request, session, url_for
from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm

from papercuts import queries
from papercuts.actions.plans import Figures
from papercuts.domain import formats
from papercuts.domain.plan_asked import HOURS, RESERVE, Asked, read
from papercuts.domain.plan_solver import SECONDS
from papercuts.forms.planner import (
    AreaLimitForm,
    CutNumber,
    OneLimitForm,
    OwnerLimitForm,
    PairLimitForm,
    PlannerForm,
    SaveForm,
)
from papercuts.models.account import initials
from papercuts.pages import plan_page, plan_ways, planner_page, planner_words
from papercuts.pages.plan_address import Chip, address
from papercuts.pages.plan_page import NUMBERS
from papercuts.queries.planning import Planned
from papercuts.web.clock import today
from papercuts.web.rendering import setting

TRIES = (("two hours", 2.0), ("a day", 8.0), ("two days", 16.0), ("a week", 40.0))
SMALL = (2.0,)  # of TRIES, as the ranked list leads to it
KEPT = "plan"  # in the session: the plan that was looked at last, so that the ranked list can add to it
KEPT_MOST = 1_000  # characters; a cookie holds them


@dataclass
class Wanted:
    """What an address asks of the planner; `asked` is none where a number is wrong."""

    form: PlannerForm
    asked: Asked | None
    limits: list[tuple[str, str]]
    typed: list[tuple[str, str]]  # the numbers, as they were sent
    areas: dict[int, str]
    owners: dict[int, str]
    adding: dict[str, Any] = field(default_factory=dict)
    is_adding: bool = False
    is_all: bool = False  # every chosen one is listed

    @property
    def is_right(self) -> bool:
        """Say whether everything typed can be planned with."""
        return self.asked is not None and not any(form.errors for form in self.adding.values())


def wanted(sent: Iterable[tuple[str, str]] | None = None) -> Wanted:
    """Return what the address asks for, or what a form has sent; 400 for what no address of ours asks."""
    pairs = list(request.args.items(multi=True) if sent is None else sent)
    adds = [(name, value) for name, value in pairs if name == "add" or name.startswith("add-")]
    asks = [pair for pair in pairs if pair not in adds and pair != planner_page.ALL]
    if adds and not any(name == "hours" for name, _ in asks):
        asks = parse_qsl(str(session.get(KEPT, ""))) + asks
    numbers = {"hours": f"{HOURS:g}", "reserve": str(RESERVE), "goal": ""} | {k: v for k, v in asks if k in NUMBERS}
    form = PlannerForm(MultiDict(numbers))
    limits = [(name, value) for name, value in asks if name not in NUMBERS and value]
    try:
        asked = read(limits, HOURS, RESERVE, None)
    except ValueError as error:
        abort(400, f"{error}. Go back and try again.")
    areas, owners = queries.planning.areas(), queries.planning.owners()
    _refuse_unknown(asked, areas, owners)
    is_valid = form.validate()
    found = Wanted(
        form, read(limits, *_numbers(form)) if is_valid else None, asked.limits(), list(numbers.items()), areas, owners
    )
    found.adding = _adding(areas, owners, dict(adds))
    found.is_adding = bool(adds)
    found.is_all = planner_page.ALL in pairs
    return found


def added(found: Wanted) -> str | None:
    """Return the address with the limit that was sent along; nothing when none was, or it is wrong."""
    form = found.adding.get(request.args.get("add", ""))
    if not found.is_adding or found.asked is None:
        return None
    if form is None:
        abort(400, "Unknown limit. Go back and try again.")
    if not form.validate():
        return None
    name, value = form.limit()
    if name in ("pin", "out"):
        asked = found.asked.pinned(int(value)) if name == "pin" else found.asked.leaving_out(int(value))
    else:
        asked = read([*found.limits, (name, value)], *_numbers(found.form))
    if missing := queries.plannable.unknown(asked.numbers):
        _say_missing(form, missing)
        return None
    return address(url_for("planner.index"), asked)


def shown(found: Wanted, save: SaveForm | None = None) -> dict[str, Any]:
    """Return everything the page shows. save: what was typed to keep the plan, where that was wrong."""
    path = url_for("planner.index")
    around = _around(found, path) | {"save": save or SaveForm(data={"name": name()})}
    if save is not None and save.errors:
        around["wrong"] = save
    if found.asked is None:
        return around | {"page": None}
    try:
        planned = queries.planning.plan(found.asked)
    except ValueError as error:
        return around | {"page": None, "problem": str(error)}
    _keep(found.asked)
    return around | _answer(path, planned, around["speech"], is_all=found.is_all)


def figures(asked: Asked) -> dict[str, Any] | None:
    """Return what is kept of a plan, worked out now; nothing where there is none."""
    try:
        planned = queries.planning.plan(asked, has_advice=False, first_seconds=SECONDS)
    except ValueError:
        return None
    if planned.best is None or planned.outlook is None or not planned.chosen:
        return None
    return {
        "asked": plan_page.kept(asked),
        "hours": asked.hours,
        "total": Figures(planned.hours_back, planned.outlook.low, planned.outlook.high),
        "items": [(cut.id, cut.effort_mean, Figures(cut.back[1], cut.back[0], cut.back[2])) for cut in planned.chosen],
        "is_proven": planned.best.is_proven,
    }


def name() -> str:
    """Return what a plan is called where nobody has named it."""
    return f"Sprint of {formats.date(today(setting()))}"


def _answer(path: str, planned: Planned, speech: Any, *, is_all: bool) -> dict[str, Any]:
    asked = planned.asked
    return {
        "page": planner_page.page(path, planned, speech, is_all=is_all),
        "chips": planner_page.chips(path, asked, speech, planned.idle),
        "why_not": planner_page.reasons(planned, speech),
        "ways": plan_ways.ways(path, planned),
        "nothing": plan_ways.fitting(path, planned),
        "n_claimed": planned.n_claimed,
        "claimed_href": address(path, asked, add=[("claimed", "1")]),
        "unplannable": list(_unplannable(path, planned)),
    }


def _unplannable(path: str, planned: Planned) -> Iterable[dict[str, str]]:
    """Yield what cannot be planned, with the address without the limit that asks for it."""
    why = queries.plannable.reasons(planned.unplannable)
    for one in planned.unplannable:
        href = address(path, planned.asked.without("pin", str(one)))
        yield {"words": f"{why[one]}, so it is not planned.", "href": href}
    for (one, other), words in queries.plannable.why_blocked(planned.blocked).items():
        yield {"words": words, "href": address(path, planned.asked.without("needs", f"{one}-{other}"))}


def _around(found: Wanted, path: str) -> dict[str, Any]:
    asked = found.asked or Asked()
    speech = planner_words.speech(found.areas, found.owners, asked)
    wrong = [form for form in found.adding.values() if form.errors]
    numbers = [(name, value) for name, value in found.typed if value]
    return {
        "form": found.form,
        "wrong": wrong[0] if wrong else None,
        "path": path,
        "limits": found.limits,
        "shown": numbers + found.limits,
        "adding": found.adding,
        "is_adding": found.is_adding,
        "chips": planner_page.chips(path, asked, speech) if found.asked else [],
        "switches": _switches(path, asked) if found.asked else [],
        "said": planner_words.on_paper(asked) if found.asked else "",
        "tries": list(_tries(path, asked)),
        "areas": found.areas,
        "owners": found.owners,
        "initials": initials,
        "speech": speech,
        "problem": "",
        "asked_line": urlencode(asked.pairs()),
        "n_plans": queries.plans.n_plans(),
        "unplannable": [],
        "why_not": [],
        "ways": [],
        "nothing": None,
        "n_claimed": 0,
    }


def _tries(path: str, asked: Asked) -> Iterable[Chip]:
    """Yield the usual hours; of few hours nothing is kept in reserve."""
    reserve = RESERVE if (asked.hours, asked.reserve) == (*SMALL, 0) else asked.reserve
    for text, hours in TRIES:
        tried = replace(asked, hours=hours, reserve=0 if hours in SMALL else reserve)
        yield Chip(text, address(path, tried))


def _switches(path: str, asked: Asked) -> list[Chip]:
    """Return what can be switched on with one press."""
    switches = []
    if asked.is_claimed and not asked.owners:
        switches.append(Chip("Open only", address(path, asked.without("claimed", "1"))))
    if not asked.is_cautious:
        switches.append(Chip("Cautiously, by the lower limits", address(path, asked, add=[("cautious", "1")])))
    return switches


def _adding(areas: Mapping[int, str], owners: Mapping[int, str], sent: Mapping[str, str]) -> dict[str, Any]:
    def data(name: str) -> MultiDict[str, str] | None:
        return MultiDict(sent) if sent.get("add") == name else None

    return {
        "one": OneLimitForm(data("one"), prefix="add-one-"),
        "pair": PairLimitForm(data("pair"), prefix="add-pair-"),
        "area": AreaLimitForm(data("area"), prefix="add-area-", areas=list(areas.items())),
        "owner": OwnerLimitForm(data("owner"), prefix="add-owner-", owners=list(owners.items())),
    }


def _say_missing(form: BaseForm, missing: set[int]) -> None:
    """Put the numbers that no paper cut has beside the fields that name them."""
    for one in form:
        if isinstance(one, CutNumber) and one.number in missing:
            one.errors = [f"There is no PC-{one.number}"]


def _numbers(form: PlannerForm) -> tuple[float, int, float | None]:
    return form.hours.data, form.reserve.data, form.goal.data


def _refuse_unknown(asked: Asked, areas: Mapping[int, str], owners: Mapping[int, str]) -> None:
    """Answer 400 to areas and people that are not there, as the ranked list does."""
    if not {area for area, _ in asked.areas} <= areas.keys() or not {one for one, _ in asked.owners} <= owners.keys():
        abort(400, "Unknown area or person. Choose from the list and try again.")


def _keep(asked: Asked) -> None:
    kept = urlencode(asked.pairs())
    if len(kept) <= KEPT_MOST:
        session[KEPT] = kept
