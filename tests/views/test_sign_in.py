"""Signing in and out: on to the page that was asked for, without a hint at who has an account, and not too often."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from papercuts.db import db
from papercuts.models import Account, Event, RateCount
from papercuts.web import passwords, rate_limits
from papercuts.web.addresses import is_safe_next
from tests.factories import PASSWORD, make
from tests.payloads import Payload, payloads

NewApp = Callable[..., Flask]


def sign_in(browser: FlaskClient, password: str = PASSWORD, who: str = "ada", **more: str) -> TestResponse:
    return browser.post("/login", data={"email": f"{who}@example.org", "password": password, **more})


def events(verb: str) -> list[Event]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Event).where(Event.verb == verb).order_by(Event.id)))


def test_sign_in_goes_on_to_the_page_that_was_asked_for(client: FlaskClient) -> None:
    make.account("Ada")

    answer = client.post("/login", data={"email": "ADA@example.org", "password": PASSWORD, "next": "/more"})

    assert (answer.status_code, answer.location) == (303, "/more")
    assert client.get("/more").status_code == 200


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/more")

    assert (answer.status_code, answer.location) == (302, "/login?next=/more")


def test_the_page_that_was_asked_for_is_remembered_with_its_filters(client: FlaskClient) -> None:
    answer = client.get("/history?person=1&thing=visit")

    page = client.get(str(answer.location)).text
    assert 'name="next" value="/history?person=1&amp;thing=visit"' in page


def test_before_anybody_has_an_account_it_says_where_the_link_is(client: FlaskClient) -> None:
    page = client.get("/login").text

    assert "Nobody has an account yet. The server printed a one-time link when it started" in page
    assert "<code>papercuts init</code> prints a new one" in page
    assert "Forgotten it?" not in page

    make.account("Ada")
    page = client.get("/login").text

    assert "Nobody has an account yet" not in page
    assert "Forgotten it?" in page
    assert "Stay signed in on this device for 30 days" in page


def test_nobody_who_is_signed_in_is_asked_again(ada: FlaskClient) -> None:
    answer = ada.get("/login?next=/more")

    assert (answer.status_code, answer.location) == (302, "/more")


def test_an_empty_form_comes_back_with_what_was_typed(client: FlaskClient) -> None:
    answer = client.post("/login", data={"email": "ada@example.org", "next": "/more"})

    assert answer.status_code == 422
    assert "Enter your password" in answer.text
    assert "ada@example.org" in answer.text
    assert 'value="/more"' in answer.text


def test_signing_out_ends_at_the_form(ada: FlaskClient) -> None:
    answer = ada.post("/logout")

    assert (answer.status_code, answer.location) == (303, "/login")
    assert ada.get("/account").status_code == 302


def test_a59_signing_in_failing_and_out_are_in_the_history(client: FlaskClient) -> None:
    account = make.account("Ada")

    sign_in(client, "wrong")
    sign_in(client)
    client.post("/logout")

    for verb, by in (("failed to sign in", None), ("signed in", account.id), ("signed out", account.id)):
        (event,) = events(verb)
        assert (event.subject, event.subject_id, event.account_id) == ("account", account.id, by)
    assert events("signed in")[0].details == {"from": "this machine"}
    assert PASSWORD not in str([event.details for event in events("signed in")])


def test_a59_the_history_says_from_where_without_naming_a_person(client: FlaskClient) -> None:
    make.account("Ada")
    data = {"email": "ada@example.org", "password": PASSWORD}

    for peer in ("203.0.113.77", "2001:db8:1:2:3::4", "::ffff:203.0.113.77"):
        client.post("/login", data=data, environ_overrides={"REMOTE_ADDR": peer})

    assert [event.details["from"] for event in events("signed in")] == [
        "203.0.113.0/24",
        "2001:db8:1::/48",
        "203.0.113.0/24",
    ]


# T11: sent on to this site only


@pytest.mark.parametrize("payload", payloads("redirect"), ids=lambda payload: payload.id)
def test_t11_nobody_is_sent_to_another_site_or_an_action(app: Flask, payload: Payload) -> None:
    with app.test_request_context():
        assert is_safe_next(payload.value) is (payload.do == "accept")


def test_t11_what_is_not_safe_is_ignored_at_sign_in(client: FlaskClient) -> None:
    make.account("Ada")

    for target in ("//evil.example", "/\\evil.example", "https://evil.example", "/x\r\nSet-Cookie: a=b", "/logout"):
        answer = sign_in(client, next=target)
        assert (answer.status_code, answer.location) == (303, "/")
        client.post("/logout")


def test_t11_what_is_not_safe_is_ignored_by_who_is_signed_in_already(ada: FlaskClient) -> None:
    for target in ("//evil.example", "/%09/evil.example", "https:evil.example"):
        assert ada.get(f"/login?next={target}").location == "/"


@pytest.mark.parametrize("target", ["/" + "a" * 2_000, "/visits//evil.example", "/visits/../x", "", "visits"])
def test_t11_only_plain_paths_are_safe(app: Flask, target: str) -> None:
    with app.test_request_context():
        assert not is_safe_next(target)


# T20: nobody learns who has an account


def test_t20_wrong_and_unknown_get_the_same_answer(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    make.account("Ada")
    make.account("Dora", is_disabled=True)
    make.account("Sam", password_hash=None, is_sample=True)
    checked: list[str | None] = []
    real = passwords.is_password
    monkeypatch.setattr(
        "papercuts.views.sign_in.is_password", lambda stored, typed: checked.append(stored) or real(stored, typed)
    )

    answers = [sign_in(client, "wrong"), *(sign_in(client, who=who) for who in ("nobody", "dora", "sam"))]

    assert {answer.status_code for answer in answers} == {422}
    pages = {neutral(answer.text) for answer in answers}
    assert len(pages) == 1
    assert "Wrong e-mail or password" in pages.pop()
    assert len(checked) == 4


def neutral(page: str) -> str:
    """Leave out what differs between any two pages."""
    return re.sub(r'(csrf_token" value=")[^"]+|[a-z]+@example.org', r"\1", page)


def test_t20_an_unknown_address_costs_a_hash_too(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    make.account("Ada")
    hashes: list[str] = []
    real = passwords.PasswordHasher.verify
    monkeypatch.setattr(
        passwords.PasswordHasher,
        "verify",
        lambda self, stored, typed: hashes.append(stored) or real(self, stored, typed),
    )

    sign_in(client, "wrong")
    sign_in(client, who="nobody")

    assert len(hashes) == 2
    assert hashes[0].split("$")[:4] == hashes[1].split("$")[:4]


def test_t20_an_unknown_address_costs_the_same_statements(
    client: FlaskClient, count_queries: Callable[[], object]
) -> None:
    make.account("Ada")
    sign_in(client, "wrong")
    sign_in(client, who="nobody")

    with count_queries() as known:  # type: ignore[attr-defined]
        sign_in(client, "wrong")
    with count_queries() as unknown:  # type: ignore[attr-defined]
        sign_in(client, who="nobody")

    assert known == unknown
    assert [event.subject_id for event in events("failed to sign in")].count(0) == 2


# T21: not too often


def test_t21_the_sixth_try_has_to_wait(client: FlaskClient) -> None:
    make.account("Ada")
    make.account("Ben")

    assert [sign_in(client, "wrong").status_code for _ in range(5)] == [422] * 5
    answer = sign_in(client)

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
    assert re.search(r"Too many wrong tries\. You can try again at \d\d:\d\d\.", answer.text)
    assert "ada@example.org" in answer.text
    assert sign_in(client, who="ben").status_code == 303


def test_t21_an_address_without_an_account_waits_too(client: FlaskClient) -> None:
    statuses = [sign_in(client, who="nobody").status_code for _ in range(6)]

    assert statuses == [422] * 5 + [429]


def test_t21_however_the_address_is_written(client: FlaskClient) -> None:
    make.account("Ada")
    spellings = ["ada@example.org", "ADA@example.org", " ada@example.org ", "ａda@example.org", "ada@EXAMPLE.org"]

    for email in spellings:
        client.post("/login", data={"email": email, "password": "wrong"})

    assert sign_in(client).status_code == 429


def test_t21_a_peer_has_twenty_tries_whoever_it_tries(client: FlaskClient) -> None:
    make.account("Ada")
    statuses = [sign_in(client, who=f"nobody{n}").status_code for n in range(20)]

    assert statuses == [422] * 20
    assert sign_in(client).status_code == 429
    other = {"REMOTE_ADDR": "203.0.113.5"}
    data = {"email": "ada@example.org", "password": PASSWORD}
    assert client.post("/login", data=data, environ_overrides=other).status_code == 303


def test_t21_who_has_used_up_an_address_locks_nobody_out(client: FlaskClient) -> None:
    make.account("Ada")
    for n in range(20):
        sign_in(client, who=f"nobody{n}")
    for _ in range(6):
        assert sign_in(client, "wrong").status_code == 429

    data = {"email": "ada@example.org", "password": PASSWORD}
    assert client.post("/login", data=data, environ_overrides={"REMOTE_ADDR": "203.0.113.5"}).status_code == 303


def test_t21_a_good_one_does_not_count(client: FlaskClient) -> None:
    make.account("Ada")

    for _ in range(3):
        assert [sign_in(client, "wrong").status_code for _ in range(4)] == [422] * 4
        assert sign_in(client).status_code == 303
        client.post("/logout")
    for _ in range(30):
        assert sign_in(client).status_code == 303
        client.post("/logout")


def test_t21_the_wait_ends(client: FlaskClient) -> None:
    make.account("Ada")
    for _ in range(6):
        sign_in(client, "wrong")
    for row in db.session.scalars(db.select(RateCount)):
        row.ends_at -= rate_limits.WINDOW + timedelta(seconds=1)

    assert sign_in(client).status_code == 303


def test_t21_a_restart_forgets_nothing(client: FlaskClient, new_app: NewApp) -> None:
    make.account("Ada")
    for _ in range(5):
        sign_in(client, "wrong")

    assert sign_in(new_app().test_client()).status_code == 429


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP"])
def test_t21_a_header_does_not_make_another_peer(client: FlaskClient, header: str) -> None:
    for n in range(20):
        data = {"email": f"nobody{n}@example.org", "password": "wrong"}
        assert client.post("/login", data=data, headers={header: f"203.0.113.{n}"}).status_code == 422

    data = {"email": "nobody@example.org", "password": "wrong"}
    assert client.post("/login", data=data, headers={header: "203.0.113.99"}).status_code == 429


def test_t21_behind_n_proxies_the_peer_is_the_nth_from_the_right(new_app: NewApp, app: Flask) -> None:
    browser = new_app(PROXIES=2).test_client()
    data = {"email": "nobody@example.org", "password": "wrong"}

    browser.post("/login", data=data, headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.7, 10.0.0.1"})
    browser.post("/login", data=data, headers={"X-Forwarded-For": "7.7.7.7, 203.0.113.7, 10.0.0.2"})

    keys = dict(db.session.execute(db.select(RateCount.key, RateCount.count)).all())
    assert keys["peer:203.0.113.7"] == 2


@pytest.mark.parametrize(
    ("address", "peer"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nonsense", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_t21_what_counts_as_one_peer(address: str | None, peer: str) -> None:
    assert rate_limits.network(address) == peer


def test_t21_old_counts_are_thrown_away(client: FlaskClient) -> None:
    sign_in(client, who="somebody")
    for row in db.session.scalars(db.select(RateCount)):
        row.ends_at -= timedelta(days=2)

    sign_in(client, who="somebody-else")

    keys = set(db.session.scalars(db.select(RateCount.key)))
    assert "account:somebody@example.org" not in keys


# §3: passwords


def test_a34_a_password_over_1024_bytes_is_refused_unhashed(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.account("Ada")
    monkeypatch.setattr(passwords.PasswordHasher, "verify", lambda *_: pytest.fail("this was hashed"))

    for password in ("x" * 1_025, "ä" * 513, "x" * 400_000):
        answer = sign_in(client, password)

        assert answer.status_code == 422
        assert "Wrong e-mail or password" in answer.text


def test_a51_a_weaker_hash_is_made_anew_at_sign_in(client: FlaskClient, new_app: NewApp) -> None:
    account = make.account("Ada")
    before = account.password_hash
    stronger = new_app(ARGON2_MEMORY_KIB=128).test_client()

    assert sign_in(stronger).status_code == 303

    db.session.expire_all()
    assert account.password_hash != before
    assert "m=128,t=2,p=1" in str(db.session.get_one(Account, account.id).password_hash)


def test_a51_the_parameters_of_the_hash(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(app.config, "ARGON2_MEMORY_KIB")

    stored = passwords.hash_password(PASSWORD)

    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    salt, digest = stored.split("$")[-2:]
    assert (len(salt) * 3 // 4, len(digest) * 3 // 4) == (16, 32)


def test_a51_at_most_four_hashes_at_once() -> None:
    taken = [passwords._AT_ONCE.acquire(blocking=False) for _ in range(5)]
    for _ in range(sum(taken)):
        passwords._AT_ONCE.release()

    assert taken == [True, True, True, True, False]


def test_a34_two_long_passwords_that_differ_at_the_end_are_different(client: FlaskClient) -> None:
    make.account("Ada", password_hash=passwords.hash_password("ab!" * 25 + "1"))

    assert sign_in(client, "ab!" * 25 + "2").status_code == 422
    assert sign_in(client, "ab!" * 25 + "1").status_code == 303


@pytest.mark.parametrize(("said", "clears"), [("yes", '"cache", "storage"'), ("", None), ("no", None)])
def test_a56_signing_out_clears_the_device_once_nothing_is_lost(
    ada: FlaskClient, said: str, clears: str | None
) -> None:
    answer = ada.post("/logout", data={"clears_device": said})

    assert answer.headers.get("Clear-Site-Data") == clears
