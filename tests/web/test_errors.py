"""What people see when something is wrong: the reason and what to do, what they typed, and nothing from inside."""

import logging
import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask, abort, request
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from papercuts.db import db
from papercuts.domain.limits import Role
from papercuts.models import Area
from papercuts.web.permissions import allowed, public
from tests.factories import make
from tests.people import signed_in

NewApp = Callable[..., Flask]
MARK = "zq7mark"


@pytest.fixture
def broken(new_app: NewApp, app: Flask) -> Iterator[FlaskClient]:
    """The browser of an engineer, in an application with views that go wrong in every way."""
    other = new_app(PROPAGATE_EXCEPTIONS=False)

    @other.route("/break", methods=["GET", "POST"])
    @allowed("read")
    def breaking() -> str:
        raise RuntimeError(f"the password is {MARK}")

    @other.route("/public-break")
    @public
    def breaking_in_public() -> str:
        raise RuntimeError(MARK)

    @other.route("/twice", methods=["POST"])
    @allowed("read")
    def saving_twice() -> str:
        db.session.add(Area(name="Invoices", name_identity="invoices"))
        db.session.commit()
        return "saved"

    @other.route("/rule", methods=["POST"])
    @allowed("read")
    def breaking_a_rule() -> str:
        db.session.add(Area(name=f"{MARK}" * 100, name_identity="long"))
        db.session.commit()
        return "saved"

    @other.route("/away", methods=["GET", "POST"])
    @allowed("read")
    def database_away() -> str:
        raise OperationalError("SELECT 1", {}, Exception(f"connection to {MARK} refused"))

    @other.route("/refuse/<int:status>", methods=["GET", "POST"])
    @allowed("read")
    def refusing(status: int) -> str:
        abort(status)

    @other.route("/said", methods=["GET", "POST"])
    @allowed("read")
    def refusing_in_words() -> str:
        abort(400, "Two of these cannot be. Choose one and try again.")

    @other.route("/missing-field", methods=["POST"])
    @allowed("read")
    def asking_for_a_field() -> str:
        return request.form[MARK]

    with other.app_context():
        yield signed_in(other, make.account("Ben", Role.ENGINEER))


def test_t17_the_500_page_has_a_reference_and_nothing_from_inside(
    broken: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = broken.get("/break")

    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert not re.search(rf"{MARK}|RuntimeError|Traceback|\.py|papercuts/", answer.text.replace("/papercuts.css", ""))
    (reference,) = re.findall(r"Reference: ([0-9a-f]{12})\.", answer.text)
    assert answer.headers["X-Request-Id"] == reference
    assert f"request {reference}: GET breaking: RuntimeError" in caplog.text
    assert "test_errors.py" in caplog.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_was_typed_into_a_form_that_broke_is_not_lost(broken: FlaskClient) -> None:
    answer = broken.post("/break", data={"summary": "Two hours <of> notes", "password": "my secret"})

    assert "Two hours &lt;of&gt; notes" in answer.text
    assert "my secret" not in answer.text


def test_a_public_page_that_breaks_says_the_same_to_a_stranger(broken: FlaskClient) -> None:
    answer = broken.application.test_client().get("/public-break")

    assert answer.status_code == 500
    assert MARK not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_in_tests_what_breaks_is_raised(app: Flask, ada: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.view_functions, "pages.more", allowed("read")(lambda: 1 / 0))

    with pytest.raises(ZeroDivisionError):
        ada.get("/more")


def test_two_who_save_the_same_at_once_are_told(broken: FlaskClient) -> None:
    data = {"name": "Invoices", "note": "with <care>"}
    assert broken.post("/twice", data=data).text == "saved"

    answer = broken.post("/twice", data=data)

    assert answer.status_code == 409
    assert "Somebody else saved the same just now" in answer.text
    assert "with &lt;care&gt;" in answer.text
    assert db.session.scalar(db.select(db.func.count(Area.id))) == 1


def test_any_other_broken_rule_is_our_mistake_and_the_log_holds_no_row(
    broken: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = broken.post("/rule", data={"note": "kept"})

    assert answer.status_code == 500
    assert "kept" in answer.text
    assert "area_name_length" in caplog.text
    assert MARK not in caplog.text


def test_r18_while_the_database_is_away_pages_say_so(broken: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    answer = broken.post("/away", data={"summary": "Two hours of notes"})

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "The database does not answer" in answer.text
    assert "Two hours of notes" in answer.text
    assert MARK not in answer.text
    assert "refused" in caplog.text


def test_r19_a_database_that_cannot_be_reached(new_app: NewApp, tmp_path: object) -> None:
    browser = new_app(DATABASE_URL=f"sqlite:///{tmp_path}/no/such/folder/file").test_client()

    for path in ("/login", "/nothing", "/visits"):
        answer = browser.get(path)
        assert answer.status_code == 503
        assert "The database does not answer" in answer.text
    assert (browser.get("/readyz").status_code, browser.get("/readyz").text) == (503, "The database does not answer.\n")
    assert browser.get("/healthz").text == "ok\n"
    assert browser.get("/static/papercuts.css").status_code == 200


def test_every_refusal_is_a_page_in_our_frame(broken: FlaskClient) -> None:
    for status in (400, 401, 404, 405, 406, 408, 409, 410, 411, 412, 414, 415, 416, 417, 418, 422, 429):
        answer = broken.post(f"/refuse/{status}", data={"note": "kept"})

        assert answer.status_code == status
        assert "<h1>" in answer.text
        assert "kept" in answer.text
        assert 'aria-label="Main"' in answer.text


def test_a_refusal_in_words_is_shown(broken: FlaskClient) -> None:
    assert "Two of these cannot be. Choose one and try again." in broken.get("/said").text


def test_t05_what_the_framework_says_of_a_request_is_not(broken: FlaskClient) -> None:
    answer = broken.post("/missing-field")

    assert answer.status_code == 400
    assert MARK not in answer.text


def test_t05_no_error_page_repeats_the_address_or_a_header(ada: FlaskClient, client: FlaskClient) -> None:
    headers = {"Referer": f"http://localhost/{MARK}", "User-Agent": MARK, "Accept": MARK, "X-Evil": MARK}

    for browser in (ada, client):
        for path in (f"/{MARK}", f"/notes/{MARK}", f"/join/{MARK}", f"/static/{MARK}", "/visits/%00" + MARK):
            answer = browser.get(path, headers=headers)
            assert answer.status_code in (400, 404)
            assert MARK not in answer.text
        assert MARK not in browser.open("/more", method="DELETE", headers=headers).text


def test_t05_a_script_in_an_address_is_no_script(ada: FlaskClient) -> None:
    for path in ("/<script>alert(1)</script>", "/visits?q=<script>alert(1)</script>", "/login?next=/<script>alert(1)"):
        assert "<script>alert" not in ada.get(path).text


def test_t17_there_is_no_console_and_no_trace(new_app: NewApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    app = new_app()

    assert app.debug is False
    assert app.test_client().get("/console").status_code == 404
    assert app.test_client().open("/login", method="TRACE").status_code == 405


def test_a_missing_page_offers_the_search_to_who_is_signed_in(ada: FlaskClient, client: FlaskClient) -> None:
    answer = ada.get("/nothing")

    assert answer.status_code == 404
    assert "We cannot find that page" in answer.text
    assert 'role="search"' in answer.text
    assert 'role="search"' not in client.get("/nothing").text


def test_the_log_is_quiet_when_all_is_well(ada: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "papercuts"):
        ada.get("/more")
        ada.get("/nothing")

    assert caplog.text == ""
