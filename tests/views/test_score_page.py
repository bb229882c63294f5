"""How the score works: the page reads its figures from the code that computes with them."""

import pytest
from flask.testing import FlaskClient

from papercuts.domain import rank_factors


def test_the_worked_example_and_every_default_are_there(vera: FlaskClient) -> None:
    page = vera.get("/how-the-score-works").text

    for words in (
        "1 of 1 counts as 40 %, 2 of 5 counts as 33 %, 1 of 12 counts as 13 %",
        "XS is 1 to 4, S is 4 to 16, M is 16 to 64, L is 60 to 240, XL is 200 to 800",
        "220 days and 46 weeks of work",
        "customer said: within a factor of 1.6 either way",
        "About 280 hours a year (80 to 545) for 9.3 hours of work, because 425 people",
        "<b>28×</b>",
    ):
        assert words in page


def test_a_changed_default_changes_the_page(vera: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rank_factors, "UNSTATED_SECONDS", 77.0)

    assert '<span class="assumed">77 s</span>' in vera.get("/how-the-score-works").text


def test_a_stranger_is_sent_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/how-the-score-works").status_code == 302
    assert client.post("/how-the-score-works").status_code == 405
