"""The page of a site: promises first, then what its people showed us."""

from typing import Any

from flask import render_template

from papercuts import queries
from papercuts.domain.limits import VisitStatus
from papercuts.forms.places import ParticipantForm
from papercuts.forms.promises import PromiseForm
from papercuts.models import Site
from papercuts.web.clock import today
from papercuts.web.rendering import setting

N_VISITS = 50


def promise_form(sent: Any = None) -> PromiseForm:
    """Return the form of a promise, new or as it was sent."""
    people = [(account.id, account.name) for account in queries.accounts.everybody() if not account.is_disabled]
    return PromiseForm(sent, people=people)


def render(site: Site, *, person: ParticipantForm | None = None, promise: PromiseForm | None = None) -> str:
    """Return the page; a form that is wrong is shown in its place, with what was typed."""
    visits = queries.visits.rows({"site": site.id}, limit=N_VISITS, has_planned=True)
    promises = queries.promises.of_site(site.id)
    return render_template(
        "sites/show.html",
        site=site,
        form=person or ParticipantForm(),
        promise_form=promise or promise_form(),
        promises=promises,
        today=today(setting()),
        n_late=queries.promises.n_late(promises, today(setting())),
        cuts=queries.places.shown_at(site.id),
        visits=visits,
        last=next((row for row in visits if row.visit.status is not VisitStatus.PLANNED), None),
        moments=queries.history.of(
            ("site", site.id), *(("participant", person.id) for person in site.participants[:N_VISITS])
        ),
    )
