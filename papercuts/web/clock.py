"""The one place that reads the clock; everything else is given the time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from papercuts.models import Setting


def utc_now() -> datetime:
    """Return the time now, aware."""
    return datetime.now(UTC)


def zone(setting: Setting) -> ZoneInfo:
    """Return the instance's time zone."""
    return ZoneInfo(setting.time_zone)


def today(setting: Setting) -> date:
    """Return the date now, where the team works."""
    return utc_now().astimezone(zone(setting)).date()
