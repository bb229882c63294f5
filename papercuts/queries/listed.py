"""What the ranked list shows of a paper cut, and what can be asked of it. Only columns are read, never objects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, exists, false, or_, select, true

from papercuts.domain.lifecycle import WAITING
from papercuts.domain.limits import HowTimed, Status
from papercuts.models import PaperCut, Sighting, Visit
from papercuts.queries import quick_wins
from papercuts.queries.filters import CUT, OPEN_OR_CLAIMED, SEEN, VISIT
from papercuts.shipped import was_fixed

_is_measured = (
    exists()
    .where(SEEN.paper_cut_id == CUT.id, SEEN.how_timed.in_([HowTimed.STOPWATCH, HowTimed.COUNTED]))
    .where(VISIT.id == SEEN.visit_id, VISIT.product == "")
    .correlate(PaperCut.__table__)
)
# Somebody it was seen with: any one, to compare the others with. Aliases, for the comparison reads the same tables.
_SEEN_FIRST, _VISIT_FIRST = Sighting.__table__.alias().c, Visit.__table__.alias().c
_somebody = (
    select(_SEEN_FIRST.participant_id)
    .where(_SEEN_FIRST.paper_cut_id == CUT.id, _VISIT_FIRST.id == _SEEN_FIRST.visit_id, _VISIT_FIRST.product == "")
    .limit(1)
    .correlate(PaperCut.__table__)
    .scalar_subquery()
)
_may_be_several = (  # somebody without a name may be anybody; it stops at the first who differs
    exists()
    .where(SEEN.paper_cut_id == CUT.id, or_(SEEN.participant_id.is_(None), SEEN.participant_id != _somebody))
    .where(VISIT.id == SEEN.visit_id, VISIT.product == "")
    .correlate(PaperCut.__table__)
)
# Hits are counted at each visit, so several can be one person. A CASE, for SQLite asks both sides of an AND: few rows
# need the last question.
is_one_guess = case(
    (CUT.hit_k == 0, false()), (_is_measured, false()), (CUT.hit_k == 1, true()), else_=~_may_be_several
)
COLUMNS: tuple[ColumnElement[Any], ...] = (
    CUT.id,
    CUT.title,
    CUT.area_id,
    CUT.status,
    CUT.owner_id,
    CUT.hit_k,
    CUT.watched_n,
    CUT.hours_lost_mean,
    CUT.hours_lost_q10,
    CUT.hours_lost_q90,
    CUT.effort_hours_mean,
    CUT.effort_hours_q10,
    CUT.effort_hours_q90,
    CUT.payback_q50,
    CUT.payback_q10,
    CUT.share_removed,
    CUT.needs_effort,
    CUT.is_mostly_assumed,
    was_fixed(),
    is_one_guess,
    quick_wins.mark,
)
LISTED = select(*COLUMNS)  # built once: building it takes longer than running it


class Listed(NamedTuple):
    """A paper cut as lists show it; its numbers are none until it was seen with our product. Units: `models.Score`."""

    id: int
    title: str
    area_id: int | None
    status: Status
    owner_id: int | None
    hit_k: int
    watched_n: int
    hours_lost_mean: float | None
    hours_lost_q10: float | None
    hours_lost_q90: float | None
    effort_hours_mean: float | None
    effort_hours_q10: float | None
    effort_hours_q90: float | None
    payback_q50: float | None
    payback_q10: float | None
    share_removed: float
    needs_effort: bool
    is_mostly_assumed: bool
    was_fixed: bool
    is_one_guess: bool  # seen with one person, the seconds neither timed nor counted
    mark: str  # "quick win", "contested by …", or nothing

    @property
    def is_ranked(self) -> bool:
        """Say whether it has a place: neither closed nor still to be seen with our product."""
        return self.status in WAITING and self.payback_q50 is not None


@dataclass(frozen=True)
class Sort:
    """An order of the list; beside it the id decides, so that it is the same at each look."""

    column: ColumnElement[Any]
    is_descending: bool = True


SORTS = {
    "payback": Sort(CUT.payback_q50),
    "cautious": Sort(CUT.payback_q10),
    "hours": Sort(CUT.hours_lost_mean),
    "effort": Sort(CUT.effort_hours_mean, is_descending=False),
    "hit": Sort(CUT.hit_k),
}


@dataclass(frozen=True)
class Key:
    """A place in the list: the value it is sorted by, none for those without a score, and the id."""

    value: float | None
    id: int

    def __str__(self) -> str:
        return f"{'' if self.value is None else repr(self.value)}_{self.id}"


@dataclass(frozen=True)
class Wanted:
    """What somebody asked the list for. `read` makes it, and refuses what does not exist."""

    filters: Mapping[str, str]
    sort: str
    page: int
    after: Key | None
    before: Key | None
    why: int | None  # the paper cut whose sum is open
    at: int | None  # the one whose row has the focus
    conditions: tuple[ColumnElement[bool], ...]
    columns: tuple[str, ...] = ()  # other scores to show

    @property
    def is_ranked(self) -> bool:
        """Say whether only open and claimed ones with a score are asked for."""
        return self.filters.get("status", OPEN_OR_CLAIMED) == OPEN_OR_CLAIMED
