"""Saved sprint plans, and what has become of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from papercuts.db import db
from papercuts.domain.lifecycle import SHIPPED
from papercuts.domain.limits import PAGE_SIZE, Status
from papercuts.domain.totals import Hours, total
from papercuts.models import Event, Fix, PaperCut, Plan, PlanItem
from papercuts.queries import merging
from papercuts.queries.given_back import gains
from papercuts.shipped import newest_fixes


@dataclass(frozen=True)
class Became:
    """What has become of one paper cut of a plan."""

    item: PlanItem
    fix: Fix | None  # in a published release, and written after the plan was saved
    hours: Hours | None  # given back a year as known now; none while no fix holds
    now: PaperCut | None = None  # what it was merged into, at the end of its merges

    @property
    def cut(self) -> PaperCut:
        """Return the paper cut as it is now."""
        return self.item.paper_cut

    @property
    def is_fixed(self) -> bool:
        """Say whether users have a fix that holds."""
        return self.fix is not None and self.cut.status in SHIPPED

    @property
    def is_verified(self) -> bool:
        """Say whether somebody has seen it working."""
        return self.is_fixed and self.cut.status is Status.VERIFIED

    @property
    def is_seen_again(self) -> bool:
        """Say whether it was fixed after the plan, and opened again."""
        return self.fix is not None and self.cut.status not in SHIPPED


@dataclass(frozen=True)
class Compared:
    """A plan held against what happened."""

    plan: Plan
    rows: list[Became]
    hours: Hours  # given back a year by the fixes that hold

    def n(self, what: str) -> int:
        """Return how many are fixed, verified, or seen again."""
        return sum(getattr(row, f"is_{what}") for row in self.rows)


def n_plans() -> int:
    """Return how many there are."""
    return db.session.scalar(select(func.count(Plan.id))) or 0


def listed(offset: int = 0) -> list[Compared]:
    """Return a page of the saved plans, the newest first, each with what has become of it."""
    statement = select(Plan).order_by(Plan.saved_at.desc(), Plan.id.desc()).limit(PAGE_SIZE).offset(offset)
    return _compared(db.session.scalars(statement.options(*_WITH_ALL)).all())


def one(plan_id: int) -> Compared | None:
    """Return a plan with what has become of it."""
    plans = db.session.scalars(select(Plan).where(Plan.id == plan_id).options(*_WITH_ALL)).all()
    return next(iter(_compared(plans)), None)


def claimed_with(plan: Plan, account_id: int) -> list[int]:
    """Return the paper cuts that this account claimed in the moment in which it saved the plan, and nobody since."""
    items = select(PlanItem.paper_cut_id).where(PlanItem.plan_id == plan.id)
    told = (Event.subject == "paper_cut", Event.verb == "claimed", Event.subject_id.in_(items))
    newest = select(func.max(Event.id)).where(*told).group_by(Event.subject_id)
    moment = (Event.account_id == account_id, Event.at == plan.saved_at)
    return list(db.session.scalars(select(Event.subject_id).where(Event.id.in_(newest), *moment)))


def is_untouched(plan: Plan) -> bool:
    """Say whether nothing has happened to a plan since it was saved."""
    told = (Event.subject == "plan", Event.subject_id == plan.id)
    return db.session.scalar(select(func.count(Event.id)).where(*told)) == 1


_WITH_ALL = (
    joinedload(Plan.saved_by),
    selectinload(Plan.items).joinedload(PlanItem.paper_cut).joinedload(PaperCut.owner),
)


def _compared(plans: Sequence[Plan]) -> list[Compared]:
    fixes = newest_fixes({item.paper_cut_id for plan in plans for item in plan.items})
    hours = {
        gain.fix_id: gain.counted for gain in gains(Fix.id.in_([fix.id for fix in fixes.values()])) if gain.counted
    }
    now = merging.into_now([item.paper_cut_id for plan in plans for item in plan.items])
    found = []
    for plan in plans:
        rows = []
        for item in plan.items:
            fix = fixes.get(item.paper_cut_id)
            fix = fix if fix is not None and fix.fixed_at >= plan.saved_at else None
            rows.append(Became(item, fix, hours.get(fix.id) if fix else None, now.get(item.paper_cut_id)))
        found.append(Compared(plan, rows, total(row.hours for row in rows if row.hours)))
    return found
