"""Hostile and awkward inputs against every form of the product, found by walking through it (T03, T37, T41).

Sample data fills the pages; whatever is sent, nothing answers with a 500, and what was stored comes back as text.
"""

from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import LinkPurpose, Role
from papercuts.models import Account, RateCount
from papercuts.web.clock import utc_now
from tests.crawl import HtmlForm, endpoint_of, read, walk
from tests.factories import AT, PASSWORD, make
from tests.payloads import MARK, Payload, payloads

UNSTORABLE = {"text-048", "text-049"}  # with control characters
PARTS = 2  # so that the workers share the forms
Turns = Callable[[int, Sequence[Payload]], Sequence[Payload]]
# signing out or ending sessions would stop the walk; the sample data is what the walk stands on
LEFT_OUT = {"sign_in.destroy", "account.end_other_sessions", "account.change_password", "sample.destroy"}
LEFT_OUT |= {"users.disable", "users.change_role", "users.make_reset_link", "users.invite"}  # end or make accounts
FOUND: dict[str, list[HtmlForm]] = {}  # by engine; whoever walks first finds them for the others


@pytest.fixture
def filled(app: Flask, rosa: FlaskClient) -> FlaskClient:
    """An administrator's browser on sample data."""
    actions.sample.load(by=db.session.scalars(select(Account).where(Account.name == "Rosa")).one(), at=AT)
    db.session.commit()
    return rosa


@pytest.fixture
def forms(filled: FlaskClient) -> list[HtmlForm]:
    """One form for each place that something can be posted to; the sample is the same each time, so are its forms."""
    engine = db.engine.dialect.name
    if engine not in FOUND:
        FOUND[engine] = find_forms(filled)
    return FOUND[engine]


@pytest.fixture
def turns(app: Flask) -> Turns:
    """Return which payloads the n-th form or page gets: every tenth, beginning with another one each time.

    So each payload comes to every tenth form and each form gets a tenth of each kind, though not each pair: there
    are more than a hundred forms, of a dozen kinds of fields. On PostgreSQL every thirtieth: what differs there is how
    a value is stored, not how a form is read.
    """
    step = 30 if db.engine.dialect.name == "postgresql" else 10
    return lambda n, payloads: payloads[n % step :: step]


def find_forms(browser: FlaskClient) -> list[HtmlForm]:
    """Walk through the product; returns one form for each place that something can be posted to."""
    found: dict[str, HtmlForm] = {}
    for url, page in walk(browser):
        for form in read(url, page)[1]:
            method = form.method.upper()
            endpoint = endpoint_of(browser, form.action, method) + " " + method
            if endpoint.split()[0] not in LEFT_OUT and not form.has_file:
                found.setdefault(endpoint, form)
    return list(found.values())


def send(browser: FlaskClient, form: HtmlForm, names: list[str], value: str) -> int:
    """Send a form with a value in the named fields and everything else as it stands on the page."""
    # without what it has seen, so that it is no conflict with the one sent before
    data = {name: values for name, values in form.data.items() if name not in ("csrf_token", "seen")}
    data |= {name: [value] for name in names if name != "csrf_token"}
    if form.method == "get":
        return browser.get(form.action.split("?")[0], query_string=data).status_code  # as a browser does
    return browser.post(form.action, data=data).status_code


def text_payloads(form: HtmlForm) -> list[Payload]:
    """Return what to type into a form: more where the text becomes Markdown or an address."""
    more = ("markdown",) if "fixes" in form.action or "releases" in form.action else ()
    more += ("url",) if "links" in form.action else ()
    return [payload for kind in ("text", *more) for payload in payloads(kind)]


def check(payload: Payload, form: HtmlForm, status: int) -> None:
    """Complain about a server error, about a form that neither took nor refused, and about taking what none may keep.

    What is refused for its length, or for being blank, depends on the field; the tests of the forms say where.
    """
    what = f"{payload.id} at {form.action}: {status}"
    assert status < 500, what
    if form.method == "post":
        assert status >= 300 or "/tell/" in form.action, what  # a message is only checked, and shown again
        assert status >= 400 or payload.id not in UNSTORABLE, what


def test_the_walk_finds_the_forms(filled: FlaskClient, forms: list[HtmlForm]) -> None:
    actions_found = {endpoint_of(filled, form.action, form.method.upper()) for form in forms}

    assert len(actions_found) > 30
    assert {"settings.update", "account.update", "search.index", "paper_cuts.index"} <= actions_found


