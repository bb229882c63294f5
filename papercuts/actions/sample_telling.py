"""Who of the sample's sites has been told what became of what it showed."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import delete, select

from papercuts.actions import telling
from papercuts.db import db
from papercuts.domain.limits import ToldHow
from papercuts.models import Account, PaperCut, Release, Site, Told


def diary(
    story: Mapping[str, Any],
    people: Mapping[str, Account],
    shift: timedelta,
    evening: Callable[[date], datetime],
    by: Account | None,
) -> Iterator[tuple[date, Callable[[], None]]]:
    """Yield the days of the file on which a site was told, each with what notes it."""
    for told in story["told"]:
        noted = {"told_on": told["on"] + shift, "how": ToldHow(told["how"]), "by": by, "at": evening(told["on"])}
        yield told["on"], partial(_tell, told, people[told["by"]], noted)


def remove() -> None:
    """Delete what invented people have told; what is about an invented site or release goes with it."""
    invented = select(Account.id).where(Account.is_sample)
    db.session.execute(delete(Told).where(Told.told_by_id.in_(invented)).execution_options(synchronize_session=False))


def _tell(told: Mapping[str, Any], who: Account, noted: Mapping[str, Any]) -> None:
    site = db.session.scalars(select(Site).where(Site.name == told["site"])).one()
    about: Release | PaperCut
    if "release" in told:
        about = db.session.scalars(select(Release).where(Release.version == told["release"])).one()
    else:
        about = db.session.scalars(select(PaperCut).where(PaperCut.title == told["paper_cut"])).one()
    telling.tell(site, about, **noted).told_by_id = who.id
