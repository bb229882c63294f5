"""Rows of the ranked list and points of the matrix: values in, words and geometry ready for templates out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from papercuts.domain import formats, standings
from papercuts.domain.lifecycle import SHIPPED
from papercuts.domain.plan_asked import Asked
from papercuts.domain.planner import EFFORT_UNITS, hours_up
from papercuts.pages import charts
from papercuts.pages.charts.marks import Meter, Seen
from papercuts.queries.first_ones import Line
from papercuts.queries.listed import Listed
from papercuts.queries.paper_cuts import Place
from papercuts.queries.ranked import Page

LEDE = 6
ORDERS = {
    "payback": "Ranked by hours given back to users per hour of engineering",
    "cautious": "Ranked by the hours given back per hour of engineering that are reached in nine cases of ten",
    "hours": "By the hours that users lose a year",
    "effort": "By the effort of a fix, the least first",
    "hit": "By the people who were hit",
}
MARKS = {"open": "open", "claimed": "claimed", "fixed": "mend", "verified": "mend", "declined": "off", "merged": "off"}
CARDINALS = ("", "one", "two", "three", "four", "five", "six")


@dataclass(frozen=True, slots=True)
class Row:
    """One row, as its template writes it; the words are empty where nothing is known."""

    id: int
    title: str
    badge: str
    is_past: bool  # fixed or verified: its numbers are those of before
    area_id: int | None
    owner_id: int | None
    seen: str
    dots_on: str  # a path of points: far shorter than a circle for each person
    dots_off: str
    dots_width: int
    dots_height: int
    hours: str
    meter: Meter | None
    meter_label: str
    effort: str
    effort_range: str
    payback: str
    payback_low: str  # which it reaches in nine cases of ten
    needs_effort: bool
    is_mostly_assumed: bool
    is_one_guess: bool
    mark: str  # "quick win", "contested by …", or nothing


@dataclass(frozen=True)
class Lede:
    """What the first few would give back together; hours are means, so they add up."""

    who: str  # "The first six"
    hours_back: float
    effort_hours: float
    plan_query: str  # the planner, with them in it and hours for all


def scale_top(listed: Sequence[Listed]) -> float:
    """Return the end of the scale that the meters of a page share, in hours a year."""
    highs = [one.hours_lost_q90 for one in listed if one.hours_lost_q90 is not None]
    return charts.scale_top(highs, max((one.hours_lost_mean or 0 for one in listed), default=0))


@lru_cache(maxsize=4096)  # writing numbers costs more than reading them, and the same row reads the same
def row(one: Listed, top: float) -> Row:
    """Return a row with its meter on a scale that ends at `top` hours a year."""
    dots = charts.seen(one.hit_k, one.watched_n)
    has_score = one.payback_q50 is not None
    return Row(
        id=one.id,
        title=one.title,
        is_past=one.status in SHIPPED,
        badge="reopened" if one.status == "open" and one.was_fixed else one.status.value,
        area_id=one.area_id,
        owner_id=one.owner_id,
        seen=f"{one.hit_k:,} of {one.watched_n:,}" if one.watched_n else "",
        dots_on=_path(dots, is_on=True),
        dots_off=_path(dots, is_on=False),
        dots_width=dots.width,
        dots_height=dots.height,
        hours=formats.hours(one.hours_lost_mean) if one.hours_lost_mean is not None else "",
        meter=_meter(one, top),
        meter_label=_meter_label(one) if has_score else "",
        effort=formats.hours(one.effort_hours_mean) if one.effort_hours_mean is not None else "",
        effort_range=_span(one.effort_hours_q10, one.effort_hours_q90, "–"),
        payback=formats.payback(one.payback_q50) if one.payback_q50 is not None else "",
        payback_low=formats.payback(one.payback_q10) if one.payback_q10 is not None else "",
        needs_effort=one.needs_effort,
        is_mostly_assumed=one.is_mostly_assumed,
        is_one_guess=has_score and one.is_one_guess,
        mark=one.mark,
    )


def lede(listed: Sequence[Listed]) -> Lede | None:
    """Return what the first six of a list would give back; nothing when there are none."""
    known = [one for one in listed[:LEDE] if one.hours_lost_mean is not None and one.effort_hours_mean is not None]
    if not known:
        return None
    return Lede(
        who="The first" if len(known) == 1 else f"The first {CARDINALS[len(known)]}",
        hours_back=sum((one.hours_lost_mean or 0) * one.share_removed for one in known),
        effort_hours=sum(one.effort_hours_mean or 0 for one in known),
        plan_query=_plan_of(known),
    )


def _plan_of(known: Sequence[Listed]) -> str:
    """Return what the planner is asked for so that all of these fit, to the next half hour."""
    efforts = sum(hours_up(one.effort_hours_mean or 0) for one in known)
    hours = -(-efforts * 2 // EFFORT_UNITS) / 2
    return urlencode(Asked(hours=hours, reserve=0, pins=tuple(one.id for one in known)).pairs())


def level(page: Page, line: Line | None, paybacks: Mapping[int, standings.Row]) -> dict[int, str]:
    """Return what to say of rows whose place is no real difference: words for the first of them, "" for the others.

    paybacks: of the rows that have one, by number.
    """
    listed = [(row.id, number) for row, number in zip(page.rows, page.numbers, strict=True) if row.id in paybacks]
    rows = [paybacks[cut_id] for cut_id, _ in listed]
    said: dict[int, str] = {}
    for first, last in standings.bands(rows, [line.chance(*row.score) for row in rows]) if line else ():
        said |= {cut_id: "" for cut_id, _ in listed[first : last + 1]}
        said[listed[first][0]] = f"No real difference from here to number {listed[last][1]}"
    return said


def why_title(cut_id: int, place: Place | None, is_whole_list: bool) -> str:
    """Return what the open row asks. place: by payback among all; in another list the rows are numbered otherwise."""
    if place is None or place.number is None:
        return f"What does PC-{cut_id} cost?"
    return f"Why is PC-{cut_id} number {place.number:,}{'' if is_whole_list else ' of all by payback'}?"


def points(numbered: Sequence[tuple[int | None, Listed]], path: str) -> list[charts.Point]:
    """Return what the matrix draws, in the order of the list. path: of the list, to which numbers are added."""
    return [
        charts.Point(
            rank=rank,
            number=one.id,
            title=one.title,
            href=f"{path}/{one.id}",
            mark=MARKS[one.status],
            hours=one.hours_lost_mean or 0,
            hours_low=one.hours_lost_q10 or 0,
            hours_high=one.hours_lost_q90 or 0,
            effort=one.effort_hours_mean or 0,
            effort_low=one.effort_hours_q10 or 0,
            effort_high=one.effort_hours_q90 or 0,
            is_quick_win=one.mark == "quick win",
        )
        for rank, one in numbered
    ]


def _path(dots: Seen, is_on: bool) -> str:
    return "".join(f"M{dot.x:g} {dot.y:g}h.01" for dot in dots.dots if dot.is_on is is_on)


def _meter(one: Listed, top: float) -> Meter | None:
    if one.hours_lost_mean is None or one.hours_lost_q10 is None or one.hours_lost_q90 is None:
        return None
    return charts.meter(one.hours_lost_mean, one.hours_lost_q10, one.hours_lost_q90, top)


def _meter_label(one: Listed) -> str:
    likely = f"likely {_span(one.hours_lost_q10, one.hours_lost_q90)} hours a year"
    return f"{likely} before the fix" if one.status in SHIPPED else likely


def _span(low: float | None, high: float | None, between: str = " to ") -> str:
    return "" if low is None or high is None else formats.span(low, high, between=between)
