"""One's own account: look, password, where one is signed in."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import Theme
from papercuts.forms.accounts import LookForm, PasswordForm
from papercuts.web import sign_in
from papercuts.web.attempts import attempt
from papercuts.web.clock import utc_now
from papercuts.web.passwords import hash_password
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("account", __name__)


@bp.get("/account")
@allowed("own account")
def show() -> str:
    """Show everything about one's own account."""
    return _page(LookForm(obj=g.user), _password_form())


@bp.post("/account")
@allowed("own account")
def update() -> Response | tuple[str, int]:
    """Keep the name and the look."""
    form = LookForm(request.form)
    if not (form.validate() and attempt(lambda: _change_look(form), form.name)):
        return _page(form, _password_form()), 422
    db.session.commit()
    flash("Saved.")
    return redirect(url_for("account.show"), code=303)


@bp.post("/account/password")
@allowed("own account")
def change_password() -> Response | tuple[str, int]:
    """Set a new password; every other session ends."""
    form = _password_form()
    if form.validate() and not sign_in.prove(str(form.current.data)):
        form.current.errors = ["This is not your current password"]
    if form.errors:
        return _page(LookForm(obj=g.user), form), 422
    row = sign_in.current()
    actions.accounts.change_password(
        g.user, hash_password(str(form.password.data)), keep=row.token_sha256 if row else None, at=utc_now()
    )
    db.session.commit()
    flash("Your password is changed. Everywhere else you are signed out.")
    return redirect(url_for("account.show"), code=303)


@bp.post("/account/sessions/end")
@allowed("own account")
def end_other_sessions() -> Response:
    """Sign out everywhere else."""
    row = sign_in.current()
    actions.accounts.end_sessions(g.user, keep=row.token_sha256 if row else None)
    actions.history.record(g.user, "signed out everywhere else", by=g.user, at=utc_now())
    db.session.commit()
    flash("You are signed out everywhere else.")
    return redirect(url_for("account.show"), code=303)


def _password_form() -> PasswordForm:
    data = request.form if request.endpoint == "account.change_password" else None
    return PasswordForm(data, company=setting().product_name, email=g.user.email, name=g.user.name)


def _page(look: LookForm, password: PasswordForm) -> str:
    return render_template(
        "account/show.html",
        look=look,
        password=password,
        sessions=queries.accounts.sessions_of(g.user),
        this_session=sign_in.current(),
        moments=queries.history.of(("account", g.user.id)),
    )


def _change_look(form: LookForm) -> None:
    actions.accounts.change_look(
        g.user,
        name=str(form.name.data),
        theme=Theme(str(form.theme.data)),
        has_shortcuts=bool(form.has_shortcuts.data),
        at=utc_now(),
    )
