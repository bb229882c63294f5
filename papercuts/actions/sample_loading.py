"""Loading the sample data: a quarter of an invented company's visits, told day by day so that its history is one."""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid5

from sqlalchemy import insert, select, update

from papercuts.actions import (
    approvals,
    fix_pictures,
    imports,
    paper_cuts,
    photos,
    places,
    ratings,
    releases,
    sample_promises,
    sample_telling,
    scores,
    tasks,
    verifications,
    visits,
    volunteers,
    write_up,
)
from papercuts.actions.history import change, record
from papercuts.actions.sample_judgement import Judgements
from papercuts.db import db
from papercuts.domain import guide, import_rows
from papercuts.domain.import_rows import Row
from papercuts.domain.lifecycle import Move
from papercuts.domain.limits import Consent, Destination, LinkKind, Outcome, Role, Side, Stage, VisitStatus
from papercuts.domain.text import fold, identity
from papercuts.models import (
    Account,
    Area,
    Effort,
    Fix,
    PaperCut,
    Participant,
    Question,
    Release,
    Setting,
    Sighting,
    Site,
    Task,
    Visit,
    visit_observer,
)
from papercuts.models.mixins import MaybeSample
from papercuts.services import pictures

FOLDER = Path(__file__).parent.parent / "sample"
FILE = "ledgerlark.csv"
ESTIMATES_BY = "mei"
BEFORE_THE_FIRST = timedelta(minutes=15)  # sighting, a visit has begun


@dataclass
class Telling:
    """The story, and what telling it needs."""

    story: dict[str, Any]
    rows: list[Row]
    shift: timedelta  # from the days of the file to ours
    by: Account | None
    people: dict[str, Account] = field(default_factory=dict)
    made: list[Any] = field(default_factory=list)

    def evening(self, day: date) -> datetime:
        """Return when something of a day of the file was written down."""
        return datetime.combine(day + self.shift, time(17), UTC)


