"""What the team sets for the whole instance."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from papercuts.actions import scores
from papercuts.actions.history import change
from papercuts.db import db
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
