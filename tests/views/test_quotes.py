"""What people said is shown to nobody as long as they have not agreed to be quoted."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Consent, Outcome, ReleaseStatus
from papercuts.models import Event, Fix, PaperCut, Participant, Sighting, Site
from tests.crawl import read
from tests.factories import AT, DAY, make

MARKER = "zebrafinch"
# each begins a walk over what it links to; some are linked from nowhere but a form
STARTS = (
    "/", "/visits", "/paper-cuts", "/paper-cuts/matrix", "/releases", "/notes", "/tasks", "/areas", "/sites",
    "/history", "/history?thing=sighting", "/history?thing=paper_cut",
    f"/search?q={MARKER}", f"/paper-cuts?text={MARKER}",
)  # fmt: skip


def say_everything(ada: FlaskClient, person: Participant) -> None:
    """Let somebody be quoted wherever a quote can be typed, and correct or withdraw some of it."""
    by: Any = ada.account  # type: ignore[attr-defined]
    task = make.task()
    visit = make.visit(participants=[person], tasks=[task], observers=[by])
    db.session.commit()
    for line, seen in ((f"Went blank 4s “{MARKER} one”", "new"), (f"“{MARKER} alone”", "later")):
        sent = {"uid": str(uuid4()), "person": person.id, "task": task.id, "line": line, "seen_before": seen}
        assert ada.post(f"/capture/visits/{visit.id}", data=sent).status_code == 303
    cut = db.session.scalars(db.select(PaperCut)).one()
    _look_again(cut, person, by)
    for sighting in db.session.scalars(db.select(Sighting).where(Sighting.paper_cut_id == cut.id)).all():
        facts = {"participant": person, "task": task, "by": by, "at": AT}
        actions.sightings.change(sighting, quote=f"{MARKER} corrected", **facts)
        actions.sightings.change(sighting, quote="", **facts)
        actions.sightings.change(sighting, quote=f"{MARKER} again", **facts)
    for table, row_id in (("sighting", 1), ("paper_cut", cut.id)):  # as versions before wrote them
        details = {"quote": [f"{MARKER} before", f"{MARKER} after"]}
        db.session.add(Event(at=AT, subject=table, subject_id=row_id, verb="changed", details=details))
    actions.scores.refresh_all()
    db.session.commit()


def _look_again(cut: PaperCut, person: Participant, by: Any) -> None:
    release = make.release("4.12", status=ReleaseStatus.PUBLISHED, released_on=DAY, published_at=AT)
    fix: Fix = make.fix(cut, release)
    site = db.session.get(Site, person.site_id)
    visit = make.visit(site, participants=[person], observers=[by], visited_on=DAY + timedelta(days=9))
    found = actions.verifications.verify(
        fix, visit=visit, participant=person, outcome=Outcome.STILL_THERE, quote=f"{MARKER} twice", by=by, at=AT
    )
    given = {"seconds_after": 4.0, "applause": 1, "by": by, "at": AT}
    actions.verifications.describe(found, quote=f"{MARKER} thrice", **given)


def walk(browser: FlaskClient) -> dict[str, str]:
    """Return the text of each page, table and note that the starts lead to in two steps, by address."""
    pages: dict[str, str] = {}
    reached = set(STARTS)
    for _ in range(3):
        for url in sorted(reached - pages.keys()):
            answer = browser.get(url)
            pages[url] = answer.get_data().decode(errors="replace")
            if answer.mimetype == "text/html":
                reached |= read(url, answer.text)[0]
    return pages


@pytest.mark.parametrize("consent", [None, Consent.NONE])
def test_a_viewer_finds_no_words_that_were_not_cleared(
    ada: FlaskClient, vera: FlaskClient, consent: Consent | None
) -> None:
    assert_finds_no_words(ada, vera, consent)


@pytest.mark.parametrize("consent", [None, Consent.NONE])
def test_an_engineer_finds_no_words_that_were_not_cleared(
    ada: FlaskClient, ben: FlaskClient, consent: Consent | None
) -> None:
    assert_finds_no_words(ada, ben, consent)


def assert_finds_no_words(ada: FlaskClient, reader: FlaskClient, consent: Consent | None) -> None:
    """Let Ada write down words, and somebody else look everywhere for them."""
    person = make.participant(code="P1", consent=consent)
    say_everything(ada, person)
    cut = db.session.scalars(db.select(PaperCut)).one()

    pages = walk(reader)

    assert {f"/paper-cuts/{cut.id}", "/sightings/1", "/visits/1", "/notes/4.12", "/notes/4.12.md"} <= pages.keys()
    # what was searched for is said again, and nothing else
    shown = {url: text.replace(f'value="{MARKER}"', "") for url, text in pages.items() if MARKER not in url}
    assert [url for url, text in shown.items() if MARKER in text] == []
    assert [url for url, text in pages.items() if MARKER in url and f"{MARKER} " in text] == []
    person.consent = Consent.ANONYMOUS
    db.session.commit()
    assert f"{MARKER} again" in reader.get(f"/paper-cuts/{cut.id}").text
