"""The headers of every answer: nothing inline, nothing sniffed, nothing kept, cookies for us alone (A19, A20, T40)."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from papercuts.web.headers import CSP, CSP_DATA
from tests.routes import routes

NewApp = Callable[..., Flask]
FAR = "https://papercuts.example.org"
PHOTO = "default-src 'none'; sandbox"  # what somebody uploaded runs nothing, even opened by itself
BADGE = "/notes/badge.svg"  # for pages of other sites
HTTPS = {"PUBLIC_URL": FAR, "PROXIES": 1}


def test_a20_every_answer_has_the_headers(app: Flask, rosa: FlaskClient) -> None:
    paths = {route.path for route in routes(app) if route.method == "GET"} | {"/nothing", "/static/nothing.css"}
    expected = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "geolocation=(), microphone=(), camera=(self), payment=(), usb=()",
    }

    for path in sorted(paths):
        answer = rosa.get(path)
        elsewhere = {"Cross-Origin-Resource-Policy": "cross-origin"} if path == BADGE else {}
        if path.startswith("/shared/"):  # a secret in an address is for no log of another site
            elsewhere = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
        assert (expected | elsewhere).items() <= dict(answer.headers).items(), path
        runs_scripts = answer.mimetype in ("text/html", "text/javascript")  # a worker fetches by its own policy
        is_picture = path.startswith("/photos/") or path == BADGE
        data = PHOTO if is_picture and answer.status_code == 200 else CSP_DATA
        assert answer.headers["Content-Security-Policy"] == (CSP if runs_scripts else data), path
        assert "Server" not in answer.headers
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_a19_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert CSP == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; object-src 'none'"
    )
    assert CSP_DATA == "default-src 'none'; frame-ancestors 'none'"


def test_t40_nothing_of_an_account_is_kept_by_anybody(app: Flask, rosa: FlaskClient) -> None:
    for route in routes(app):
        if route.method == "GET" and route.permission != "public":
            answer = rosa.get(route.path)
            assert answer.headers["Cache-Control"] == "no-store", route
            assert "Cookie" in answer.headers["Vary"], route


@pytest.mark.parametrize("path", ["/notes", "/notes/4.2", "/notes/4.2.md", "/healthz", "/readyz", "/static/main.js"])
def test_t40_public_pages_set_no_cookie(app: Flask, client: FlaskClient, path: str) -> None:
    routes(app)  # publishes 4.2

    answer = client.get(path)

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_t40_a_static_file_is_kept_for_ever_only_under_its_fingerprint(client: FlaskClient) -> None:
    address = re.search(r"/static/at-[0-9a-f]{12}/papercuts.css", client.get("/login").text)
    assert address

    assert client.get(address[0]).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/static/papercuts.css").headers["Cache-Control"] == "no-cache"
    old = client.get("/static/at-0123456789ab/papercuts.css")  # of a page from before an update
    assert (old.status_code, old.headers["Cache-Control"]) == (200, "no-cache")
    assert client.get("/static/at-0123456789ab/nothing.css").headers["Cache-Control"] == "no-store"


def test_t40_the_cookie_over_plain_http_on_this_machine(app: Flask, client: FlaskClient) -> None:
    cookie = client.get("/login").headers["Set-Cookie"]

    assert cookie.startswith("papercuts_session=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} == set(cookie.split("; ")[1:])


def test_t40_the_cookie_and_the_headers_over_https(new_app: NewApp) -> None:
    answer = new_app(**HTTPS).test_client().get("/login", base_url=FAR)
    cookie = answer.headers["Set-Cookie"]

    assert cookie.startswith("__Host-papercuts=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} == set(cookie.split("; ")[1:])
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a17_over_plain_http_no_browser_is_told_to_use_https(client: FlaskClient) -> None:
    answer = client.get("/login", headers={"X-Forwarded-Proto": "https"})

    assert "Strict-Transport-Security" not in answer.headers
