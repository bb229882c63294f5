"""Who has an account: links that invite and reset, roles, who can sign in; administrators prove who they are."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from papercuts import actions
from papercuts.actions.accounts import USED_UP
from papercuts.db import db
from papercuts.domain.limits import Role
from papercuts.models import Account, Event, OneTimeLink, Session
from papercuts.web.clock import utc_now
from tests.factories import PASSWORD, make
from tests.payloads import Payload, payloads

NEW = "another battery staple"


def link_in(answer: TestResponse) -> str:
    """Return the path of the link that a page shows."""
    found = re.search(r'value="http://127\.0\.0\.1:8000(/[^"]+)"', answer.text)
    assert found, answer.text
    return found[1]


def named(name: str) -> Account:
    db.session.rollback()
    return db.session.scalars(db.select(Account).where(Account.name == name)).one()


def last_event() -> Event:
    db.session.rollback()
    return db.session.scalars(db.select(Event).order_by(Event.id.desc())).first()  # type: ignore[return-value]


def forget_proof() -> None:
    """Let everybody have given their password 16 minutes ago."""
    db.session.execute(db.update(Session).values(proved_at=utc_now() - timedelta(minutes=16)))
    db.session.commit()


def test_the_list_shows_everybody(rosa: FlaskClient) -> None:
    make.account("Ada")
    make.account("Zoe", is_disabled=True)

    page = rosa.get("/users").text

    assert "ada@example.org" in page
    assert "disabled" in page
    assert page.count("Make a reset link") == 3


def test_only_administrators_manage_accounts(ada: FlaskClient, client: FlaskClient) -> None:
    for path in ("/users/invitations", "/users/1/role", "/users/1/disabled", "/users/1/reset-link"):
        assert ada.post(path, data={"role": "admin"}).status_code == 403
        assert client.post(path, data={"role": "admin"}).status_code == 401
    assert ada.get("/users").status_code == 403


def test_the_refusal_says_which_role_is_needed_and_who_can_give_it(ada: FlaskClient, rosa: FlaskClient) -> None:
    make.account("Zoe", Role.ADMIN, password_hash=None, is_sample=True)

    page = ada.get("/users").text

    assert "Zoe" not in page
    assert "needs at least the role admin, and yours is field" in page
    assert "Rosa" in page


# A38, A36: joining by a link


def test_a38_somebody_joins_by_a_link_with_the_role_it_says(rosa: FlaskClient, client: FlaskClient) -> None:
    path = link_in(rosa.post("/users/invitations", data={"role": "engineer"}))
    assert "Your role will be engineer" in client.get(path).text

    answer = client.post(path, data={"name": "Ben", "email": "Ben@Example.org", "password": NEW})

    assert (answer.status_code, answer.location) == (303, "/")
    assert named("Ben").role is Role.ENGINEER
    assert client.get("/account").status_code == 200
    assert (last_event().verb, last_event().account_id) == ("joined", named("Ben").id)


def test_a38_a_link_is_shown_once_and_kept_as_a_hash(rosa: FlaskClient) -> None:
    answer = rosa.post("/users/invitations", data={"role": "viewer"})
    token = link_in(answer).rsplit("/", 1)[1]

    assert answer.headers["Cache-Control"] == "no-store"
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    (link,) = db.session.scalars(db.select(OneTimeLink)).all()
    assert token not in (link.token_sha256, str(last_event().details))
    assert link.expires_at - link.created_at == timedelta(hours=72)


def test_a38_a_link_works_once(rosa: FlaskClient, client: FlaskClient) -> None:
    path = link_in(rosa.post("/users/invitations", data={"role": "viewer"}))
    client.post(path, data={"name": "Ben", "email": "ben@example.org", "password": NEW})

    for answer in (client.get(path), client.post(path, data={"name": "B", "email": "b@example.org", "password": NEW})):
        assert answer.status_code == 404
        assert USED_UP in html.unescape(answer.text)


def test_a38_a_link_that_is_too_old_does_not_work(rosa: FlaskClient, client: FlaskClient) -> None:
    path = link_in(rosa.post("/users/invitations", data={"role": "viewer"}))
    db.session.execute(db.update(OneTimeLink).values(expires_at=utc_now() - timedelta(seconds=1)))

    assert client.get(path).status_code == 404


def test_a38_opened_twice_at_the_same_moment_it_makes_one_account(rosa: FlaskClient, client: FlaskClient) -> None:
    path = link_in(rosa.post("/users/invitations", data={"role": "viewer"}))
    link = db.session.scalars(db.select(OneTimeLink)).one()  # read before the other is written
    client.post(path, data={"name": "Ben", "email": "ben@example.org", "password": NEW})

    with pytest.raises(ValueError, match="used already"):
        actions.accounts.open_account(link, name="B", email="b@example.org", password_hash="x", at=utc_now())


def test_links_that_were_not_used_are_listed_until_they_end(rosa: FlaskClient, client: FlaskClient) -> None:
    ada = make.account("Ada")
    used = link_in(rosa.post("/users/invitations", data={"role": "viewer"}))
    client.post(used, data={"name": "Ben", "email": "ben@example.org", "password": NEW})
    rosa.post("/users/invitations", data={"role": "engineer"})
    rosa.post(f"/users/{ada.id}/reset-link")

    page = rosa.get("/users").text

    assert "Invitation as engineer" in page
    assert "Reset link for Ada" in page
    assert "Invitation as viewer" not in page
    assert page.count("Made by <bdi>Rosa</bdi>") == 2

    db.session.execute(db.update(OneTimeLink).values(expires_at=utc_now() - timedelta(minutes=1)))
    db.session.commit()
    assert "Links that were not used yet" not in rosa.get("/users").text


def test_a_withdrawn_link_opens_nothing_and_stays_in_the_history(rosa: FlaskClient, client: FlaskClient) -> None:
    path = link_in(rosa.post("/users/invitations", data={"role": "engineer"}))
    link = db.session.scalars(db.select(OneTimeLink)).one()
    address = f"/users/links/{link.id}/end"
    assert f'action="{address}"' in rosa.get("/users").text

    answer = rosa.post(address)

    assert (answer.status_code, answer.location) == (303, "/users")
    assert (last_event().verb, last_event().details) == ("withdrew a link: invitation", {"role": "engineer"})
    assert client.get(path).status_code == 404
    assert rosa.post(address).status_code == 404
    assert rosa.get(address).status_code == 405


def test_a_used_link_is_not_withdrawn(rosa: FlaskClient, client: FlaskClient) -> None:
    path = link_in(rosa.post("/users/invitations", data={"role": "engineer"}))
    client.post(path, data={"name": "Ben", "email": "ben@example.org", "password": NEW})
    link = db.session.scalars(db.select(OneTimeLink).where(OneTimeLink.used_at.is_not(None))).one()

    answer = rosa.post(f"/users/links/{link.id}/end")

    assert answer.status_code == 422
    assert "This link was used already." in answer.text
    assert "withdrew" not in last_event().verb


def test_nobody_else_withdraws_links(ada: FlaskClient, client: FlaskClient) -> None:
    assert ada.post("/users/links/1/end").status_code == 403
    assert client.post("/users/links/1/end").status_code == 401


def test_what_is_wrong_is_listed_in_the_order_of_the_fields(rosa: FlaskClient, client: FlaskClient) -> None:
    path = link_in(rosa.post("/users/invitations", data={"role": "viewer"}))

    page = client.post(path, data={}).text

    assert page.index("#name") < page.index("#email") < page.index("#password")


def test_a_reset_link_invites_nobody_and_an_invitation_resets_nothing(rosa: FlaskClient, client: FlaskClient) -> None:
    ada = make.account("Ada")
    invitation = link_in(rosa.post("/users/invitations", data={"role": "admin"}))
    reset = link_in(rosa.post(f"/users/{ada.id}/reset-link"))

    assert client.get(invitation.replace("/join/", "/reset/")).status_code == 404
    assert client.get(reset.replace("/reset/", "/join/")).status_code == 404


def test_t25_a_link_gives_its_own_role_and_no_other(rosa: FlaskClient, client: FlaskClient) -> None:
    path = link_in(rosa.post("/users/invitations", data={"role": "viewer"}))
    data = {"name": "Mallory", "email": "m@example.org", "password": NEW}

    client.post(path, data=data | {"role": "admin", "id": "1", "is_disabled": "1", "created_at": "2000-01-01"})

    assert named("Mallory").role is Role.VIEWER


def test_wrong_input_comes_back_with_what_was_typed_but_the_password(rosa: FlaskClient, client: FlaskClient) -> None:
    path = link_in(rosa.post("/users/invitations", data={"role": "viewer"}))

    answer = client.post(path, data={"name": "Ben", "email": "nowhere", "password": NEW})

    assert answer.status_code == 422
    assert "Enter an e-mail address, like name@example.org" in answer.text
    assert 'value="Ben"' in answer.text
    assert NEW not in answer.text


@pytest.mark.parametrize("payload", payloads("identifier"), ids=lambda payload: payload.id)
def test_t19_which_addresses_can_have_an_account(rosa: FlaskClient, client: FlaskClient, payload: Payload) -> None:
    if payload.value != "admin@example.com":
        make.account("Admin", Role.VIEWER, email="admin@example.com")
    path = link_in(rosa.post("/users/invitations", data={"role": "viewer"}))

    answer = client.post(path, data={"name": "Noor", "email": payload.value, "password": NEW})

    assert answer.status_code == (422 if payload.do == "reject" else 303)


@pytest.mark.parametrize(
    "twin", ["ADA@EXAMPLE.ORG", "ａda@example.org", "ada@example.org\u200b", "a\u00adda@example.org"]
)
def test_t41_an_address_is_unique_however_it_is_written(rosa: FlaskClient, client: FlaskClient, twin: str) -> None:
    make.account("Ada")
    path = link_in(rosa.post("/users/invitations", data={"role": "viewer"}))

    answer = client.post(path, data={"name": "Mallory", "email": twin, "password": NEW})

    assert answer.status_code == 422
    assert "has an account already" in answer.text


@pytest.mark.parametrize("field", ["name", "email"])
def test_t41_what_cannot_be_compared_is_refused(rosa: FlaskClient, client: FlaskClient, field: str) -> None:
    path = link_in(rosa.post("/users/invitations", data={"role": "viewer"}))
    accents = "a" + ("\u0301" * 25 + "\u200d") * 2
    data = {"name": "Ben", "email": "ben@example.org", "password": NEW}

    for odd in (accents, "x" + "\uff9e" * 40):
        answer = client.post(path, data=data | {field: odd if field == "name" else f"{odd}@example.org"})
        assert answer.status_code == 422
        assert client.post("/login", data={"email": f"{odd}@example.org", "password": NEW}).status_code == 422


# A36: the first administrator


def test_a36_the_first_link_makes_an_administrator_and_there_is_no_second(client: FlaskClient) -> None:
    token = actions.accounts.first_admin_link(utc_now())

    answer = client.post(f"/join/{token}", data={"name": "Rosa", "email": "rosa@example.org", "password": NEW})

    assert answer.status_code == 303
    assert named("Rosa").role is Role.ADMIN
    assert actions.accounts.first_admin_link(utc_now()) is None


def test_a36_a_new_first_link_ends_the_one_before(client: FlaskClient) -> None:
    first, second = (actions.accounts.first_admin_link(utc_now()) for _ in range(2))

    assert client.get(f"/join/{first}").status_code == 404
    assert client.get(f"/join/{second}").status_code == 200
    verbs = db.session.scalars(db.select(Event.verb).where(Event.subject == "one_time_link").order_by(Event.id)).all()
    assert verbs[1] == "ended a link: first admin"


def test_a36_there_is_no_account_to_begin_with(app: Flask) -> None:
    assert db.session.scalar(db.select(db.func.count(Account.id))) == 0


# A39: resetting a password


def test_a_reset_link_sets_a_password_once_within_an_hour(rosa: FlaskClient, client: FlaskClient) -> None:
    ada = make.account("Ada")
    path = link_in(rosa.post(f"/users/{ada.id}/reset-link"))
    link = db.session.scalars(db.select(OneTimeLink)).one()
    assert link.expires_at - link.created_at == timedelta(minutes=60)
    assert client.post(path, data={"password": "short"}).status_code == 422

    assert client.post(path, data={"password": NEW}).status_code == 303

    assert client.get("/account").status_code == 200
    assert client.post(path, data={"password": "a third battery"}).status_code == 404
    assert client.post("/login", data={"email": "ada@example.org", "password": NEW}).status_code == 303


def test_one_used_reset_link_ends_the_others(rosa: FlaskClient, client: FlaskClient) -> None:
    ada = make.account("Ada")
    paths = [link_in(rosa.post(f"/users/{ada.id}/reset-link")) for _ in range(2)]

    client.post(paths[0], data={"password": NEW})

    assert client.get(paths[1]).status_code == 404


def test_who_is_disabled_resets_nothing(rosa: FlaskClient, client: FlaskClient) -> None:
    ada = make.account("Ada")
    path = link_in(rosa.post(f"/users/{ada.id}/reset-link"))
    rosa.post(f"/users/{ada.id}/disabled")
    again = link_in(rosa.post(f"/users/{ada.id}/reset-link"))

    assert client.get(path).status_code == 404
    assert client.post(again, data={"password": NEW}).status_code == 404


def test_an_account_of_the_sample_data_stays_without_a_password(rosa: FlaskClient) -> None:
    sam = make.account("Sam", password_hash=None, is_sample=True)

    for path in ("reset-link", "role", "disabled", "enabled", "sessions/end"):
        assert rosa.post(f"/users/{sam.id}/{path}", data={"role": "admin"}).status_code == 404


# roles, and who can sign in


def test_a_role_is_changed_and_in_the_history(rosa: FlaskClient) -> None:
    ada = make.account("Ada", Role.VIEWER)

    answer = rosa.post(f"/users/{ada.id}/role", data={"role": "field"})

    assert (answer.status_code, answer.location) == (303, "/users")
    assert named("Ada").role is Role.FIELD
    event = last_event()
    assert (event.verb, event.subject_id, event.details) == ("changed the role", ada.id, {"role": ["viewer", "field"]})


def test_a_role_that_stays_is_not_said_to_have_changed(rosa: FlaskClient) -> None:
    ada = make.account("Ada", Role.VIEWER)
    db.session.commit()

    page = rosa.post(f"/users/{ada.id}/role", data={"role": "viewer"}, follow_redirects=True).text

    assert "Ada is viewer already. Nothing was changed." in page
    assert "changed the role" not in set(db.session.scalars(db.select(Event.verb)))


def test_an_unknown_role_is_refused(rosa: FlaskClient) -> None:
    ada = make.account("Ada", Role.VIEWER)

    for role in ("root", "", "ADMIN", "0"):
        assert rosa.post(f"/users/{ada.id}/role", data={"role": role}).status_code == 422
    assert named("Ada").role is Role.VIEWER


def test_disabling_and_enabling(rosa: FlaskClient, client: FlaskClient) -> None:
    ada = make.account("Ada")
    data = {"email": "ada@example.org", "password": PASSWORD}

    assert rosa.post(f"/users/{ada.id}/disabled").status_code == 303
    assert last_event().verb == "disabled"
    assert client.post("/login", data=data).status_code == 422

    assert rosa.post(f"/users/{ada.id}/enabled").status_code == 303
    assert last_event().verb == "enabled"
    assert client.post("/login", data=data).status_code == 303


@pytest.mark.parametrize(("path", "data"), [("role", {"role": "field"}), ("disabled", {})])
def test_the_last_administrator_stays_one(rosa: FlaskClient, path: str, data: dict[str, str]) -> None:
    make.account("Sam", Role.ADMIN, password_hash=None)
    make.account("Zoe", Role.ADMIN, is_disabled=True)

    answer = rosa.post(f"/users/{named('Rosa').id}/{path}", data=data)

    assert answer.status_code == 422
    assert "This is the last administrator" in answer.text
    assert (named("Rosa").role, named("Rosa").is_disabled) == (Role.ADMIN, False)


def test_a_missing_account_is_not_found(rosa: FlaskClient) -> None:
    for path in ("reset-link", "role", "disabled", "enabled", "sessions/end"):
        assert rosa.post(f"/users/999999/{path}", data={"role": "admin"}).status_code == 404


def test_wrong_methods(rosa: FlaskClient) -> None:
    for path in ("/users/invitations", "/users/1/role", "/users/1/disabled", "/users/1/sessions/end"):
        assert rosa.get(path).status_code == 405


# T22, A46: it must be them


SENSITIVE: list[tuple[str, dict[str, str]]] = [
    ("/users/invitations", {"role": "admin"}),
    ("/users/{}/role", {"role": "admin"}),
    ("/users/{}/reset-link", {}),
    ("/users/{}/disabled", {}),
    ("/users/{}/enabled", {}),
]


@pytest.mark.parametrize(("path", "data"), SENSITIVE)
def test_t22_after_15_minutes_the_password_is_asked_for_again(
    rosa: FlaskClient, path: str, data: dict[str, str]
) -> None:
    path = path.format(make.account("Ada").id)
    forget_proof()
    n_links = db.session.scalar(db.select(db.func.count(OneTimeLink.id)))

    answer = rosa.post(path, data=data)

    assert answer.status_code == 422
    assert "Your password, please" in answer.text
    assert f'action="{path}"' in answer.text
    assert all(f'name="{name}" value="{value}"' in answer.text for name, value in data.items())
    assert db.session.scalar(db.select(db.func.count(OneTimeLink.id))) == n_links
    assert (named("Ada").role, named("Ada").is_disabled) == (Role.FIELD, False)


@pytest.mark.parametrize(("path", "data"), SENSITIVE)
def test_t22_with_the_password_it_goes_on(rosa: FlaskClient, path: str, data: dict[str, str]) -> None:
    path = path.format(make.account("Ada").id)
    forget_proof()

    assert "This is not your current password" in rosa.post(path, data=data | {"current": "wrong"}).text
    assert rosa.post(path, data=data | {"current": PASSWORD}).status_code in (200, 303)
    assert rosa.post(path, data=data).status_code in (200, 303)  # for the next 15 minutes


def test_t21_the_proof_cannot_be_guessed(rosa: FlaskClient) -> None:
    forget_proof()
    tries = [rosa.post("/users/invitations", data={"role": "admin", "current": str(n)}).status_code for n in range(5)]

    assert tries == [422] * 5
    assert rosa.post("/users/invitations", data={"role": "admin", "current": PASSWORD}).status_code == 429
    assert db.session.scalar(db.select(db.func.count(OneTimeLink.id))) == 0


def test_two_administrators_cannot_take_each_other_away(rosa: FlaskClient, count_queries: Callable[[], object]) -> None:
    zoe = make.account("Zoe", Role.ADMIN)

    with count_queries() as statements:  # type: ignore[attr-defined]
        rosa.post(f"/users/{zoe.id}/role", data={"role": "field"})

    is_locked = any("FOR UPDATE" in s or s == "BEGIN IMMEDIATE" for s in statements)
    assert is_locked
