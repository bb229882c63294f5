"""The sprint planner in words: the plan, what else could be, and the address of every change."""

import math
from collections.abc import Collection
from dataclasses import dataclass, replace

from papercuts.domain import formats
from papercuts.domain.plan_advice import Other
from papercuts.domain.plan_asked import Asked
from papercuts.domain.plan_words import Speech, why_not
from papercuts.domain.planner import ALMOST, EFFORT_UNITS, VALUE_UNITS
from papercuts.pages import charts, plan_ways, planner_bars
from papercuts.pages import planner_numbers as numbers
from papercuts.pages import planner_words as words
from papercuts.pages.charts.marks import Meter
from papercuts.pages.charts.plan_bar import Compared, Filled
from papercuts.pages.charts.scales import Axis
from papercuts.pages.plan_address import Chip, address
from papercuts.queries.plannable import Cut
from papercuts.queries.planning import MORE, Planned

LISTED = 100  # chosen ones; a page of thousands would be heavy, and nobody reads it
ALL = ("rows", "all")  # of an address: lists every one
CLAIMED_MOST = 1_000  # at once


@dataclass(frozen=True)
class Row:
    """A chosen paper cut."""

    cut: Cut
    effort: str
    effort_range: str
    hours: str
    meter: Meter
    meter_label: str
    payback: str
    is_pinned: bool
    pin_href: str  # pins it, or lets it go
    out_href: str


@dataclass(frozen=True)
class Insisted:
    """What the best set would be with one more paper cut in it."""

    cut: Cut
    effort: str
    what_happens: str  # "PC-44 makes room, PC-61 comes in"
    hours: str
    share: float  # of the width of a meter
    price: str
    label: str
    pin_href: str


@dataclass(frozen=True)
class More:
    """What a few hours more would bring."""

    hours: str
    words: str
    enough: str  # hours of them that are enough; nothing where it takes all
    href: str
    plan_with: str


@dataclass(frozen=True)
class Page:
    """All that the template shows of a plan."""

    total: str
    range: str
    n_chosen: str
    goal_words: str
    goal_chance: str
    enough_words: str
    enough_chance: str
    used: str
    bar: tuple[Filled, ...]
    bar_label: str
    proof: str
    left_over: str
    limited: tuple[str, ...]  # what the limits do: pins, and a person's hours
    more: More | None
    nothing_more: str  # where a few hours more would bring nothing
    rows: tuple[Row, ...]
    chosen: tuple[int, ...]  # all of them, in the order of the rows
    n_unlisted: int
    all_href: str  # lists them, too
    axis: Axis
    insisted: tuple[Insisted, ...]
    lede: str
    notes: tuple[str, ...]
    worth: str
    compared: tuple[Compared, ...]
    compared_label: str
    table: tuple[tuple[str, ...], ...]
    text: str
    claimable: tuple[int, ...]
    n_assumed: int


def chips(path: str, asked: Asked, names: Speech, idle: Collection[int] = ()) -> list[Chip]:
    """Return every limit with the address without it; that only open ones are planned is one, too.

    idle: owners whose limit changes nothing.
    """
    marked = {("owner", str(owner)) for owner in idle}
    found = [] if asked.has_claimed else [Chip("Open only", address(path, asked, add=[("claimed", "1")]))]
    for name, value in asked.limits():
        if text := words.limit(name, value, names):
            text += ", changes nothing" if (name, value.partition(":")[0]) in marked else ""
            found.append(Chip(text, address(path, asked.without(name, value))))
    return found


def reasons(planned: Planned, names: Speech) -> list[str]:
    """Return why no set keeps the limits, in words."""
    return why_not(planned.why_not, names)


