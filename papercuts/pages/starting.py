"""What is said of the day of a visit that begins."""

from papercuts.domain import formats
from papercuts.domain.limits import VisitStatus
from papercuts.models import Visit
from papercuts.web.clock import today
from papercuts.web.rendering import setting


def about_day(visit: Visit) -> str:
    """Return what to say when a planned visit begins on another day; see `actions.visits.start`, which comes after."""
    now = today(setting())
    if visit.status is not VisitStatus.PLANNED or visit.visited_on == now:
        return ""
    planned = formats.date(visit.visited_on)
    if visit.visited_on > now:
        return f"This visit was planned for {planned}; its day is today now."
    return f"This visit keeps the day it was planned for, {planned}."
