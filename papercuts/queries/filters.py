"""The filters of the lists of paper cuts: each word of an address with the condition it stands for."""

import math
from collections.abc import Callable, Mapping
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, select, true

from papercuts.domain.limits import MAX_INT, Status
from papercuts.domain.rank_factors import SIZE_HOURS
from papercuts.models import PaperCut, Sighting, Visit
from papercuts.queries import quick_wins
from papercuts.queries.words import hold_all, wanted_words

# Columns of the tables, not of the classes: no objects are wanted, and SQLAlchemy takes half the time.
CUT, SEEN, VISIT = PaperCut.__table__.c, Sighting.__table__.c, Visit.__table__.c
OPEN_OR_CLAIMED = ""  # the status that need not be said
_LOWS = [low for low, _ in SIZE_HOURS.values()]
# From the lower limit of a size to that of the next, in hours.
EFFORT_BANDS = dict(zip(SIZE_HOURS, zip([0.0, *_LOWS[1:]], [*_LOWS[1:], math.inf], strict=True), strict=True))

T = TypeVar("T")


def by_status(value: str, me: int) -> ColumnElement[bool]:
    """Those of a status; `all` for every one; nothing said: open or claimed, and seen with our product."""
    if value == OPEN_OR_CLAIMED:
        return CUT.is_ranked == true()
    if value == "all":
        return true()
    return CUT.status == _choice(value, {status.value: status for status in Status}, "status")


def by_area(value: str, me: int) -> ColumnElement[bool]:
    """Those whose fix lies in an area."""
    return CUT.area_id == number(value, "area")


def by_task(value: str, me: int) -> ColumnElement[bool]:
    """Those in the way of a task."""
    return CUT.task_id == number(value, "task")


def by_effort(value: str, me: int) -> ColumnElement[bool]:
    """Those whose mean effort is as large as a size, from its lower limit to that of the next; or not estimated."""
    if value == "needs":
        return CUT.needs_effort == true()
    low, high = _choice(value, EFFORT_BANDS, "effort")
    bounds = [] if math.isinf(high) else [CUT.effort_hours_mean < high]
    return and_(CUT.needs_effort != true(), CUT.effort_hours_mean >= low, *bounds)


def by_seen(value: str, me: int) -> ColumnElement[bool]:
    """Those seen at a visit (`visit-7`) or at any visit to a site (`site-3`)."""
    kind, _, row_id = value.partition("-")
    column = _choice(kind, {"visit": VISIT.id, "site": VISIT.site_id}, "visit")
    seen = select(SEEN.paper_cut_id).join(Visit.__table__, VISIT.id == SEEN.visit_id)
    return CUT.id.in_(seen.where(column == number(row_id, "visit"), SEEN.paper_cut_id.is_not(None)))


def by_owner(value: str, me: int) -> ColumnElement[bool]:
    """Those somebody has claimed: `me`, `nobody`, `anybody`, or an account's id."""
    if value == "nobody":
        return CUT.owner_id.is_(None)
    if value == "anybody":
        return CUT.owner_id.is_not(None)
    return CUT.owner_id == (me if value == "me" else number(value, "owner"))


def by_text(value: str, me: int) -> ColumnElement[bool]:
    """Those that have all the words in their title or in what happens."""
    return hold_all(wanted_words(value), folded=[CUT.title_identity], raw=[CUT.what_happens])


def by_view(value: str, me: int) -> ColumnElement[bool]:
    """The quick wins, those that might be and were not asked at the gate, and those that are contested."""
    return _choice(value, quick_wins.VIEWS, "view")


FILTERS: dict[str, Callable[[str, int], ColumnElement[bool]]] = {
    "status": by_status,
    "area": by_area,
    "effort": by_effort,
    "seen": by_seen,
    "owner": by_owner,
    "view": by_view,
    "task": by_task,
    "text": by_text,
}


def number(text: str, what: str) -> int:
    """Return the whole number an address says. Raises ValueError when no row can have it."""
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and 1 <= int(text) <= MAX_INT):
        raise ValueError(f"Unknown {what}")
    return int(text)


def _choice(value: str, choices: Mapping[str, T], what: str) -> T:
    if value not in choices:
        raise ValueError(f"Unknown {what}")
    return choices[value]
