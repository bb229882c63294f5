"""Who may do what (A47): every route declares it, the matrix says it, and the guard keeps to it.

The routes are read from the application, so a new one is held to all of this without being named here.
"""

from collections import defaultdict
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect
from werkzeug.test import TestResponse

from papercuts.db import db, only_reading
from papercuts.domain.limits import MAX_INT, PAGE_SIZE, Role
from papercuts.web.permissions import PUBLIC, matrix, roles_with
from tests.factories import make
from tests.people import signed_in
from tests.routes import Route, routes

ROLES = Path(__file__).parents[1] / "docs" / "roles.md"
FOR_EVERYBODY = {
    "static",
    "notes.index", "notes.show", "notes.feed", "notes.badge", "notes.picture",
    "notes.markdown", "notes.html", "notes.text", "notes.json", "notes.atom", "notes.changelog", "notes.towncrier",
    "pages.health", "pages.ready",
    "phone.manifest", "phone.offline", "phone.outbox", "phone.worker",
    "shared.show",
    "sign_in.show", "sign_in.create",
    "sign_in.join", "sign_in.open_account",
    "sign_in.reset", "sign_in.set_password",
    "volunteers.offer", "volunteers.create", "volunteers.thanks",
}  # fmt: skip
ENDS_THE_SESSION = {"sign_in.destroy"}


def is_sent_to_sign_in(answer: TestResponse) -> bool:
    """Say whether an answer tells a stranger to sign in: what they sent is answered with a page that shows it."""
    if answer.is_json:
        return answer.status_code == 401
    if answer.request.method not in ("GET", "HEAD", "OPTIONS"):
        return answer.status_code == 401 and 'href="/login?next=/"' in answer.text
    return answer.status_code == 302 and str(answer.location).startswith("/login")


def test_a47_every_route_declares_a_permission_of_the_matrix_or_is_for_everybody(app: Flask) -> None:
    wrong = [str(route) for route in routes(app) if route.permission not in {PUBLIC, *matrix()}]

    assert wrong == []


def test_a47_only_these_routes_are_for_everybody(app: Flask) -> None:
    assert {route.endpoint for route in routes(app) if route.permission == PUBLIC} == FOR_EVERYBODY


def test_a47_every_permission_is_used_by_a_route(app: Flask) -> None:
    used = {route.permission for route in routes(app)}

    # within pages that more people may read, and within what everybody may do with what is their own
    assert set(matrix()) - used <= {"see real names", "undo imports"}


def test_a47_the_document_says_what_the_matrix_says() -> None:
    header, _, *lines = [line for line in ROLES.read_text().splitlines() if line.startswith("|")]
    columns = [cell.strip() for cell in header.strip("|").split("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]

    documented = {
        row[0]: {name for name, cell in zip(columns[1:-1], row[1:-1], strict=True) if cell == "✓"} for row in rows
    }

    assert columns[1:-1] == list(Role)
    assert documented == {permission: {role.value for role in roles} for permission, roles in matrix().items()}


def test_a47_a_route_that_declares_nothing_is_refused_to_everybody(new_app, stage) -> None:  # type: ignore[no-untyped-def]
    app = new_app()
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    with app.app_context():
        browser = signed_in(app, make.account("Rosa", Role.ADMIN))

        answer = browser.get("/forgotten")

    assert answer.status_code == 403
    assert "secret" not in answer.text


def test_t24_a_stranger_is_sent_to_sign_in_from_everything_else(app: Flask, client: FlaskClient) -> None:
    wrong = [
        f"{route}: {answer.status_code}"
        for route in routes(app)
        if is_sent_to_sign_in(answer := client.open(route.path, method=route.method))
        == (route.endpoint in FOR_EVERYBODY)
    ]

    assert wrong == []


@pytest.mark.parametrize("role", Role)
def test_t24_each_role_gets_in_where_the_matrix_says(app: Flask, role: Role) -> None:
    account = make.account("Somebody", role)
    make.account("Rosa", Role.ADMIN)
    browser = signed_in(app, account)
    wrong = []

    for route in sorted(routes(app), key=lambda route: route.endpoint in ENDS_THE_SESSION):
        if (answer := problem(browser, route, role)) is not None:
            wrong.append(f"{route}: {answer}")

    assert wrong == []


def problem(browser: FlaskClient, route: Route, role: Role) -> str | None:
    """Return what is wrong about the answer to a bare request."""
    if route.permission == PUBLIC:
        return None
    try:
        answer = browser.open(route.path, method=route.method)
    except Exception as error:  # a page that breaks is shown beside the others, not instead of them
        return repr(error)
    may = role in roles_with(str(route.permission))
    if is_sent_to_sign_in(answer) or answer.status_code >= 500 or (answer.status_code == 403) == may:
        return str(answer.status_code)
    return None


def test_a24_a_get_changes_no_row(app: Flask, rosa: FlaskClient) -> None:
    readable = [route for route in routes(app) if route.method == "GET"]
    before = everything_stored()
    changed = []

    for route in readable:
        rosa.get(route.path)
        if (after := everything_stored()) != before:
            changed.append(str(route))
            before = after

    assert changed == []


def everything_stored() -> dict[str, list[str]]:
    """Return all rows of all tables, as text."""
    db.session.commit()
    with only_reading(), db.engine.connect() as connection:
        return {
            table: sorted(str(tuple(row)) for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'))
            for table in inspect(connection).get_table_names()
        }


def test_a_wrong_method_is_told_which_are_right(app: Flask, rosa: FlaskClient) -> None:
    methods = defaultdict(set)
    for route in routes(app):
        methods[route.path].add(route.method)
    wrong = []

    for path, right in methods.items():
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - right:
            answer = rosa.open(path, method=method)
            if answer.status_code != 405 or not right <= set(answer.headers["Allow"].split(", ")):
                wrong.append(f"{method} {path}: {answer.status_code}")

    assert wrong == []


FORGETS = {"/import/columns/<id:id>/forget"}  # what is gone already is as good as forgotten now


def test_t06_a_number_that_no_row_has_is_not_found(app: Flask, rosa: FlaskClient) -> None:
    routes(app)  # there are rows, but not these
    wrong = []

    for rule in app.url_map.iter_rules():
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        has_number = "<id:id>" in rule.rule and rule.rule not in FORGETS
        for number in (0, MAX_INT, MAX_INT + 1, 2**63, "9" * 40) if has_number else ():
            path = rule.rule.replace("<id:id>", str(number)).replace("<id:fix_id>", "1").replace("<id:link_id>", "1")
            if (status := rosa.open(path, method=method).status_code) not in (404, 405):
                wrong.append(f"{method} {path}: {status}")

    assert wrong == []


def test_arguments_that_nobody_asked_for_break_nothing(app: Flask, rosa: FlaskClient) -> None:
    names = ("_external", "_scheme", "_anchor", "_method", "endpoint", "self", "values", "id", "version", "role")
    wrong = []
    for _ in range(PAGE_SIZE + 1):  # so that there is a pager, whose links keep the arguments
        make.site()

    for route in routes(app):
        if route.method != "GET":
            continue
        try:
            answer = rosa.get(route.path, query_string=dict.fromkeys(names, "evil"))
        except Exception as error:
            wrong.append(f"{route}: {error!r}")
            continue
        if answer.status_code >= 500 or b"evil://" in answer.data:
            wrong.append(f"{route}: {answer.status_code}")

    assert wrong == []
