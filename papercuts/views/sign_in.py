"""Signing in and out, and joining by a one-time link."""

from flask import Blueprint, abort, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import PASSWORD_BYTES, LinkPurpose
from papercuts.domain.text import identity
from papercuts.forms.accounts import JoinForm, ResetForm, SignInForm
from papercuts.models import Account, OneTimeLink
from papercuts.web import rate_limits, sign_in
from papercuts.web.clock import utc_now, zone
from papercuts.web.guard import is_safe_next
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
    return render_template("sign_in/sign_in.html", form=SignInForm(), next=request.args.get("next", ""))


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
    actions.history.record(account, "signed in", by=account, at=utc_now())
    db.session.commit()
    return redirect(_next(), code=303)


@bp.post("/logout")
@allowed("own account")
def destroy() -> Response:
    """Sign out: the session ends on the server."""
    sign_in.end()
    actions.history.record(g.user, "signed out", by=g.user, at=utc_now())
    db.session.commit()
    return redirect(url_for("sign_in.show"), code=303)


@bp.route("/join/<token>", methods=["GET", "POST"])
@public
def join(token: str) -> str | Response | tuple[str, int]:
    """Make the account a link invites to."""
    link = _link(token, LinkPurpose.FIRST_ADMIN, LinkPurpose.INVITATION)
    form = JoinForm(request.form, company=setting().product_name)
    if request.method == "GET":
        return render_template("sign_in/join.html", form=form, link=link)
    if form.validate():
        try:
            account = actions.accounts.open_account(
                link,
                name=str(form.name.data),
                email=str(form.email.data),
                password_hash=hash_password(str(form.password.data)),
                at=utc_now(),
            )
        except ValueError as error:
            form.email.errors = [str(error)]
        else:
            return _welcome(account)
    return render_template("sign_in/join.html", form=form, link=link), 422


@bp.route("/reset/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> str | Response | tuple[str, int]:
    """Set a new password by a link that an administrator made."""
    link = _link(token, LinkPurpose.RESET)
    account = db.get_or_404(Account, link.account_id)
    form = ResetForm(request.form, company=setting().product_name, email=account.email, name=account.name)
    if request.method == "GET":
        return render_template("sign_in/reset.html", form=form, account=account)
    if not form.validate():
        return render_template("sign_in/reset.html", form=form, account=account), 422
    actions.accounts.reset_password(link, account, hash_password(str(form.password.data)), utc_now())
    return _welcome(account)


def _next() -> str:
    target = request.values.get("next", "")
    return target if is_safe_next(target) else url_for("overview.index")


def _again(form: SignInForm, status: int) -> tuple[str, int]:
    return render_template("sign_in/sign_in.html", form=form, next=request.form.get("next", "")), status


def _wait(form: SignInForm, error: rate_limits.TooManyTries) -> Response:
    until = error.until.astimezone(zone(setting()))
    form.email.errors = [f"Too many wrong tries. You can try again at {until:%H:%M}."]
    response = make_response(_again(form, 429))
    response.headers["Retry-After"] = str(max(int((error.until - utc_now()).total_seconds()) + 1, 1))
    return response


def _who_is(email: str, password: str) -> Account | None:
    """Return the account whose password this is; the same work is done for an unknown address."""
    keys = (f"account:{identity(email)[:150]}", f"peer:{rate_limits.network(request.remote_addr)}")
    try:
        rate_limits.count_try(keys[0], rate_limits.FAILURES_PER_ACCOUNT, utc_now())
        rate_limits.count_try(keys[1], rate_limits.FAILURES_PER_ADDRESS, utc_now())
    finally:
        db.session.commit()  # a try counts whatever comes after, and no lock is held while hashing
    account = queries.accounts.by_email(email)
    stored = account.password_hash if account else None
    db.session.commit()
    is_right = len(password.encode()) <= PASSWORD_BYTES and is_password(stored, password)
    if account is None or not is_right or account.is_disabled:
        if account is not None:
            actions.history.record(account, "failed to sign in", by=None, at=utc_now())
            db.session.commit()
        return None
    rate_limits.clear(keys[0])
    rate_limits.forgive(keys[1])
    if is_outdated(str(stored)):
        account.password_hash = hash_password(password)
    return account


def _link(token: str, *purposes: LinkPurpose) -> OneTimeLink:
    link = queries.accounts.usable_link(token, utc_now())
    if link is None or link.purpose not in purposes:
        abort(404, "link")
    return link


def _welcome(account: Account) -> Response:
    sign_in.start(account, is_kept=False)
    db.session.commit()
    flash(f"Welcome, {account.name}.")
    return redirect(url_for("overview.index"), code=303)
