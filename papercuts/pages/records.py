"""What a phone's outbox sends: read by the forms of the pages, kept once however often it comes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import abort, g
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain import limits
from papercuts.domain.limits import RecordKind, VisitStatus
from papercuts.domain.records import Record
from papercuts.forms.capture import CaptureForm, WatchedForm
from papercuts.forms.klm import CountedForm
from papercuts.forms.write_up import LookedForm
from papercuts.models import Fix, Receipt, Sighting, Verification, Visit, Watch
from papercuts.pages import capture_page, capturing, looking, starting, visit_page
from papercuts.web.attempts import attempt
from papercuts.web.clock import today, utc_now, zone
from papercuts.web.json_answers import Invalid
from papercuts.web.rendering import setting

GONE = "This visit is gone: somebody has removed it since. Save what you noted as a backup file, or skip it."
LATE = "a record that came late from a phone"
_REOPENED = "This visit was written up; it is open again."
_ANOTHER = "Another record was sent under this id before, and is kept. Enter this one as a new one."
_NOT_YOURS = "Somebody else has sent a record under this id. Enter this one as a new one."


def _names(*forms: type[Form]) -> frozenset[str]:
    return frozenset(name for form in forms for name in dir(form) if hasattr(getattr(form, name), "_formfield"))


FIELDS = {
    RecordKind.SIGHTING: _names(CaptureForm, CountedForm),
    RecordKind.WATCHED: _names(WatchedForm),
    RecordKind.VERIFICATION: _names(LookedForm) - {"person"} | {"participant"},
}


@dataclass(frozen=True)
class Answer:
    """What a phone is told of a record."""

    says: dict[str, Any]
    is_replay: bool = False


@dataclass
class _Kept:
    """What a record has led to."""

    says: str
    sighting: Sighting | None = None
    paper_cut_id: int | None = None
    made: dict[str, Any] = field(default_factory=dict)  # for taking it back


def keep(visit_id: int, uid: UUID, record: Record) -> Answer:
    """Keep a record, or say what became of it when it came before. Raises Invalid when it cannot be kept."""
    says = record.sha256(visit_id)
    receipt, is_new = actions.receipts.begin(uid, record.kind, says, by=g.user, at=utc_now())
    if not is_new:
        return _again(receipt, says)
    visit = queries.visits.plan_of(visit_id) or abort(404, GONE)
    known = queries.sightings.by_uid(uid)
    kept = _known(known, visit) if known else _keep(visit, uid, record)
    photos = [str(photo) for photo in record.photos]
    receipt.answer = {
        "uid": str(uid),
        "kind": record.kind.value,
        "says": kept.says,
        "paper_cut": kept.paper_cut_id,
        "sighting": kept.sighting.id if kept.sighting else None,
        "made": kept.made | {"visit": visit_id, "photos": photos},
    }
    db.session.flush()
    return Answer(_told(receipt), is_replay=known is not None)


def _again(receipt: Receipt, says: str) -> Answer:
    if receipt.account_id != g.user.id:
        raise Invalid({"uid": [_NOT_YOURS]})
    if receipt.taken_back_at is not None:
        return Answer({"uid": str(receipt.uid), "kind": receipt.kind.value, "taken_back": True}, is_replay=True)
    if receipt.body_sha256 != says:
        raise Invalid({"uid": [_ANOTHER]})
    return Answer(_told(receipt), is_replay=True)


def _told(receipt: Receipt) -> dict[str, Any]:
    """Return the answer of a receipt, with its photos as they stand now."""
    told = {name: value for name, value in receipt.answer.items() if name != "made"}
    return told | {"photos": queries.receipts.photos_of(told["sighting"], receipt.answer["made"]["photos"])}


def _known(sighting: Sighting, visit: Visit) -> _Kept:
    """Return what became of a sighting that came another way, or so long ago that its receipt is gone."""
    if sighting.seen_by_id != g.user.id or sighting.visit_id != visit.id:
        raise Invalid({"uid": [_NOT_YOURS]})
    return _Kept("It was saved before.", sighting, sighting.paper_cut_id)


def _keep(visit: Visit, uid: UUID, record: Record) -> _Kept:
    is_late = visit.status is VisitStatus.WRITTEN_UP
    day = _day(record)
    about_day = starting.about_day(visit) if day in (None, today(setting())) else ""
    moment = {"observed_at": _observed_at(visit, record, day), "clock_ahead_seconds": record.clock_ahead(utc_now())}
    if is_late:
        actions.write_up.reopen_write_up(visit, by=g.user, at=utc_now(), what=LATE)
    if record.kind is RecordKind.SIGHTING:
        kept = _sighting(visit, uid, record, moment, day)
    elif record.kind is RecordKind.WATCHED:
        kept = _watched(visit, record, day)
    else:
        kept = _verification(visit, record, moment, day)
    if record.observed_at is not None and day == visit.visited_on:
        actions.visits.begun_by(visit, record.observed_at)
    kept.says = " ".join(filter(None, [kept.says, about_day, _REOPENED if is_late else ""]))
    return kept


def _sighting(visit: Visit, uid: UUID, record: Record, moment: dict[str, Any], day: date | None) -> _Kept:
    form = CaptureForm(MultiDict({**record.fields, "uid": str(uid)}), **capture_page.choices(visit))
    seen: list[Sighting] = []
    _must(form, lambda: seen.append(capturing.record(visit, form, day=day, **moment)), form.line)
    return _Kept(capturing.effect_of(seen[0], form), seen[0], seen[0].paper_cut_id)


def _watched(visit: Visit, record: Record, day: date | None) -> _Kept:
    form = WatchedForm(MultiDict(record.fields), **capture_page.watching_choices(visit))
    _must(form)
    was_noted, before = _before(visit, form)
    noted: list[Watch] = []
    _must(form, lambda: noted.append(capturing.note_watch(visit, form, day)), form.task)
    told = {"performed": form.performed.data, "how_it_went": form.how_it_went.data or None}
    said = {name: value for name, value in told.items() if value is not None}
    made = {"watch": noted[0].id, "said": said, "before": {name: before[name] for name in said}, "was_noted": was_noted}
    message = capturing.what_was_noted(noted[0], is_line_begun=False, about_day="")
    return _Kept(message if isinstance(message, str) else message["text"], made=made)


def _before(visit: Visit, form: WatchedForm) -> tuple[bool, dict[str, Any]]:
    """Return whether the watch that a form names was noted before, and what was known of it."""
    task = queries.tasks.task_named(form.new_task.data) if form.new_task.data else None
    task_id = task.id if task else None if form.new_task.data else form.task.data
    watch = actions.watches.find(visit.id, form.person.data, task_id) if task_id else None
    if watch is None:
        return False, {"performed": 1, "how_it_went": None}
    how = watch.how_it_went.value if watch.how_it_went else None
    return actions.watches.was_noted(watch), {"performed": watch.performed, "how_it_went": how}


def _verification(visit: Visit, record: Record, moment: dict[str, Any], day: date | None) -> _Kept:
    given = {"person" if name == "participant" else name: text for name, text in record.fields.items()}
    form = LookedForm(MultiDict(given), people=visit_page.people(visit))
    _must(form)
    fix = db.session.get(Fix, form.fix.data)
    if fix is None:
        raise Invalid({"fix": ["This fix is gone: somebody has taken it back since"]})
    before = queries.verifications.of_person(fix.id, visit.id, form.person.data)
    before_id, found = before.id if before else None, list[Verification]()
    _must(form, lambda: found.append(_verify(visit, fix, form, moment, day)), form.outcome)
    text, cut, seen = looking.what_was_found(found[0])
    made = {"verification": found[0].id, "is_made": found[0].id != before_id}
    return _Kept(text, seen, cut.id, made)


def _verify(visit: Visit, fix: Fix, form: LookedForm, moment: dict[str, Any], day: date | None) -> Verification:
    found = looking.verify(visit, fix, form, is_now=False, day=day, **moment)
    looking.describe(found, form)
    return found


def _must(form: Form, change: Callable[[], object] | None = None, at: Field | None = None) -> None:
    """Raise Invalid unless a form is valid and its change can be made; then everything is undone."""
    if form.validate() and (change is None or at is None or attempt(change, at, tries_again=True)):
        return
    names = {"person": "participant"} if isinstance(form, LookedForm) else {}
    raise Invalid({names.get(name, name): [str(text) for text in texts] for name, texts in form.errors.items()})


def _day(record: Record) -> date | None:
    """Return the day on which something was seen, where the team works; none where the clock may have been wrong."""
    now = utc_now()
    if record.observed_at is None or record.clock_ahead(now) is not None:
        return None
    is_lately = timedelta() <= now - record.observed_at <= timedelta(days=limits.OUTBOX_DAYS)
    return record.observed_at.astimezone(zone(setting())).date() if is_lately else None


def _observed_at(visit: Visit, record: Record, day: date | None) -> datetime | None:
    """Return when something was seen, as the phone said; none where it was written down on a day after the visit."""
    has_no_time = visit.status is VisitStatus.PLANNED or visit.started_at is None
    return None if day is not None and day > visit.visited_on and has_no_time else record.observed_at
