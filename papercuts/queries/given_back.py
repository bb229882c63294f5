"""The hours that fixes give back: a share of what each paper cut costs, as long as the fix holds."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, select

from papercuts.db import db
from papercuts.domain.lifecycle import SHIPPED
from papercuts.domain.limits import ReleaseStatus
from papercuts.domain.totals import Hours, given_back, total
from papercuts.models import Fix, PaperCut, Release
from papercuts.shipped import is_fixed_anew


class Gain(NamedTuple):
    """What one fix gives back."""

    fix_id: int
    release_id: int
    hours: Hours | None  # none: nobody was seen losing time, so there is nothing to count
    is_holding: bool  # a draft's would; a published one does until the paper cut is seen again or fixed anew

    @property
    def counted(self) -> Hours | None:
        """Return the hours that go into a sum."""
        return self.hours if self.is_holding else None


def gains(*conditions: ColumnElement[bool]) -> list[Gain]:
    """Return the gain of each fix that meets the conditions (on Fix, Release and PaperCut)."""
    rows = db.session.execute(
        select(
            Fix.id,
            Fix.release_id,
            Fix.percent_removed,
            Release.status,
            PaperCut.status,
            ~is_fixed_anew(),
            PaperCut.hours_lost_mean,
            PaperCut.hours_lost_sd,
            PaperCut.hours_lost_q10,
            PaperCut.hours_lost_q90,
        )
        .join(Release, Release.id == Fix.release_id)
        .join(PaperCut, PaperCut.id == Fix.paper_cut_id)
        .where(*conditions)
        .order_by(Fix.id)
    )
    return [
        Gain(
            fix_id,
            release_id,
            _hours(lost, percent),
            release_status is ReleaseStatus.DRAFT or (status in SHIPPED and bool(is_newest)),
        )
        for fix_id, release_id, percent, release_status, status, is_newest, *lost in rows
    ]


def total_of(some: Iterable[Gain]) -> Hours:
    """Return what fixes give back together."""
    return total(gain.counted for gain in some if gain.counted)


def _hours(lost: list[float | None], percent: int) -> Hours | None:
    known = [figure for figure in lost if figure is not None]
    return given_back(Hours(*known), percent) if len(known) == len(lost) else None
