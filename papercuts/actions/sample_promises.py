"""The promises of the sample data: one to keep, one that is late, one that was kept."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import delete, select

from papercuts.actions import promises
from papercuts.db import db
from papercuts.domain.limits import PromiseState
from papercuts.models import Account, PaperCut, Promise, Sighting, Site, Visit

Evening = Callable[[date], datetime]


def diary(
    story: Mapping[str, Any], people: Mapping[str, Account], evening: Evening, shift: timedelta, by: Account | None
) -> Iterator[tuple[date, Callable[[], None]]]:
    """Yield what is promised on which day of the file, and kept."""
    for told in story["promises"]:
        yield told["on"], partial(_make, told, people, evening(told["on"]), shift, by)
        if "kept" in told:
            yield told["kept"], partial(_keep, told, evening(told["kept"]), by)


def remove() -> None:
    """Delete what the people of the sample have promised."""
    samples = select(Account.id).where(Account.is_sample)
    gone = delete(Promise).where(Promise.made_by_id.in_(samples))
    db.session.execute(gone.execution_options(synchronize_session=False))


def _make(
    told: Mapping[str, Any], people: Mapping[str, Account], at: datetime, shift: timedelta, by: Account | None
) -> None:
    site = db.session.scalars(select(Site).where(Site.name == told["site"])).one()
    made = promises.make(
        site,
        told["what"],
        due_on=told["due"] + shift,
        owner=people[told["owner"]],
        sighting_id=_sighting(site, told["from"]) if "from" in told else None,
        by=by,
        at=at,
    )
    made.made_by_id = people[told["by"]].id  # as with all of the sample, the history names who has loaded it


def _keep(told: Mapping[str, Any], at: datetime, by: Account | None) -> None:
    made = db.session.scalars(select(Promise).where(Promise.what == told["what"])).one()
    promises.settle(made, PromiseState.KEPT, by=by, at=at)


def _sighting(site: Site, title: str) -> int | None:
    """Return what was seen first at a site of a paper cut."""
    return db.session.scalar(
        select(Sighting.id)
        .join(Visit, Visit.id == Sighting.visit_id)
        .join(PaperCut, PaperCut.id == Sighting.paper_cut_id)
        .where(Visit.site_id == site.id, PaperCut.title == title)
        .order_by(Sighting.id)
        .limit(1)
    )
