"""What a site reads of what it showed us: with its link, without an account or a cookie."""

from contextlib import suppress
from datetime import datetime

from flask import Blueprint, abort, request
from sqlalchemy.exc import OperationalError

from papercuts import actions, queries
from papercuts.db import db, for_writing
from papercuts.domain.tokens import hash_token
from papercuts.pages import shared_page
from papercuts.web import rate_limits, sign_in
from papercuts.web.clock import today, utc_now
from papercuts.web.permissions import public
from papercuts.web.rendering import setting

bp = Blueprint("shared", __name__)


@bp.get("/shared/<token>")
@public
def show(token: str) -> str:
    """Show the page of a link; one that has ended, was stopped or never was is one and the same nothing."""
    now, page = utc_now(), queries.shared_pages.opened_by(hash_token(token), today(setting()))
    is_stranger = sign_in.who() is None  # the team looking counts for nothing
    if page is None:
        if is_stranger:
            _count_guess(now)  # misses alone: who has the link reads on, whatever others on the network try
        abort(404)
    shown = shared_page.as_html(shared_page.draft_of(page.site, page).page, page.ends_on)
    if is_stranger and request.method == "GET":
        _count_opening(page.id, now)
    return shown


def _count_guess(now: datetime) -> None:
    key = f"shared:{rate_limits.network(request.remote_addr)}"
    rate_limits.check(key, rate_limits.FAILURES_PER_ADDRESS, now)
    db.session.rollback()  # so that what comes may write
    with for_writing():
        rate_limits.count_try(key, rate_limits.FAILURES_PER_ADDRESS, now)


def _count_opening(page_id: int, now: datetime) -> None:
    db.session.rollback()
    with suppress(OperationalError), for_writing():  # while somebody else writes for long, one is not counted
        actions.sharing.note_opening(page_id, now)
        db.session.commit()
