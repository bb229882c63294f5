"""A saved plan in words: what was expected, and what has become of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for

from papercuts.domain import formats
from papercuts.domain.limits import Status
from papercuts.domain.plan_asked import RESERVE, Asked, read
from papercuts.models import Plan
from papercuts.pages import charts, planner_words
from papercuts.pages.charts.marks import Meter
from papercuts.pages.charts.scales import Axis
from papercuts.pages.planner_numbers import in_fives, span_in_fives, typed
from papercuts.queries.plans import Became, Compared

NUMBERS = ("hours", "reserve", "goal")  # of the planner's address; all else are limits


@dataclass(frozen=True)
class Row:
    """One paper cut of a saved plan."""

    became: Became
    effort: str
    predicted: str
    meter: Meter
    meter_label: str
    what: str  # "Fixed in", with the release after it
    now: str  # hours given back as known now
    now_range: str


def rows(compared: Compared) -> tuple[list[Row], Axis]:
    """Return a row for each paper cut, and the scale that their meters share."""
    items = [one.item for one in compared.rows]
    least = max((item.hours_back_mean for item in items), default=0)
    top = charts.scale_top([item.hours_back_q90 for item in items], least)
    return [_row(one, top) for one in compared.rows], charts.axis(top)


def outcome(compared: Compared) -> str:
    """Return in a sentence how many are fixed, verified and seen again."""
    n, of = compared.n("fixed"), len(compared.rows)
    if not of:
        return "Its paper cuts are not there any more."
    words = f"{n:,} of {of:,} {'is' if n == 1 else 'are'} fixed"
    if verified := compared.n("verified"):
        words += f", {verified:,} verified"
    if again := compared.n("seen_again"):
        words += f"; {again:,} {'was' if again == 1 else 'were'} seen again since"
    return f"{words}."


def given_back(compared: Compared) -> str:
    """Return what the fixes give back as known now."""
    hours = compared.hours
    return f"{in_fives(hours.mean)} h, likely {span_in_fives(hours.q10, hours.q90)}" if hours.mean else "nothing yet"


def predicted(plan: Plan) -> str:
    """Return what the plan expected."""
    return f"{in_fives(plan.hours_back_mean)} h, likely {span_in_fives(plan.hours_back_q10, plan.hours_back_q90)}"


def hours(plan: Plan) -> str:
    """Return the hours there were, as they were typed."""
    return typed(plan.hours)


def figures(compared: Compared) -> list[dict[str, str]]:
    """Return both sums as key figures."""
    plan, hours = compared.plan, compared.hours
    likely = span_in_fives(plan.hours_back_q10, plan.hours_back_q90)
    expected = {"dt": "Expected a year", "dd": in_fives(plan.hours_back_mean), "unit": "h", "range": f"likely {likely}"}
    now = {"dt": "Given back now, a year", "dd": "nothing yet", "unit": "", "range": ""}
    if hours.mean:
        likely = span_in_fives(hours.q10, hours.q90)
        now |= {"dd": in_fives(hours.mean), "unit": "h", "range": f"likely {likely}"}
    return [expected, now]


def again_href(plan: Plan) -> str:
    """Return the address that asks the planner the same again."""
    return f"{url_for('planner.index')}?{urlencode(list(as_pairs(plan)))}"


def as_pairs(plan: Plan) -> Iterable[tuple[str, str]]:
    """Yield names and values of the planner's address, as they were saved."""
    for name, values in plan.asked.items():
        for value in values:
            yield str(name), str(value)


def made_with(plan: Plan, areas: Mapping[int, str], owners: Mapping[int, str]) -> str:
    """Return with which numbers and limits it was planned. areas, owners: their names, as they are now."""
    pairs = list(as_pairs(plan))
    numbers = {name: value for name, value in pairs if name in NUMBERS}
    goal = float(numbers["goal"]) if "goal" in numbers else None
    limits = [(name, value) for name, value in pairs if name not in NUMBERS]
    asked = read(limits, plan.hours, int(numbers.get("reserve", RESERVE)), goal)
    return planner_words.made_with(asked, planner_words.speech(areas, owners, asked))


def as_text(compared: Compared, shown: Sequence[Row], made_with: str) -> str:
    """Return the plan for a message: what was asked, a line each with what became of it, and the sums."""
    lines = [
        f"- {row.became.cut.number} {row.became.cut.title}: {row.effort} h to fix, {row.predicted} h a year expected."
        f" {row.what}{f' {row.became.fix.release.version}' if row.became.fix else ''}."
        for row in shown
    ]
    sums = f"Expected {predicted(compared.plan)} a year. Given back now: {given_back(compared)}."
    return "\n".join([compared.plan.name, made_with, *lines, outcome(compared), sums])


def kept(asked: Asked) -> dict[str, list[str]]:
    """Return what was asked as a plan keeps it: each name of the address with its values."""
    found: dict[str, list[str]] = {}
    for name, value in asked.pairs():
        found.setdefault(name, []).append(value)
    return found


def _row(one: Became, top: float) -> Row:
    item = one.item
    low, mean, high = item.hours_back_q10, item.hours_back_mean, item.hours_back_q90
    return Row(
        became=one,
        effort=formats.hours(item.effort_hours),
        predicted=formats.hours(mean),
        meter=charts.meter(mean, low, high, top),
        meter_label=f"likely {formats.span(low, high)} hours a year",
        what=_what(one),
        now=formats.hours(one.hours.mean) if one.hours else "",
        now_range=formats.span(one.hours.q10, one.hours.q90, between="–") if one.hours else "",
    )


def _what(one: Became) -> str:
    """Return what happened, before the release where there is one."""
    if one.is_verified:
        return "Verified, fixed in"
    if one.is_fixed:
        return "Fixed in"
    if one.is_seen_again:
        return "Seen again after"
    if one.now is not None:
        return f"Merged into {one.now.number}"
    if one.cut.status is Status.CLAIMED and one.cut.owner:
        return f"Claimed by {one.cut.owner.name}"
    return "Fix not released yet" if one.cut.status is Status.FIXED else one.cut.status.value.capitalize()
