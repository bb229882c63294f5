"""Who has an account: invitations, roles, reset links.

Whatever changes who may do what asks for the password again when it was given more than 15 minutes ago.
"""

from collections.abc import Callable

from flask import Blueprint, abort, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import LinkPurpose, Role
from papercuts.forms.accounts import ProofForm, RoleForm
from papercuts.models import Account, OneTimeLink
from papercuts.web import sign_in
from papercuts.web.addresses import absolute_url
from papercuts.web.clock import utc_now
from papercuts.web.permissions import allowed

bp = Blueprint("users", __name__)


@bp.get("/users")
@allowed("manage accounts")
def index() -> str:
    """Show everybody, and a form to invite."""
    return _page(RoleForm(role=Role.FIELD))


@bp.post("/users/invitations")
@allowed("manage accounts")
def invite() -> Response | tuple[str, int]:
    """Make a link that lets somebody join."""
    form = RoleForm(request.form)
    if not form.validate():
        return _page(form), 422
    if not _proved():
        return _ask_for_proof()
    token = actions.accounts.make_link(LinkPurpose.INVITATION, role=Role(str(form.role.data)), by=g.user, at=utc_now())
    db.session.commit()
    return _link_page("Pass on this link", url_for("sign_in.join", token=token), "72 hours")


@bp.post("/users/<id:id>/reset-link")
@allowed("manage accounts")
def make_reset_link(id: int) -> Response | tuple[str, int]:
    """Make a link with which somebody sets a new password."""
    account = _account(id)
    if not _proved():
        return _ask_for_proof()
    token = actions.accounts.make_link(LinkPurpose.RESET, role=account.role, account=account, by=g.user, at=utc_now())
    db.session.commit()
    return _link_page(f"Pass on this link to {account.name}", url_for("sign_in.reset", token=token), "60 minutes")


@bp.post("/users/links/<id:id>/end")
@allowed("manage accounts")
def withdraw_link(id: int) -> Response | tuple[str, int]:
    """End a link that nobody has used; this takes nothing from anybody, so it needs no proof."""
    link = db.get_or_404(OneTimeLink, id)
    return _try(
        lambda: actions.accounts.withdraw_link(link, by=g.user, at=utc_now()),
        "The link is withdrawn. It opens nothing any more.",
    )


@bp.post("/users/<id:id>/role")
@allowed("manage accounts")
def change_role(id: int) -> Response | tuple[str, int]:
    """Give somebody another role."""
    account, form = _account(id), RoleForm(request.form)
    if not form.validate():
        return _page(form), 422
    if account.role == form.role.data:
        flash(f"{account.name} is {form.role.data} already. Nothing was changed.")
        return redirect(url_for("users.index"), code=303)
    if not _proved():
        return _ask_for_proof()
    return _try(
        lambda: actions.accounts.change_role(account, Role(str(form.role.data)), by=g.user, at=utc_now()),
        f"{account.name} is now {form.role.data}.",
    )


@bp.post("/users/<id:id>/disabled")
@allowed("manage accounts")
def disable(id: int) -> Response | tuple[str, int]:
    """Let somebody no longer sign in; what they wrote stays."""
    account = _account(id)
    if not _proved():
        return _ask_for_proof()
    return _try(
        lambda: actions.accounts.set_disabled(account, True, by=g.user, at=utc_now()),
        f"{account.name} can no longer sign in.",
    )


@bp.post("/users/<id:id>/enabled")
@allowed("manage accounts")
def enable(id: int) -> Response | tuple[str, int]:
    """Let somebody sign in again."""
    account = _account(id)
    if not _proved():
        return _ask_for_proof()
    return _try(
        lambda: actions.accounts.set_disabled(account, False, by=g.user, at=utc_now()),
        f"{account.name} can sign in again.",
    )


@bp.post("/users/<id:id>/sessions/end")
@allowed("manage accounts")
def end_sessions(id: int) -> Response:
    """Sign somebody out everywhere; this takes nothing from anybody, so it needs no proof."""
    account = _account(id)
    actions.accounts.end_sessions(account)
    actions.history.record(account, "signed out everywhere", by=g.user, at=utc_now())
    db.session.commit()
    flash(f"{account.name} is signed out everywhere.")
    return redirect(url_for("users.index"), code=303)


def _account(id: int) -> Account:
    """Return an account that can be changed: those of the sample data cannot sign in, and stay so."""
    account = db.get_or_404(Account, id)
    if account.is_sample:
        abort(404)
    return account


def _proved() -> bool:
    """Say whether whoever acts has given their password lately, or gives it with this form."""
    return sign_in.is_proved() or ("current" in request.form and sign_in.prove(request.form["current"]))


def _ask_for_proof() -> tuple[str, int]:
    form = ProofForm(request.form)
    if "current" in request.form:
        form.current.errors = ["This is not your current password"]
    fields = [(name, value) for name, value in request.form.items() if name not in ("csrf_token", "current")]
    return render_template("users/proof.html", form=form, fields=fields, action=request.path), 422


def _try(change: Callable[[], None], done: str) -> Response | tuple[str, int]:
    try:
        change()
    except ValueError as error:
        db.session.rollback()
        flash(str(error), "error")
        return _page(RoleForm(role=Role.FIELD)), 422
    db.session.commit()
    flash(done)
    return redirect(url_for("users.index"), code=303)


def _link_page(title: str, path: str, lasts: str) -> Response:
    """Show a link once; it is stored only as a hash."""
    return make_response(render_template("users/link.html", title=title, link=absolute_url(path), lasts=lasts))


def _page(form: RoleForm) -> str:
    return render_template(
        "users/index.html",
        form=form,
        accounts=queries.accounts.everybody(),
        unused=queries.accounts.unused_links(utc_now()),
        roles=list(Role),
    )
