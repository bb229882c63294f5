"""Sending a message to a site: kept first, then handed over while no transaction is open, then settled."""

from contextlib import suppress
from email.message import EmailMessage

from flask import current_app, g
from sqlalchemy.exc import IntegrityError

from papercuts import actions
from papercuts.db import db
from papercuts.domain import mails
from papercuts.domain.limits import ToldHow
from papercuts.domain.mails import Message
from papercuts.models import Account, Mail, Release, Site, Told
from papercuts.pages import telling
from papercuts.pages.telling import Topic
from papercuts.services import mail as service
from papercuts.web.clock import today, utc_now
from papercuts.web.rendering import setting


def send(topic: Topic, message: Message) -> str:
    """Send a message about a release; return why it did not go out, or nothing. Commits.

    Raises ValueError when there is no mail server, or just this was sent before.
    """
    if topic.release is None:
        raise ValueError("Only messages about a release are sent from here. Use your own mail program for this one.")
    _refuse_without_server()
    sender = current_app.config["MAIL_FROM"]
    kept = actions.mails.prepare(topic.site, topic.release, message, sender=sender, by=g.user, at=utc_now())
    return _hand_over(kept)


def send_again(kept: Mail) -> str:
    """Send a message again that failed or was left waiting, as itself. Like `send`.

    Raises ValueError too when it may not go out any more as it stands: a name is known by now, a consent was taken
    back, or so was the release.
    """
    _refuse_without_server()
    topic = telling.find(kept.release_id, kept.site_id)
    if topic is None:
        raise ValueError(
            "It was not sent: the release is a draft again, or nothing of what they showed holds any more."
        )
    for text in (kept.subject, kept.body):
        if why_not := telling.refusal(topic, text):
            raise ValueError(f"It was not sent. {why_not}")
    actions.mails.take_up(kept, by=g.user, at=utc_now())
    return _hand_over(kept)


def _refuse_without_server() -> None:
    if current_app.config["MAIL_SERVER"] is None:
        raise ValueError("Nothing can be sent from here: no mail server is set.")


def _hand_over(kept: Mail) -> str:
    mail_id, by_id = kept.id, g.user.id
    server, message = current_app.config["MAIL_SERVER"], _outgoing(kept)
    db.session.commit()  # from here on a crash leaves a waiting message, and nothing is locked while it is sent
    why_not = ""
    try:
        service.send(server, message)
    except service.NotSent as error:
        why_not = str(error)
    return _settled(mail_id, by_id, why_not)


def _outgoing(kept: Mail) -> EmailMessage:
    message = Message(subject=kept.subject, body=kept.body, to=kept.to_address)
    by = db.session.get(Account, kept.made_by_id or 0)
    return mails.outgoing(
        message,
        sender=current_app.config["MAIL_FROM"],
        reply_to=by.email if by else "",
        message_id=kept.message_id,
        at=kept.made_at,
    )


def _settled(mail_id: int, by_id: int, why_not: str) -> str:
    """Keep what became of a message; one that went out has told them. A colleague may have said so meanwhile."""
    kept, by = db.session.get_one(Mail, mail_id), db.session.get_one(Account, by_id)
    actions.mails.settle(kept, why_not, by=by, at=utc_now())
    if not why_not:
        with suppress(ValueError, IntegrityError), db.session.begin_nested():
            _mark(kept, by)
    db.session.commit()
    return why_not


def _mark(kept: Mail, by: Account) -> Told:
    site, release = db.session.get_one(Site, kept.site_id), db.session.get_one(Release, kept.release_id)
    topic = telling.find(release.id, site.id)
    how, is_more = ToldHow.MAIL, topic is not None and topic.n_since > 0
    return actions.telling.tell(site, release, how=how, told_on=today(setting()), is_more=is_more, by=by, at=utc_now())
