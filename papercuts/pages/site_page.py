"""The page of a site: promises first, then what its people showed us."""

from dataclasses import dataclass
from typing import Any

from flask import render_template

from papercuts import queries
from papercuts.domain.limits import Consent, PromiseState, VisitStatus
from papercuts.forms.places import ParticipantForm
from papercuts.forms.promises import PromiseForm
from papercuts.models import Participant, Promise, Sighting, Site
from papercuts.pages import shared_page, site_feelings
from papercuts.pages.needs import together
from papercuts.queries.site_hours import SiteHours, hours_at
from papercuts.web.clock import today
from papercuts.web.rendering import setting

N_VISITS = 50


@dataclass(frozen=True)
class ConsentNote:
    """Who may be quoted less than the shared page would."""

    text: str
    person_id: int  # of whom one may ask first


def promise_form(sent: Any = None, *, stored: Promise | None = None) -> PromiseForm:
    """Return the form of a promise, new, as it is stored, or as it was sent; whoever owns it can be chosen."""
    owner_id = stored.owner_id if stored else None
    accounts = [one for one in queries.accounts.everybody() if not one.is_disabled or one.id == owner_id]
    data = {"what": stored.what, "due_on": stored.due_on, "owner": owner_id} if stored else {}
    return PromiseForm(sent, people=[(account.id, account.name) for account in accounts], data=data)


def promised_from(site: Site, sighting_id: int | None) -> Sighting | None:
    """Return the sighting at a site that a promise is made from; nothing for one of another site."""
    sighting = queries.sightings.sighting(sighting_id) if sighting_id else None
    return sighting if sighting is not None and sighting.visit.site_id == site.id else None


def render(
    site: Site,
    *,
    person: ParticipantForm | None = None,
    promise: PromiseForm | None = None,
    seen: Sighting | None = None,
) -> str:
    """Return the page; a form that is wrong is shown in its place, with what was typed.

    seen: the sighting that a promise is made from.
    """
    visits = queries.visits.rows({"site": site.id}, limit=N_VISITS, has_planned=True)
    promises, now = queries.promises.of_site(site.id), today(setting())
    cuts = queries.places.shown_at(site.id)
    hours = hours_at(site, [row.cut for row in cuts])
    return render_template(
        "sites/show.html",
        site=site,
        form=person or ParticipantForm(),
        promise_form=promise or promise_form(),
        promises=promises,
        first_days=queries.promises.first_days([one.id for one in promises]),
        promised_from=seen,
        today=now,
        n_late=queries.promises.n_late(promises, now),
        n_due=sum(one.state is PromiseState.OPEN and one.due_on == now for one in promises),
        cuts=cuts,
        told=queries.telling.told_of_site(site.id),
        hours=hours,
        missing=_missing(site, hours),
        consent=_consent(site),
        panel=shared_page.panel(site),
        looked=queries.verifications.n_looked([row.visit.id for row in visits]),
        feelings=site_feelings.of_site(site.id),
        visits=visits,
        last=next((row for row in visits if row.visit.status is not VisitStatus.PLANNED), None),
        moments=queries.history.of(
            ("site", site.id),
            *(("promise", one.id) for one in promises),
            *(("participant", person.id) for person in site.participants[:N_VISITS]),
        ),
    )


def _missing(site: Site, hours: SiteHours) -> dict[str, str]:
    """Return why hours cannot be told here."""
    if not site.head_count:
        return dict.fromkeys(("lost", "back"), "too early: how many use it is not known")
    return {
        "lost": "nothing waits for a fix" if hours.rows else "too early: nobody was seen losing time",
        "back": "too early: nothing they showed us is fixed",
    }


def _consent(site: Site) -> ConsentNote | None:
    """Return whose words or roles the shared page leaves out, where that is less than it could be."""
    anonymous = [one for one in site.participants if one.consent is Consent.ANONYMOUS and one.role]
    unasked = [one for one in site.participants if one.consent is None]
    parts = []
    if anonymous:
        are = "role" if len(anonymous) == 1 else "roles"
        parts.append(
            f"{_codes(anonymous)} agreed to be quoted anonymously only, so the shared page leaves out the {are}."
        )
    if unasked:
        have = "has" if len(unasked) == 1 else "have"
        parts.append(f"{_codes(unasked)} {have} not said whether we may quote them, so their words are not shared.")
    return ConsentNote(" ".join(parts), (anonymous + unasked)[0].id) if parts else None


def _codes(people: list[Participant]) -> str:
    return together([one.code for one in people])
