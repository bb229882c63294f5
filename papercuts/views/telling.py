"""Telling those who showed us: the message to a site, how it goes out, and that they know."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain import mails
from papercuts.domain.limits import ToldHow
from papercuts.forms.telling import CorrectionForm, MessageForm, ToldForm
from papercuts.models import Account, Mail, Site, Told
from papercuts.pages import telling as page
from papercuts.pages import telling_sending as sending
from papercuts.pages.telling import Topic
from papercuts.web.attempts import attempt
from papercuts.web.clock import today, utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.downloads import file_name
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("telling", __name__)

Any_ = Answer | str | tuple[str, int]


@bp.get("/releases/<id:id>/tell/<id:site_id>")
@allowed("tell")
def show(id: int, site_id: int) -> str:
    """Show what a site is to hear about a release."""
    return page.render(page.of_release(id, site_id))


@bp.post("/releases/<id:id>/tell/<id:site_id>")
@allowed("tell")
def write(id: int, site_id: int) -> Any_:
    """Check the message, then let it out in the way that was asked for."""
    hold(Site, site_id)
    return _written(lambda: page.of_release(id, site_id))


@bp.post("/releases/<id:id>/tell/<id:site_id>/told")
@allowed("tell")
def mark(id: int, site_id: int) -> Any_:
    """Note that a site was told of a release."""
    return _marked(lambda: page.of_release(id, site_id))


@bp.get("/sites/<id:id>/tell/<id:cut_id>")
@allowed("tell")
def show_declined(id: int, cut_id: int) -> str:
    """Show what a site is to hear about a paper cut that is declined."""
    return page.render(page.of_declined(id, cut_id))


@bp.post("/sites/<id:id>/tell/<id:cut_id>")
@allowed("tell")
def write_declined(id: int, cut_id: int) -> Any_:
    """Check the message, then let it out in the way that was asked for."""
    return _written(lambda: page.of_declined(id, cut_id))


@bp.post("/sites/<id:id>/tell/<id:cut_id>/told")
@allowed("tell")
def mark_declined(id: int, cut_id: int) -> Any_:
    """Note that a site was told that a paper cut is declined."""
    return _marked(lambda: page.of_declined(id, cut_id))


@bp.post("/mails/<id:id>/again")
@allowed("tell")
def send_again(id: int) -> Answer:
    """Send a message again that failed, or was left waiting."""
    mail = db.get_or_404(Mail, id)
    site_id, release_id = mail.site_id, mail.release_id
    try:
        _say(sending.send_again(mail))
    except ValueError as error:
        db.session.rollback()
        flash(str(error), "error")
    topic = page.find(release_id, site_id)
    return redirect(topic.url() if topic else url_for("sites.show", id=site_id), code=303)


@bp.route("/told/<id:id>", methods=["GET", "POST"])
@allowed("tell")
def edit(id: int) -> Any_:
    """Correct when, how and by whom a site was told."""
    hold(Told, id)
    told = queries.telling.one(id) or abort(404)
    stored = _correction(data={"told_on": told.told_on, "how": told.how.value, "told_by": told.told_by_id})
    form = _correction(request.form) if request.method == "POST" else stored
    if request.method == "POST":
        join(form, stored)
        if form.validate():
            by = db.session.get(Account, form.told_by.data or 0)
            told_on, how = form.told_on.data or told.told_on, ToldHow(form.how.data)
            actions.telling.correct(told, how=how, told_on=told_on, told_by=by, by=g.user, at=utc_now())
            db.session.commit()
            flash("Saved.")
            return redirect(url_for("sites.show", id=told.site_id), code=303)
    return render_template("telling/edit.html", told=told, form=form), 422 if form.errors else 200


@bp.post("/told/<id:id>/removal")
@allowed("tell")
def remove(id: int) -> Answer:
    """Take back that a site was told."""
    told = queries.telling.one(id) or abort(404)
    site_id = told.site_id
    actions.telling.untell(told, by=g.user, at=utc_now())
    db.session.commit()
    flash("Taken back: nobody has told them yet.")
    return redirect(url_for("sites.show", id=site_id), code=303)


def _written(load: Callable[[], Topic]) -> Any_:
    topic = load()
    form = page.message_form(topic, request.form)
    do = request.form.get("do")
    if not page.may_go_out(topic, form):
        return page.render(topic, form), 422
    if do == "file":
        return _draft(topic, form)
    if do != "send":
        return page.render(topic, form)
    if not form.to.data:
        form.to.errors = ["Enter the address to send it to"]
    if form.errors or not attempt(lambda: _say(sending.send(topic, page.written(form))), form.body):
        return page.render(load(), form), 422
    return redirect(topic.url(), code=303)


def _marked(load: Callable[[], Topic]) -> Any_:
    topic, form = load(), page.mark_form(request.form)
    if not (form.validate() and attempt(lambda: _mark(topic, form), form.told_on)):
        return page.render(load(), mark=form), 422
    db.session.commit()
    flash(f"Noted: {topic.site.name} knows.")
    if topic.release is None:
        return redirect(url_for("sites.show", id=topic.site.id), code=303)
    return redirect(url_for("releases.show", id=topic.release.id, _anchor="tell"), code=303)


def _mark(topic: Topic, form: ToldForm) -> Told:
    told_on, how = form.told_on.data or today(setting()), ToldHow(form.how.data)
    is_more = topic.n_since > 0
    return actions.telling.tell(
        topic.site, topic.about, how=how, told_on=told_on, is_more=is_more, by=g.user, at=utc_now()
    )


def _draft(topic: Topic, form: MessageForm) -> Any_:
    """Answer with a file that opens as a draft in a mail program."""
    try:
        draft = mails.as_draft(page.written(form))
    except ValueError as error:
        form.subject.errors = [str(error)]
        return page.render(topic, form), 422
    head = {"Content-Disposition": f"attachment; filename={file_name('message', 'eml')}"}
    return Response(draft, content_type="message/rfc822", headers=head)


def _say(why_not: str) -> None:
    if why_not:
        flash(f"It was not sent. {why_not}", "error")
    else:
        flash("Sent, and marked as told.")


def _correction(sent: Any = None, **kwargs: Any) -> CorrectionForm:
    people = [(account.id, account.name) for account in queries.accounts.everybody()]
    return CorrectionForm(sent, people=people, today=today(setting()), **kwargs)
