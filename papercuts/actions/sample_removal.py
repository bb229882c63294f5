"""Removing the sample data: exactly its rows, and none that something of the team's own rests on.

What nobody of the sample's people wrote is the team's own. A sample row that an own one rests on stays, and is
sample no more: the paper cut of an own sighting, its task, the site of an own visit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update

from papercuts.actions import (
    merging,
    photos,
    picture_bytes,
    places,
    sample_judgement,
    sample_promises,
    sample_telling,
    sample_traces,
    scores,
)
from papercuts.actions.history import record
from papercuts.actions.learning import learn
from papercuts.db import db
from papercuts.domain.lifecycle import SHIPPED
from papercuts.domain.limits import Status
from papercuts.merged import home
from papercuts.models import (
    Account,
    Area,
    Effort,
    Event,
    Fix,
    FixPicture,
    Merge,
    PaperCut,
    Participant,
    Promise,
    Rating,
    Release,
    Round,
    Segment,
    Setting,
    Sighting,
    Site,
    Task,
    TaskUse,
    Verification,
    Visit,
    Volunteer,
    Watch,
    visit_observer,
    visit_participant,
    visit_task,
)
from papercuts.shipped import newest_fixes

Kept = dict[type[Any], set[int]]


@dataclass(frozen=True)
class Outlook:
    """What removing would do to what somebody here has done with the sample data."""

    stays: list[str]  # names of sample rows that something of one's own rests on
    n_looks: int  # own verifications that go
    n_changed: dict[str, int]  # by table: rows that go and that somebody here has changed


def remove(*, by: Account | None, at: datetime, story: Mapping[str, Any]) -> list[str]:
    """Remove the sample data; return the names of sample rows that stay because something of one's own rests on them.

    story: as loading tells it; what it has invented of what stays is taken back unless somebody has changed it.
    Raises ValueError when there is none.
    """
    setting = db.session.get_one(Setting, 1, with_for_update=True)
    if not setting.has_sample_data:
        raise ValueError("There is no sample data here.")
    db.session.flush()
    _unmerge(by, at)
    kept = _kept()
    names = _names(kept)
    _remove_what_was_seen(kept)
    _remove_fixes(kept)
    sample_promises.remove()
    sample_judgement.remove()
    sample_telling.remove()
    _remove_things(kept)
    sample_judgement.remove_empty_round()
    sample_traces.clear(kept, story)
    for model, ids in kept.items():
        db.session.execute(update(model).where(model.id.in_(ids)).values(is_sample=False))
    db.session.expire_all()
    _settle(kept[PaperCut], by, at)
    _unname_product(setting, story["product"], story["users"])
    record(setting, "removed the sample data", by=by, at=at, kept=names)
    scores.refresh_all()
    learn(by=by, at=at, is_wanted=True)
    return names


def _unmerge(by: Account | None, at: datetime) -> None:
    """Take back the merges in which an invented paper cut has a part: what is one's own stands by itself again."""
    samples = select(PaperCut.id).where(PaperCut.is_sample)
    has_part = or_(Merge.paper_cut_id.in_(samples), Merge.into_id.in_(samples))
    for cut_id in db.session.scalars(select(Merge.paper_cut_id).where(has_part).order_by(Merge.paper_cut_id)).all():
        merging.unmerge(db.session.get_one(PaperCut, cut_id), by=by, at=at)


def outlook() -> Outlook:
    """Return what removing would do; nothing is changed."""
    kept, loaded = _kept(), sample_traces.loaded_at()
    goes = Verification.visit_id.in_(_going(Visit, kept)) | Verification.fix_id.in_(
        select(Fix.id).where(~_fix_stays(kept))
    )
    n_looks = db.session.scalar(select(func.count(Verification.id)).where(goes, _is_own(Verification.verified_by_id)))
    changed = {
        model.__tablename__: db.session.scalar(
            select(func.count(model.id)).where(
                model.id.in_(_going(model, kept)), model.id.in_(sample_traces.changed_since(model, loaded))
            )
        )
        for model in (Visit, PaperCut, Release, Site, Task)
    }
    changed["round"] = sample_judgement.n_rounds_changed(
        _going(PaperCut, kept), sample_traces.changed_since(Round, loaded)
    )
    return Outlook(_names(kept), n_looks or 0, {name: n for name, n in changed.items() if n})


