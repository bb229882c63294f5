"""Counting steps: the page without script, and where its seconds go."""

import re
from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy import func, select

from papercuts.db import db
from papercuts.domain.klm_presets import PRESETS
from papercuts.domain.limits import HowTimed
from papercuts.models import Sighting
from tests.crawl import read
from tests.factories import make


def test_the_address_says_the_steps_and_the_page_what_they_take(vera: FlaskClient) -> None:
    page = vera.get("/klm?now=M+P+BB+H+6K+M+K&after=M+K").text

    assert "<b>4.25 s</b> lost each time" in page
    assert "Likely 3.3 to 5.5 s, for an expert without slips" in page
    assert "Now: 5.8 s" in page
    assert "After the fix: 1.55 s" in page
    assert 'value="M P BB H 6K M K"' in page
    assert "Tell somebody who captures sightings: 4.25 s, counted." in page  # a viewer cannot


def test_a_fix_that_takes_longer_is_no_loss_of_nothing(vera: FlaskClient) -> None:
    answer = vera.get("/klm?now=K&after=KKKK")

    assert answer.status_code == 200
    assert "After the fix it would take 0.60 s longer. Are the two lines swapped?" in answer.text
    assert "lost each time" not in answer.text
    assert "After the fix: 0.8 s" in answer.text


def test_every_preset_is_a_link_to_its_sum(vera: FlaskClient) -> None:
    presets = [link for link in read("/klm", vera.get("/klm").text)[0] if link.startswith("/klm?")]

    assert len(presets) == len(PRESETS)
    for link in presets:
        assert "lost each time" in vera.get(link.replace("&amp;", "&")).text


def test_ms_are_placed_where_the_rules_want_them(vera: FlaskClient) -> None:
    page = vera.get("/klm?now=H+P+K+H+4K+K&after=4K+K&place=1").text

    assert 'value="H M P K H 4K M K"' in page
    assert 'value="4K M K"' in page


def test_what_is_not_understood_is_named_beside_its_line_and_kept(vera: FlaskClient) -> None:
    for address, words in (
        ("now=M+%3Cb%3E", "“&lt;” is not an operator for mouse. Known are M think"),
        ("now=M+P&device=touch", "“P” is not an operator for touch"),
        ("now=K&after=1e9K", "“e” is not an operator"),
        ("after=K", "Write the steps now, too"),
        ("now=M+M&place=1", "Write the steps first"),
        ("now=K&device=knee", "Choose from the list"),
        ("now=K&m=nan", "Choose from the list"),
        ("now=" + 501 * "K", "at most 500 characters"),
    ):
        answer = vera.get(f"/klm?{address}")
        assert answer.status_code == 422, address
        assert words in answer.text
        assert "lost each time" not in answer.text


def test_the_seconds_go_on_to_where_they_are_for(rosa: FlaskClient) -> None:
    cut = make.paper_cut(sightings=1)
    visit = make.visit()
    sighting = make.sighting(visit)
    for aim, link in (
        (f"cut={cut.id}", f"/capture/?cut={cut.id}&amp;now=M+P&amp;keyer=good"),
        (f"visit={visit.id}", f"/capture/visits/{visit.id}?now=M+P&amp;keyer=good#steps"),
        (f"sighting={sighting.id}", f"/sightings/{sighting.id}?now=M+P&amp;keyer=good#steps"),
    ):
        assert f'href="{link}"' in rosa.get(f"/klm?now=M+P&keyer=good&{aim}").text

    assert rosa.get("/klm?now=M&sighting=999999").status_code == 404
    assert rosa.get("/klm?now=M&visit=x").status_code == 400


def test_steps_of_a_capture_are_its_seconds_and_stand_in_its_history(rosa: FlaskClient) -> None:
    visit, task = make.visit(), make.task()
    typed = {"uid": str(uuid4()), "line": "Went blank 14s", "task": str(task.id), "now": "M P BB H 6K", "after": "6k"}

    page = rosa.post(f"/capture/visits/{visit.id}", data=typed, follow_redirects=True).text

    sighting = db.session.scalars(select(Sighting)).one()
    assert (sighting.seconds_lost, sighting.how_timed) == (3.05, HowTimed.COUNTED)
    assert "Understood: 3.05 s lost (counted)." in page
    shown = rosa.get(f"/sightings/{sighting.id}").text
    assert "Counted from <bdi>M P BB H 6K</bdi>, after the fix <bdi>6k</bdi>." in shown
    assert "steps M P BB H 6K; steps after the fix 6k" in shown

    taken_back = rosa.post(f"/sightings/{sighting.id}/removal").text
    assert 'value="M P BB H 6K"' in taken_back
    assert "14s" not in taken_back.split('name="line"')[1].split("</textarea>")[0].partition(">")[2]


