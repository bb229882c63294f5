"""Signing in and out, and joining by a one-time link."""

from flask import Blueprint, abort, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import LinkPurpose
from papercuts.domain.text import identity
from papercuts.forms.accounts import JoinForm, ResetForm, SignInForm
from papercuts.models import Account, OneTimeLink
from papercuts.web import errors, rate_limits, sign_in
from papercuts.web.addresses import is_safe_next
from papercuts.web.clock import today, utc_now
from papercuts.web.passwords import hash_password, is_outdated, is_password
from papercuts.web.permissions import allowed, public
from papercuts.web.rendering import setting

bp = Blueprint("sign_in", __name__)

WRONG = "Wrong e-mail or password"  # the same for both


@bp.get("/login")
@public
def show() -> str | Response:
    """Show the form, or go on when somebody is signed in already."""
    if sign_in.who():
        return redirect(_next())
    return _page(SignInForm())


@bp.post("/login")
@public
def create() -> Response | tuple[str, int]:
    """Sign somebody in."""
    form = SignInForm(request.form)
    if not form.validate():
        return _again(form, 422)
    try:
        account = _who_is(str(form.email.data), str(form.password.data))
    except rate_limits.TooManyTries as error:
        return _wait(form, error)
    if account is None:
        form.email.errors = [WRONG]
        return _again(form, 422)
    sign_in.start(account, is_kept=bool(form.keep.data))
    # here, so that it is done each day that somebody works, whether the server starts anew or not
    actions.volunteers.forget(today(setting()), at=utc_now())
    actions.accounts.note_sign_in(account, peer=rate_limits.neighbourhood(request.remote_addr), at=utc_now())
    db.session.commit()
    return redirect(_next(), code=303)


@bp.post("/logout")
@allowed("own account")
def destroy() -> Response:
    """Sign out: the session ends on the server, and what the browser keeps goes where nothing of it is lost."""
    sign_in.end()
    actions.history.record(g.user, "signed out", by=g.user, at=utc_now())
    db.session.commit()
    answer = redirect(url_for("sign_in.show"), code=303)
    if request.form.get("clears_device") == "yes":  # the outbox is empty, or its loss was confirmed
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.get("/join/<token>")
@public
def join(token: str) -> str:
    """Show the form of a new account, to whom a link invites."""
    return render_template("sign_in/join.html", form=_join_form(), link=_invitation(token))


@bp.post("/join/<token>")
@public
def open_account(token: str) -> Response | tuple[str, int]:
    """Make the account a link invites to."""
    link, form = _invitation(token), _join_form()
    if form.validate():
        try:
            return _welcome(_new_account(link, form))
        except ValueError as error:
            field = form.name if isinstance(error, actions.accounts.NameTaken) else form.email
            field.errors = [str(error)]
    return render_template("sign_in/join.html", form=form, link=link), 422


@bp.get("/reset/<token>")
@public
def reset(token: str) -> str:
    """Ask for a new password, when an administrator made a link for it."""
    _, account = _reset_link(token)
    return render_template("sign_in/reset.html", form=_reset_form(account), account=account)


@bp.post("/reset/<token>")
@public
def set_password(token: str) -> Response | tuple[str, int]:
    """Set a new password by a link."""
    link, account = _reset_link(token)
    form = _reset_form(account)
    if not form.validate():
        return render_template("sign_in/reset.html", form=form, account=account), 422
    try:
        actions.accounts.reset_password(link, account, hash_password(str(form.password.data)), utc_now())
    except ValueError as error:
        abort(404, str(error))
    return _welcome(account)


def _next() -> str:
    target = request.values.get("next", "")
    return target if is_safe_next(target) else url_for("overview.index")


def _again(form: SignInForm, status: int) -> tuple[str, int]:
    return _page(form), status


def _page(form: SignInForm) -> str:
    return render_template(
        "sign_in/sign_in.html",
        form=form,
        next=request.values.get("next", ""),
        has_anybody=queries.accounts.has_any(),
    )


def _wait(form: SignInForm, error: rate_limits.TooManyTries) -> Response:
    form.email.errors = [errors.too_many(error)]
    response = make_response(_again(form, 429))
    response.headers["Retry-After"] = str(error.seconds_left(utc_now()))
    return response


def _who_is(email: str, password: str) -> Account | None:
    """Return the account whose password this is; the same work is done for an unknown address.

    Raises TooManyTries. The address is counted first: who has used it up cannot lock accounts any more.
    """
    peer, name = f"peer:{rate_limits.network(request.remote_addr)}", f"account:{identity(email)[:150]}"
    rate_limits.count_try(peer, rate_limits.FAILURES_PER_ADDRESS, utc_now())
    rate_limits.count_try(name, rate_limits.FAILURES_PER_ACCOUNT, utc_now())
    found = queries.accounts.by_email(email)
    account_id = found.id if found else 0
    stored = found.password_hash if found and not found.is_disabled else None
    db.session.commit()
    if not is_password(stored, password):
        actions.accounts.note_failure(account_id, peer=rate_limits.neighbourhood(request.remote_addr), at=utc_now())
        db.session.commit()
        return None
    account = db.session.get_one(Account, account_id)
    if is_outdated(str(stored)):
        account.password_hash = hash_password(password)
    rate_limits.clear(name)
    rate_limits.forgive(peer)
    return account


def _link(token: str, *purposes: LinkPurpose) -> OneTimeLink:
    link = queries.accounts.usable_link(token, utc_now())
    if link is None or link.purpose not in purposes:
        abort(404, actions.accounts.USED_UP)
    return link


def _invitation(token: str) -> OneTimeLink:
    return _link(token, LinkPurpose.FIRST_ADMIN, LinkPurpose.INVITATION)


def _reset_link(token: str) -> tuple[OneTimeLink, Account]:
    link = _link(token, LinkPurpose.RESET)
    account = db.session.get_one(Account, link.account_id)
    if account.is_disabled:
        abort(404, actions.accounts.USED_UP)
    return link, account


def _join_form() -> JoinForm:
    return JoinForm(request.form, company=setting().product_name)


def _reset_form(account: Account) -> ResetForm:
    return ResetForm(request.form, company=setting().product_name, email=account.email, name=account.name)


def _new_account(link: OneTimeLink, form: JoinForm) -> Account:
    return actions.accounts.open_account(
        link,
        name=str(form.name.data),
        email=str(form.email.data),
        password_hash=hash_password(str(form.password.data)),
        at=utc_now(),
    )


def _welcome(account: Account) -> Response:
    sign_in.start(account, is_kept=False)
    db.session.commit()
    flash(f"Welcome, {account.name}.")
    return redirect(url_for("overview.index"), code=303)
