"""Whom have we not seen: how long ago, who is left to visit, and what would teach most."""

import csv
from datetime import date, timedelta

from flask.testing import FlaskClient

from papercuts import queries
from papercuts.db import db
from papercuts.domain.limits import Stage, VisitKind, VisitStatus
from papercuts.domain.next_visits import Prospect, in_order, is_dry
from papercuts.models import Setting
from papercuts.web.clock import today
from tests.factories import make

DONE = VisitStatus.WRITTEN_UP


def ago(days: int) -> date:
    return today(db.session.get_one(Setting, 1)) - timedelta(days=days)


def test_segments_come_by_weight_and_places_then_by_days_unseen() -> None:
    shops = Prospect(1, weight=1.0, places=1.5, days=3)
    offices = Prospect(2, weight=3.0, places=1.0, days=3)
    unseen = Prospect(3, weight=1.0, places=0.0, days=None)
    lately = Prospect(4, weight=1.0, places=0.0, days=80)
    not_ours = Prospect(5, weight=0.0, places=9.0, days=None)

    assert in_order([lately, unseen, not_ours, shops, offices]) == [offices, shops, unseen, lately]
    assert [is_dry(n) for n in (0, 1, 2)] == [True, True, False]


def test_only_visits_with_users_count_and_never_is_said(vera: FlaskClient) -> None:
    ana = make.account("Ana")
    shop = make.site("Oakwend Nursery", segment=make.segment("Shops"))
    clerk = make.participant(shop, role="Clerk")
    make.participant(shop, role="Owner")
    task, other = make.task("Send invoices", stage=Stage.SET_UP), make.task("Take a payment")
    seen = make.visit(shop, participants=[clerk], observers=[ana], visited_on=ago(61), status=DONE)
    make.watch(seen, clerk, task)
    make.visit(shop, visited_on=ago(1), kind=VisitKind.OWN, observers=[make.account("Ben")], status=DONE)
    make.visit(shop, visited_on=ago(-3), status=VisitStatus.PLANNED)
    db.session.commit()

    answer = vera.get("/learning/watching.csv")
    rows = {(row["kind"], row["name"]): row for row in csv.DictReader(answer.text.lstrip("\ufeff").splitlines())}
    page = vera.get("/learning/watching").text

    days = {key: row["days_since"] for key, row in rows.items()}
    assert days[("segment", "Shops")] == days[("observer", "Ana")] == days[("role", "Clerk")] == "61"
    assert days[("stage", "Set up")] == days[("task", task.name)] == "61"
    assert [rows[key]["last_visit_on"] for key in [("role", "Owner"), ("task", other.name)]] == ["never"] * 2
    assert rows[("observer", "Ben")]["last_visit_on"] == "never"
    assert f"/visits/{seen.id}" in page
    assert "Ben</bdi></strong> has never watched a user" in page


def test_a_segment_runs_dry_with_fewer_than_two_sites_to_visit(ada: FlaskClient) -> None:
    shops = make.segment("Shops")
    rested, fresh, planned, offered = (make.site(name, segment=shops) for name in ("Rested", "Fresh", "Set", "Offered"))
    make.visit(rested, visited_on=ago(61), status=DONE)
    make.visit(fresh, visited_on=ago(60), status=DONE)
    make.visit(offered, visited_on=ago(5), status=DONE)
    make.visit(planned, visited_on=ago(-2), status=VisitStatus.PLANNED)
    db.session.commit()

    before = queries.prospects.candidates(ago(0))[0]
    make.volunteer(organisation="OFFERED")
    make.volunteer(organisation="Nowhere yet")
    make.volunteer(organisation="Fresh", forget_on=ago(0))
    db.session.commit()
    after = queries.prospects.candidates(ago(0))[0]

    assert (before.n, before.n_sites, [one.name for one in before.first]) == (1, 4, ["Rested"])
    assert (after.n, after.n_offered) == (2, 1)
    assert queries.prospects.n_elsewhere(ago(0)) == 1
    page = ada.get("/learning/watching").text
    assert "One organisation that is no site yet has offered to show how they work" in page
    assert "Nowhere yet" not in page  # it is counted there, and named on the page of the volunteers alone
    assert "Nowhere yet" in ada.get("/volunteers").text


def test_a_visit_that_is_proposed_is_planned_with_its_site(ada: FlaskClient) -> None:
    shop = make.site("Oakwend & Sons", segment=make.segment("Shops"))
    make.visit(shop, visited_on=ago(90), status=DONE)
    db.session.commit()

    page = ada.get("/learning/watching").text

    assert "/visits/new?site=Oakwend+%26+Sons" in page
    assert 'value="Oakwend &amp; Sons"' in ada.get("/visits/new?site=Oakwend+%26+Sons").text


def test_an_instance_without_anything_says_so(vera: FlaskClient) -> None:
    page = vera.get("/learning/watching").text

    assert "Too early to say" in page
    assert "/visits/new" not in page
