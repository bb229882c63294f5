"""What the things of a history are called now, in words that a reader knows: names and codes, never who somebody is."""

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import select

from papercuts.db import db
from papercuts.domain import formats
from papercuts.domain.limits import LinkPurpose
from papercuts.models import (
    Account,
    Area,
    ImportRun,
    Mapping,
    OneTimeLink,
    Participant,
    Plan,
    Promise,
    Release,
    Round,
    Segment,
    Sighting,
    Site,
    Task,
    Visit,
    Watch,
)


def names(table: str, ids: Collection[int]) -> dict[int, str | None]:
    """Return the names of the rows that are still there, in one statement; none where the number says as much."""
    if table not in _NAMED:
        column = db.metadata.tables[table].c.id
        return dict.fromkeys(db.session.scalars(select(column).where(column.in_(ids))))
    statement, called = _NAMED[table]
    column = statement.selected_columns[0]
    return {row_id: called(*rest) for row_id, *rest in db.session.execute(statement.where(column.in_(ids)))}


def codes(ids: Collection[int]) -> dict[int, str]:
    """Return the codes of participants."""
    rows = db.session.execute(select(Participant.id, Participant.code).where(Participant.id.in_(ids)))
    return {row.id: row.code for row in rows}


def _link(purpose: LinkPurpose, role: str, account: str | None) -> str:
    return f"reset link for {account}" if purpose is LinkPurpose.RESET else f"invitation as {role}"


_NAMED: dict[str, tuple[Any, Callable[..., str]]] = {
    "account": (select(Account.id, Account.name), "account {}".format),
    "area": (select(Area.id, Area.name), "area {}".format),
    "one_time_link": (
        select(OneTimeLink.id, OneTimeLink.purpose, OneTimeLink.role, Account.name).outerjoin(
            Account, Account.id == OneTimeLink.account_id
        ),
        _link,
    ),
    "participant": (
        select(Participant.id, Participant.code, Site.name).join(Site, Site.id == Participant.site_id),
        "{} at {}".format,
    ),
    "import_run": (select(ImportRun.id, ImportRun.name), "import of {}".format),
    "mapping": (select(Mapping.id, Mapping.name), "columns of {}".format),
    "promise": (select(Promise.id, Site.name).join(Site, Site.id == Promise.site_id), "promise to {}".format),
    "release": (select(Release.id, Release.version), "release {}".format),
    "plan": (select(Plan.id, Plan.name), "plan {}".format),
    "round": (select(Round.id, Round.theme), "round {}".format),
    "segment": (select(Segment.id, Segment.name), "segment {}".format),
    "sighting": (
        select(Sighting.id, Site.name).join(Visit, Visit.id == Sighting.visit_id).join(Site, Site.id == Visit.site_id),
        "sighting at {}".format,
    ),
    "site": (select(Site.id, Site.name), "site {}".format),
    "task": (select(Task.id, Task.name), "task {}".format),
    "visit": (
        select(Visit.id, Site.name, Visit.visited_on).join(Site, Site.id == Visit.site_id),
        lambda site, day: f"visit to {site}, {formats.date(day)}",
    ),
    "watch": (select(Watch.id, Task.name).join(Task, Task.id == Watch.task_id), "watch of {}".format),
}