def test_wrong_steps_keep_a_capture_from_being_saved_and_nothing_is_lost(rosa: FlaskClient) -> None:
    visit, task = make.visit(), make.task()
    typed = {"uid": str(uuid4()), "line": "Went blank", "task": str(task.id)}
    for steps, words in (
        ({"now": "M X"}, "Steps now: “X” is not an operator"),
        ({"now": "K", "after": "M K"}, ">After the fix it would take 1.35 s longer. Are the two lines swapped?"),
        ({"now": "K", "after": "K"}, "Less than 0.1 s is lost this way, too little to keep"),
        ({"now": "R0"}, "Less than 0.1 s is lost"),
    ):
        answer = rosa.post(f"/capture/visits/{visit.id}", data=typed | steps)
        assert answer.status_code == 422
        assert words in answer.text
        assert "Went blank" in answer.text
        assert f'value="{steps["now"]}"' in answer.text

    assert db.session.scalar(select(func.count()).select_from(Sighting)) == 0


def test_steps_in_the_address_stand_in_the_forms(rosa: FlaskClient) -> None:
    visit = make.visit()
    sighting = make.sighting(visit, seconds_lost=9.0)

    for address in (f"/capture/visits/{visit.id}", f"/sightings/{sighting.id}"):
        page = rosa.get(f"{address}?now=M+T&device=touch").text
        assert re.search('<details id="steps"[^>]* open>', page)
        assert 'value="M T"' in page
        assert '<option selected value="touch">' in page
        assert re.search(r'href="/klm\?(visit|sighting)=\d+&amp;now=M\+T&amp;device=touch" data-takes-steps', page)
        assert page.index('name="device"') < page.index('name="now"')
        assert '<span data-device="touch">Like M T 6T' in page
        assert '<span data-device="mouse" hidden>' in page


def test_counted_seconds_replace_those_of_a_sighting(rosa: FlaskClient) -> None:
    sighting = make.sighting(make.visit(), seconds_lost=9.0)
    given = {"what_happened": "Went blank", "task": str(sighting.task_id), "occurrences": "1", "seconds_lost": "9"}

    refused = rosa.post(f"/sightings/{sighting.id}", data=given | {"now": "M Q"})
    rosa.post(f"/sightings/{sighting.id}", data=given | {"now": "M tap", "device": "touch"})

    assert refused.status_code == 422
    db.session.refresh(sighting)
    assert (sighting.seconds_lost, sighting.how_timed) == (1.92, HowTimed.COUNTED)
    assert "seconds lost from 9 to 1.92" in rosa.get(f"/sightings/{sighting.id}").text


def test_the_page_of_a_paper_cut_leads_to_counting(rosa: FlaskClient, vera: FlaskClient) -> None:
    cut = make.paper_cut(sightings=1)

    assert f'href="/klm?cut={cut.id}"' in rosa.get(f"/paper-cuts/{cut.id}").text
    assert "/klm" not in vera.get(f"/paper-cuts/{cut.id}").text


def test_the_seconds_may_be_for_a_sighting_of_the_paper_cut_that_nobody_timed(
    rosa: FlaskClient, vera: FlaskClient
) -> None:
    cut, visit = make.paper_cut(), make.visit()
    guessed = make.sighting(visit, paper_cut=cut, seconds_lost=9.0, how_timed=HowTimed.GUESS)
    unknown = make.sighting(visit, paper_cut=cut, seconds_lost=None, how_timed=None)
    timed = make.sighting(visit, paper_cut=cut, seconds_lost=9.0, how_timed=HowTimed.STOPWATCH)

    page = rosa.get(f"/klm?now=M+P&cut={cut.id}").text

    assert f'href="/sightings/{guessed.id}?now=M+P#steps"' in page
    assert "9 s, guessed" in page
    assert f'href="/sightings/{unknown.id}?now=M+P#steps"' in page
    assert f"/sightings/{timed.id}" not in page
    assert "/sightings/" not in vera.get(f"/klm?now=M+P&cut={cut.id}").text
