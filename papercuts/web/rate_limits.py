"""Limits on tries, counted in the database so that they survive a restart and all workers agree."""

import ipaddress
from datetime import datetime, timedelta

from sqlalchemy import delete

from papercuts.db import db
from papercuts.models import RateCount

WINDOW = timedelta(minutes=15)
FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS = 5, 20


class TooManyTries(Exception):
    """Raised when a window is used up; `until` says when it frees."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many tries")
        self.until = until


def count_try(key: str, limit: int, now: datetime) -> None:
    """Count a try in the key's fixed window. Raises TooManyTries past the limit.

    It is counted before the work, so that parallel tries cannot slip through; `forgive` takes a good one back.
    """
    row = db.session.get(RateCount, key, with_for_update=True)
    if row is None or row.ends_at <= now:
        db.session.execute(delete(RateCount).where(RateCount.ends_at <= now))
        row = RateCount(key=key, count=0, ends_at=now + WINDOW)
        row = db.session.merge(row)
    if row.count >= limit:
        raise TooManyTries(row.ends_at)
    row.count += 1


def forgive(key: str) -> None:
    """Take one try back: it was a good one."""
    row = db.session.get(RateCount, key, with_for_update=True)
    if row is not None:
        row.count = max(row.count - 1, 0)


def clear(key: str) -> None:
    """Begin a key's window anew."""
    db.session.execute(delete(RateCount).where(RateCount.key == key))


def network(address: str | None) -> str:
    """Return what counts as one peer: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        peer = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(peer, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((peer, 64), strict=False))
    return str(peer)
