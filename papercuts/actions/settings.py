"""What the team sets for the whole instance."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from papercuts.actions import scores
from papercuts.actions.history import change, record
from papercuts.db import db
from papercuts.domain.limits import Size
from papercuts.models import Account, Segment, Setting


def change_settings(setting: Setting, *, people: int | None, by: Account, at: datetime, **fields: Any) -> None:
    """Keep the settings and the number of people who use the product; the scores that rest on them follow."""
    before = setting.periods_a_year
    change(setting, "changed the settings", by=by, at=at, **fields)
    everyone = db.session.scalars(select(Segment).where(Segment.is_everyone)).one()
    is_counted_anew = change(everyone, "changed the number of users", by=by, at=at, head_count=people)
    if setting.periods_a_year != before:
        scores.refresh_all()
    elif is_counted_anew:
        scores.refresh_heads([everyone])


def change_afterwards(setting: Setting, *, by: Account, at: datetime, **fields: Any) -> None:
    """Keep what the team has set for what follows a fix; no score rests on it."""
    change(setting, "changed the settings", by=by, at=at, **fields)


def use_size(setting: Setting, size: Size, hours: tuple[float, float] | None, *, by: Account, at: datetime) -> None:
    """Let a size mean these hours (10 % and 90 %) in estimates to come; none: what it means everywhere."""
    kept = {name: meant for name, meant in setting.size_hours.items() if name != size}
    if hours is not None:
        kept[size.value] = list(hours)
    if kept == setting.size_hours:
        return
    now = "{:g} to {:g} h".format(*hours) if hours else "as usual"
    before = "{:g} to {:g} h".format(*setting.size_hours[size]) if size in setting.size_hours else "as usual"
    setting.size_hours = kept
    record(setting, "changed the settings", by=by, at=at, **{f"size_{size.value}": [before, now]})
