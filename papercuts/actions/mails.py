"""Messages that papercuts sends itself: kept before they are sent, so that a crash loses none and doubles none.

The caller commits a waiting message, hands it over, then commits what became of it. One that stays waiting may or may
not have gone out; it is sent again only when somebody says so, and with the same Message-ID.
"""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import or_, select, update

from papercuts.actions.history import record
from papercuts.db import db
from papercuts.domain.limits import MailState
from papercuts.domain.mails import Message, domain_of
from papercuts.models import Account, Mail, Release, Site

UNDER_WAY = timedelta(minutes=2)  # longer than any server is waited for


def prepare(site: Site, release: Release, message: Message, *, sender: str, by: Account, at: datetime) -> Mail:
    """Keep a message that is about to be sent. Raises ValueError when just this one was sent, or is being sent.

    The site is held by the caller, so that of two who press at once one is second.
    """
    same = select(Mail.id).where(
        Mail.site_id == site.id,
        Mail.release_id == release.id,
        Mail.to_address == message.to,
        Mail.subject == message.subject,
        Mail.body == message.body,
        or_(Mail.state == MailState.SENT, Mail.state == MailState.WAITING),
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise ValueError(f"Just this message to {message.to} is sent already, or was begun: see below.")
    mail = Mail(
        site_id=site.id,
        release_id=release.id,
        to_address=message.to,
        subject=message.subject,
        body=message.body,
        message_id=f"<{uuid4().hex}@{domain_of(sender)}>",
        state=MailState.WAITING,
        made_by_id=by.id,
        made_at=at,
    )
    db.session.add(mail)
    record(site, "began to send a message", by=by, at=at, of=release.version)
    return mail


def take_up(mail: Mail, *, by: Account, at: datetime) -> None:
    """Begin to send a message again. Raises ValueError when it was sent, or when somebody is sending it right now."""
    may_be_taken = or_(
        Mail.state == MailState.FAILED, (Mail.state == MailState.WAITING) & (Mail.made_at < at - UNDER_WAY)
    )
    taken = db.session.execute(
        update(Mail)
        .where(Mail.id == mail.id, may_be_taken)
        .values(state=MailState.WAITING, error="", made_at=at, made_by_id=by.id)
        .returning(Mail.id)
    ).all()
    if not taken:
        raise ValueError("This message was sent, or is being sent right now. Look again in a minute.")
    db.session.refresh(mail)
    record(db.session.get_one(Site, mail.site_id), "began to send a message again", by=by, at=at, of=_version(mail))


def settle(mail: Mail, why_not: str = "", *, by: Account, at: datetime) -> None:
    """Say what became of a message that was handed over: sent, or why not."""
    mail.state = MailState.FAILED if why_not else MailState.SENT
    mail.error, mail.sent_at = why_not, None if why_not else at
    verb = "could not send a message" if why_not else "sent a message"
    record(db.session.get_one(Site, mail.site_id), verb, by=by, at=at, of=_version(mail))


def _version(mail: Mail) -> str:
    return db.session.get_one(Release, mail.release_id).version
