"""Valid rows in one call: `make.sighting(paper_cut=cut)`. Name only what the test is about.

Rows are added and flushed, not scored: call `actions.scores.refresh_all()` where a test needs scores.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any, TypeVar
from uuid import uuid4

from papercuts import actions
from papercuts.actions.sample_loading import FOLDER
from papercuts.db import db
from papercuts.domain.limits import PromiseState, Role, Side, Status, ToldHow, VisitStatus
from papercuts.domain.text import fold, identity
from papercuts.models import (
    Account,
    Area,
    Effort,
    Fix,
    FixPicture,
    Mail,
    PaperCut,
    Participant,
    Photo,
    Plan,
    PlanItem,
    Promise,
    Question,
    Release,
    Segment,
    SharedPage,
    Sighting,
    Site,
    Task,
    TaskUse,
    Told,
    Visit,
    Volunteer,
    Watch,
)
from papercuts.services import pictures
from papercuts.web.passwords import hash_password

AT = datetime(2026, 3, 12, 10, 0, tzinfo=UTC)
DAY = date(2026, 3, 12)
PASSWORD = "correct horse battery staple"
_n = count(1)
Row = TypeVar("Row")


def _saved(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row


class make:
    """Each returns one saved row."""

    @staticmethod
    def account(name: str = "Ada", role: Role = Role.FIELD, **fields: Any) -> Account:
        email = fields.pop("email", f"{name.lower()}@example.org")
        fields.setdefault("password_hash", hash_password(PASSWORD))
        return _saved(
            Account(name=name, email=email, email_identity=identity(email), role=role, created_at=AT, **fields)
        )

    @staticmethod
    def everyone() -> Segment:
        return db.session.scalars(db.select(Segment).where(Segment.is_everyone)).one()

    @staticmethod
    def segment(name: str | None = None, **fields: Any) -> Segment:
        name = name or f"Segment {next(_n)}"
        return _saved(Segment(name=name, name_identity=identity(name), **fields))

    @staticmethod
    def site(name: str | None = None, **fields: Any) -> Site:
        name = name or f"Site {next(_n)}"
        fields.setdefault("segment", make.everyone())
        return _saved(Site(name=name, name_identity=identity(name), **fields))

    @staticmethod
    def participant(site: Site | None = None, code: str | None = None, **fields: Any) -> Participant:
        site = site or make.site()
        return _saved(Participant(site=site, code=code or f"P{next(_n)}", **fields))

    @staticmethod
    def area(name: str | None = None, **fields: Any) -> Area:
        name = name or f"Area {next(_n)}"
        return _saved(Area(name=name, name_identity=identity(name), **fields))

    @staticmethod
    def task(name: str | None = None, **fields: Any) -> Task:
        name = name or f"Task {next(_n)}"
        return _saved(Task(name=name, name_identity=identity(name), **fields))

    @staticmethod
    def use(task: Task, segment: Segment | None = None, **fields: Any) -> TaskUse:
        given = {
            "people": 400,
            "people_source": "customer said",
            "times": 3.0,
            "per": "day",
            "frequency_source": "customer said",
        }
        return _saved(TaskUse(task=task, segment=segment or make.everyone(), **(given | fields)))

    @staticmethod
    def visit(
        site: Site | None = None,
        *,
        participants: Sequence[Participant] = (),
        tasks: Sequence[Task] = (),
        observers: Sequence[Account] = (),
        questions: Sequence[str] = (),
        **fields: Any,
    ) -> Visit:
        fields = {"visited_on": DAY, "status": VisitStatus.UNDER_WAY} | fields
        return _saved(
            Visit(
                site=site or (participants[0].site if participants else make.site()),
                participants=list(participants),
                tasks=list(tasks),
                observers=list(observers),
                questions=[Question(position=i, question=text) for i, text in enumerate(questions)],
                **fields,
            )
        )

    @staticmethod
    def watch(
        visit: Visit | None = None, participant: Participant | None = None, task: Task | None = None, **fields: Any
    ) -> Watch:
        return _saved(Watch(visit=visit or make.visit(), participant=participant, task=task or make.task(), **fields))

    @staticmethod
    def paper_cut(title: str | None = None, *, task: Task | None = None, sightings: int = 0, **fields: Any) -> PaperCut:
        title = title or f"Paper cut {next(_n)}"
        fields = {"status": Status.OPEN, "created_at": AT} | fields
        cut = _saved(PaperCut(title=title, title_identity=fold(title), task=task or make.task(), **fields))
        for _ in range(sightings):
            make.sighting(paper_cut=cut)
        return cut

    @staticmethod
    def sighting(
        visit: Visit | None = None,
        *,
        participant: Participant | None = None,
        task: Task | None = None,
        paper_cut: PaperCut | None = None,
        **fields: Any,
    ) -> Sighting:
        """A sighting with its watch, by a new person at a new visit unless said otherwise."""
        visit = visit or make.visit()
        participant = participant or make.participant(visit.site)
        task = task or (paper_cut.task if paper_cut else make.task())
        known = db.session.scalar(
            db.select(Watch).where(
                Watch.visit_id == visit.id, Watch.participant_id == participant.id, Watch.task_id == task.id
            )
        )
        if known is None:
            make.watch(visit, participant, task)
        given = {"what_happened": "Had to do it twice", "seconds_lost": 9.0, "how_timed": "stopwatch", "uid": uuid4()}
        return _saved(
            Sighting(
                visit=visit,
                participant=participant,
                task=task,
                paper_cut=paper_cut,
                received_at=AT,
                **(given | fields),
            )
        )

    @staticmethod
    def photo(sighting: Sighting, **fields: Any) -> Photo:
        """A drawn picture of the sample data, kept in the store of the application."""
        full, small = ((FOLDER / f"photo-hand{ending}.webp").read_bytes() for ending in ("", "-small"))
        given = {"uid": uuid4(), "by": None, "at": AT} | fields
        photo = actions.photos.attach(sighting, pictures.ready(full, small), **given)
        assert photo is not None
        return photo

    @staticmethod
    def fix_picture(fix: Fix, side: Side = Side.BEFORE, alt: str = "An empty field", **fields: Any) -> FixPicture:
        """A drawn picture of the sample data, kept in the store of the application."""
        full, small = ((FOLDER / f"photo-hand{ending}.webp").read_bytes() for ending in ("", "-small"))
        given = {"by": None, "at": AT} | fields
        return actions.fix_pictures.put(fix, side, pictures.ready(full, small), alt, **given)

    @staticmethod
    def effort(paper_cut: PaperCut, size: str | None = "S", **fields: Any) -> Effort:
        return _saved(Effort(paper_cut_id=paper_cut.id, size=size, estimated_at=AT, **fields))

    @staticmethod
    def told(site: Site, release: Release, **fields: Any) -> Told:
        how = {"how": ToldHow.CALL, "told_on": DAY, "noted_at": AT}
        return _saved(Told(site_id=site.id, release_id=release.id, **how | fields))

    @staticmethod
    def mail(site: Site, release: Release, **fields: Any) -> Mail:
        fields = {"to_address": "office@marfinch.example", "subject": "Fixed", "body": "It is.", "made_at": AT} | fields
        fields.setdefault("message_id", f"<{uuid4().hex}@example.org>")
        return _saved(Mail(site_id=site.id, release_id=release.id, **fields))

    @staticmethod
    def promise(site: Site | None = None, what: str = "Show the new preview", **fields: Any) -> Promise:
        site = site or make.site()
        return _saved(Promise(site_id=site.id, what=what, **{"state": PromiseState.OPEN, "made_at": AT} | fields))

    @staticmethod
    def volunteer(name: str = "Wren Fairweather", **fields: Any) -> Volunteer:
        given = {
            "email": f"volunteer{next(_n)}@example.org",
            "role": "Accounts clerk",
            "offer": "The month end",
            "consent": "quote with role",
            "offered_at": AT,
            "forget_on": date(2100, 1, 1),
        }
        return _saved(Volunteer(name=name, **(given | fields)))

    @staticmethod
    def shared_page(site: Site | None = None, **fields: Any) -> SharedPage:
        """A shared page that says nothing yet, with a link that nobody knows."""
        given = {"nonce": uuid4().hex, "token_sha256": uuid4().hex, "ends_on": date(2098, 12, 31), "approved_at": AT}
        return _saved(
            SharedPage(site_id=(site or make.site()).id, approved={"said": {}, "left out": {}}, **(given | fields))
        )

    @staticmethod
    def plan(cuts: Sequence[PaperCut] = (), name: str = "A sprint", **fields: Any) -> Plan:
        figures = {"hours_back_mean": 100.0, "hours_back_q10": 50.0, "hours_back_q90": 200.0}
        given = {"hours": 16.0, "asked": {"hours": ["16"]}, "is_proven": True, "saved_at": AT} | figures
        items = [PlanItem(paper_cut_id=cut.id, effort_hours=8.0, **figures) for cut in cuts]
        return _saved(Plan(name=name, items=items, **(given | fields)))

    @staticmethod
    def release(version: str | None = None, **fields: Any) -> Release:
        fields = {"released_on": DAY} | fields
        return _saved(Release(version=version or f"4.{next(_n)}", **fields))

    @staticmethod
    def fix(paper_cut: PaperCut | None = None, release: Release | None = None, **fields: Any) -> Fix:
        given = {"public_title": "It works the first time", "public_text": "It used to need a second try."}
        return _saved(
            Fix(
                paper_cut=paper_cut or make.paper_cut(sightings=1),
                release=release or make.release(),
                fixed_at=AT,
                **(given | fields),
            )
        )
