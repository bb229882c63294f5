"""A visit on paper: the brief before it, the debrief after it."""

import pytest
from flask.testing import FlaskClient

from papercuts import queries
from papercuts.db import db
from papercuts.domain.limits import Consent, ReleaseStatus, Status, VisitStatus
from tests.factories import AT, DAY, make


def test_the_brief_says_what_is_known_promised_and_to_be_looked_at(vera: FlaskClient) -> None:
    site, task = make.site("Marfinch Joinery"), make.task("Send invoices")
    person = make.participant(site, "P7", role="Owner")
    before = make.visit(site=site, participants=[person], tasks=[task], status=VisitStatus.WRITTEN_UP)
    known, fixed = make.paper_cut("Enter does nothing", task=task), make.paper_cut("Preview hides", task=task)
    for cut in (known, fixed):
        make.sighting(before, participant=person, task=task, paper_cut=cut)
    fixed.status = Status.FIXED
    release = make.release("4.12", status=ReleaseStatus.PUBLISHED, published_at=AT, released_on=DAY)
    make.fix(fixed, release)
    make.promise(site, "Call about colours", due_on=DAY)
    make.promise(site, "Done long ago", state="kept", settled_at=AT)
    make.paper_cut("Of another task", sightings=2)
    visit = make.visit(site=site, participants=[person], tasks=[task], questions=["What annoys you?"])
    visit.status = VisitStatus.PLANNED
    db.session.commit()

    page = vera.get(f"/visits/{visit.id}/brief").text.split("<main")[1]

    for said in (
        "P7 Owner",
        "ask whether we may quote",
        "Enter does nothing",
        "Shown here by P7",
        "Call about colours",
    ):
        assert said in page, said
    for said in ("Preview hides", "Fixed in", "What annoys you?"):
        assert said in page, said
    assert "Done long ago" not in page
    assert "Of another task" not in page
    assert vera.get(f"/visits/{visit.id}/debrief").status_code == 404


def test_the_brief_counts_what_it_has_no_room_for(vera: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries.tally, "KNOWN_MOST", 3)
    monkeypatch.setattr(queries.briefing, "CUTS_A_TASK", 2)
    task = make.task("Send invoices")
    visit = make.visit(tasks=[task], status=VisitStatus.PLANNED)
    for n in range(5):
        make.paper_cut(f"Cut {n}", task=task)
    make.paper_cut("Fixed", task=task, status=Status.FIXED)
    db.session.commit()

    page = vera.get(f"/visits/{visit.id}/brief").text

    assert "and 3 more" in page


def test_the_debrief_says_who_hit_what_and_quotes_only_who_agreed(vera: FlaskClient) -> None:
    site, task = make.site(), make.task("Send invoices")
    asked = make.participant(site, "P1", consent=Consent.ROLE)
    silent = make.participant(site, "P2", consent=Consent.NONE)
    visit = make.visit(site=site, participants=[asked, silent], tasks=[task], questions=["How was it?"])
    visit.questions[0].answer, visit.summary = "Slow <b>", "They print everything"
    known, new = make.paper_cut("Enter does nothing", task=task), make.paper_cut("Preview hides", task=task)
    make.fix(new, make.release(status=ReleaseStatus.PUBLISHED))
    earlier = make.visit(visited_on=DAY.replace(day=1))
    make.sighting(earlier, task=task, paper_cut=known)
    make.sighting(visit, participant=asked, task=task, paper_cut=known, quote="Not again")
    make.sighting(visit, participant=silent, task=task, paper_cut=known, occurrences=3, quote="Keep this quiet")
    make.sighting(visit, participant=asked, task=task, paper_cut=new)
    db.session.commit()

    page = vera.get(f"/visits/{visit.id}/debrief").text.split("<main")[1]

    assert page.index("Enter does nothing") < page.index("Preview hides")
    for said in (
        "2 of 2",
        "1 of 2",
        "They print everything",
        "Slow &lt;b&gt;",
        "Not again",
        "1 not seen before",
        "Reopened",
    ):
        assert said in page, said
    assert "Keep this quiet" not in page


def test_a_visit_at_which_nothing_was_seen_has_its_debrief_too(vera: FlaskClient) -> None:
    visit = make.visit()
    db.session.commit()

    assert "That counts too" in vera.get(f"/visits/{visit.id}/debrief").text
