"""Limits on tries, counted in the database so that they survive a restart and all workers agree."""

import ipaddress
from datetime import datetime, timedelta

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from papercuts.db import db
from papercuts.models import RateCount

WINDOW = timedelta(minutes=15)
A_MINUTE, AN_HOUR, A_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
UPLOADS_A_MINUTE = 600  # of records and photos, by one account
FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS = 5, 20
OFFERS_PER_NEIGHBOURHOOD = 5  # in a day, to show how somebody works
OFFERS_AN_HOUR = 500  # by all together: whoever has many addresses can close the form for an hour, and no longer
FORGOTTEN_AFTER = timedelta(days=1)


class TooManyTries(Exception):
    """Raised when a window is used up; `until` says when it frees."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many tries")
        self.until = until

    def seconds_left(self, now: datetime) -> int:
        """Return how long to wait, for the header Retry-After."""
        return max(int((self.until - now).total_seconds()) + 1, 1)


class TooManySent(TooManyTries):
    """Raised when somebody's phones send more than a minute takes; the rest can come when it is over."""


def count_upload(account_id: int, now: datetime) -> None:
    """Count a record or a photo that a phone sends, at once and for good. Raises TooManySent past the limit."""
    try:
        count_try(f"upload:{account_id}", UPLOADS_A_MINUTE, now, window=A_MINUTE)
    except TooManyTries as error:
        raise TooManySent(error.until) from error


def count_offer(address: str | None, now: datetime) -> None:
    """Count an offer of a stranger, at once and for good. Raises TooManyTries past the limits."""
    count_try(f"offer:{neighbourhood(address)}", OFFERS_PER_NEIGHBOURHOOD, now, window=A_DAY)
    count_try("offers", OFFERS_AN_HOUR, now, window=AN_HOUR)


def count_try(key: str, limit: int, now: datetime, window: timedelta = WINDOW) -> None:
    """Count a try in the key's fixed window, at once and for good. Raises TooManyTries past the limit.

    It is counted before the work, so that parallel tries cannot slip through; `forgive` takes a good one back.
    """
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(RateCount)
    is_over = RateCount.ends_at <= now
    n, ends_at = db.session.execute(
        insert.values(key=key, count=1, ends_at=now + window)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={
                "count": case((is_over, 1), else_=RateCount.count + 1),
                "ends_at": case((is_over, now + window), else_=RateCount.ends_at),
            },
        )
        .returning(RateCount.count, RateCount.ends_at)
    ).one()
    db.session.commit()  # a try counts whatever comes after, and no lock is held while a password is hashed
    if n == 1:
        db.session.execute(delete(RateCount).where(RateCount.ends_at <= now - FORGOTTEN_AFTER))
        db.session.commit()
    if n > limit:
        raise TooManyTries(ends_at)


def check(key: str, limit: int, now: datetime) -> None:
    """Count nothing; raise TooManyTries while the key's window is used up."""
    found = select(RateCount.ends_at).where(RateCount.key == key, RateCount.count >= limit, RateCount.ends_at > now)
    ends_at = db.session.scalar(found)
    if ends_at is not None:
        raise TooManyTries(ends_at)


def forgive(key: str) -> None:
    """Take one try back: it was a good one."""
    db.session.execute(update(RateCount).where(RateCount.key == key).values(count=RateCount.count - 1))


def clear(key: str) -> None:
    """Begin a key's window anew."""
    db.session.execute(delete(RateCount).where(RateCount.key == key))


def network(address: str | None) -> str:
    """Return what counts as one peer: an IPv4 address, or the /64 of an IPv6 one."""
    peer = _peer(address)
    if isinstance(peer, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((peer, 64), strict=False))
    return str(peer or "unknown")


def neighbourhood(address: str | None) -> str:
    """Return as much of an address as the history keeps: nobody can be found by it, but a stranger stands out."""
    peer = _peer(address)
    if peer is None or peer.is_loopback:
        return "this machine" if peer else "unknown"
    return str(ipaddress.ip_network((peer, 24 if peer.version == 4 else 48), strict=False))


def _peer(address: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        peer = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    return getattr(peer, "ipv4_mapped", None) or peer  # a server that listens on :: sees IPv4 in this guise