@pytest.mark.parametrize("part", range(PARTS))
def test_text_in_every_field_is_stored_as_text_or_refused(
    filled: FlaskClient, forms: list[HtmlForm], turns: Turns, part: int
) -> None:
    for n, form in enumerate(forms[part::PARTS]):
        names = [name for name in dict.fromkeys(form.texts) if name != "csrf_token"]
        for payload in turns(n, text_payloads(form)) if names else []:
            check(payload, form, send(filled, form, names, payload.value))

    for url, page in walk(filled):
        assert "<script>alert" not in page, url
        for payload in payloads("text"):
            if "<" in payload.value and MARK in payload.value:
                assert payload.value not in page, f"{payload.id} stands unescaped on {url}"


@pytest.mark.parametrize("part", range(PARTS))
def test_numbers_and_dates_in_every_field_are_never_a_server_error(
    filled: FlaskClient, forms: list[HtmlForm], turns: Turns, part: int
) -> None:
    for n, form in enumerate(forms[part::PARTS]):
        names = [name for name in form.data if name != "csrf_token"]
        for turn, payload in enumerate(turns(n, payloads("number") + payloads("date")) if names else []):
            some = names if turn % 2 else [names[turn // 2 % len(names)]]  # all fields, or each in its turn
            check(payload, form, send(filled, form, some, payload.value))


def test_an_address_with_a_wrong_number_is_not_found(filled: FlaskClient) -> None:
    rules = [rule for rule in filled.application.url_map.iter_rules() if "GET" in (rule.methods or ())]
    for rule in rules:
        for payload in payloads("path_id") if "<id:id>" in rule.rule else []:
            status = filled.get(rule.rule.replace("<id:id>", payload.value)).status_code
            assert status in (301, 302, 308, 400, 404, 405), f"{rule.rule} with {payload.id}: {status}"


def test_arguments_of_every_page_are_never_a_server_error(filled: FlaskClient, turns: Turns) -> None:
    names = ("sort", "page", "after", "before", "why", "q", "next", "person", "thing", "status", "area", "task", "line")
    hostile = [payload for kind in ("sort", "page", "identifier", "search", "header") for payload in payloads(kind)]
    for n, (url, _) in enumerate(list(walk(filled, per_endpoint=1))):
        for payload in turns(n, hostile)[n % 2 :: 2]:  # of them half for each page; together the pages see them all
            status = filled.get(url.split("?")[0], query_string=dict.fromkeys(names, payload.value)).status_code
            assert status < 500, f"{url} with {payload.id}: {status}"


def hostile() -> list[Payload]:
    """Return what a public form has to stand: texts, addresses of people, and passwords."""
    return [payload for kind in ("text", "identifier", "password") for payload in payloads(kind)]


def refused(browser: FlaskClient, path: str, data: dict[str, str]) -> str:
    """Send a form that must be refused, however often; returns its page."""
    db.session.execute(delete(RateCount))  # or it would be refused unread
    answer = browser.post(path, data=data)
    assert answer.status_code in (400, 413, 422), f"{path} answers {answer.status_code} to {str(data)[:200]}"
    return answer.text


def test_nothing_hostile_signs_in(client: FlaskClient) -> None:
    account = make.account("Ada")
    for payload in hostile():
        typed = {"email": account.email, "password": "wrong"}
        typed["password" if payload.kind == "password" else "email"] = payload.value
        if typed["password"] != PASSWORD:
            assert_escaped(payload, refused(client, "/login", typed))


def test_nothing_hostile_is_taken_for_a_role(app: Flask, rosa: FlaskClient) -> None:
    account = make.account("Noor", Role.VIEWER)
    for payload in hostile():
        refused(rosa, f"/users/{account.id}/role", {"role": payload.value})
    db.session.refresh(account)

    assert account.role is Role.VIEWER


def test_hostile_names_and_proofs_are_shown_as_text_or_not_at_all(app: Flask, ada: FlaskClient) -> None:
    links = {
        purpose: actions.accounts.make_link(purpose, role=Role.VIEWER, by=None, account=ada.account, at=utc_now())  # type: ignore[attr-defined]
        for purpose in (LinkPurpose.INVITATION, LinkPurpose.RESET)
    }
    stranger = app.test_client()
    for payload in hostile():
        join = {"name": payload.value, "email": "noor@example.org", "password": "short"}
        assert_escaped(payload, refused(stranger, f"/join/{links[LinkPurpose.INVITATION]}", join))
        too_short = {"password": payload.value[:11]}
        assert_escaped(payload, refused(stranger, f"/reset/{links[LinkPurpose.RESET]}", too_short))
        if payload.value != PASSWORD:
            proof = {"current": payload.value, "password": "a good new pass phrase"}
            assert_escaped(payload, refused(ada, "/account/password", proof))


def assert_escaped(payload: Payload, page: str) -> None:
    if "<" in payload.value and MARK in payload.value:
        assert payload.value not in page, f"{payload.id} stands unescaped"
