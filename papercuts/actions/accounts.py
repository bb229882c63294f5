"""Accounts: the first administrator, invitations, roles, passwords, ends of sessions."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update

from papercuts.actions.history import change, record
from papercuts.db import db
from papercuts.domain.limits import LinkPurpose, Role, Theme
from papercuts.domain.text import identity
from papercuts.domain.tokens import hash_token
from papercuts.models import Account, Event, OneTimeLink, Session

INVITATION_LASTS = timedelta(hours=72)
RESET_LASTS = timedelta(minutes=60)
NOBODYS = {"the command line", "somebody"}  # whom the history names where it knows no account
USED_UP = "This link does not work: it was used already, or it is too old. Ask an administrator for a new one."


class NameTaken(ValueError):
    """Somebody else is called that: two people of one name cannot be told apart in a history."""


def make_link(
    purpose: LinkPurpose, *, role: Role, by: Account | None, at: datetime, account: Account | None = None
) -> str:
    """Make a one-time link and return its token, which is shown once and kept only as a hash."""
    lasts = RESET_LASTS if purpose is LinkPurpose.RESET else INVITATION_LASTS
    token = secrets.token_urlsafe(32)
    link = OneTimeLink(
        token_sha256=hash_token(token),
        purpose=purpose,
        role=role,
        account_id=account.id if account else None,
        made_by_id=by.id if by else None,
        created_at=at,
        expires_at=at + lasts,
    )
    db.session.add(link)
    record(link, f"made a link: {purpose.value}", by=by, at=at, role=role.value, account=account and account.name)
    return token


def first_admin_link(at: datetime) -> str | None:
    """Make the link for the first administrator, ending earlier ones; nothing once there is one."""
    if db.session.scalar(select(func.count()).where(Account.role == Role.ADMIN, Account.password_hash.is_not(None))):
        return None
    _end_unused(OneTimeLink.purpose == LinkPurpose.FIRST_ADMIN, by=None, at=at)
    return make_link(LinkPurpose.FIRST_ADMIN, role=Role.ADMIN, by=None, at=at)


def withdraw_link(link: OneTimeLink, *, by: Account, at: datetime) -> None:
    """End a link. Raises ValueError when somebody was quicker with it."""
    record(link, f"withdrew a link: {link.purpose.value}", by=by, at=at, role=link.role.value)
    unused = delete(OneTimeLink).where(OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None))
    if db.session.scalar(unused.returning(OneTimeLink.id)) is None:
        raise ValueError("This link was used already.")


def open_account(link: OneTimeLink, *, name: str, email: str, password_hash: str, at: datetime) -> Account:
    """Make the account a link invites to; the link is used up.

    Raises ValueError when the e-mail address has an account already, or somebody else was quicker with the link;
    NameTaken when the name is another's.
    """
    if db.session.scalar(select(Account.id).where(Account.email_identity == identity(email))):
        raise ValueError("This e-mail address has an account already. Sign in, or use another address.")
    _refuse_taken(name, but=None)
    _use_up(link, at)
    account = Account(
        name=name,
        email=email,
        email_identity=identity(email),
        password_hash=password_hash,
        role=link.role,
        created_at=at,
    )
    db.session.add(account)
    record(account, "joined", by=account, at=at, role=link.role.value)
    return account


def reset_password(link: OneTimeLink, account: Account, password_hash: str, at: datetime) -> None:
    """Set a new password by a link; every session of the account ends. Raises ValueError when it was used already."""
    _use_up(link, at)
    change_password(account, password_hash, keep=None, at=at)


def change_password(account: Account, password_hash: str, *, keep: str | None, at: datetime) -> None:
    """Set a password; the account's sessions end, but the one named by its token's hash, and so do its reset links."""
    account.password_hash = password_hash
    end_sessions(account, keep=keep)
    _end_links(account, by=account, at=at)
    record(account, "changed the password", by=account, at=at)


def end_sessions(account: Account, keep: str | None = None) -> None:
    """End an account's sessions on the server, but one."""
    db.session.execute(delete(Session).where(Session.account_id == account.id, Session.token_sha256 != (keep or "")))


def change_role(account: Account, role: Role, *, by: Account, at: datetime) -> None:
    """Give an account another role. Raises ValueError when it is the last administrator's."""
    if account.role is Role.ADMIN and role is not Role.ADMIN:
        _refuse_last_admin(account)
    if change(account, "changed the role", by=by, at=at, role=role):
        end_sessions(account)  # a new role begins with a new session


def set_disabled(account: Account, is_disabled: bool, *, by: Account, at: datetime) -> None:
    """Let an account sign in or not. Raises ValueError when it is the last administrator's."""
    if is_disabled and account.role is Role.ADMIN:
        _refuse_last_admin(account)
    if change(account, "disabled" if is_disabled else "enabled", by=by, at=at, is_disabled=is_disabled):
        end_sessions(account)
        _end_links(account, by=by, at=at)


def change_look(account: Account, *, name: str, theme: Theme, has_shortcuts: bool, at: datetime) -> None:
    """Keep what somebody is called and how they want their pages. Raises NameTaken when another is called that."""
    if name != account.name:
        _refuse_taken(name, but=account)
    change(account, "changed their account", by=account, at=at, name=name, theme=theme, has_shortcuts=has_shortcuts)


def note_sign_in(account: Account, *, peer: str, at: datetime) -> None:
    """Record that somebody signed in. peer: whereabouts, too coarse to find a person."""
    record(account, "signed in", by=account, at=at, **{"from": peer})


def note_failure(account_id: int, *, peer: str, at: datetime) -> None:
    """Record a wrong e-mail or password. account_id: 0 for an unknown address, which is not kept."""
    verb, details = "failed to sign in", {"from": peer}
    db.session.add(Event(at=at, subject="account", subject_id=account_id, verb=verb, details=details))


def _refuse_taken(name: str, but: Account | None) -> None:
    """Raise NameTaken when another account looks the same by its name; there are few enough to look at all."""
    others = db.session.scalars(select(Account.name).where(Account.id != (but.id if but else 0)))
    if identity(name) in {*map(identity, others), *NOBODYS}:
        raise NameTaken("Somebody is called that already. Add what tells you apart, like an initial.")


def _use_up(link: OneTimeLink, at: datetime) -> None:
    """Mark a link as used; the database says who was first when two come at once."""
    is_unused = (OneTimeLink.id == link.id) & OneTimeLink.used_at.is_(None)
    used = db.session.scalar(update(OneTimeLink).where(is_unused).values(used_at=at).returning(OneTimeLink.id))
    if used is None:
        raise ValueError(USED_UP)


def _end_links(account: Account, *, by: Account, at: datetime) -> None:
    """End the reset links of an account that were not used yet."""
    _end_unused(OneTimeLink.account_id == account.id, by=by, at=at)


def _end_unused(chosen: ColumnElement[bool], *, by: Account | None, at: datetime) -> None:
    """End the chosen links that were not used yet."""
    for link in db.session.scalars(select(OneTimeLink).where(chosen, OneTimeLink.used_at.is_(None))).all():
        record(link, f"ended a link: {link.purpose.value}", by=by, at=at, role=link.role.value)
        db.session.delete(link)


def _refuse_last_admin(account: Account) -> None:
    # locked, so that two administrators cannot each take the other away at the same moment
    admins = db.session.scalars(
        select(Account.id)
        .where(Account.role == Role.ADMIN, Account.is_disabled.is_(False), Account.password_hash.is_not(None))
        .order_by(Account.id)
        .with_for_update()
    ).all()
    if not set(admins) - {account.id}:
        raise ValueError("This is the last administrator. Make somebody else one first.")
