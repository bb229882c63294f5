"""The page on which a site is told: the prepared message, the ways it can go out, and that they know."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import abort, current_app, g, render_template, url_for
from werkzeug.datastructures import MultiDict

from papercuts import actions, queries
from papercuts.domain import mails, telling
from papercuts.domain.limits import Consent, MailState, ToldHow
from papercuts.domain.mails import Message
from papercuts.domain.private import Private, numbers_in
from papercuts.domain.realised import total
from papercuts.forms.telling import MessageForm, ToldForm
from papercuts.models import Mail, PaperCut, Release, Site, Told
from papercuts.pages.shared_page import open_link
from papercuts.queries.realised import Realised
from papercuts.queries.telling import Met
from papercuts.web.addresses import absolute_url
from papercuts.web.clock import today, utc_now
from papercuts.web.rendering import setting

Sent = MultiDict[str, str]


@dataclass(frozen=True)
class ShownThing:
    """One line of what they showed us, for the team."""

    text: str
    href: str
    days: tuple[date, ...]


@dataclass(frozen=True)
class Topic:
    """What a site is to hear: what a release fixes of theirs, or that a paper cut is declined."""

    site: Site
    about: Release | PaperCut
    told: Told | None
    n_since: int  # things that the release has got since they were told
    message: Message
    shown: tuple[ShownThing, ...]
    refused_words: Sequence[str]  # what others said, or who has not agreed to be quoted
    mails: Sequence[Mail]

    @property
    def release(self) -> Release | None:
        """Return the release, if it is about one."""
        return self.about if isinstance(self.about, Release) else None

    def url(self, step: str = "show") -> str:
        """Return the address of the page (show), of its message (write), or of its being told (mark)."""
        if isinstance(self.about, Release):
            return url_for(f"telling.{step}", id=self.about.id, site_id=self.site.id)
        return url_for(f"telling.{step}_declined", id=self.site.id, cut_id=self.about.id)


def of_release(release_id: int, site_id: int) -> Topic:
    """Return what a site is to hear about a release; 404 where there is nothing, and nothing was told."""
    return find(release_id, site_id) or abort(404)


def find(release_id: int, site_id: int) -> Topic | None:
    """Return what a site is to hear about a release, once people have it; none where there is nothing."""
    release, site = queries.releases.with_fixes(release_id), queries.places.site(site_id)
    if release is None or site is None or not release.is_published:
        return None
    found = next(iter(queries.telling.of_release(release, site_id).sites), None)
    told = queries.telling.of_release_at(site_id, release_id)
    if found is None and told is None:
        return None
    met, new = (found.met, found.untold) if found else ((), ())
    kept = queries.telling.mails(release_id, site_id)
    return Topic(
        site=site,
        about=release,
        told=told,
        n_since=len(new) if told else 0,
        message=_not_sent(kept) or _with_address(site, _fixed(release, site_id, new or met)),
        shown=tuple(ShownThing(one.title, url_for("paper_cuts.show", id=one.cut_id), one.days) for one in met),
        refused_words=queries.telling.others_words([one.cut_id for one in met], site_id),
        mails=kept,
    )


def of_declined(site_id: int, cut_id: int) -> Topic:
    """Return what a site is to hear about a paper cut that is declined; 404 where it is not, or was not shown."""
    site, found = queries.places.site(site_id), queries.telling.declined_at(site_id, cut_id)
    if site is None or found is None:
        abort(404)
    cut, days = found
    text = telling.declined(cut.title, days, cut.decline_reason, _own_page(site_id), g.user.name)
    return Topic(
        site=site,
        about=cut,
        told=queries.telling.of_cut(site_id, cut_id),
        n_since=0,
        message=_with_address(site, text),
        shown=(ShownThing(cut.title, url_for("paper_cuts.show", id=cut_id), days),),
        refused_words=queries.telling.others_words([cut_id], site_id),
        mails=(),
    )


def message_form(topic: Topic, sent: Sent | None = None) -> MessageForm:
    """Return the form of the message: as it was prepared, or as it was sent."""
    return MessageForm(sent, data=vars(topic.message))


def written(form: MessageForm) -> Message:
    """Return the message that a form holds."""
    return Message(subject=str(form.subject.data), body=str(form.body.data), to=str(form.to.data or ""))


def may_go_out(topic: Topic, form: MessageForm, is_sent: bool = True) -> bool:
    """Say whether a message may go to this site; what stands in the way is said beside its fields."""
    if is_sent and not form.validate():
        return False
    found = {name: refusal(topic, str(form[name].data)) for name in ("subject", "body")}
    for name, why in found.items():
        if why:
            form[name].errors = [why]
    return not any(found.values())


def refusal(topic: Topic, text: str) -> str:
    """Return why a text may not go to this site; nothing when it may."""
    site, product = topic.site, setting().product_name
    named = [one for one in site.participants if one.consent is Consent.NAMED]
    unnamed = [one.code for one in site.participants if one.consent is not Consent.NAMED]
    own = [site.name, product, *(one.real_name for one in named if one.real_name)]
    private = Private([*queries.public_names.known_beside(site), *unnamed], own, topic.refused_words)
    names = [*private.names_in([text]), *numbers_in([text])]
    if names:
        return f"This names {', '.join(names[:5])}. Write it without people, their codes, our numbers and other sites."
    if private.quotes_in([text]):
        return "This repeats what somebody said who has not agreed to it, or who is elsewhere. Write your own words."
    return ""


def render(topic: Topic, form: MessageForm | None = None, mark: ToldForm | None = None) -> str:
    """Return the page; without a form, with the message as it was prepared."""
    is_prepared = form is None
    form = form or message_form(topic)
    may = may_go_out(topic, form, is_sent=False) if is_prepared else not form.errors
    return render_template(
        "telling/show.html",
        topic=topic,
        form=form,
        may_go_out=may,
        mailto=mails.mailto(written(form)) if may else None,
        addresses=mails.addresses_in(topic.site.contacts),
        mark=mark or mark_form(),
        can_send=topic.release is not None and current_app.config["MAIL_SERVER"] is not None,
        is_under_way=_is_under_way,
    )


def mark_form(sent: Sent | None = None) -> ToldForm:
    """Return the form of having told them: today and by mail, unless something else was sent."""
    now = today(setting())
    return ToldForm(sent, today=now, data={"told_on": now, "how": ToldHow.MAIL.value})


def _is_under_way(mail: Mail) -> bool:
    return mail.state is MailState.WAITING and mail.made_at > utc_now() - actions.mails.UNDER_WAY


def _fixed(release: Release, site_id: int, met: Sequence[Met]) -> Message:
    fixes = {fix.id: fix for fix in release.fixes}
    things = [
        telling.Thing(fixes[one.fix_id].public_title, fixes[one.fix_id].public_text, one.days)
        for one in met
        if fixes[one.fix_id].public_title
    ]
    given = _given(queries.realised.of_fixes([one.fix_id for one in met]).values())
    links = telling.Links(absolute_url(url_for("notes.show", version=release.version)), _own_page(site_id))
    return telling.fixed(setting().product_name, release.version, things, given, links, g.user.name)


def _given(fixes: Collection[Realised]) -> telling.Given:
    """Return what fixes give back together: as measured, where somebody was looked at with them, else as predicted."""
    hours = [one.realised or one.predicted for one in fixes]
    return telling.Given(total(filter(None, hours)), is_measured=all(one.realised for one in fixes))


def _not_sent(kept: Sequence[Mail]) -> Message | None:
    """Return the words of the newest message when it did not go out: whoever wrote them wants them back."""
    newest = kept[0] if kept else None
    if newest is None or newest.state is MailState.SENT:
        return None
    return Message(subject=newest.subject, body=newest.body, to=newest.to_address)


def _own_page(site_id: int) -> str:
    """Return the address of the page that a site can read, while its link works."""
    return open_link(queries.shared_pages.newest(site_id))


def _with_address(site: Site, message: Message) -> Message:
    """Return a message to the only address that the contacts of a site hold; of several, a person chooses."""
    known = mails.addresses_in(site.contacts)
    return replace(message, to=known[0]) if len(known) == 1 else message
