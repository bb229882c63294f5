"""The sample data: Ledgerlark, an invented company, to look around with; and taking it out again."""

from datetime import datetime

from papercuts.actions import sample_loading, sample_removal
from papercuts.models import Account


def load(*, by: Account | None, at: datetime) -> None:
    """Fill an instance that has no sites of its own, and mark every row. Raises ValueError when it has."""
    sample_loading.load(by=by, at=at)


def remove(*, by: Account | None, at: datetime) -> list[str]:
    """Remove the sample data; return the names of what stays because something of one's own rests on it.

    Raises ValueError when there is none.
    """
    return sample_removal.remove(by=by, at=at, story=sample_loading.story())


def outlook() -> sample_removal.Outlook:
    """Return what removing the sample data would do to what somebody here has done with it; nothing is changed."""
    return sample_removal.outlook()
