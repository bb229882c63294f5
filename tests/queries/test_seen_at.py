"""Where a fix was seen, and how it stands, as everybody reads it."""

from datetime import timedelta

from flask import Flask

from papercuts import queries
from papercuts.db import db
from papercuts.domain.limits import Outcome, ReleaseStatus, Status
from papercuts.models import Verification
from papercuts.pages.notes_words import facts
from tests.factories import AT, DAY, make


def test_places_come_from_the_sightings_that_are_counted_and_better_is_not_gone(app: Flask) -> None:
    cut = make.paper_cut()
    for alias, days in (("a law firm", -9), ("a haulage firm", -8), ("a plant nursery", 9)):
        site = make.site(public_alias=alias)
        visit = make.visit(site=site, visited_on=DAY + timedelta(days=days))
        make.sighting(visit, participant=make.participant(site), paper_cut=cut)
    fix = make.fix(cut, make.release(status=ReleaseStatus.PUBLISHED, published_at=AT))
    found = {"outcome": Outcome.BETTER, "seconds_after": 3.8, "verified_at": AT}
    db.session.add(Verification(fix=fix, visit=visit, **found))
    cut.status = Status.VERIFIED
    db.session.flush()

    (works,) = queries.notes.preview(fix.release_id).fixes
    cut.status = Status.OPEN
    db.session.flush()
    (again,) = queries.notes.preview(fix.release_id).fixes

    assert works.seen_at == ("a haulage firm", "a law firm")
    assert again.seen_at == ("a haulage firm", "a law firm", "a plant nursery")
    assert "Better when we looked again" in facts(works)
    assert "Verified" not in facts(works)
    assert "Better" not in facts(again)
