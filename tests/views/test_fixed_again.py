"""A paper cut that was fixed, met again and fixed again: every page counts it once, and says where."""

import csv
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain import formats
from papercuts.domain.limits import HowTimed, Outcome, ReleaseStatus, Status
from papercuts.models import Setting
from papercuts.web.clock import today
from tests.factories import AT, make


def test_what_was_fixed_again_counts_where_it_was_fixed_last(ada: FlaskClient) -> None:
    day = today(db.session.get_one(Setting, 1))
    out = ReleaseStatus.PUBLISHED
    site, cut = make.site(), make.paper_cut("Date field clears", task=make.task(), status=Status.FIXED)
    seen = make.visit(site, visited_on=day - timedelta(days=50))
    make.sighting(seen, paper_cut=cut, seconds_lost=10.0, how_timed=HowTimed.STOPWATCH)
    first = make.fix(cut, make.release("4.1", status=out, released_on=day - timedelta(days=40)))
    second = make.fix(cut, make.release("4.2", status=out, released_on=day - timedelta(days=20)))
    for fix, n, outcome in ((first, 30, Outcome.STILL_THERE), (second, 10, Outcome.GONE)):
        person = make.participant(site)
        visit = make.visit(site, participants=[person], visited_on=day - timedelta(days=n))
        actions.verifications.verify(fix, visit=visit, participant=person, outcome=outcome, by=None, at=AT)
    cut.status = Status.VERIFIED
    actions.scores.refresh_all()
    db.session.commit()
    hours = queries.realised.of_fixes([second.id])[second.id].realised
    assert hours is not None

    page = ada.get("/learning").text
    rows = list(csv.DictReader(ada.get("/learning/measured.csv").text.lstrip("\ufeff").splitlines()))

    assert "fixed again in <bdi>4.2</bdi></span>" in page
    assert "4.1</bdi>: 0 of 0 fixes measured" in page
    said = re.findall(r"<strong>([\d,.]+) hours a year</strong> given back as measured", page)
    assert set(said) == {formats.hours(hours.mean)}
    assert [row["state"] for row in rows] == ["fixed again in 4.2", "holds"]
    for what in ("predicted", "verified"):
        assert f"/learning/totals?what={what}" in page
        (row,) = csv.DictReader(ada.get(f"/learning/totals.csv?what={what}").text.lstrip("\ufeff").splitlines())
        assert (row["release"], float(row["hours"])) == ("4.2", pytest.approx(hours.mean))
        assert formats.hours(hours.mean) in ada.get(f"/learning/totals?what={what}").text
    assert f"about <strong>{formats.hours(hours.mean)} hours a year</strong>" in ada.get("/").text


def test_every_total_opens_to_what_it_counts(ada: FlaskClient) -> None:
    visit = make.visit(make.site("Oakwend Nursery"), participants=[make.participant()])
    cut = make.paper_cut("<i>Hostile</i>", task=make.task())
    make.sighting(visit, paper_cut=cut, participant=visit.participants[0])
    make.sighting(make.visit(visit.site), paper_cut=cut)
    actions.scores.refresh_all()
    db.session.commit()

    lost, people, fixed = (ada.get(f"/learning/totals?what={what}").text for what in ("lost", "people", "fixed"))

    assert "<bdi>&lt;i&gt;Hostile&lt;/i&gt;</bdi>" in lost
    assert people.count("<bdi>Oakwend Nursery</bdi></a>") == queries.lifetime.counts().people == 2
    assert "Nothing counts yet" in fixed
    assert len(ada.get("/learning/totals.csv?what=people").text.splitlines()) == 3
    assert ada.get("/learning/totals").status_code == ada.get("/learning/totals.csv?what=all").status_code == 400
