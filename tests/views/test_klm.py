"""Counting steps: the page without script, and where its seconds go."""

from flask.testing import FlaskClient

from papercuts.domain.klm_presets import PRESETS
from tests.crawl import read
from tests.factories import make


def test_the_address_says_the_steps_and_the_page_what_they_take(vera: FlaskClient) -> None:
    page = vera.get("/klm?now=M+P+BB+H+6K+M+K&after=M+K").text

    assert "<b>4.25 s</b> lost each time" in page
    assert "Now: 5.8 s" in page
    assert "After the fix: 1.55 s" in page
    assert 'value="M P BB H 6K M K"' in page
    assert "Tell somebody who captures sightings: 4.25 s, counted." in page  # a viewer cannot


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
        (f"cut={cut.id}", f"/capture?cut={cut.id}&amp;now=M+P&amp;keyer=good"),
        (f"visit={visit.id}", f"/visits/{visit.id}/capture?now=M+P&amp;keyer=good#steps"),
        (f"sighting={sighting.id}", f"/sightings/{sighting.id}?now=M+P&amp;keyer=good#steps"),
    ):
        assert f'href="{link}"' in rosa.get(f"/klm?now=M+P&keyer=good&{aim}").text

    assert rosa.get("/klm?now=M&sighting=999999").status_code == 404
    assert rosa.get("/klm?now=M&visit=x").status_code == 400
