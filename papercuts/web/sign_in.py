"""Sessions on the server: the cookie holds a random token, the table its SHA-256 and how long it lasts."""

import secrets
from contextlib import suppress
from datetime import datetime, timedelta

from flask import g, session
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import joinedload

from papercuts.db import db, for_writing, is_only_reading
from papercuts.domain.tokens import hash_token
from papercuts.models import Account, Session
from papercuts.web import rate_limits
from papercuts.web.clock import utc_now
from papercuts.web.passwords import is_password

IDLE, LONGEST, KEPT = timedelta(hours=12), timedelta(days=7), timedelta(days=30)
PROOF_LASTS = timedelta(minutes=15)
TOUCH_AFTER = timedelta(minutes=5)  # last_seen_at is written at most this often


def start(account: Account, is_kept: bool) -> None:
    """Begin a new session in this browser; whatever it had before ends."""
    end()  # its form token too
    session.permanent = is_kept
    now = utc_now()
    account.last_seen_at = now
    db.session.execute(delete(Session).where(Session.last_seen_at < now - KEPT))
    db.session.add(
        Session(
            token_sha256=_new_token(),
            account_id=account.id,
            created_at=now,
            last_seen_at=now,
            proved_at=now,
            is_kept=is_kept,
        )
    )


def end() -> None:
    """End this browser's session on the server and forget its cookie."""
    token = session.get("token")
    row = db.session.get(Session, hash_token(token)) if token else None
    if row is not None:
        db.session.delete(row)
    g.pop("session_row", None)
    session.clear()


def who() -> Account | None:
    """Return who is signed in here, or nobody; the role is as the database has it now."""
    row = current()
    if row is None or row.account.is_disabled or has_ended(row, utc_now()):
        return None
    _touch(row)
    return row.account


def current() -> Session | None:
    """Return the session row of this browser."""
    if "session_row" not in g:
        token = session.get("token")
        g.session_row = (
            db.session.scalar(
                select(Session)
                .where(Session.token_sha256 == hash_token(str(token)))
                .options(joinedload(Session.account))
            )
            if token
            else None
        )
    row: Session | None = g.session_row
    return row


def has_ended(row: Session, now: datetime) -> bool:
    """Say whether a session is too old or has been idle too long."""
    idle, longest = (KEPT, KEPT) if row.is_kept else (IDLE, LONGEST)
    return now - row.last_seen_at > idle or now - row.created_at > longest


def is_proved() -> bool:
    """Say whether the password was given a short while ago, for what needs it."""
    row = current()
    return row is not None and utc_now() - row.proved_at <= PROOF_LASTS


def prove(password: str) -> bool:
    """Say whether this is the password of whoever is signed in; if so, the session gets a new token.

    Raises TooManyTries: with a stolen session the password could be guessed here, too.
    """
    row, key = current(), f"proof:{g.user.id}"
    stored = g.user.password_hash
    rate_limits.count_try(key, rate_limits.FAILURES_PER_ACCOUNT, utc_now())
    if row is None or not is_password(stored, password):
        return False
    rate_limits.clear(key)
    row.token_sha256, row.proved_at = _new_token(), utc_now()
    db.session.commit()  # the browser gets its new token even when what the password was for is refused
    return True


def _new_token() -> str:
    """Give the browser a new token, and return what is kept of it."""
    session["token"] = secrets.token_urlsafe(32)
    return hash_token(session["token"])


def _touch(row: Session) -> None:
    now = utc_now()
    if now - row.last_seen_at <= TOUCH_AFTER:
        return
    if not is_only_reading():
        row.last_seen_at = row.account.last_seen_at = now
        return
    # apart from the request, which only reads; while somebody else writes for long, it can wait for the next one
    with suppress(OperationalError), for_writing(), db.engine.begin() as connection:
        connection.execute(update(Session).where(Session.token_sha256 == row.token_sha256).values(last_seen_at=now))
        connection.execute(update(Account).where(Account.id == row.account_id).values(last_seen_at=now))
