"""`papercuts plan`: the best set of paper cuts for some hours, or of anybody's list."""

import argparse
import sys
from collections.abc import Mapping
from typing import Any

from papercuts import queries
from papercuts.commands import plan_answer, plan_list, plan_options
from papercuts.commands.instance import at_work
from papercuts.commands.plan_answer import Advice, Answer
from papercuts.commands.plan_options import Refused
from papercuts.domain import formats
from papercuts.domain.numbers import paper_cut_number
from papercuts.domain.plan_asked import RESERVE, Asked, Pair
from papercuts.domain.plan_solver import SECONDS
from papercuts.domain.plan_words import Speech, why_not
from papercuts.domain.planner import EFFORT_UNITS, VALUE_UNITS, effort_of, value_of
from papercuts.pages import planner_words
from papercuts.queries.planning import MORE, Planned

HEADS = ("Number", "Effort h", "Given back a year", "Payback", "Paper cut")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `plan`."""
    text = "Choose the set that gives most back for the hours there are, and prove that none is better."
    command = commands.add_parser("plan", help=text, description=text)
    plan_options.add(command)
    command.add_argument("--goal", metavar="H", help="hours a year: print the chance to reach them")
    command.add_argument("--claimed", action="store_true", help="plan what is claimed, too")
    command.add_argument("--cautious", action="store_true", help="count the lower limit of what is given back")
    command.add_argument(
        "--items", metavar="FILE.csv", help="a list of your own: id, value, effort; - reads it from stdin"
    )
    command.add_argument("--format", choices=("table", "json"), default="table", help="table when not given")
    command.set_defaults(run=plan)


def plan(options: argparse.Namespace) -> int:
    """Print the best set; returns 1 when there is none, 2 when what was asked cannot be."""
    try:
        answer = plan_list.answer(options) if options.items else _answer(options)
    except Refused as error:
        print("\n".join(f"papercuts: {line}" for line in str(error).splitlines()), file=sys.stderr)
        return 2
    (plan_answer.as_json if options.format == "json" else plan_answer.as_table)(answer)
    return 0 if answer.found else 1


def _answer(options: argparse.Namespace) -> Answer:
    """Return the best set of the instance. Raises Refused."""
    hours, goal = plan_options.hours(options), plan_options.goal(options)
    reserve = plan_options.reserve(options, RESERVE)
    with at_work():
        areas, owners = queries.planning.areas(), queries.planning.owners()
        caps = plan_options.per_owner(options, {name: row_id for row_id, name in owners.items()})
        shared = plan_options.together(options, _paper_cut)
        asked = Asked(
            hours=float(hours),
            reserve=reserve,
            goal=goal,
            pins=tuple(_paper_cut(one) for one in options.must),
            out=tuple(plan_options.alone(options, _paper_cut)),
            areas=tuple(plan_options.at_most(options, {name: row_id for row_id, name in areas.items()})),
            owners=tuple((owner, float(cap)) for owner, cap in caps),
            apart=tuple(plan_options.apart(options, _paper_cut)),
            needs=tuple(plan_options.needs(options, _paper_cut)),
            together=tuple((ids, float(part)) for ids, part in shared),
            is_claimed=options.claimed,
            is_cautious=options.cautious,
        )
        planned = _planned(asked)
        blocked = queries.plannable.why_blocked(planned.blocked)
    speech = Speech(
        item="PC-{}".format,
        owner=lambda owner: owners[int(owner)],
        area=lambda area: areas[int(area)],
        effort=lambda effort: f"{plan_answer.plain(effort, EFFORT_UNITS)} h",
    )
    top = planned.from_the_top
    return Answer(
        found=planned.best,
        why=planned.why_not,
        why_not=(*(blocked.values() if planned.why_not else ()), *why_not(planned.why_not, speech)),
        value_units=VALUE_UNITS,
        effort_units=EFFORT_UNITS,
        budget=planned.problem.budget,
        greedy=(top, value_of(planned.problem, top), effort_of(planned.problem, top)),
        rows=tuple(_rows(planned)),
        more={**_more(planned), "not_planned": _not_planned(blocked), "not_looked_at": planned.n_beyond},
        words=(*_words(planned), *blocked.values()),
        is_value_said=bool(planned.counted_by) or planned.outlook is None,
        kept=f" ({asked.hours:,.15g} h less {asked.reserve} % reserve)" if asked.reserve else "",
        has_pins=bool(planned.problem.must),
        advice=_advice(planned),
        value_words=lambda value: f"{formats.hours(value)}{f' ({planned.counted_by})' if planned.counted_by else ''}",
    )


def _planned(asked: Asked) -> Planned:
    missing = queries.plannable.unknown(asked.numbers)
    if missing:
        raise Refused("\n".join(f"There is no PC-{number}." for number in sorted(missing)))
    try:
        planned = queries.planning.plan(asked, first_seconds=SECONDS)
    except ValueError as error:
        raise Refused(str(error)) from error
    if planned.unplannable:
        reasons = queries.plannable.reasons(planned.unplannable).values()
        raise Refused("\n".join(f"{reason}, so it cannot be planned." for reason in reasons))
    return planned


def _paper_cut(text: str) -> int:
    number = paper_cut_number(text)
    if not number:
        raise Refused(f"“{text}” is no paper cut: write its number, like PC-4.")
    return number


def _rows(planned: Planned) -> list[tuple[str, ...]]:
    rows = [
        (
            f"PC-{cut.id}",
            formats.hours(cut.effort_mean) + (" assumed" if cut.needs_effort else ""),
            f"{formats.hours(cut.back[1])} ({formats.span(cut.back[0], cut.back[2])})",
            formats.payback(cut.payback),
            cut.title,
        )
        for cut in planned.chosen
    ]
    return [HEADS, *rows]


def _more(planned: Planned) -> dict[str, Any]:
    chosen, asked, sure = planned.chosen, planned.asked, planned.outlook
    more: dict[str, Any] = {"hours": asked.hours, "reserve": asked.reserve}
    more["objective"] = "q10" if asked.is_cautious else "mean"
    if sure is None:
        return more
    more |= {"hours_back_mean": planned.hours_back, "hours_back_q10": sure.low, "hours_back_q90": sure.high}
    more["chance_hours_are_enough"] = sure.enough
    if sure.goal is not None:
        more |= {"goal": asked.goal, "chance_of_goal": sure.goal}
    return more | {"assumed_effort": [cut.id for cut in chosen if cut.needs_effort]}


def _advice(planned: Planned) -> Advice | None:
    if planned.best is None:
        return None
    value = planned.more.best.value if planned.more else planned.best.value if planned.is_more_asked else None
    return Advice(MORE, value, tuple((one.about or 0, one.price) for one in planned.others))


def _not_planned(blocked: Mapping[Pair, str]) -> list[dict[str, Any]]:
    return [{"id": one, "requires": other, "why": why} for (one, other), why in blocked.items()]


def _words(planned: Planned) -> list[str]:
    """Return what the table says below: only of paper cuts is it known how sure they are."""
    if planned.outlook is None:
        return []
    sure, asked = planned.outlook, planned.asked
    given_back = f"{formats.hours(planned.hours_back)} hours a year given back"
    lines = [
        f"{given_back}, likely {formats.span(sure.low, sure.high)}.",
        f"Chance that {asked.hours:,.15g} h are enough: {formats.percent(sure.enough)}.",
    ]
    if sure.goal is not None and asked.goal is not None:
        lines.append(f"Chance to reach {asked.goal:,.15g} h: {formats.percent(sure.goal)}.")
    if planned.is_more_asked:
        lines.append(f"With {formats.hours(MORE / EFFORT_UNITS)} h more: {_gain(planned)}.")
    if planned.n_beyond:
        lines.append(planner_words.not_looked_at(planned))
    return lines


def _gain(planned: Planned) -> str:
    if planned.more is None:
        return "nothing more"
    less = planned.less_of(planned.more.best.chosen) / VALUE_UNITS
    which = "less" if less > 0 else "more"
    counted = f", and counts for more {planned.counted_by}" if planned.counted_by else ""
    return f"{formats.hours(abs(less))} hours a year {which}{counted}"
