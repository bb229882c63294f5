"""Signing in and out, joining by a link."""

from flask.testing import FlaskClient

from tests.factories import PASSWORD, make


def test_sign_in_goes_on_to_the_page_that_was_asked_for(client: FlaskClient) -> None:
    make.account("Ada")

    answer = client.post("/login", data={"email": "ADA@example.org", "password": PASSWORD, "next": "/more"})

    assert (answer.status_code, answer.location) == (303, "/more")
    assert client.get("/more").status_code == 200


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/more")

    assert (answer.status_code, answer.location) == (302, "/login?next=/more")
