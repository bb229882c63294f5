"""Words of people who agreed to be quoted, about our product: of sightings, of looking again, and of ratings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, false, null, select, true

from papercuts.db import db
from papercuts.domain.attribution import attribution
from papercuts.domain.moods import Tone
from papercuts.domain.public_names import names_in
from papercuts.models import Fix, PaperCut, Participant, Rating, Sighting, Site, Task, Verification, Visit
from papercuts.queries import public_names
from papercuts.queries.with_users import with_users

MOST = 200

_TONES = {Tone.GOOD: Sighting.mood > 0, Tone.CALM: Sighting.mood == 0, Tone.BAD: Sighting.mood < 0}


@dataclass(frozen=True)
class Wanted:
    """Which words are looked for; none: all."""

    segment_id: int | None = None
    area_id: int | None = None
    task_id: int | None = None
    tone: Tone | None = None


@dataclass(frozen=True)
class Quotable:
    """What somebody said, and who, as they agreed to it."""

    words: str
    who: str
    visited_on: date
    visit_id: int
    task: str  # empty: about the product as a whole
    kind: str  # "sighting", "delight", "fix" or "rating"
    mood: int | None
    sighting_id: int | None


@dataclass(frozen=True)
class Found:
    """The newest words that are cleared, and how many are left out since they name somebody."""

    quotes: Sequence[Quotable]
    n_naming: int
    has_more: bool


def found(wanted: Wanted, *, with_real_names: bool) -> Found:
    """Return the words that may be given away, newest first.

    with_real_names: whether names may be seen of those who agreed to be named. Words that hold the name of a site or
    a person are left out: only a person can say what is told by them.
    """
    rows = [row for statement in _statements(wanted) for row in db.session.execute(statement)]
    rows.sort(key=lambda row: (row.visited_on, row.visit_id), reverse=True)
    kept = rows[:MOST]
    names = names_in([text for row in kept for text in (row.words, row.role, row.alias)], public_names.known())
    clean = [row for row in kept if not names_in([row.words], names)]
    quotes = [_quotable(row, names, with_real_names) for row in clean]
    return Found(quotes, len(kept) - len(clean), len(rows) > MOST)


def _quotable(row: Any, names: Sequence[str], with_real_names: bool) -> Quotable:
    role, alias = ("" if names_in([text], names) else text for text in (row.role, row.alias))
    real_name = row.real_name if with_real_names else ""
    who = attribution(row.consent, role=role, real_name=real_name, alias=alias, site=row.site)
    kind = "delight" if row.is_delight else row.kind
    about = (row.visited_on, row.visit_id, row.task or "", kind, row.mood, row.sighting_id)
    return Quotable(row.words, who, *about)


def _statements(wanted: Wanted) -> list[Select[*tuple[Any, ...]]]:
    sightings = (
        _said(Sighting, Sighting.quote, "sighting", task=Task.name, mood=Sighting.mood, sighting_id=Sighting.id)
        .add_columns(Sighting.is_delight.label("is_delight"))
        .join(Task, Task.id == Sighting.task_id)
        .where(_of_task(wanted, Task.id, Task.area_id), _TONES[wanted.tone] if wanted.tone else true())
    )
    looks = (
        _said(Verification, Verification.quote, "fix", task=Task.name)
        .add_columns(false().label("is_delight"))
        .join(Fix, Fix.id == Verification.fix_id)
        .join(PaperCut, PaperCut.id == Fix.paper_cut_id)
        .join(Task, Task.id == PaperCut.task_id)
        .where(_of_task(wanted, Task.id, PaperCut.area_id))
    )
    ratings = _said(Rating, Rating.reason, "rating").add_columns(false().label("is_delight"))
    if wanted.tone:  # noted with sightings alone
        asked = [sightings]
    elif wanted.area_id or wanted.task_id:
        asked = [sightings, looks]
    else:
        asked = [sightings, looks, ratings]
    of_segment = true() if wanted.segment_id is None else Site.segment_id == wanted.segment_id
    return [one.where(of_segment) for one in asked]


def _of_task(wanted: Wanted, task_id: Any, area_id: Any) -> ColumnElement[bool]:
    is_task = true() if wanted.task_id is None else task_id == wanted.task_id
    is_area = true() if wanted.area_id is None else area_id == wanted.area_id
    return is_task & is_area


def _said(table: Any, words: Any, kind: str, **columns: Any) -> Select[*tuple[Any, ...]]:
    of_row = {"task": null(), "mood": null(), "sighting_id": null()} | columns
    return (
        select(
            words.label("words"),
            Participant.consent.label("consent"),
            Participant.role.label("role"),
            Participant.real_name.label("real_name"),
            Site.name.label("site"),
            Site.public_alias.label("alias"),
            Visit.visited_on.label("visited_on"),
            Visit.id.label("visit_id"),
            db.literal(kind).label("kind"),
            *(column.label(name) for name, column in of_row.items()),
        )
        .select_from(table)
        .join(Visit, Visit.id == table.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .join(Participant, Participant.id == table.participant_id)
        .where(words != "", Participant.may_be_quoted, Visit.product == "", with_users())
        .order_by(Visit.visited_on.desc(), table.id.desc())
        .limit(MOST + 1)
    )
