"""What a phone needs to go on without a network: manifest, worker, outbox and offline page, for everybody."""

import json
import re

from flask import Flask
from flask.testing import FlaskClient


def test_the_manifest_installs_capture_with_icons_that_exist(client: FlaskClient) -> None:
    answer = client.get("/capture/manifest.webmanifest")
    says = json.loads(answer.text)

    assert answer.mimetype == "application/manifest+json"
    assert (says["start_url"], says["scope"], says["display"]) == ("/capture/", "/capture/", "standalone")
    assert {(icon["sizes"], icon["purpose"]) for icon in says["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    assert all(client.get(icon["src"]).mimetype == "image/png" for icon in says["icons"])


def test_the_worker_keeps_every_static_file_of_one_release_and_they_exist(client: FlaskClient) -> None:
    answer = client.get("/capture/worker.js")
    files = re.findall(r'"(/static/[^"]+)"', answer.text)

    assert answer.mimetype == "text/javascript"
    assert len({re.match(r"/static/at-[0-9a-f]{12}/", file)[0] for file in files}) == 1  # type: ignore[index]
    assert any(file.endswith("/main.js") for file in files)
    assert [file for file in files if client.get(file).status_code != 200] == []


def test_pages_that_a_phone_keeps_tell_a_stranger_nothing(client: FlaskClient, rosa: FlaskClient, app: Flask) -> None:
    """They are frames: what is in the outbox only the phone knows. Signed in they say whose they are."""
    for path in ("/capture/outbox", "/capture/offline"):
        assert "data-account" not in client.get(path).text

    assert 'data-account="' in rosa.get("/capture/outbox").text
    assert "data-account" not in rosa.get("/capture/offline").text
