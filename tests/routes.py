"""An address for every route, with the numbers of rows that exist; the signed-in ones are not among them."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.routing import Rule

from papercuts.db import db
from papercuts.domain.limits import LinkKind, ReleaseStatus, Role
from papercuts.models import Comment, ImportRun, Link, Mapping, Round, RoundPlace, Upload, Verification
from papercuts.web.permissions import PUBLIC, permission_of
from tests.factories import AT, DAY, make


@dataclass(frozen=True)
class Route:
    """One method of one rule, its address, and the permission its view declares."""

    method: str
    path: str
    endpoint: str
    permission: str | None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def routes(app: Flask) -> list[Route]:
    """Return every route of the application, on a little world of rows made for it."""
    numbers = _numbers()
    return [
        Route(method, _path(rule, numbers), rule.endpoint, _permission(app, rule.endpoint))
        for rule in sorted(app.url_map.iter_rules(), key=str)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def _permission(app: Flask, endpoint: str) -> str | None:
    return PUBLIC if endpoint == "static" else permission_of(app.view_functions[endpoint])


def _path(rule: Rule, numbers: dict[str, Any]) -> str:
    """Put values into a rule: `id` is that of the thing that the address begins with, where it is captured or not."""
    thing = rule.rule.removeprefix("/capture").split("/")[1]
    path: str = rule.rule
    for name in rule.arguments:
        key = thing if name == "id" else name
        assert key in numbers, f"{rule.rule} needs a row in tests/routes.py: {key}"
        for converter in ("", "id:", "path:", "int:", "uuid:", "string(length=12):", "string(length=64):"):
            path = path.replace(f"<{converter}{name}>", str(numbers[key]))
    return path


def _numbers() -> dict[str, Any]:
    """Make one row of each thing, and return their numbers by how addresses begin, or call them."""
    account = make.account("Noor", Role.VIEWER, email="noor@example.org")
    task = make.task(area=make.area())
    person = make.participant()
    visit = make.visit(participants=[person], tasks=[task], questions=["What does a day look like?"])
    cut = make.paper_cut(task=task)
    watch = make.watch(visit, person, task)
    sighting = make.sighting(visit, participant=person, task=task, paper_cut=cut)
    release = make.release("4.2", status=ReleaseStatus.PUBLISHED, published_at=AT)
    fix = make.fix(make.paper_cut(sightings=1), make.release("5.0"))
    verification = Verification(fix_id=fix.id, visit_id=visit.id, outcome="gone", verified_at=AT)
    link = Link(paper_cut_id=cut.id, kind=LinkKind.COMMIT, label="f58a73e", linked_at=AT)
    upload = Upload(name="visits.csv", content=b"visited_on,site\n", uploaded_by_id=account.id, uploaded_at=AT)
    run = ImportRun(name="notes.csv", imported_by_id=account.id, imported_at=AT)
    mapping = Mapping(name="Notes", name_identity="notes", header_identity="", columns={}, saved_at=AT)
    comment = Comment(paper_cut_id=cut.id, kind="question", text="Why?", written_by_id=account.id, written_at=AT)
    one = Round(theme="Keyboard only", starts_on=DAY, ends_on=DAY)
    place = RoundPlace(round=one, paper_cut=cut, taken_at=AT)
    plan = make.plan([cut])
    photo = make.photo(sighting)
    promise = make.promise(visit.site)
    make.shared_page(visit.site)
    told = make.told(visit.site, release)
    mail = make.mail(visit.site, release)
    db.session.add_all([verification, link, upload, run, mapping, comment, one, place])
    db.session.commit()
    return {
        "areas": task.area_id,
        "comments": comment.id,
        "fixes": fix.id,
        "cut_id": cut.id,
        "fix_id": fix.id,
        "columns": mapping.id,
        "import": upload.id,
        "link_id": link.id,
        "mails": mail.id,
        "paper-cuts": cut.id,
        "participants": person.id,
        "photo": photo.uid,
        "record": sighting.uid,
        "other_id": fix.paper_cut_id,
        "place_id": place.id,
        "plans": plan.id,
        "promises": promise.id,
        "releases": release.id,
        "rounds": one.id,
        "segments": make.everyone().id,
        "sightings": sighting.id,
        "sites": visit.site_id,
        "site_id": visit.site_id,
        "tasks": task.id,
        "told": told.id,
        "users": account.id,
        "verifications": verification.id,
        "visits": visit.id,
        "volunteers": make.volunteer().id,
        "watches": watch.id,
        "size": "S",
        "filename": "papercuts.css",
        "sha256": "0" * 64,  # of a picture that is not there; tests/views/test_note_formats.py has one
        "release": "0" * 12,  # of static files; any is answered
        "side": "before",
        "token": uuid4().hex,
        "version": release.version,
    }
