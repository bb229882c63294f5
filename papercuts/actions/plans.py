"""Sprint plans: kept with their figures of the day, to be compared later with what happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from papercuts.actions.history import change, record
from papercuts.db import db
from papercuts.models import Account, Plan, PlanItem


@dataclass(frozen=True)
class Figures:
    """Hours a year that are given back, on average and from the 10 % to the 90 % limit."""

    mean: float
    low: float
    high: float


def save(
    name: str,
    *,
    asked: dict[str, Any],
    hours: float,
    total: Figures,
    items: Iterable[tuple[int, float, Figures]],
    is_proven: bool,
    by: Account | None,
    at: datetime,
) -> Plan:
    """Keep a plan. asked: names and values of the planner's address; items: paper cut, engineer-hours, hours a year."""
    plan = Plan(
        name=name,
        hours=hours,
        asked=asked,
        hours_back_mean=total.mean,
        hours_back_q10=total.low,
        hours_back_q90=total.high,
        is_proven=is_proven,
        saved_by_id=by.id if by else None,
        saved_at=at,
    )
    plan.items = [
        PlanItem(
            paper_cut_id=cut_id,
            effort_hours=effort,
            hours_back_mean=back.mean,
            hours_back_q10=back.low,
            hours_back_q90=back.high,
        )
        for cut_id, effort, back in items
    ]
    db.session.add(plan)
    record(plan, "saved", by=by, at=at, paper_cuts=[f"PC-{item.paper_cut_id}" for item in plan.items])
    return plan


def rename(plan: Plan, name: str, *, by: Account | None, at: datetime) -> None:
    """Call a plan otherwise."""
    change(plan, "renamed", by=by, at=at, name=name)


def remove(plan: Plan, *, by: Account | None, at: datetime) -> None:
    """Remove a plan; what was claimed with it stays claimed."""
    record(plan, "removed the plan", by=by, at=at, what=plan.name)
    db.session.delete(plan)
