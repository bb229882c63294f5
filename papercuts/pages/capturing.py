"""From what was typed at a visit to what is kept: person, task, paper cut and the sighting itself."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

from flask import g, url_for

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain import durations, shorthand
from papercuts.domain.limits import HowItWent, Status
from papercuts.forms.capture import ONLY_WORDS, CaptureForm, WatchedForm, title_from
from papercuts.merged import survivor
from papercuts.models import Area, PaperCut, Participant, Sighting, Task, Visit, Watch
from papercuts.shipped import newest_fix
from papercuts.web.clock import today, utc_now
from papercuts.web.guard import may
from papercuts.web.rendering import setting

DELIGHT = "A delight: kept beside the annoyances."


def record(
    visit: Visit,
    form: CaptureForm,
    *,
    observed_at: datetime | None = None,
    is_now: bool = False,
    clock_ahead_seconds: int | None = None,
    day: date | None = None,
) -> Sighting:
    """Keep what a valid form says; a planned visit begins with it. Raises ValueError when something is not there.

    observed_at: when it was seen, as far as that is known; is_now: this moment, if this is the day of the visit.
    clock_ahead_seconds: by how much the clock was wrong that said so. day: on which it was seen, when not today.
    """
    uid, at = _uid(form), utc_now()
    known = queries.sightings.by_uid(uid)
    if known is not None:
        return known
    actions.visits.start(visit, by=g.user, at=at, today=day or today(setting()))
    task, said = task_of(form), form.said
    sighting = actions.sightings.record(
        visit=visit,
        participant=person_of(form.person_id()),
        task=task,
        what_happened=form.what_happened(),
        uid=uid,
        observed_at=at if is_now and visit.visited_on == today(setting()) else observed_at,
        clock_ahead_seconds=clock_ahead_seconds,
        occurrences=said.occurrences,
        seconds_lost=form.seconds_lost(),
        how_timed=form.how_timed(),
        steps=form.steps.counted(),
        quote=said.quote or "",
        mood=form.noted_mood(),
        workaround=form.noted_workaround(),
        is_unsure=said.is_unsure,
        paper_cut=_known_cut(form.cut_number()),
        times=said.times,
        per=said.per,
        by=g.user,
        at=at,
    )
    if form.is_new():
        name(sighting, title_from(said.text), task=task, area=_area(form), at=at)
    return sighting


def name(sighting: Sighting, title: str, *, task: Task, area: Area | None = None, at: datetime) -> PaperCut:
    """Say that a sighting is a new paper cut, or the one of this task that has the same title already."""
    known = queries.matching.called(title, task.id)
    if known is None:
        return actions.sightings.name(sighting, title, task=task, area=area, by=g.user, at=at)
    actions.sightings.match(sighting, known, by=g.user, at=at)
    return known


def note_watch(visit: Visit, form: WatchedForm, day: date | None = None) -> Watch:
    """Note what a valid form says was watched. day: on which, when not today."""
    actions.visits.start(visit, by=g.user, at=utc_now(), today=day or today(setting()))
    task = task_of(form)
    how = HowItWent(form.how_it_went.data) if form.how_it_went.data else None
    person = person_of(form.person.data)
    return actions.watches.note_watch(
        visit, person, task, performed=form.performed.data, how_it_went=how, by=g.user, at=utc_now()
    )


def is_count_new(visit: Visit, form: WatchedForm) -> bool:
    """Say whether a form tells another number of times than what is known: stored, or else once."""
    if not "".join(form.performed.raw_data or ()).strip():
        return False
    task = None if form.new_task.data else form.task.data
    known = queries.tally.performed_at(visit.id).get((form.person.data, task), 1) if task else 1
    return bool(form.performed.data != known)


def task_of(form: CaptureForm | WatchedForm) -> Task:
    """Return the task of a valid form; one that was named anew is added."""
    name = str(form.new_task.data or "")
    if not name:
        return db.session.get_one(Task, form.task.data)
    return queries.tasks.task_named(name) or actions.tasks.add_task(name, by=g.user, at=utc_now())


def person_of(participant_id: int | None) -> Participant | None:
    """Return who was watched, or nobody in particular."""
    return db.session.get_one(Participant, participant_id) if participant_id else None


def what_was_saved(sighting: Sighting, form: CaptureForm, about_day: str) -> dict[str, str]:
    """Return the message after saving: the effect, what was understood of the line, and the way back.

    about_day: what is said of the visit's day, see `starting.about_day`.
    """
    understood = shorthand.understood(replace(form.said, seconds_lost=form.seconds_lost(), mood=form.noted_mood()))
    if form.seconds_lost() is not None:
        understood[0] += f" ({durations.known_as(form.how_timed())})"
    read = f" Understood: {', '.join(understood)}." if understood else ""
    if form.said.not_read:
        read += f" Not understood, and left in the text: {', '.join(form.said.not_read)}."
    undo = url_for("sightings.remove", id=sighting.id)
    effect = effect_of(sighting, form)
    replaced = queries.replaced.frequency_replaced(sighting) if form.said.times is not None else None
    if replaced:
        read += " How often they do the task: {1} now, {0} before.".format(*replaced)
    return {"text": f"Saved. {effect}{read} {about_day}".rstrip(), "post_url": undo, "label": "Undo"}


def effect_of(sighting: Sighting, form: CaptureForm) -> str:
    """Return what saving a sighting did to its paper cut, if it has one."""
    cut = db.session.get(PaperCut, sighting.paper_cut_id) if sighting.paper_cut_id else None
    unmatched = DELIGHT if sighting.is_delight else "It waits in the write-up to be matched."
    effect = what_became_of(cut) if cut else unmatched
    if cut and form.is_new() and cut.created_at != sighting.received_at:
        effect = f"{called_that_already(cut)} {effect}"
    if not form.said.text:
        effect += f" It says “{ONLY_WORDS}” until you write what happened: their words are shown only if they agreed."
    return effect


def what_was_noted(watch: Watch, is_line_begun: bool, about_day: str) -> dict[str, str] | str:
    """Return the message after noting a watch: of whom and what, and the way back where nothing stands on it.

    about_day: what is said of the visit's day, see `starting.about_day`.
    """
    watched = queries.capture.watch(watch.id)
    who = watched.participant.label if watched.participant else "Somebody"
    text = f"Noted: {who} was watched at “{watched.task.name}”. That nothing more was seen counts too."
    if about_day:
        text += f" {about_day}"
    if is_line_begun:
        text += " What you have typed is still below, not saved yet."
    unhurt = {one.id for one in queries.capture.watched_with_nothing_seen(watch.visit_id)}
    if watch.id not in unhurt or not may("write up visits"):
        return text
    return {"text": text, "post_url": url_for("write_up.drop_watch", id=watch.id, back="capture"), "label": "Undo"}


def called_that_already(cut: PaperCut) -> str:
    """Return what to say when a new paper cut was to be named as a known one is."""
    return f"{cut.number} is called that already: matched to it."


def what_became_of(cut: PaperCut, *, is_quoted: bool = False) -> str:
    """Return how often a paper cut was seen by now, and that it was fixed before.

    is_quoted: with its title where it is seen for the first time, for whoever may just have named it.
    """
    if cut.n_sightings == 1:
        called = f"{cut.number} “{cut.title}”" if is_quoted else cut.number
        return f"{called} is seen for the first time."
    was_fixed = cut.status is Status.OPEN and newest_fix(cut.id) is not None
    again = " It was fixed before and is open again." if was_fixed else ""
    return f"{cut.number} now has {cut.n_sightings:,} sightings.{again}"


def _uid(form: CaptureForm) -> UUID:
    """Return the id of a sighting; what was changed after it had been sent is another one."""
    uid = UUID(form.uid.data or "")
    known = queries.sightings.by_uid(uid)
    said = form.what_happened(), form.said.quote or ""
    return uid if known is None or (known.what_happened, known.quote) == said else uuid4()


def _area(form: CaptureForm) -> Area | None:
    return queries.tasks.area_named(form.said.area) if form.said.area else None


def _known_cut(number: int | None) -> PaperCut | None:
    if number is None:
        return None
    cut = queries.matching.cut(survivor(number))  # a phone's copy may be older than a merge
    if cut is None:
        raise ValueError(f"There is no PC-{number} to match. Leave it out, or choose from the list")
    return cut
