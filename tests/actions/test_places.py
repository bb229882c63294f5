"""Segments, sites and people."""

from typing import Any

import pytest
from flask import Flask

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import Consent
from papercuts.models import Event
from tests.factories import AT, make

FACTS: dict[str, Any] = {"public_alias": "", "head_count": None, "contacts": ""}


def last_event() -> Event:
    return db.session.scalars(db.select(Event).order_by(Event.id.desc())).first()  # type: ignore[return-value]


def test_names_are_the_same_however_they_are_written(app: Flask) -> None:
    actions.places.add_segment("Straßenbau", by=None, at=AT)

    with pytest.raises(ValueError, match="There is a segment “Straßenbau” already"):
        actions.places.add_segment("STRASSENBAU", by=None, at=AT)


def test_a_site_keeps_its_own_name(app: Flask) -> None:
    site = actions.places.add_site("Marfinch", segment=make.everyone(), by=None, at=AT)

    actions.places.change_site(site, name="MARFINCH", segment=make.everyone(), **FACTS, by=None, at=AT)

    assert (site.name, site.name_identity) == ("MARFINCH", "marfinch")


def test_the_history_of_a_site_says_where_it_went_and_never_whom_to_write_to(app: Flask) -> None:
    site, offices = make.site("Marfinch"), make.segment("Offices")

    actions.places.change_site(
        site, name="Marfinch", segment=offices, **FACTS | {"contacts": "Jonas Hale"}, by=None, at=AT
    )

    assert last_event().details == {"segment": ["Everyone", "Offices"], "contacts": "rewritten"}


def test_nothing_changed_is_nothing_to_tell(app: Flask) -> None:
    site = make.site("Marfinch")

    actions.places.change_site(site, name="Marfinch", segment=make.everyone(), **FACTS, by=None, at=AT)

    assert db.session.scalar(db.select(db.func.count()).select_from(Event)) == 0


def test_people_get_the_next_free_code(app: Flask) -> None:
    site = make.site()
    make.participant(site, "P2")
    make.participant(site, "X9")
    make.participant(code="P7")  # at another site

    new = actions.places.add_participant(site, role="Owner", by=None, at=AT)

    assert (new.code, new.label) == ("P3", "P3 Owner")
    with pytest.raises(ValueError, match="somebody with the code P2"):
        actions.places.add_participant(site, code="P2", by=None, at=AT)


def test_the_history_of_a_person_never_holds_the_real_name(app: Flask) -> None:
    person = make.participant(code="P1")

    actions.places.change_participant(
        person, role="Owner", consent=Consent.NAMED, real_name="Jonas Hale", by=None, at=AT
    )

    assert last_event().details == {"role": ["", "Owner"], "consent": [None, "named"], "real_name": "rewritten"}


@pytest.mark.parametrize("change", ["weight", "segment_heads", "site_heads", "move"])
def test_what_reaches_every_score_is_scored_at_once(app: Flask, change: str) -> None:
    offices, other = make.segment("Offices"), make.segment("Other", head_count=7)
    site = make.site("Marfinch", segment=offices, head_count=100)
    cut = make.paper_cut()
    make.sighting(make.visit(site), paper_cut=cut)
    actions.scores.refresh_all()
    before = cut.payback_q50

    if change == "weight":
        actions.places.change_segment(offices, name="Offices", weight=3.0, head_count=None, by=None, at=AT)
    elif change == "segment_heads":
        actions.places.change_segment(offices, name="Offices", weight=1.0, head_count=4000, by=None, at=AT)
    else:
        facts = FACTS | {"head_count": 900 if change == "site_heads" else 100}
        segment = other if change == "move" else offices
        actions.places.change_site(site, name="Marfinch", segment=segment, **facts, by=None, at=AT)

    db.session.refresh(cut)
    assert {name: getattr(cut, name) for name in ("payback_q50", "hours_lost_mean")} == {
        name: actions.scores.computed([cut.id])[cut.id][name] for name in ("payback_q50", "hours_lost_mean")
    }
    if change != "weight":
        assert cut.payback_q50 != before


def test_everyone_is_always_there(app: Flask) -> None:
    assert actions.places.everyone().name == "Everyone"
    assert [row.segment.name for row in queries.places.segment_rows()] == ["Everyone"]
