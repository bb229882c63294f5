"""Sessions on the server: a cookie is worth something only while its row is there (T15, A41–A46)."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import LinkPurpose, Role
from papercuts.domain.tokens import hash_token
from papercuts.models import Account, Session
from papercuts.web import sign_in
from papercuts.web.clock import utc_now
from tests.factories import PASSWORD, make
from tests.people import signed_in

NEW = "another battery staple"
COOKIE = "papercuts_session"


def cookie_of(browser: FlaskClient) -> str:
    cookie = browser.get_cookie(COOKIE)
    assert cookie is not None
    return str(cookie.value)


def is_signed_in(browser: FlaskClient, cookie: str | None = None) -> bool:
    """Say whether the browser gets in, or another one with this cookie."""
    if cookie is not None:
        browser = browser.application.test_client()
        browser.set_cookie(COOKIE, cookie)
    return browser.get("/account").status_code == 200


def rows() -> list[Session]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Session).order_by(Session.created_at)))


def account_of(browser: FlaskClient) -> Account:
    return db.session.get_one(Account, browser.account.id)  # type: ignore[attr-defined]


def test_a41_the_cookie_holds_32_random_bytes_and_the_table_their_hash(ada: FlaskClient) -> None:
    with ada.session_transaction() as session:
        token = session["token"]

    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    assert [row.token_sha256 for row in rows()] == [hash_token(token)]
    assert token not in str(rows()[0].token_sha256)


def test_t15_signing_in_begins_a_new_session_whatever_the_browser_had(client: FlaskClient) -> None:
    make.account("Ada")
    data = {"email": "ada@example.org", "password": PASSWORD}
    with client.session_transaction() as session:
        session["token"] = "chosen by somebody else"
        session["csrf_token"] = "0" * 40

    client.post("/login", data=data)
    with client.session_transaction() as session:
        first = dict(session)
    client.post("/login", data=data)
    with client.session_transaction() as session:
        second = dict(session)

    assert len({"chosen by somebody else", first["token"], second["token"]}) == 3
    assert first.get("csrf_token") != "0" * 40
    assert [row.token_sha256 for row in rows()] == [hash_token(second["token"])]


def test_t15_an_old_cookie_is_worth_nothing_after_signing_out(ada: FlaskClient) -> None:
    old = cookie_of(ada)
    assert is_signed_in(ada, old)

    ada.post("/logout")

    assert not is_signed_in(ada, old)
    assert rows() == []


def test_t15_an_old_cookie_is_worth_nothing_after_a_change_of_password(app: Flask, ada: FlaskClient) -> None:
    other = signed_in(app, account_of(ada))
    old, others = cookie_of(ada), cookie_of(other)

    answer = ada.post("/account/password", data={"current": PASSWORD, "password": NEW})

    assert answer.status_code == 303
    assert is_signed_in(ada)
    assert not is_signed_in(ada, old)
    assert not is_signed_in(other, others)


def test_t15_an_old_cookie_is_worth_nothing_after_a_reset(app: Flask, ada: FlaskClient) -> None:
    token = actions.accounts.make_link(
        LinkPurpose.RESET, role=Role.FIELD, account=account_of(ada), by=None, at=utc_now()
    )
    stranger = app.test_client()

    assert stranger.post(f"/reset/{token}", data={"password": NEW}).status_code == 303

    assert not is_signed_in(ada)
    assert is_signed_in(stranger)


@pytest.mark.parametrize(("path", "data"), [("role", {"role": "viewer"}), ("disabled", {}), ("sessions/end", {})])
def test_t15_an_old_cookie_is_worth_nothing_after_an_administrator_said_so(
    ada: FlaskClient, rosa: FlaskClient, path: str, data: dict[str, str]
) -> None:
    assert rosa.post(f"/users/{account_of(ada).id}/{path}", data=data).status_code == 303

    assert not is_signed_in(ada)


def test_t15_the_role_is_that_of_the_database_at_each_request(ada: FlaskClient) -> None:
    assert ada.get("/visits/new").status_code == 200
    account_of(ada).role = Role.VIEWER

    assert ada.get("/visits/new").status_code == 403

    account_of(ada).is_disabled = True
    assert ada.get("/visits").status_code == 302


def test_t15_proving_the_password_gives_the_session_a_new_token(rosa: FlaskClient) -> None:
    old = cookie_of(rosa)
    rows()[0].proved_at -= timedelta(hours=1)

    assert rosa.post("/users/invitations", data={"role": "viewer", "current": PASSWORD}).status_code == 200

    assert is_signed_in(rosa)
    assert not is_signed_in(rosa, old)


def test_t15_the_new_token_is_good_even_when_the_change_is_refused(rosa: FlaskClient) -> None:
    rows()[0].proved_at -= timedelta(hours=1)
    me = account_of(rosa).id

    answer = rosa.post(f"/users/{me}/role", data={"role": "viewer", "current": PASSWORD})

    assert answer.status_code == 422
    assert "last administrator" in answer.text
    assert is_signed_in(rosa)


@pytest.mark.parametrize(
    ("is_kept", "field", "age", "lasts"),
    [
        (False, "last_seen_at", timedelta(hours=11, minutes=59), True),
        (False, "last_seen_at", timedelta(hours=12, minutes=1), False),
        (False, "created_at", timedelta(days=6, hours=23), True),
        (False, "created_at", timedelta(days=7, minutes=1), False),
        (True, "last_seen_at", timedelta(days=29, hours=23), True),
        (True, "last_seen_at", timedelta(days=30, minutes=1), False),
        (True, "created_at", timedelta(days=29, hours=23), True),
        (True, "created_at", timedelta(days=30, minutes=1), False),
    ],
)
def test_a43_a_session_ends_when_idle_or_old(
    client: FlaskClient, is_kept: bool, field: str, age: timedelta, lasts: bool
) -> None:
    make.account("Ada")
    keep = {"keep": "y"} if is_kept else {}
    client.post("/login", data={"email": "ada@example.org", "password": PASSWORD, **keep})
    (row,) = rows()
    assert row.is_kept is is_kept

    setattr(row, field, utc_now() - age)

    assert is_signed_in(client) is lasts


def test_a43_only_a_kept_session_outlives_the_browser(client: FlaskClient) -> None:
    make.account("Ada")
    data = {"email": "ada@example.org", "password": PASSWORD}

    assert "Expires=" not in client.post("/login", data=data).headers["Set-Cookie"]
    assert "Expires=" in client.post("/login", data=data | {"keep": "y"}).headers["Set-Cookie"]


def test_a43_using_a_session_keeps_it_alive(ada: FlaskClient) -> None:
    hours_ago = utc_now() - timedelta(hours=11)
    rows()[0].last_seen_at = hours_ago

    assert is_signed_in(ada)

    assert utc_now() - rows()[0].last_seen_at < timedelta(minutes=1)
    assert utc_now() - (account_of(ada).last_seen_at or hours_ago) < timedelta(minutes=1)


def test_a43_a_page_is_shown_though_it_cannot_be_noted_that_it_was(
    ada: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows()[0].last_seen_at -= timedelta(hours=1)

    @contextmanager
    def locked() -> Iterator[None]:
        raise OperationalError("UPDATE session", {}, Exception("database is locked"))
        yield

    monkeypatch.setattr(sign_in, "for_writing", locked)

    assert is_signed_in(ada)


def test_ended_sessions_are_swept_out_at_the_next_sign_in(app: Flask, ada: FlaskClient, ben: FlaskClient) -> None:
    rows()[0].last_seen_at = utc_now() - timedelta(days=31)

    signed_in(app, account_of(ben))

    assert {row.account_id for row in rows()} == {account_of(ben).id}


def test_a45_sessions_are_listed_and_the_others_can_be_ended(app: Flask, ada: FlaskClient) -> None:
    other = signed_in(app, account_of(ada))
    page = ada.get("/account").text
    assert page.count("Since ") == 2
    assert page.count("this browser") == 1

    assert ada.post("/account/sessions/end").status_code == 303

    assert is_signed_in(ada)
    assert not is_signed_in(other)


def test_t16_a_cookie_signed_with_another_key_is_no_session(ada: FlaskClient, new_app: Callable[..., Flask]) -> None:
    foreign = new_app(SECRET_KEY="another-key-of-another-place-0123456789")
    with ada.session_transaction() as session:
        token = session["token"]
    forger = foreign.test_client()
    with forger.session_transaction() as session:
        session["token"] = token

    assert not is_signed_in(ada, cookie_of(forger))


def test_a_cookie_of_another_kind_is_no_session(client: FlaskClient) -> None:
    for value in ("x", "", "eyJ0b2tlbiI6MX0.aaaaaa.bbbb", "=;=;", "é"):
        assert not is_signed_in(client, value)


def test_what_was_typed_into_a_form_outlives_the_session(ada: FlaskClient) -> None:
    cut = make.paper_cut("Before")
    page = f"/paper-cuts/{cut.id}/edit"
    ada.delete_cookie(COOKIE)

    answer = ada.post(
        page,
        data={
            "title": "After <b>all</b> & more",
            "password": "my secret",
            "csrf_token": "worn out",
            "seen": "title:1a2b",
        },
        headers={"Referer": f"http://localhost{page}?from=list", "Sec-Fetch-Site": "same-origin"},
    )

    assert answer.status_code == 401
    assert "Your session has ended" in answer.text
    assert "After &lt;b&gt;all&lt;/b&gt; &amp; more" in answer.text
    assert "my secret" not in answer.text
    assert "worn out" not in answer.text
    assert "1a2b" not in answer.text
    assert next_page(answer.text) == f"{page}?from=list"
    db.session.refresh(cut)
    assert cut.title == "Before"


def next_page(page: str) -> str:
    """Return the page that signing in leads to."""
    (address,) = re.findall(r'href="(/login[^"]*)"', page)
    return dict(parse_qsl(urlsplit(unescape(address)).query))["next"]


@pytest.mark.parametrize("ending", ["signed out", "idle", "forged"])
def test_however_a_session_ended_what_was_typed_is_shown(ada: FlaskClient, ending: str) -> None:
    if ending == "signed out":
        ada.post("/logout")
    if ending == "idle":
        rows()[0].last_seen_at -= timedelta(hours=13)
    if ending == "forged":
        ada.set_cookie(COOKIE, "eyJ0b2tlbiI6IngifQ.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb")

    for path in ("/visits/9/texts", "/capture/visits/9"):
        answer = ada.post(path, data={"line": "Went blank 4s"}, token=False)

        assert (answer.status_code, "Went blank 4s" in answer.text) == (401, True)


@pytest.mark.parametrize(
    "referer",
    [
        "", "not an address", "http://[", "//localhost/visits", "http://localhost", "https://localhost/visits",
        "http://evil.example/visits", "http://localhost.evil.example/visits", "http://localhost@evil.example/visits",
        "http://localhost//evil.example", "http://localhost/\\evil.example", "http://localhost/../visits",
        "http://localhost/logout", "http://localhost/nowhere", "javascript:alert(1)", "http://localhost/visits/9/texts",
    ],
)  # fmt: skip
def test_signing_in_leads_back_to_pages_of_ours_only(client: FlaskClient, referer: str) -> None:
    answer = client.post("/areas", data={"name": "Invoices"}, headers={"Referer": referer})

    assert answer.status_code == 401
    assert next_page(answer.text) == "/"
    assert "evil" not in answer.text


def test_t13_what_another_site_sends_is_not_shown(client: FlaskClient, ada: FlaskClient) -> None:
    for browser in (client, ada):
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            answer = browser.post("/areas", data={"name": "Call 555 for help"}, headers=headers)

            assert answer.status_code == 400
            assert "555" not in answer.text


def test_t36_a_stranger_is_shown_no_more_than_500_kb(client: FlaskClient) -> None:
    answer = client.post("/areas", data={"name": "x" * 500_001}, content_type="multipart/form-data")

    assert answer.status_code == 401
    assert len(answer.text) < 10_000


def test_a_part_of_a_page_is_never_the_page_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/capture/visits/1/candidates?line=blank", headers={"HX-Request": "true"})

    assert answer.status_code == 401
