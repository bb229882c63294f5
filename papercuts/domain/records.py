"""What a phone's outbox sends: one record of what was seen, watched or found, and the moment as the phone's clock said.

Read strictly, since it is read without anybody looking on: what nobody understands is refused, never dropped.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from papercuts.domain import limits
from papercuts.domain.limits import RecordKind

_SHOWN = 60  # characters of a name that nobody knows
_KEYS = {"kind", "fields", "observed_at", "sent_at", "photos"}


class Unreadable(ValueError):
    """What is wrong with a record, in words, by the name of the field."""

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__(" ".join(text for texts in errors.values() for text in texts))
        self.errors = dict(errors)


@dataclass(frozen=True)
class Record:
    """One record of an outbox."""

    kind: RecordKind
    fields: Mapping[str, str]  # as the form of its kind takes them; nothing empty
    observed_at: datetime | None  # UTC; none: the clock said a year that cannot be meant
    sent_at: datetime | None  # UTC, by the same clock, when it was sent
    photos: tuple[UUID, ...]

    def sha256(self, visit_id: int) -> str:
        """Return what tells a repeat from another record: the SHA-256 of all it says of a visit.

        When it is sent is no part of that: each try has its own time.
        """
        says = {
            "visit": visit_id,
            "kind": self.kind.value,
            "fields": dict(self.fields),
            "observed_at": self.observed_at.isoformat() if self.observed_at else None,
            "photos": sorted(map(str, self.photos)),
        }
        return hashlib.sha256(json.dumps(says, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    def clock_ahead(self, now: datetime) -> int | None:
        """Return by how many seconds the phone's clock is ahead, behind when negative; none when that is little."""
        ahead = int((self.sent_at - now).total_seconds()) if self.sent_at else 0
        within = max(-limits.MAX_INT, min(ahead, limits.MAX_INT))
        return within if abs(ahead) > limits.CLOCK_AHEAD_SECONDS else None


def read(document: Any, fields_of: Mapping[RecordKind, Collection[str]]) -> Record:
    """Return the record that a JSON document holds.

    fields_of: the names of the fields that a record of each kind may have.
    Raises Unreadable with everything that is wrong.
    """
    if not isinstance(document, dict):
        raise Unreadable({"record": ["A record is an object with the keys kind and fields"]})
    errors = _unknown(document.keys() - _KEYS)
    found: dict[str, Any] = {}
    for name, reading in (("kind", _kind), ("observed_at", _moment), ("sent_at", _moment), ("photos", _photos)):
        try:
            found[name] = reading(document.get(name))
        except ValueError as error:
            errors[name] = [str(error)]
    if "kind" in found:
        found["fields"], wrong = _fields(document.get("fields"), fields_of[found["kind"]])
        errors |= wrong
        if found.get("photos") and found["kind"] is not RecordKind.SIGHTING:
            errors["photos"] = ["Only a sighting has photos"]
    if errors:
        raise Unreadable(errors)
    return Record(**found)


def read_ids(document: Any) -> list[UUID]:
    """Return the records that a phone asks about. Raises Unreadable."""
    given = document.get("records") if isinstance(document, dict) and document.keys() == {"records"} else None
    if not isinstance(given, list) or len(given) > limits.HELD_MOST:
        raise Unreadable({"records": [f"Send the ids of at most {limits.HELD_MOST} records"]})
    try:
        return [_uuid(value) for value in given]
    except ValueError as error:
        raise Unreadable({"records": [str(error)]}) from error


def _kind(value: Any) -> RecordKind:
    if not isinstance(value, str) or value not in {kind.value for kind in RecordKind}:
        raise ValueError(f"A record is one of {', '.join(RecordKind)}")
    return RecordKind(value)


def _moment(value: Any) -> datetime | None:
    """Return a moment, or none where it is left out, or a clock says a year that no visit is in."""
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError("Enter a time as 2026-11-22T17:00:00Z") from error
    if moment.tzinfo is None:
        raise ValueError("Enter a time with its zone, as 2026-11-22T17:00:00Z")
    return moment.astimezone(UTC) if limits.YEAR_MIN < moment.year < limits.YEAR_MAX else None


def _photos(value: Any) -> tuple[UUID, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ValueError("The photos are a list of their ids")
    photos = tuple(dict.fromkeys(map(_uuid, value)))
    if len(photos) > limits.PHOTOS_MOST:
        raise ValueError(f"A sighting can have at most {limits.PHOTOS_MOST} photos (you sent {len(photos)})")
    return photos


def _uuid(value: Any) -> UUID:
    # as it is written everywhere else, so that one id is never two
    if not isinstance(value, str) or len(value) != 36:
        raise ValueError("An id is written like 1b4e28ba-2fa1-41d2-883f-0016d3cca427")
    try:
        return UUID(value)
    except ValueError as error:
        raise ValueError("An id is written like 1b4e28ba-2fa1-41d2-883f-0016d3cca427") from error


def _fields(value: Any, known: Collection[str]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return the fields that say something, and what is wrong with the others."""
    if not isinstance(value, dict):
        return {}, {"fields": ["The fields are an object of texts"]}
    errors = _unknown(value.keys() - set(known))
    errors |= {name: ["This must be a text"] for name in known if not isinstance(value.get(name, ""), str)}
    # the id of a form is that of its page; the record has one of its own
    return {name: text for name, text in value.items() if text and name != "uid"}, errors


def _unknown(names: Collection[str]) -> dict[str, list[str]]:
    """Return what to say of names that nobody knows; of very many, of some."""
    return {name[:_SHOWN]: [f"Unknown field: {name[:_SHOWN]}"] for name in sorted(names)[:10]}
