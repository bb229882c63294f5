"""Planning anybody's list, without an instance."""

import argparse
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from time import monotonic

from papercuts.commands import files, plan_options
from papercuts.commands.plan_answer import Advice, Answer, plain
from papercuts.commands.plan_options import Refused
from papercuts.domain import plan_items
from papercuts.domain.limits import CSV_BYTES
from papercuts.domain.plan_advice import Watch, insisting, too_large, with_more
from papercuts.domain.plan_blocks import blocks
from papercuts.domain.plan_items import MOST, List
from papercuts.domain.plan_picking import picked
from papercuts.domain.plan_solver import SECONDS, Best, Impossible
from papercuts.domain.plan_words import Speech, why_not
from papercuts.domain.planner import Broken, Bundle, Id, Problem, effort_of, problem, value_of
from papercuts.domain.sheets import SheetError

MORE = 3  # what so much more effort would bring
INSISTED = 5  # that the price of insisting is worked out for


def answer(options: argparse.Namespace) -> Answer:
    """Return the best set of the items in a file. Raises Refused."""
    if options.goal is not None or options.claimed or options.cautious:
        raise Refused("--goal, --claimed and --cautious need an instance: a list says nothing of ranges.")
    watch = Watch(monotonic, monotonic() + SECONDS)
    items = _read(options.items)
    asked = _problem(options, items)
    parts = blocks(asked)
    greedy = picked(asked, parts=parts)
    found, why = None, list[Broken]()
    try:
        found = watch.best(asked, start=(parts, greedy))
    except Impossible as error:
        why = list(error.why)
    top = tuple(one for one in asked.by_id if one in greedy)
    speech = Speech(str, str, str, lambda effort: plain(effort, items.effort_units))
    rows = [
        (str(one), plain(asked.by_id[one].effort, items.effort_units), plain(asked.by_id[one].value, items.value_units))
        for one in (found.chosen if found else ())
    ]
    return Answer(
        found=found,
        why=tuple(why),
        why_not=tuple(why_not(why, speech)),
        value_units=items.value_units,
        effort_units=items.effort_units,
        budget=asked.budget,
        greedy=(top, value_of(asked, top), effort_of(asked, top)),
        rows=(("Id", "Effort", "Value"), *rows),
        kept=f" ({options.hours.strip()} less {kept} % reserve)" if (kept := plan_options.reserve(options, 0)) else "",
        has_pins=bool(asked.must),
        advice=_advice(asked, found, MORE * items.effort_units, watch) if found and options.format == "json" else None,
    )


def _advice(asked: Problem, found: Best, more: int, watch: Watch) -> Advice:
    """Return what a little more effort would bring, and the price of insisting on those with most value for theirs."""
    if watch.is_out:
        return Advice(more, None)
    wider = with_more(asked, found, more, watch)
    value = wider.best.value if wider else found.value
    large = {one for one, _ in too_large(asked, found.chosen)}
    skipped = large | asked.left_out | set(found.chosen)
    first = [one for one in blocks(asked).by_ratio() if one not in skipped and asked.by_id[one].value][:INSISTED]
    others, _ = insisting(asked, found, first, watch)
    return Advice(more, value, tuple((other.about or "", other.price) for other in others))


def _read(path: str) -> List:
    try:
        items, problems = plan_items.read(files.content(path, CSV_BYTES))
    except (files.Unreadable, SheetError) as error:
        raise Refused(str(error)) from error
    if problems:
        raise Refused("\n".join(map(str, problems)))
    return items


def _problem(options: argparse.Namespace, items: List) -> Problem:
    known: set[Id] = {item.id for item in items.items}
    units = items.effort_units

    def ident(text: str) -> Id:
        if text.strip() not in known:
            raise Refused(f"“{text.strip()}” is not in the list.")
        return text.strip()

    required: dict[Id, tuple[Id, ...]] = defaultdict(tuple)
    for one, other in plan_options.needs(options, ident):
        required[one] += (other,)
    hours, reserve = plan_options.hours(options, MOST), plan_options.reserve(options, 0)
    asked = {
        "must": [ident(one) for one in options.must],
        "left_out": plan_options.alone(options, ident),
        "not_both": plan_options.apart(options, ident),
        "bundles": [Bundle(ids, _up(shared * units)) for ids, shared in plan_options.together(options, ident)],
        "at_most": dict(plan_options.at_most(options, {item.area: item.area for item in items.items})),
        "per_owner": {
            owner: int(cap * units)
            for owner, cap in plan_options.per_owner(options, {item.owner: item.owner for item in items.items})
        },
    }
    whole = [
        replace(item, requires=(*item.requires, *required[item.id])) if item.id in required else item
        for item in items.items
    ]
    try:
        return problem(whole, int(hours * units * (100 - reserve) / 100), **asked)  # type: ignore[arg-type]
    except ValueError as error:
        raise Refused(str(error)) from error


def _up(amount: Decimal) -> int:
    return int(-(-amount // 1))
