"""Measure whether the time of an answer tells who has an account (T20).

Signs in 200 times with a wrong password and 200 times with an unknown address, in turn, and compares the medians:
they may differ by less than 10 % and 15 ms. `python -m bench.sign_in` exits 1 when they differ by more.
"""

import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from papercuts import create_app
from papercuts.db import db
from papercuts.domain.limits import Role
from papercuts.domain.text import identity
from papercuts.models import Account, RateCount
from papercuts.upgrade import upgrade
from papercuts.web.passwords import hash_password

N_TRIES = 200
RATIO_MAX, DIFFERENCE_MAX_MS = 1.10, 15.0
KNOWN, UNKNOWN = "known@example.org", "other@example.org"


def main() -> int:
    """Print the medians of both, in milliseconds, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        seconds = measure(app, app.test_client())
    known, unknown = (statistics.median(seconds[email]) * 1000 for email in (KNOWN, UNKNOWN))
    ratio = max(known, unknown) / min(known, unknown)
    print(f"known {known:.1f} ms, unknown {unknown:.1f} ms, ratio {ratio:.3f} over {N_TRIES} tries each")
    return int(ratio >= RATIO_MAX or abs(known - unknown) >= DIFFERENCE_MAX_MS)


def make_app(instance: Path) -> Flask:
    """Return an application on an SQLite database with one account."""
    app = create_app({"SECRET_KEY": "only-for-measuring-0123456789abcdef", "INSTANCE": instance})
    now = datetime.now(UTC)
    upgrade(app, now)
    with app.app_context():
        account = Account(name="Known", email=KNOWN, email_identity=identity(KNOWN), role=Role.VIEWER, created_at=now)
        account.password_hash = hash_password("correct horse battery staple")
        db.session.add(account)
        db.session.commit()
    return app


def measure(app: Flask, browser: FlaskClient) -> dict[str, list[float]]:
    """Return how long each try took, in seconds, by address."""
    token = browser.get("/login").text.split('name="csrf_token" value="')[1].split('"')[0]
    seconds: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for n in range(2 * N_TRIES):
        email = (KNOWN, UNKNOWN)[n % 2]
        with app.app_context():
            db.session.execute(delete(RateCount))  # or the sixth try would have to wait
            db.session.commit()
        start = time.perf_counter()
        answer = browser.post("/login", data={"email": email, "password": "wrong", "csrf_token": token})
        seconds[email].append(time.perf_counter() - start)
        assert answer.status_code == 422, answer.status_code
    return seconds


if __name__ == "__main__":
    sys.exit(main())
