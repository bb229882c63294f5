"""What fixes really took beside what was estimated, and seconds said beside seconds timed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log
from statistics import fmean
from typing import Any

from sqlalchemy import Select, exists, func, select, tuple_
from sqlalchemy.orm import aliased

from papercuts.db import db
from papercuts.domain.limits import HowTimed
from papercuts.domain.rank_factors import effort_log
from papercuts.domain.rank_inputs import EffortGiven, size_hours
from papercuts.models import Effort, Fix, PaperCut, Release, Sighting, Visit

SAID = (HowTimed.GUESS, HowTimed.COUNTED)
CUTS_MOST = 1_000  # whose seconds are held against the stopwatch, the dearest: the bias is known well by then


@dataclass(frozen=True)
class Done:
    """A fix whose hours were noted, and the estimate of that work: the newest from before it was done."""

    fix_id: int
    paper_cut_id: int
    title: str
    version: str
    released_on: date
    actual_hours: float
    effort: EffortGiven | None  # none: nobody had estimated it, or not since the fix before

    @property
    def estimated_hours(self) -> float | None:
        """Return the median of the estimate: as likely to be passed as not."""
        return exp(effort_log(self.effort)[0]) if self.effort else None


@dataclass(frozen=True)
class Timed:
    """A paper cut with seconds that were said and seconds that were timed; the typical ones of each."""

    paper_cut_id: int
    title: str
    how: HowTimed  # how those said are known
    said: float
    timed: float
    n_said: int  # people at visits
    n_timed: int


def n_fixes() -> int:
    """Return how many fixes there are, in drafts too: the work is done."""
    return db.session.scalar(select(func.count(Fix.id))) or 0


def done() -> list[Done]:
    """Return the fixes whose hours were noted, the newest release first.

    An estimate that was changed when the fix was done no longer is one. Each is of the first fix after it: whoever
    fixes a paper cut again without a new one had none.
    """
    other = aliased(Fix)
    had_it = exists().where(
        other.paper_cut_id == Fix.paper_cut_id,
        tuple_(other.fixed_at, other.id) < tuple_(Fix.fixed_at, Fix.id),
        other.fixed_at >= Effort.estimated_at,
    )
    before = (
        select(func.max(Effort.id))
        .where(
            Effort.paper_cut_id == Fix.paper_cut_id,
            Effort.estimated_at <= Fix.fixed_at,
            ~had_it.correlate(Fix, Effort),
        )
        .correlate(Fix)
        .scalar_subquery()
    )
    given = (Effort.size, Effort.low_hours, Effort.likely_hours, Effort.high_hours)
    facts = (Fix.id, Fix.paper_cut_id, PaperCut.title, Release.version, Release.released_on, Fix.actual_hours)
    rows = db.session.execute(
        select(*facts, Effort.id, *given, Effort.size_low_hours, Effort.size_high_hours)
        .join(PaperCut, PaperCut.id == Fix.paper_cut_id)
        .join(Release, Release.id == Fix.release_id)
        .outerjoin(Effort, Effort.id == before)
        .where(Fix.actual_hours.is_not(None))
        .order_by(Release.released_on.desc(), Fix.id)
    )
    return [_done(row) for row in rows]


def _done(row: Sequence[Any]) -> Done:
    fix_id, cut_id, title, version, day, hours, effort_id, size, low, likely, high, *meant = row
    effort = EffortGiven(size, low, likely, high, size_hours(*meant)) if effort_id else None
    return Done(fix_id, cut_id, title, version, day, float(hours or 0), effort)


def timed() -> list[Timed]:
    """Return the paper cuts with both, a thousand at most: each kind of seconds said beside those of a stopwatch.

    One value a person at a visit, the mean of the logarithms; the typical one is the geometric mean over people. The
    dearest first.
    """
    rows = db.session.execute(
        select(
            PaperCut.id,
            PaperCut.title,
            Sighting.how_timed,
            Sighting.seconds_lost,
            Sighting.visit_id,
            Sighting.participant_id,
        )
        .join(PaperCut, PaperCut.id == Sighting.paper_cut_id)
        .join(Visit, Visit.id == Sighting.visit_id)
        .where(Sighting.seconds_lost.is_not(None), Visit.product == "", Sighting.paper_cut_id.in_(_with_both()))
        .order_by(PaperCut.hours_lost_mean.desc().nulls_last(), PaperCut.id, Sighting.id)
    )
    logs: dict[tuple[int, str], dict[HowTimed, dict[tuple[int, int | None], list[float]]]] = {}
    for cut_id, title, how, seconds, visit_id, person_id in rows:
        if how is not None and seconds is not None:
            by_how = logs.setdefault((cut_id, title), defaultdict(lambda: defaultdict(list)))
            by_how[how][visit_id, person_id].append(log(seconds))
    return [
        Timed(
            cut_id,
            title,
            how,
            said=_typical(by_how[how].values()),
            timed=_typical(by_how[HowTimed.STOPWATCH].values()),
            n_said=len(by_how[how]),
            n_timed=len(by_how[HowTimed.STOPWATCH]),
        )
        for (cut_id, title), by_how in logs.items()
        for how in SAID
        if how in by_how and HowTimed.STOPWATCH in by_how
    ]


def _with_both() -> Select[int | None]:
    is_timed = Sighting.how_timed == HowTimed.STOPWATCH
    return (
        select(Sighting.paper_cut_id)
        .join(PaperCut, PaperCut.id == Sighting.paper_cut_id)
        .where(Sighting.seconds_lost.is_not(None))
        .group_by(Sighting.paper_cut_id, PaperCut.hours_lost_mean)
        .having(func.count().filter(is_timed) > 0, func.count().filter(Sighting.how_timed.in_(SAID)) > 0)
        .order_by(PaperCut.hours_lost_mean.desc().nulls_last(), Sighting.paper_cut_id)
        .limit(CUTS_MOST)
    )


def _typical(of_people: Iterable[list[float]]) -> float:
    return exp(fmean(fmean(logs) for logs in of_people))