def _kept() -> Kept:
    """Return the ids of the sample rows that stay, from what rests on them to what they rest on."""
    own = Sighting.id.in_(select(Sighting.id).where(_is_own(Sighting.seen_by_id)))
    kept: Kept = {}
    kept[Visit] = _sample(Visit, select(Sighting.visit_id).where(own))
    kept[PaperCut] = _sample(
        PaperCut,
        select(home()).where(own),
        select(Fix.paper_cut_id).join(Release).where(Release.is_sample.is_(False)),
    )
    kept[Release] = _sample(Release, select(Fix.release_id).join(PaperCut).where(PaperCut.is_sample.is_(False)))
    own_visits = select(Visit.id).where(Visit.is_sample.is_(False))
    own_tasks = select(Task.id).where(Task.is_sample.is_(False))
    kept[Task] = _sample(
        Task,
        select(PaperCut.task_id).where(_stays(PaperCut, kept)),
        select(Sighting.task_id).where(own),
        select(Watch.task_id).where(Watch.visit_id.in_(own_visits)),
        select(visit_task.c.task_id).where(visit_task.c.visit_id.in_(own_visits)),
    )
    kept[Area] = _sample(
        Area,
        select(PaperCut.area_id).where(_stays(PaperCut, kept)),
        select(Task.area_id).where(_stays(Task, kept)),
    )
    kept[Site] = _sample(
        Site,
        select(Visit.site_id).where(_stays(Visit, kept)),
        select(Promise.site_id).where(_is_own(Promise.made_by_id)),
    )
    kept[Segment] = _sample(
        Segment,
        select(Site.segment_id).where(_stays(Site, kept)),
        select(TaskUse.segment_id).where(TaskUse.task_id.in_(own_tasks)),
    )
    kept[Account] = _sample(
        Account,
        select(Event.account_id),
        select(Fix.fixed_by_id).where(_fix_stays(kept)),
        select(FixPicture.added_by_id).join(Fix).where(_fix_stays(kept)),
    )
    return kept


def _is_own(author: Any) -> ColumnElement[bool]:
    return or_(author.is_(None), author.not_in(select(Account.id).where(Account.is_sample)))


def _sample(model: Any, *used: Select[Any]) -> set[int]:
    """Return the ids of the sample rows that one of the selections names."""
    named = {row_id for statement in used for row_id in db.session.scalars(statement)}
    return {row_id for row_id in db.session.scalars(select(model.id).where(model.is_sample)) if row_id in named}


def _stays(model: Any, kept: Kept) -> ColumnElement[bool]:
    return or_(model.is_sample.is_(False), model.id.in_(kept[model]))


def _going(model: Any, kept: Kept) -> Select[Any]:
    return select(model.id).where(model.is_sample, model.id.not_in(kept[model]))


def _fix_stays(kept: Kept) -> ColumnElement[bool]:
    return Fix.release_id.not_in(_going(Release, kept)) & Fix.paper_cut_id.not_in(_going(PaperCut, kept))


def _names(kept: Kept) -> list[str]:
    rounds = Round.id.in_(sample_judgement.rounds_staying(_going(PaperCut, kept)))
    themes = db.session.scalars(select(Round.theme).where(rounds).order_by(Round.id))
    shown = ((PaperCut, PaperCut.title), (Release, Release.version), (Site, Site.name), (Task, Task.name))
    return [
        str(name)
        for model, column in shown
        for name in db.session.scalars(select(column).where(model.id.in_(kept[model])).order_by(model.id))
    ] + list(themes)


def _delete(model: Any, where: ColumnElement[bool]) -> None:
    db.session.execute(delete(model).where(where).execution_options(synchronize_session=False))


