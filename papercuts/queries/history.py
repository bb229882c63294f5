"""The history behind every page, in words."""

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.domain import formats
from papercuts.models import Event
from papercuts.models.event import WITHHELD, withheld
from papercuts.queries import history_names, why_reopened

NAMES = {
    "paper_cut": "PC-{}",
    "account": "account {}",
    "one_time_link": "link {}",
    "volunteer": "offer {}",
}
ACCOUNTS = ("account", "one_time_link")
FAILED = "failed to sign in"
# who acts where nobody is signed in and no command runs
WITHOUT_ACCOUNT = {
    FAILED: "somebody",
    "offered to show how they work": "somebody",
    "forgotten after a year": "papercuts itself",
}
CHANGED_PERSON = "changed the person"
# details that need no name before them
CLEAR = {"title", "site", "day", "what", "of", "link", "task", "person", "release", "round", "version"}
CLEAR |= {"paper cut", "file"}
TOGETHER = ("times", "per")  # 2 a day
# what is told of a paper cut too, in the same moment, and there says more
TWINS = or_(
    and_(Event.subject == "sighting", Event.verb.in_(("matched", "unmatched"))),
    and_(Event.subject == "round", Event.verb.in_(("took", "dropped", "put back"))),
    and_(Event.subject == "paper_cut", Event.verb.in_(("took in", "gave back", "split from"))),
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# what a reader sees as the dot's kind: seen again, somebody acted, data changed
SEEN = {"saw", "matched a sighting", "reopened"}
ACTED = {
    "approved the notes",
    "claimed",
    "un-claimed",
    "declined",
    "published",
    "verified",
    "fixed",
    "merged",
    "un-merged",
}


@dataclass(frozen=True)
class Moment:
    """One line of a history."""

    id: int
    at: datetime
    who: str
    text: str  # "set the effort: size from nothing to S"
    dot: str  # "cut", "ink" or ""
    subject: str  # "PC-42", or in the history of everything "P2 at Marfinch"
    subject_table: str
    subject_id: int
    is_there: bool = True  # false: the thing has been removed since, as sample data can be


def of(*subjects: tuple[str, int], limit: int = 200) -> list[Moment]:
    """Return what happened to these things, newest first. A subject is a table's name and an id.

    Of a person among other things it says who, by code.
    """
    wanted = or_(*(and_(Event.subject == table, Event.subject_id == row_id) for table, row_id in subjects))
    moments = _moments(select(Event).where(wanted).limit(limit))
    ids = {moment.subject_id for moment in moments if moment.text.startswith(CHANGED_PERSON)}
    if not ids or len({table for table, _ in subjects}) == 1:
        return moments
    codes = history_names.codes(ids)
    return [_of_whom(moment, codes) for moment in moments]


def of_visit(visit_id: int, *, watches: Collection[int], sightings: Collection[int], limit: int = 200) -> list[Moment]:
    """Return what happened at a visit, newest first: to itself, to what was watched, and what was seen."""
    wanted = or_(
        and_(Event.subject == "visit", Event.subject_id == visit_id),
        and_(Event.subject == "watch", Event.subject_id.in_(watches)),
        and_(Event.subject == "sighting", Event.subject_id.in_(sightings), Event.verb == "saw"),
    )
    return _moments(select(Event).where(wanted).limit(limit))


def everything(
    *,
    before: int | None,
    account_id: int | None,
    subject: str | None,
    subject_id: int | None = None,
    limit: int,
    with_accounts: bool,
) -> list[Moment]:
    """Return the history of the whole instance, newest first, from before an event on.

    with_accounts: who signed in, from where, and who may do what; not for everybody.
    """
    statement = select(Event).limit(limit)
    if subject is None:
        statement = statement.where(~TWINS)
    if not with_accounts:
        statement = statement.where(Event.subject.not_in(ACCOUNTS))
    if before is not None:
        statement = statement.where(Event.id < before)
    if account_id is not None:
        statement = statement.where(Event.account_id == account_id)
    if subject is not None:
        statement = statement.where(Event.subject == subject)
    if subject_id is not None:
        statement = statement.where(Event.subject_id == subject_id)
    moments = _moments(statement)
    named = {table: _named(table, moments) for table in {moment.subject_table for moment in moments}}
    return [_called(moment, named[moment.subject_table]) for moment in moments]


def has_happened(subject: str, subject_id: int, verb: str) -> bool:
    """Say whether this ever happened to a thing."""
    about = select(Event.id).where(Event.subject == subject, Event.subject_id == subject_id, Event.verb == verb)
    return db.session.scalar(about.limit(1)) is not None


def newest_event() -> int:
    """Return the newest event: as long as it is the same, nothing has changed."""
    return db.session.scalar(select(func.max(Event.id))) or 0


def in_words(verb: str, details: dict[str, Any]) -> str:
    """Return what somebody did, with what was before and after."""
    told = {
        name: _told(name, value)
        for name, value in details.items()
        if value not in (None, "") and not name.endswith("_id")
    }
    if verb == "saw" and "sightings" in told:  # an import tells it once a visit
        return f"saw it {_times(told['sightings'])} at {told['site']}, {_short(told['day'])}"
    changes = [_change(name.replace("_", " "), value) for name, value in _joined(told).items()]
    return f"{verb}: {'; '.join(changes)}" if changes else verb


def _joined(told: dict[str, Any]) -> dict[str, Any]:
    """Return details with how often and the period as one, before and after, where both changed."""
    times, per = (told.get(name) for name in TOGETHER)
    if not (isinstance(times, list) and isinstance(per, list)):
        return told
    before, after = (f"{n:g} a {period}" if n and period else None for n, period in zip(times, per, strict=True))
    others = {name: value for name, value in told.items() if name not in TOGETHER}
    return others | {"how often": [before, after] if before else after or "removed"}


def _moments(statement: Select[Event]) -> list[Moment]:
    events: Sequence[Event] = db.session.scalars(
        statement.options(joinedload(Event.account)).order_by(Event.id.desc())
    ).all()
    whys = why_reopened.causes([event.details for event in events if event.verb == why_reopened.REOPENED])
    return [
        Moment(
            id=event.id,
            at=event.at,
            who=event.account.name if event.account else WITHOUT_ACCOUNT.get(event.verb, "the command line"),
            text=_with_why(event, whys),
            dot="cut" if event.verb in SEEN else "ink" if event.verb in ACTED else "",
            subject=_name(event),
            subject_table=event.subject,
            subject_id=event.subject_id,
        )
        for event in events
    ]


def _with_why(event: Event, whys: Mapping[tuple[str, int], why_reopened.Cause]) -> str:
    """Return what somebody did; of a paper cut that was opened again, who met it where."""
    key = why_reopened.key_of(event.details) if event.verb == why_reopened.REOPENED else None
    cause = whys.get(key) if key else None
    return f"{event.verb}: {cause.words}" if cause else in_words(event.verb, event.details)


def _of_whom(moment: Moment, codes: Mapping[int, str]) -> Moment:
    code = codes.get(moment.subject_id)
    if not code or not moment.text.startswith(CHANGED_PERSON):
        return moment
    return replace(moment, text=f"changed {code}{moment.text.removeprefix(CHANGED_PERSON)}")


def _named(table: str, moments: Sequence[Moment]) -> dict[int, str | None]:
    return history_names.names(table, {moment.subject_id for moment in moments if moment.subject_table == table})


def _called(moment: Moment, named: Mapping[int, str | None]) -> Moment:
    """Return a line with the name that its thing has now; one that has been removed keeps its number."""
    name = named.get(moment.subject_id) or moment.subject
    return replace(moment, subject=name, is_there=moment.subject_id in named)


def _name(event: Event) -> str:
    if event.subject_id == 0:
        return "unknown e-mail address"
    return NAMES.get(event.subject, event.subject.replace("_", " ") + " {}").format(event.subject_id)


def _told(name: str, value: Any) -> Any:
    """Return a detail as a reader may see it: events of older versions hold what people said."""
    return withheld(value[-1]) if name in WITHHELD and isinstance(value, list) else value


def _change(name: str, value: Any) -> str:
    if name == "paper cuts" and isinstance(value, list):  # a set, not what was and what is
        return f"{name if len(value) != 1 else 'paper cut'} {_and(value)}"
    if isinstance(value, list) and len(value) == 2:
        before, after = (_short(part) for part in value)
        return f"{name} from {before} to {after}"
    return _short(value) if name in CLEAR else f"{name} {_short(value)}"


def _and(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else "nothing"


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n} times"


def _short(value: Any) -> str:
    if value in (None, "", []):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    text = str(value)
    if _DAY.fullmatch(text):
        with suppress(ValueError):  # a name may look like a day that there never was
            return formats.date(date.fromisoformat(text))
    return f"“{text[:80]}…”" if len(text) > 80 else text
