"""Search, by number and by words."""

import pytest
from flask.testing import FlaskClient

from papercuts.domain.limits import Consent
from tests.factories import make


@pytest.mark.parametrize("text", ["{}", "PC-{}", "pc{}", " Pc-{} "])
def test_a_number_leads_to_its_paper_cut(vera: FlaskClient, text: str) -> None:
    cut = make.paper_cut()

    answer = vera.get("/search", query_string={"q": text.format(cut.id)})

    assert (answer.status_code, answer.location) == (302, f"/paper-cuts/{cut.id}")


@pytest.mark.parametrize("text", ["PC-999", "999", "0", "99999999999999999999", "2147483648"])
def test_a_number_that_is_none_is_looked_for_as_a_word(vera: FlaskClient, text: str) -> None:
    answer = vera.get("/search", query_string={"q": text})

    assert answer.status_code == 200
    assert "Nothing found" in answer.text


def test_words_are_found_in_titles_texts_and_names_whatever_their_case(vera: FlaskClient) -> None:
    make.paper_cut("Noise")
    by_title = make.paper_cut("Größe der Datei fehlt")
    by_text = make.paper_cut("Another", what_happens="The GROSSE Datei\nis refused")
    site = make.site("Grosse Datei GmbH")
    visit = make.visit(site)
    sighting = make.sighting(paper_cut=by_title, what_happened="Die grosse Datei geht nicht")

    page = vera.get("/search?q=DATEI+grosse").text

    for href in (
        f"/paper-cuts/{by_title.id}",
        f"/paper-cuts/{by_text.id}",
        f"/sites/{site.id}",
        f"/visits/{visit.id}",
        f"/sightings/{sighting.id}",
    ):
        assert f'href="{href}"' in page
    assert "Noise" not in page


def test_a_quote_is_found_only_when_it_may_be_shown(vera: FlaskClient) -> None:
    """Search must not be a way to find out what somebody did not want to be quoted with."""
    site = make.site()
    for consent, quote in ((Consent.ROLE, "allowed words"), (Consent.NONE, "refused words"), (None, "unasked words")):
        make.sighting(make.visit(site), participant=make.participant(site, consent=consent), quote=quote)

    page = vera.get("/search?q=allowed").text

    assert "Had to do it twice" in page
    assert "“allowed words”" in page
    assert "Nothing found" in vera.get("/search?q=refused").text
    assert "Nothing found" in vera.get("/search?q=unasked").text


def test_a_quote_that_may_not_be_shown_is_not_shown_when_the_sighting_is_found(vera: FlaskClient) -> None:
    site = make.site()
    for consent in (Consent.NONE, None):
        person = make.participant(site, consent=consent)
        make.sighting(make.visit(site), participant=person, quote="MARKER", what_happened="Waits for ever")
    make.sighting(make.visit(site), quote="MARKER", what_happened="Waits for ever")

    page = vera.get("/search?q=waits").text

    assert page.count("Waits for ever") == 3
    assert "MARKER" not in page


def test_one_that_was_fixed_before_is_reopened_here_too(vera: FlaskClient) -> None:
    cuts = [make.paper_cut(f"Print waits {n}") for n in range(3)]
    make.fix(cuts[0], make.release(status="published"))
    make.fix(cuts[1], make.release(status="draft"))

    page = vera.get("/search?q=waits").text

    assert page.count("badge--reopened") == 1
    assert page.count("badge--open") == 2


@pytest.mark.parametrize("text", ["%", "_", "100%_", "a%b", "\\", "'", '"', "*", "a OR b"])
def test_nothing_typed_is_a_pattern(vera: FlaskClient, text: str) -> None:
    """T27: signs that mean something to LIKE are looked for as they are."""
    make.paper_cut("axb plain title")
    exact = make.paper_cut(f"Here {text} it is")

    page = vera.get("/search", query_string={"q": text}).text

    assert f'href="/paper-cuts/{exact.id}"' in page
    assert "plain title" not in page


@pytest.mark.parametrize(("text", "sentence"), [("x" * 201, "At most 200 characters"), ("a " * 17, "At most 16 words")])
def test_too_much_is_refused_and_kept(vera: FlaskClient, text: str, sentence: str) -> None:
    answer = vera.get("/search", query_string={"q": text})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{text}"' in answer.text


def test_an_empty_search_says_what_can_be_found(vera: FlaskClient) -> None:
    for query in ("", "?q=", "?q=+"):
        page = vera.get(f"/search{query}").text

        assert "Paper cuts are found by number, title and text" in page
        assert "Nothing found" not in page


def test_hostile_words_come_back_escaped(vera: FlaskClient) -> None:
    page = vera.get("/search", query_string={"q": '"><script>alert(1)</script>'}).text

    assert "<script>alert(1)" not in page


def test_a_stranger_is_sent_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/search?q=x").status_code == 302
    assert client.post("/search").status_code == 405
