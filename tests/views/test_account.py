"""One's own account: name and look, the password, where one is signed in."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import LinkPurpose, Role, Theme
from papercuts.models import Account, Event, OneTimeLink
from papercuts.web.clock import utc_now
from tests.factories import AT, PASSWORD, make

NEW = "another battery staple"


def account_of(browser: FlaskClient) -> Account:
    db.session.rollback()
    return db.session.get_one(Account, browser.account.id)  # type: ignore[attr-defined]


def verbs() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Event.verb).order_by(Event.id)))


def test_name_and_look_are_kept_and_in_the_history(ada: FlaskClient) -> None:
    answer = ada.post("/account", data={"name": "Ada Lovelace", "theme": "dark"})

    assert (answer.status_code, answer.location) == (303, "/account")
    account = account_of(ada)
    assert (account.name, account.theme, account.has_shortcuts) == ("Ada Lovelace", Theme.DARK, False)
    assert verbs()[-1] == "changed their account"
    assert 'data-theme="dark"' in ada.get("/account").text


def test_a_stranger_has_no_account(client: FlaskClient) -> None:
    for path in ("/account", "/account/password", "/account/sessions/end"):
        assert client.post(path).status_code == 401


def test_wrong_input_comes_back_with_what_was_typed(ada: FlaskClient) -> None:
    answer = ada.post("/account", data={"name": "A" * 201, "theme": "sepia"})

    assert answer.status_code == 422
    assert "At most 200 characters (you sent 201)" in answer.text
    assert "A" * 201 in answer.text
    assert account_of(ada).name == "Ada"


@pytest.mark.parametrize(
    "name", ["Ben Novak", "ＢＥＮ  novak", "B\u200ben Nov\u034fak", "The command line", "somebody"]
)
def test_t41_nobody_looks_like_somebody_else(ada: FlaskClient, client: FlaskClient, name: str) -> None:
    make.account("Ben Novak")
    token = actions.accounts.make_link(LinkPurpose.INVITATION, role=Role.VIEWER, by=None, at=utc_now())
    new = {"name": name, "email": "noor@example.org", "password": NEW}

    for answer in (ada.post("/account", data={"name": name, "theme": "dark"}), client.post(f"/join/{token}", data=new)):
        assert answer.status_code == 422
        assert "Somebody is called that already." in answer.text
    assert account_of(ada).name == "Ada"
    assert (
        ada.post("/account", data={"name": "ada", "theme": "dark"}).status_code == 303
    )  # one's own, written otherwise
    assert client.post(f"/join/{token}", data=new | {"name": "Ben Novák"}).status_code == 303


def test_t25_nobody_can_set_what_is_not_on_the_form(ada: FlaskClient) -> None:
    data = {"name": "Ada", "theme": "light", "role": "admin", "email": "root@example.org", "is_disabled": "", "id": "1"}

    assert ada.post("/account", data=data).status_code == 303

    account = account_of(ada)
    assert (account.role, account.email, account.is_disabled) == (Role.FIELD, "ada@example.org", False)


def test_t41_a_name_cannot_turn_the_text_around(ada: FlaskClient) -> None:
    ada.post("/account", data={"name": "Ada\u202e\u2066 ecalevoL\u2069", "theme": "light"})

    assert account_of(ada).name == "Ada ecalevoL"


# T22, T15: the password


def test_t22_the_password_is_changed_with_the_current_one(ada: FlaskClient, client: FlaskClient) -> None:
    answer = ada.post("/account/password", data={"current": PASSWORD, "password": NEW})

    assert (answer.status_code, answer.location) == (303, "/account")
    assert verbs()[-1] == "changed the password"
    assert client.post("/login", data={"email": "ada@example.org", "password": PASSWORD}).status_code == 422
    assert client.post("/login", data={"email": "ada@example.org", "password": NEW}).status_code == 303


@pytest.mark.parametrize("current", ["", "wrong", PASSWORD.upper(), PASSWORD + " ", "x" * 2_000])
def test_t22_not_without_the_current_one(ada: FlaskClient, current: str) -> None:
    before = account_of(ada).password_hash

    answer = ada.post("/account/password", data={"current": current, "password": NEW})

    assert answer.status_code == 422
    assert NEW not in answer.text
    assert account_of(ada).password_hash == before


def test_t21_the_current_password_cannot_be_guessed_here(ada: FlaskClient) -> None:
    data = {"password": NEW}
    statuses = [ada.post("/account/password", data=data | {"current": f"guess {n}"}).status_code for n in range(5)]

    answer = ada.post("/account/password", data=data | {"current": PASSWORD})

    assert statuses == [422] * 5
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "You can try again at" in answer.text
    assert PASSWORD not in answer.text


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "at least 12 characters"),
        ("x" * 129, "at most 128 characters"),
        ("Password1234", "most common"),
        ("aaaaaaaaaaaa", "one character repeated"),
        ("papercuts 2026!", "the word papercuts"),
        ("ada lovelace 1815", "the first part of your e-mail address"),
        ("a secret of Grace", "your name"),
        ("ledgerlark rules", "the name of your company"),
        ("", "Choose a password"),
    ],
)
def test_a34_what_a_password_may_not_be(ada: FlaskClient, password: str, why: str) -> None:
    account_of(ada).name = "Grace"
    db.session.execute(db.text("UPDATE setting SET product_name = 'Ledgerlark'"))

    answer = ada.post("/account/password", data={"current": PASSWORD, "password": password})

    assert answer.status_code == 422
    assert why in answer.text


@pytest.mark.parametrize("password", ["  leading and trailing  ", "pässwörd-漢字-😀x", "x1" * 64, "abc\0defghijklm"])
def test_a34_what_a_password_may_be(ada: FlaskClient, client: FlaskClient, password: str) -> None:
    assert ada.post("/account/password", data={"current": PASSWORD, "password": password}).status_code == 303

    assert client.post("/login", data={"email": "ada@example.org", "password": password[:-1]}).status_code == 422
    assert client.post("/login", data={"email": "ada@example.org", "password": password}).status_code == 303


def test_a_reset_link_ends_with_the_old_password(ada: FlaskClient) -> None:
    account = account_of(ada)
    link = OneTimeLink(
        token_sha256="0" * 64, purpose=LinkPurpose.RESET, role=Role.FIELD, account_id=account.id, created_at=AT
    )
    link.expires_at = AT + timedelta(days=10_000)
    db.session.add(link)

    ada.post("/account/password", data={"current": PASSWORD, "password": NEW})

    db.session.rollback()
    assert db.session.scalar(db.select(OneTimeLink)) is None


def test_somebody_elses_sessions_stay(ada: FlaskClient, ben: FlaskClient) -> None:
    make.account("Noor")

    ada.post("/account/sessions/end")

    assert ben.get("/account").status_code == 200
    assert verbs()[-1] == "signed out everywhere else"


def test_the_new_password_is_called_new(ada: FlaskClient) -> None:
    page = ada.get("/account").text

    assert 'for="current">Current password' in page
    assert 'for="password">New password' in page
