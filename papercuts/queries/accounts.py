"""Accounts, their links and sessions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from papercuts.db import db
from papercuts.domain.limits import Role
from papercuts.domain.text import identity
from papercuts.domain.tokens import hash_token
from papercuts.models import Account, OneTimeLink, Session


@dataclass(frozen=True)
class Unused:
    """A one-time link that works still."""

    link: OneTimeLink
    made_by: str
    name: str  # whose password it sets; empty for an invitation


def by_email(email: str) -> Account | None:
    """Return the account of an e-mail address, however it is written."""
    return db.session.scalar(select(Account).where(Account.email_identity == identity(email)))


def usable_link(token: str, now: datetime) -> OneTimeLink | None:
    """Return the link of a token, unless it was used or is too old."""
    link = db.session.scalar(select(OneTimeLink).where(OneTimeLink.token_sha256 == hash_token(token)))
    return link if link is not None and link.used_at is None and link.expires_at > now else None


def unused_links(now: datetime) -> list[Unused]:
    """Return the links that work still, the newest first."""
    maker = aliased(Account)
    rows = db.session.execute(
        select(OneTimeLink, maker.name, Account.name)
        .outerjoin(maker, maker.id == OneTimeLink.made_by_id)
        .outerjoin(Account, Account.id == OneTimeLink.account_id)
        .where(OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now)
        .order_by(OneTimeLink.id.desc())
    )
    return [Unused(link, made_by or "the command line", name or "") for link, made_by, name in rows]


def has_any() -> bool:
    """Say whether anybody can sign in."""
    return db.session.scalar(select(Account.id).where(Account.password_hash.is_not(None)).limit(1)) is not None


def everybody() -> Sequence[Account]:
    """Return all accounts by name, those of the sample data last."""
    return db.session.scalars(select(Account).order_by(Account.is_sample, Account.name, Account.id)).all()


def sessions_of(account: Account) -> Sequence[Session]:
    """Return where somebody is signed in, newest first."""
    return db.session.scalars(
        select(Session).where(Session.account_id == account.id).order_by(Session.last_seen_at.desc())
    ).all()


def admins() -> Sequence[Account]:
    """Return who can change roles."""
    return db.session.scalars(
        select(Account)
        .where(Account.role == Role.ADMIN, Account.is_disabled.is_(False), Account.password_hash.is_not(None))
        .order_by(Account.name)
    ).all()


def name_of(account_id: int | None) -> str:
    """Return the name of an account; nothing of none."""
    return db.session.scalar(select(Account.name).where(Account.id == account_id)) or ""


def names_of(roles: Collection[Role], *, but: Collection[int]) -> list[str]:
    """Return the names of those who can sign in and have one of these roles, but for some of them."""
    able = select(Account.name).where(Account.is_disabled.is_(False), Account.role.in_(roles), Account.id.not_in(but))
    return list(db.session.scalars(able.order_by(Account.name, Account.id)))