def page(path: str, planned: Planned, names: Speech, *, is_all: bool = False) -> Page | None:
    """Return what the template shows; nothing where no set keeps the limits.

    is_all: every chosen one is listed, however many there are, and not only the first of the ranked list.
    """
    if planned.best is None or planned.outlook is None:
        return None
    asked, best, sure, chosen = planned.asked, planned.best, planned.outlook, planned.chosen
    top = charts.scale_top([cut.back[2] for cut in chosen], max((cut.back[1] for cut in chosen), default=0))
    efforts = planner_bars.efforts(planned)
    bars, listed = planner_bars.given_back(planned), chosen if is_all else chosen[:LISTED]
    budget = asked.budget / EFFORT_UNITS
    reserve = asked.hours - budget
    left = (asked.budget - best.effort) / EFFORT_UNITS
    used = f"{numbers.tenths(best.effort / EFFORT_UNITS)} of {numbers.tenths(budget)} h"
    return Page(
        total=numbers.in_fives(planned.hours_back),
        range=numbers.span_in_fives(sure.low, sure.high),
        n_chosen=formats.number_of(len(chosen), "fix", "fixes"),
        goal_words=f"Chance to reach {numbers.typed(asked.goal)} h" if asked.goal is not None else "",
        goal_chance=formats.percent(sure.goal) if sure.goal is not None else "",
        enough_words=f"Chance that {numbers.typed(asked.hours)} h are enough",
        enough_chance=formats.percent(sure.enough),
        used=used,
        bar=charts.plan_filled(efforts, asked.hours, reserve),
        bar_label=planner_bars.efforts_label(used, efforts, reserve),
        proof=words.proof(planned),
        left_over=f"{numbers.tenths(left)} h {'is' if numbers.tenths(left) == '1' else 'are'} left over.",
        limited=tuple(filter(None, [words.pinned(planned), words.with_claimed(planned)])),
        more=_more(path, planned),
        nothing_more=words.nothing_more(planned),
        rows=tuple(_row(path, planned, cut, top) for cut in listed),
        chosen=tuple(cut.id for cut in chosen),
        n_unlisted=len(chosen) - len(listed),
        all_href=address(path, asked, add=[ALL]),
        axis=charts.axis(top),
        insisted=tuple(_insisted(path, planned, other) for other in planned.others),
        lede=words.lede(planned),
        notes=tuple(words.notes(planned)),
        worth=words.worth(planned),
        compared=charts.plan_compared(bars),
        compared_label=", ".join(f"{name} {value}" for name, _, value in bars),
        table=tuple(planner_bars.table(planned, None if is_all else LISTED)),
        text=words.as_text(planned, names, None if is_all else LISTED),
        claimable=tuple(cut.id for cut in chosen if cut.owner_id is None) if len(chosen) <= CLAIMED_MOST else (),
        n_assumed=sum(cut.needs_effort for cut in chosen),
    )


def _more(path: str, planned: Planned) -> More | None:
    """Return what a few hours more would bring, and how many of them the better set needs."""
    other, asked = planned.more, planned.asked
    if other is None:
        return None
    needs = (other.best.effort - asked.budget) / EFFORT_UNITS
    enough = numbers.tenths(math.ceil(needs * 10 - ALMOST) / 10)
    hours = plan_ways.hours_for(asked, other.best.effort)
    comes = f"{words.cuts(other.comes)} would come in" if other.comes else "another set would fit"
    room = f" for {words.cuts(other.goes)}" if other.goes and other.comes else ""
    less = planned.less_of(other.best.chosen)
    but = words.counts_for(planned, other.price, less)
    return More(
        hours=numbers.tenths(MORE / EFFORT_UNITS),
        words=f"{comes}{room}: {words.apart(less)}{f', but it {but}' if but else ''}.",
        enough=f"{enough} h" if enough != numbers.tenths(MORE / EFFORT_UNITS) else "",
        href=address(path, replace(asked, hours=hours)),
        plan_with=f"{numbers.typed(hours)} h{', reserve included' if asked.reserve else ''}",
    )


def _row(path: str, planned: Planned, cut: Cut, top: float) -> Row:
    asked = planned.asked
    low, mean, high = cut.back
    is_pinned = cut.id in asked.pins
    freed = replace(asked, pins=tuple(one for one in asked.pins if one != cut.id))
    return Row(
        cut=cut,
        effort=formats.hours(cut.effort_mean),
        effort_range=formats.span(cut.effort_q10, cut.effort_q90, between="–"),
        hours=formats.hours(mean),
        meter=charts.meter(mean, low, high, top),
        meter_label=f"likely {formats.span(low, high)} hours a year",
        payback=formats.payback(cut.payback),
        is_pinned=is_pinned,
        pin_href=address(path, freed if is_pinned else asked.pinned(cut.id)),
        out_href=address(path, asked.leaving_out(cut.id)),
    )


def _insisted(path: str, planned: Planned, other: Other) -> Insisted:
    cut = planned.cuts[int(other.about or 0)]
    less = planned.less_of(other.best.chosen)
    whole = planned.less_of(()) / VALUE_UNITS
    hours = whole - less / VALUE_UNITS
    return Insisted(
        cut=cut,
        effort=formats.hours(cut.effort_mean),
        what_happens="; ".join(filter(None, [words.what_happens(other), words.counts_for(planned, other.price, less)])),
        hours=numbers.in_fives(hours),
        share=round(charts.METER_WIDTH * min(hours / whole, 1.0), 1) if whole else 0.0,
        price=numbers.price(less / VALUE_UNITS),
        label=f"{numbers.in_fives(hours)} of {numbers.in_fives(whole)} hours",
        pin_href=address(path, planned.asked.pinned(cut.id)),
    )
