"""The guard of every request, each test named for its row of threats: other sites, hosts, odd characters, sizes."""

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from papercuts.db import db
from papercuts.domain.limits import Role
from papercuts.models import Event
from tests.factories import PASSWORD, make
from tests.payloads import FILE

NewApp = Callable[..., Flask]
FAR = "https://papercuts.example.org"
HTTPS = {"PUBLIC_URL": FAR, "PROXIES": 1}
MULTIPART = "multipart/form-data; boundary=x"
URL_ENCODED = "application/x-www-form-urlencoded"
EXPIRED = "This form has expired"


def n_events() -> int:
    db.session.rollback()
    return int(db.session.scalar(db.select(db.func.count(Event.id))) or 0)


# T13: requests from other sites


def test_t13_a_form_without_its_token_is_refused_and_what_was_typed_is_kept(ada: FlaskClient) -> None:
    before = n_events()

    answer = ada.post("/account", data={"name": "Ada <3 & co", "theme": "dark"}, token=False)

    assert answer.status_code == 400
    assert EXPIRED in answer.text
    assert "Ada &lt;3 &amp; co" in answer.text
    assert n_events() == before


def test_t13_what_is_secret_is_not_shown_again(ada: FlaskClient) -> None:
    answer = ada.post("/account/password", data={"current": "my old one", "password": "my new one"}, token=False)

    assert EXPIRED in answer.text
    assert "my old one" not in answer.text
    assert "my new one" not in answer.text


@pytest.mark.parametrize("token", ["", "wrong", "ImFiYyI.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"])
def test_t13_a_wrong_token_is_refused(ada: FlaskClient, token: str) -> None:
    assert ada.post("/account", data={"name": "Ada", "csrf_token": token}, token=False).status_code == 400


def test_t13_a_token_of_somebody_else_is_refused(ada: FlaskClient, ben: FlaskClient) -> None:
    token = token_in(ben.get("/account"))

    assert (
        ben.post("/account", data={"name": "Ben", "theme": "dark", "csrf_token": token}, token=False).status_code == 303
    )
    assert (
        ada.post("/account", data={"name": "Ben", "theme": "dark", "csrf_token": token}, token=False).status_code == 400
    )


def token_in(answer: TestResponse) -> str:
    """Return the token that a page's forms carry."""
    return str(re.search(r'name="csrf_token" value="([^"]+)"', answer.text)[1])  # type: ignore[index]


def test_t13_signing_in_and_joining_need_a_token_too(client: FlaskClient) -> None:
    make.account("Ada")

    for path in ("/login", "/join/nothing", "/reset/nothing"):
        answer = client.post(path, data={"email": "ada@example.org", "password": PASSWORD}, token=False)

        assert answer.status_code == 400
        assert EXPIRED in answer.text
        assert PASSWORD not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "https://localhost"},
        {"Origin": "null"},
    ],
)
def test_t13_another_site_is_refused_even_with_a_token(ada: FlaskClient, headers: dict[str, str]) -> None:
    answer = ada.post("/account", data={"name": "Mallory", "theme": "dark"}, headers=headers)

    assert answer.status_code == 400
    assert "sent from another site" in answer.text
    assert "Mallory" not in ada.get("/account").text


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_t13_our_own_forms_pass(ada: FlaskClient, site: str) -> None:
    headers = {"Sec-Fetch-Site": site, "Origin": "http://localhost"}

    assert ada.post("/account", data={"name": "Ada L", "theme": "dark"}, headers=headers).status_code == 303


def test_t13_behind_a_proxy_the_origin_is_the_public_address(new_app: NewApp, app: Flask) -> None:
    make.account("Ada")
    browser = new_app(**HTTPS).test_client()

    assert sign_in_far(browser, "ada", Origin="http://papercuts.example.org").status_code == 400
    assert sign_in_far(browser, "ada", Origin="https://papercuts.example.org").status_code == 303


def sign_in_far(browser: FlaskClient, who: str, **headers: str) -> TestResponse:
    """Sign in over https, where the cookie is another one."""
    data = {"email": f"{who}@example.org", "password": PASSWORD}
    token = token_in(browser.get("/login", base_url=FAR))
    return browser.post("/login", base_url=FAR, data=data | {"csrf_token": token}, headers=headers, token=False)


def test_t13_signing_out_takes_a_post(ada: FlaskClient) -> None:
    answer = ada.get("/logout")

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert ada.get("/account").status_code == 200


# T12, T18, T44: what comes in with the request does not come out again


def test_t18_an_unknown_host_is_refused(client: FlaskClient) -> None:
    for host in ("evil.example", "evil.example:5000", "127.0.0.1:5000@evil.example", "localhost.evil", "a b", ""):
        for method in ("GET", "POST"):
            answer = client.open("/login", method=method, headers={"Host": host})

            assert answer.status_code == 400, host
            assert "evil" not in answer.text


def test_t18_this_machine_is_known(client: FlaskClient) -> None:
    for host in ("localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:80"):
        assert client.get("/login", headers={"Host": host}).status_code == 200, host


def test_t18_health_is_told_whatever_the_host(client: FlaskClient) -> None:
    for path in ("/healthz", "/readyz"):
        assert client.get(path, headers={"Host": "10.0.0.7:8000"}).status_code == 200


def test_t18_a_link_that_leaves_is_made_from_the_settings(new_app: NewApp, app: Flask) -> None:
    make.account("Rosa", Role.ADMIN)
    browser = new_app(**HTTPS).test_client()
    sign_in_far(browser, "rosa")
    data = {"role": "viewer", "csrf_token": token_in(browser.get("/users", base_url=FAR))}
    headers = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}

    answer = browser.post("/users/invitations", base_url=FAR, data=data, headers=headers, token=False)

    assert f"{FAR}/join/" in answer.text
    assert "evil" not in answer.text