def load(*, by: Account | None, at: datetime) -> None:
    """Fill the instance with sample data, and mark every row of it.

    Raises ValueError when there is a site already that is no sample, or the sample data itself.
    """
    refuse_own_sites()
    told = story()
    shift = timedelta(days=(at.date() - told["today"]).days // 7 * 7)
    rows = import_rows.parse(import_rows.read((FOLDER / FILE).read_bytes()))[0]
    telling = Telling(told, [replace(row, visited_on=row.visited_on + shift) for row in rows], shift, by)
    _name_product(telling, at)
    telling.people = {name: _account(telling, name, **who, at=at) for name, who in told["accounts"].items()}
    _lay_out(telling)
    for _, tell in sorted(_diary(telling), key=lambda entry: entry[0]):
        tell()
    _plan(telling, at)
    _offer(telling, at)
    db.session.flush()
    for row in telling.made:
        if isinstance(row, MaybeSample):
            row.is_sample = True
    scores.refresh_all()


def story() -> dict[str, Any]:
    """Return what the sample data has beyond its file."""
    return tomllib.loads((FOLDER / "ledgerlark.toml").read_text(encoding="utf-8"))


def refuse_own_sites() -> None:
    """Raise ValueError unless there is room for sample data."""
    if db.session.get_one(Setting, 1, with_for_update=True).has_sample_data:  # of two who load at once, one is told
        raise ValueError("The sample data is here already.")
    if db.session.scalar(select(Site.id).limit(1)):
        raise ValueError("You have sites of your own. Sample data only goes into an instance without any.")


def _name_product(telling: Telling, at: datetime) -> None:
    setting = db.session.get_one(Setting, 1)
    record(setting, "loaded the sample data", by=telling.by, at=at)
    setting.has_sample_data = True
    if not setting.product_name:
        change(setting, "named the product", by=telling.by, at=at, product_name=telling.story["product"])
        everyone = places.everyone()
        users = everyone.head_count or telling.story["users"]
        change(everyone, "changed the number of users", by=telling.by, at=at, head_count=users)


def _account(telling: Telling, key: str, *, name: str, role: str, at: datetime) -> Account:
    """Make somebody who cannot sign in; nothing in the history is by them, so that they can go again."""
    email = f"{key}@example.invalid"
    account = Account(
        name=name,
        email=email,
        email_identity=identity(email),
        role=Role(role),
        is_disabled=True,
        created_at=at,
    )
    db.session.add(account)
    telling.made.append(account)
    return account


def _lay_out(telling: Telling) -> None:
    """Make the segments, sites and areas: of these the file knows only the names."""
    story, at = telling.story, telling.evening(telling.story["visits"][0]["on"])
    segment_of = {row.site: row.segment for row in telling.rows}
    segments = {
        name: places.add_segment(name, head_count=heads, by=telling.by, at=at)
        for name, heads in story["segments"].items()
    }
    sites = [
        places.add_site(name, segment=segments[segment_of[name]], **site, by=telling.by, at=at)
        for name, site in story["sites"].items()
    ]
    areas = [tasks.add_area(name, team=team, by=telling.by, at=at) for name, team in story["areas"].items()]
    telling.made += [*segments.values(), *sites, *areas]


def _diary(telling: Telling) -> Iterator[tuple[date, Callable[[], None]]]:
    for visit in telling.story["visits"]:
        yield visit["on"], partial(_visit, telling, visit)
    for release in telling.story["releases"]:
        yield release["drafted"], partial(_draft, telling, release)
        for fix in release["fixes"]:
            yield fix["claimed"], partial(_claim, telling, fix["paper_cut"], on=fix["claimed"], by=fix["by"])
            yield fix["on"], partial(_fix, telling, release, fix)
        yield release["on"], partial(_publish, telling, release)
    for title, cut in telling.story["paper_cuts"].items():
        for happening, tell in (("claimed", _claim), ("issue", _link), ("declined", _decline)):
            if happening in cut:
                yield cut[happening]["on"], partial(tell, telling, title, **cut[happening])
    yield from sample_promises.diary(telling.story, telling.people, telling.evening, telling.shift, telling.by)
    yield from sample_telling.diary(telling.story, telling.people, telling.shift, telling.evening, telling.by)
    yield from Judgements(telling.story, telling.people, telling.evening, telling.by).diary()


def _visit(telling: Telling, told: dict[str, Any]) -> None:
    day, at = told["on"] + telling.shift, telling.evening(told["on"])
    rows = [row for row in telling.rows if row.site == told["site"] and row.visited_on == day]
    preview = imports.plan(rows)
    if preview.problems:
        raise ValueError(f"Something of your own has a name of the sample data: {preview.problems[0]}")
    made = imports.apply(preview, name=FILE, by=telling.by, at=at)
    telling.made += made
    visit = next(row for row in made if isinstance(row, Visit))
    first = db.session.scalars(select(Sighting.observed_at).where(Sighting.visit_id == visit.id)).all()
    visit.started_at = min(seen_at for seen_at in first if seen_at) - BEFORE_THE_FIRST
    observers = [telling.people[name] for name in told["observers"]]
    pairs = [{"visit_id": visit.id, "account_id": account.id} for account in observers]
    db.session.execute(insert(visit_observer), pairs)
    seen = update(Sighting).where(Sighting.visit_id == visit.id)
    db.session.execute(seen.values(seen_by_id=observers[0].id))
    is_done = visit.status is VisitStatus.WRITTEN_UP
    visit.status = VisitStatus.UNDER_WAY  # an import writes up what it brings; here that comes last
    for cut in [row for row in made if isinstance(row, PaperCut)]:
        _describe(telling, cut, at)
    for task in [row for row in made if isinstance(row, Task)]:
        task.stage = Stage(telling.story["stages"].get(task.name, Stage.USE))
    for estimate in [row for row in made if isinstance(row, Effort)]:
        estimate.estimated_by_id = telling.people[ESTIMATES_BY].id
    for found in told.get("verifications", ()):
        _look_again(telling, visit, at, **found)
    for photo in told.get("photos", ()):
        _attach(telling, visit, at, **photo)
    for said in told.get("ratings", ()):
        _rate(telling, visit, observers[0], at, **said)
    _write_up(telling, visit, told, at)
    if is_done:
        write_up.finish(visit, by=telling.by, at=at)


def _rate(
    telling: Telling, visit: Visit, observer: Account, at: datetime, *, participant: str, score: int, reason: str = ""
) -> None:
    person = select(Participant).where(Participant.site_id == visit.site_id, Participant.code == participant)
    rating = ratings.rate(visit, db.session.scalars(person).one(), score, reason, by=telling.by, at=at)
    if rating is not None:
        rating.asked_by_id = observer.id


def _attach(
    telling: Telling, visit: Visit, at: datetime, *, file: str, caption: str, paper_cut: str, participant: str, by: str
) -> None:
    sighting = db.session.scalars(
        select(Sighting)
        .join(Participant, Participant.id == Sighting.participant_id)
        .where(Sighting.visit_id == visit.id, Sighting.paper_cut_id == _cut(paper_cut).id)
        .where(Participant.code == participant)
        .order_by(Sighting.id)
        .limit(1)
    ).one()
    full, small = ((FOLDER / f"{file}{ending}.webp").read_bytes() for ending in ("", "-small"))
    picture, uid = pictures.ready(full, small), uuid5(sighting.uid, file)
    photo = photos.attach(sighting, picture, uid=uid, caption=caption, by=telling.by, at=at)
    if photo is not None:
        photo.added_by_id = telling.people[by].id


def _write_up(telling: Telling, visit: Visit, told: dict[str, Any], at: datetime) -> None:
    asked = told.get("questions") or guide.questions(guide.DEFAULT_GUIDE)
    questions = [Question(visit_id=visit.id, position=i, question=text) for i, text in enumerate(asked)]
    db.session.add_all(questions)
    db.session.flush()
    answers = {questions[int(number) - 1].id: text for number, text in told.get("answers", {}).items()}
    write_up.save_texts(visit, summary=told["summary"], answers=answers, by=telling.by, at=at)


def _describe(telling: Telling, cut: PaperCut, at: datetime) -> None:
    said = telling.story["paper_cuts"].get(cut.title, {})
    fields = {name: said[name] for name in ("what_happens", "workaround") if name in said}
    if "area" in said:
        fields["area"] = db.session.scalars(select(Area).where(Area.name == said["area"])).one()
    paper_cuts.describe(cut, **fields, by=telling.by, at=at)


def _claim(telling: Telling, title: str, *, on: date, by: str) -> None:
    cut, owner = _cut(title), telling.people[by]
    paper_cuts.move_status(cut, Move.CLAIM, by=telling.by, at=telling.evening(on), owner=owner.name)
    cut.owner_id = owner.id


def _link(telling: Telling, title: str, *, on: date, url: str) -> None:
    paper_cuts.add_link(_cut(title), LinkKind.ISSUE, url, by=telling.by, at=telling.evening(on))


def _decline(telling: Telling, title: str, *, on: date, reason: str, destination: str) -> None:
    at = telling.evening(on)
    paper_cuts.decline(_cut(title), reason, Destination(destination), by=telling.by, at=at)


def _draft(telling: Telling, told: dict[str, Any]) -> None:
    day, at = told["on"] + telling.shift, telling.evening(told["drafted"])
    made = releases.create(told["version"], name=told.get("name", ""), released_on=day, by=telling.by, at=at)
    telling.made.append(made)


def _fix(telling: Telling, told: dict[str, Any], fix: dict[str, Any]) -> None:
    at = telling.evening(fix["on"])
    texts = {name: fix[name] for name in releases.TEXTS if name in fix}
    added = releases.add_fix(
        _release(told), _cut(fix["paper_cut"]), **texts, actual_hours=fix.get("hours"), by=telling.by, at=at
    )
    added.fixed_by_id = telling.people[fix["by"]].id
    for side, drawn in fix.get("pictures", {}).items():
        db.session.flush()
        picture = pictures.ready(*((FOLDER / f"{drawn['file']}{end}.webp").read_bytes() for end in ("", "-small")))
        fix_pictures.put(added, Side(side), picture, drawn["alt"], by=telling.by, at=at)


def _publish(telling: Telling, told: dict[str, Any]) -> None:
    release, at = _release(told), telling.evening(told["on"])
    if approvals.is_needed():  # whoever loads the story vouches for it
        release.approved_by_id, release.approved_at = telling.by.id if telling.by else None, at
    releases.publish(release, list(telling.story["sites"]), by=telling.by, at=at)


def _release(told: dict[str, Any]) -> Release:
    return db.session.scalars(select(Release).where(Release.version == told["version"])).one()


def _look_again(
    telling: Telling,
    visit: Visit,
    at: datetime,
    *,
    paper_cut: str,
    participant: str,
    outcome: str,
    by: str,
    **said: Any,
) -> None:
    who = telling.people[by]
    person = select(Participant).where(Participant.site_id == visit.site_id, Participant.code == participant)
    found = verifications.verify(
        db.session.scalars(select(Fix).join(Release).where(Fix.paper_cut_id == _cut(paper_cut).id)).one(),
        visit=visit,
        participant=db.session.scalars(person).one(),
        outcome=Outcome(outcome),
        **said,
        by=telling.by,
        at=at,
    )
    found.verified_by_id = who.id
    seen = verifications.sighting_of(found)
    if seen is not None:
        seen.seen_by_id = who.id


def _plan(telling: Telling, at: datetime) -> None:
    """Plan the next visit: from today, not from the file's day, and never on a weekend."""
    told = telling.story["planned"]
    day = at.date() + timedelta(days=told["in_days"])
    if day.isoweekday() > 5:
        day += timedelta(days=8 - day.isoweekday())
    site = db.session.scalars(select(Site).where(Site.name == told["site"])).one()
    people = select(Participant).where(Participant.site_id == site.id, Participant.code.in_(told["participants"]))
    visit = visits.plan(
        site=site,
        visited_on=day,
        observers=[telling.people[name] for name in told["observers"]],
        participants=db.session.scalars(people).all(),
        tasks=db.session.scalars(select(Task).where(Task.name.in_(told["tasks"]))).all(),
        questions=guide.questions(guide.DEFAULT_GUIDE),
        by=telling.by,
        at=at,
    )
    telling.made.append(visit)


def _offer(telling: Telling, at: datetime) -> None:
    """Let customers offer to show how they work: some days ago, to be forgotten a year later as any offer is."""
    for told in telling.story["volunteers"]:
        sent_at = at - timedelta(days=told["days_ago"])
        words = {name: told[name] for name in ("name", "email", "organisation", "role", "offer")}
        consent = Consent(told["consent"])
        telling.made.append(volunteers.offer(**words, consent=consent, today=sent_at.date(), at=sent_at))


def _cut(title: str) -> PaperCut:
    return db.session.scalars(select(PaperCut).where(PaperCut.title_identity == fold(title))).one()