def _remove_what_was_seen(kept: Kept) -> None:
    visits = _going(Visit, kept)
    fixes = select(Fix.id).where(~_fix_stays(kept))
    _delete(Verification, Verification.visit_id.in_(visits) | Verification.fix_id.in_(fixes))
    _delete(Rating, Rating.visit_id.in_(visits) | ~_is_own(Rating.asked_by_id))
    going = ~_is_own(Sighting.seen_by_id)
    photos.note_going(select(Sighting.id).where(going))
    _delete(Sighting, going)
    seen = select(Sighting.id).where(
        Sighting.visit_id == Watch.visit_id,
        Sighting.task_id == Watch.task_id,
        Sighting.participant_id.is_not_distinct_from(Watch.participant_id),
    )
    _delete(Watch, Watch.visit_id.in_(visits) | Watch.visit_id.in_(kept[Visit]) & ~seen.exists())


def _remove_fixes(kept: Kept) -> None:
    picture_bytes.note_fixes_going(select(Fix.id).where(~_fix_stays(kept)))
    _delete(Fix, ~_fix_stays(kept))
    _delete(Effort, ~_is_own(Effort.estimated_by_id))
    leaving = _going(Account, kept)
    db.session.execute(update(PaperCut).where(PaperCut.owner_id.in_(leaving)).values(owner_id=None))


def _remove_things(kept: Kept) -> None:
    """Delete what is marked and rests on nothing any more; the database takes along what belongs to it."""
    _delete(PaperCut, PaperCut.id.in_(_going(PaperCut, kept)))
    _delete(Release, Release.id.in_(_going(Release, kept)))
    observed = visit_observer.c.account_id.in_(_going(Account, kept))
    db.session.execute(delete(visit_observer).where(observed))
    _delete(Visit, Visit.id.in_(_going(Visit, kept)))
    _remove_people(kept)
    going = _going(Segment, kept)
    _delete(TaskUse, TaskUse.segment_id.in_(going) | TaskUse.task_id.in_(_going(Task, kept)))
    db.session.execute(delete(visit_task).where(visit_task.c.task_id.in_(_going(Task, kept))))
    _delete(Volunteer, Volunteer.is_sample.is_(True))
    for model in (Site, Task, Area, Segment, Account):
        _delete(model, model.id.in_(_going(model, kept)))


def _remove_people(kept: Kept) -> None:
    """Delete the people of sample sites but those whom an own visit or sighting is about."""
    own_visits = select(Visit.id).where(Visit.is_sample.is_(False))
    wanted: Iterable[Select[Any]] = (
        select(Sighting.participant_id).where(Sighting.participant_id.is_not(None)),
        select(Watch.participant_id).where(Watch.participant_id.is_not(None)),
        select(Verification.participant_id).where(Verification.participant_id.is_not(None)),
        select(Rating.participant_id),
        select(visit_participant.c.participant_id).where(visit_participant.c.visit_id.in_(own_visits)),
    )
    sites = select(Site.id).where(Site.is_sample)
    going = Participant.site_id.in_(sites) & ~or_(*(Participant.id.in_(used) for used in wanted))
    leaving = select(Participant.id).where(going)
    db.session.execute(delete(visit_participant).where(visit_participant.c.participant_id.in_(leaving)))
    _delete(Participant, going)


def _settle(cut_ids: set[int], by: Account | None, at: datetime) -> None:
    """Open the kept paper cuts again whose fix or owner has gone."""
    fixed = newest_fixes(cut_ids)
    for cut in db.session.scalars(select(PaperCut).where(PaperCut.id.in_(cut_ids))).all():
        is_unfixed = cut.status in SHIPPED and cut.id not in fixed
        if is_unfixed or (cut.status is Status.CLAIMED and cut.owner_id is None):
            record(cut, "opened again: the sample data went", by=by, at=at, status=[cut.status.value, "open"])
            cut.status, cut.owner_id = Status.OPEN, None


def _unname_product(setting: Setting, product: str, users: int) -> None:
    setting.has_sample_data = False
    if setting.product_name == product:
        setting.product_name = ""
        everyone = places.everyone()
        everyone.head_count = None if everyone.head_count == users else everyone.head_count