def header_payloads() -> list[dict[str, Any]]:
    """Return what may be put into a request's headers, and has no row of a later version."""
    entries = json.loads(FILE.read_text(encoding="utf-8"))["payloads"]
    later = ("Authorization", "Idempotency-Key", "If-Match")
    return [entry for entry in entries if entry["kind"] == "header" and entry["header"] not in later]


def test_t12_whatever_stands_in_a_header_the_answer_is_ours(ada: FlaskClient) -> None:
    for entry in header_payloads():
        name, expect = entry["header"], entry["expect"]
        usual = {"ignore": (200, 302), "escape": (200,), "reject": (400, 413)}[expect["do"]]
        method = "POST" if name in ("Origin", "Content-Type", "Content-Length") else "GET"

        answer = ada.open("/account", method=method, headers={name: entry["value"]})

        right = {*expect.get("status", usual), *({422} if method == "POST" else ())}
        assert answer.status_code in right, entry["id"]
        assert "evil" not in answer.text + str(answer.headers), entry["id"]
        assert "<script>alert" not in answer.text, entry["id"]


def test_t12_no_control_character_reaches_a_header(client: FlaskClient) -> None:
    for path in ("/account", "/%0d%0aX-Evil:%201", "/visits/1%0d%0aX-Evil:%201", "/.//evil.example/"):
        answer = client.get(path, query_string="next=%0d%0aX-Evil:%201&x=%0aSet-Cookie:%20a=b")

        assert answer.status_code in (302, 308, 404)
        assert "X-Evil" not in answer.headers
        assert "\n" not in str(answer.location)
        assert "a" not in {cookie.partition("=")[0] for cookie in answer.headers.getlist("Set-Cookie")}
        assert "evil.example" not in str(answer.location)


def test_t41_an_address_that_no_database_can_hold_is_refused(ada: FlaskClient) -> None:
    for path in ("/visits%00", "/visits?q=%00", "/visits?%00=1", "/login?next=%00", "/notes/4%002"):
        assert ada.get(path).status_code == 400, path


def test_t41_a_form_says_itself_what_cannot_be_stored(ada: FlaskClient) -> None:
    answer = ada.post("/account", data={"name": "Ada\0Lovelace", "theme": "dark"})

    assert answer.status_code == 422
    assert "cannot be stored" in answer.text


# T36: how much a request may bring


@pytest.mark.parametrize(("content_type", "limit"), [(MULTIPART, 32 * 1024 * 1024), (URL_ENCODED, 500_000)])
def test_t36_what_is_too_big_is_refused_before_it_is_read(ada: FlaskClient, content_type: str, limit: int) -> None:
    length = {"CONTENT_LENGTH": str(limit + 1)}

    answer = ada.post("/account", content_type=content_type, environ_overrides=length)

    assert answer.status_code == 413
    assert "up to 32 MB" in answer.text


@pytest.mark.parametrize("as_multipart", [False, True])
def test_t36_fields_over_500_kb_are_refused(ada: FlaskClient, as_multipart: bool) -> None:
    content_type = "multipart/form-data" if as_multipart else URL_ENCODED

    answer = ada.post("/account", data={"name": "x" * 500_001}, content_type=content_type)

    assert answer.status_code == 413


def test_t36_a_stranger_brings_no_files(client: FlaskClient) -> None:
    length = {"CONTENT_LENGTH": "500001"}

    assert client.post("/login", content_type=MULTIPART, environ_overrides=length).status_code == 413


CHUNKED = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}


def test_t36_no_more_is_read_of_a_body_of_unknown_length(ada: FlaskClient) -> None:
    body = io.BytesIO(b"name=" + b"x" * 600_000)

    answer = ada.post("/account", input_stream=body, content_type=URL_ENCODED, environ_overrides=CHUNKED)

    assert answer.status_code == 411
    assert "x" * 20 not in answer.text
    assert body.tell() == 0


@pytest.mark.parametrize("content_type", [URL_ENCODED, f"{URL_ENCODED}; charset=utf-8", MULTIPART])
def test_t36_nothing_is_kept_of_a_form_that_could_be_cut(ada: FlaskClient, content_type: str) -> None:
    cut = make.paper_cut("Before", workaround="Tab twice")
    token = token_in(ada.get(f"/paper-cuts/{cut.id}/edit"))
    fields = (
        f"csrf_token={token}&title=After&task={cut.task_id}&area={cut.area_id}&padding={'x' * 500_000}&workaround=new"
    )

    answer = ada.post(
        f"/paper-cuts/{cut.id}/edit",
        input_stream=io.BytesIO(fields.encode()),
        content_type=content_type,
        environ_overrides=CHUNKED,
        token=False,
    )

    assert answer.status_code == 411
    assert "does not say how long it is" in answer.text
    db.session.refresh(cut)
    assert (cut.title, cut.workaround) == ("Before", "Tab twice")


def test_t36_a_request_without_a_body_needs_no_length(ada: FlaskClient) -> None:
    answer = ada.post("/account/sessions/end", environ_overrides={"wsgi.input_terminated": True})

    assert answer.status_code == 303


def test_t36_more_than_200_parts_are_refused(ada: FlaskClient) -> None:
    parts = {f"field{n}": "x" for n in range(201)}

    assert ada.post("/account", data=parts, content_type="multipart/form-data").status_code == 413
