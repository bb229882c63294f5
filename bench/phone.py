"""What benches of capture need: a server of its own with one visit, and a phone at it, driven through a browser."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from uuid import uuid4

from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select

from papercuts import actions, create_app
from papercuts.db import db
from papercuts.domain.limits import HowTimed, Role, Status, VisitStatus
from papercuts.domain.text import fold, identity
from papercuts.models import Account, PaperCut, Participant, Segment, Sighting, Site, Task, Visit, Watch
from papercuts.upgrade import upgrade
from papercuts.web.passwords import hash_password

EMAIL, PASSWORD = "bench@example.org", "measured twice and cut once"
KNOWN = ("Date field clears itself when you type 3.4.26", "Due date jumps a month when you tab out")
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
START_SECONDS = 60


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def application(instance: Path) -> Flask:
    """Return the application on an instance, made and filled when it is not there: one visit under way.

    Two people are watched at it with one task, of which two paper cuts are known.
    """
    settings = {"SECRET_KEY": "only-for-measuring-0123456789abcdef", "INSTANCE": instance}
    instance.mkdir(parents=True, exist_ok=True)
    app = create_app(settings)
    upgrade(app, datetime.now(UTC))
    with app.app_context():
        if db.session.scalar(select(Visit.id)) is None:
            _fill(datetime.now(UTC))
            db.session.commit()
    return app


class Server:
    """The real server on that instance, in processes of its own."""

    def __init__(self, instance: Path, public_url: str) -> None:
        self.port = free_port()
        self._environment = os.environ | {
            "PAPERCUTS_INSTANCE": str(instance),
            "PAPERCUTS_SECRET_KEY": "only-for-measuring-0123456789abcdef",
            "PAPERCUTS_PUBLIC_URL": public_url or f"http://127.0.0.1:{self.port}",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "papercuts.cli", "serve", "--port", str(self.port)]
        self._process = subprocess.Popen(
            command, env=self._environment, start_new_session=True, stdout=subprocess.DEVNULL
        )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/login", timeout=5):
                    return
            except OSError:  # nobody listens yet, or not any more
                time.sleep(0.05)
        raise SystemExit("The server does not answer.")

    def kill(self) -> None:
        """End all its processes at once, whatever they are at."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("A chromium is needed (apt-get install chromium).")
    with sync_playwright() as playwright:
        args = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=program, args=args)
        try:
            yield browser
        finally:
            browser.close()


def sign_in(page: Page, address: str) -> None:
    """Sign in, and come to capture at the visit."""
    page.goto(f"{address}/login?next=/capture/visits/1")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Capture", level=1).wait_for()


def _fill(now: datetime) -> None:
    account = Account(name="Ben Bench", email=EMAIL, email_identity=identity(EMAIL), role=Role.ADMIN, created_at=now)
    account.password_hash = hash_password(PASSWORD)
    everyone = db.session.scalars(select(Segment).where(Segment.is_everyone)).one()
    site = Site(name="Brightmere Dental", name_identity=identity("Brightmere Dental"), segment=everyone)
    name = "Correct a wrong due date"
    task = Task(name=name, name_identity=identity(name))
    people = [Participant(site=site, code=f"P{n}") for n in (1, 2)]
    visit = Visit(site=site, visited_on=now.date(), status=VisitStatus.UNDER_WAY, participants=people, tasks=[task])
    visit.observers = [account]
    db.session.add_all([account, visit])
    db.session.flush()
    for title in KNOWN:
        cut = PaperCut(title=title, title_identity=fold(title), task=task, status=Status.OPEN, created_at=now)
        _seen_before(cut, site, task, now)
    actions.scores.refresh_all()


def _seen_before(cut: PaperCut, site: Site, task: Task, now: datetime) -> None:
    """A paper cut that one person met at an earlier visit."""
    person = Participant(site=site, code=f"Q{1 + KNOWN.index(cut.title)}")
    visit = Visit(site=site, visited_on=now.date(), status=VisitStatus.WRITTEN_UP, participants=[person], tasks=[task])
    facts: dict[str, Any] = {
        "what_happened": cut.title,
        "seconds_lost": 9.0,
        "how_timed": HowTimed.STOPWATCH,
        "received_at": now,
    }
    sighting = Sighting(uid=uuid4(), visit=visit, participant=person, task=task, paper_cut=cut, **facts)
    db.session.add_all([cut, Watch(visit=visit, participant=person, task=task), sighting])
    db.session.flush()
