"""The page that a site reads, and what the team sees of it: its link, and what waits to be approved."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import current_app, g, render_template, url_for

from papercuts import queries
from papercuts.domain import limits
from papercuts.domain.sharing import days_in_words, times_in_words
from papercuts.domain.tokens import hash_token, shared_token
from papercuts.forms.sharing import SharingEndForm
from papercuts.models import SharedPage, Site
from papercuts.pages.charts.shared_bar import bar
from papercuts.queries.shared_pages import Draft
from papercuts.queries.shared_words import PublicPage
from papercuts.web.addresses import absolute_url
from papercuts.web.clock import today, zone
from papercuts.web.rendering import setting

NOTHING: Mapping[str, Mapping[str, list[str]]] = {"said": {}, "left out": {}}


@dataclass(frozen=True)
class Panel:
    """What the team's page of a site says about the shared one."""

    page: SharedPage | None
    link: str  # in full; empty when it opens nothing
    draft: Draft
    is_open: bool

    @property
    def is_ended(self) -> bool:
        """Say whether its last day is over."""
        return self.page is not None and self.page.stopped_at is None and not self.is_open


def as_html(page: PublicPage, ends_on: date) -> str:
    """Return the page of a site; the same bytes whoever asks, so that a preview shows what is read."""
    return render_template(
        "shared/show.html",
        page=page,
        ends_on=ends_on,
        today=today(setting()),
        when=days_in_words(page.days),
        how_often=times_in_words(len(page.days)),
        became=_became(page.counts),
        bar=bar(page.counts),
        g_user=None,
        theme="",
    )


def draft_of(site: Site, page: SharedPage | None) -> Draft:
    """Return what the page of a site says, and what it would."""
    approver = page.approved_by if page else g.user
    approved, product = page.approved if page else NOTHING, setting().product_name
    return queries.shared_pages.draft(site, approved, approver, zone(setting()), product)


def panel(site: Site) -> Panel:
    """Return what stands about the shared page on the site's own."""
    page = queries.shared_pages.newest(site.id)
    return Panel(page, open_link(page), draft_of(site, page), page is not None and page.opens_on(today(setting())))


def new_link() -> dict[str, Any]:
    """Return what is kept of a new link, and until when it works."""
    nonce = secrets.token_hex(32)
    sha256 = hash_token(_token(nonce))
    ends_on = today(setting()) + timedelta(days=limits.SHARE_DAYS)
    return {"nonce": nonce, "token_sha256": sha256, "ends_on": ends_on}


def open_link(page: SharedPage | None) -> str:
    """Return the link of a page in full while it opens something, else nothing."""
    return link_of(page) if page is not None and page.opens_on(today(setting())) else ""


def link_of(page: SharedPage) -> str:
    """Return the link in full; nothing once the instance has another secret key, with which it cannot be made again."""
    token = _token(page.nonce)
    return absolute_url(url_for("shared.show", token=token)) if hash_token(token) == page.token_sha256 else ""


def end_form(page: SharedPage, sent: Any = None) -> SharingEndForm:
    """Return the form of the last day, as stored or as it was sent."""
    return SharingEndForm(sent, data={"ends_on": page.ends_on}, today=today(setting()))


def render(site: Site, *, end: SharingEndForm | None = None, error: str = "") -> str:
    """Return the page on which somebody decides what a site reads."""
    shown = panel(site)
    form = end or (end_form(shown.page) if shown.page and shown.page.stopped_at is None else None)
    return render_template("sites/shared_page.html", site=site, panel=shown, end_form=form, error=error)


def _became(counts: Mapping[str, int]) -> str:
    """Return what became of all of them: "2 are fixed, 1 is being worked on, 1 we will not do."."""
    words = {"fixed": "fixed", "planned": "being worked on", "not decided": "not decided"}
    parts = [f"{n} {'is' if n == 1 else 'are'} {words[name]}" for name, n in counts.items() if n and name in words]
    return ", ".join(parts + [f"{counts['declined']} we will not do"] * bool(counts["declined"])) + "."


def _token(nonce: str) -> str:
    return shared_token(current_app.config["SECRET_KEY"], nonce)
