"""A paper cut that was fixed, met again and fixed again: every page counts it once, and says where."""

import csv
import re
from datetime import timedelta

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
