"""Count what kills of the server lose: `python -m bench.kills`, or `--kills 200 --writers 8 --seed 3`.

Several writers send sightings, each with a photo, as a phone's outbox does, and send again what was not answered. The
server with all its processes is killed (kill -9) .3 to 3 seconds after each start. What it had answered with success
has to be there once, with its photo as `papercuts doctor` wants it, and the database whole, also on copies in between.
At last imports are killed (bench.killed_imports). The exit status is 1 unless nothing is lost, doubled or broken.
"""

import argparse
import contextlib
import hashlib
import io
import json
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener
from uuid import UUID, uuid4

from flask import Flask
from PIL import Image
from sqlalchemy import select

from bench import phone
from papercuts.commands import doctor
from papercuts.db import db
from papercuts.models import Photo, Sighting

COPY_EACH = 10  # kills
PATIENCE = 30  # seconds for an answer
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def main() -> int:
    """Run it and print what was counted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1, help="of when the kills come")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        app = phone.application(instance)
        server = phone.Server(instance, "")
        server.start()
        writers = [Writer(app, server.port, n) for n in range(options.writers)]
        try:
            wrong, waits = _kill_while_they_write(server, writers, instance, options)
        finally:
            server.kill()
        with app.app_context():
            wrong += compare(writers) + broken_files()
            db.engine.dispose()
        wrong += not_whole(instance)
    n_sightings, n_photos = (sum(len(getattr(one, name)) for one in writers) for name in ("sightings", "photos"))
    again = sum(one.n_again for one in writers)
    print(
        f"{options.kills} kills: {n_sightings:,} sightings and {n_photos:,} photos answered, {again:,} tries were not"
    )
    print(f"ready again after {sorted(waits)[int(0.95 * (len(waits) - 1))]:.1f} s (19 of 20 times)")
    counts = Counter(what for what, _ in wrong)
    print(", ".join(f"{counts[what]} {what}" for what in ("lost", "doubled", "broken files", "not whole")))
    for what, words in wrong[:20]:
        print(f"  {what}: {words}")
    imports = [sys.executable, "-m", "bench.killed_imports", "--seed", str(options.seed)]
    return int(bool(wrong)) | subprocess.run(imports, check=False).returncode


Wrong = list[tuple[str, str]]  # lost, doubled, broken files or not whole; and what


@dataclass
class Writer:
    """A phone that sends one sighting after the other, each with a photo; it knows what it was told is kept."""

    app: Flask
    port: int
    number: int
    sightings: dict[UUID, str] = field(default_factory=dict)  # answered: what happened, by id
    photos: dict[UUID, UUID] = field(default_factory=dict)  # answered with their digest: the sighting's id, by id
    n_again: int = 0
    _token: str = ""

    def __post_init__(self) -> None:
        """Sign in, while the server answers."""
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        found = TOKEN.search(self._send("GET", "/login", b"").decode())
        said = {"email": phone.EMAIL, "password": phone.PASSWORD, "csrf_token": found[1] if found else ""}
        self._send("POST", "/login", urlencode(said).encode(), "application/x-www-form-urlencoded")
        self._token = json.loads(self._send("GET", "/capture/session", b""))["csrf"]

    def work(self, end: Event) -> None:
        """Send until the end; what is under way then is given up."""
        while not end.is_set():
            uid, photo, what = uuid4(), uuid4(), f"Kill {self.number} {uuid4().hex}"
            fields = {"line": f"{what} 3s", "task": "1", "person": "1", "seen_before": "later"}
            record = {"kind": "sighting", "fields": fields, "photos": [str(photo)]}
            path = f"/capture/visits/1/records/{uid}"
            if self._until_answered(end, path, json.dumps(record).encode(), "application/json") is None:
                return
            self.sightings[uid] = what
            content = _picture()
            answer = self._until_answered(end, f"/capture/records/{uid}/photos/{photo}", content, "image/png")
            if answer is None:
                return
            if answer["sha256"] == hashlib.sha256(content).hexdigest():
                self.photos[photo] = uid

    def _until_answered(self, end: Event, path: str, body: bytes, content_type: str) -> dict[str, Any] | None:
        while not end.is_set():
            try:
                found: dict[str, Any] = json.loads(self._send("PUT", path, body, content_type))
                return found
            except HTTPError as error:
                if error.code not in (429, 503):
                    raise
                time.sleep(1)
            except (OSError, HTTPException):  # killed
                time.sleep(0.2)
            self.n_again += 1
        return None

    def _send(self, method: str, path: str, body: bytes, content_type: str = "") -> bytes:
        headers = {"Content-Type": content_type, "X-CSRFToken": self._token} if content_type else {}
        request = Request(f"http://127.0.0.1:{self.port}{path}", body or None, headers, method=method)
        with self._opener.open(request, timeout=PATIENCE) as answer:
            content: bytes = answer.read()
        return content


def _kill_while_they_write(
    server: phone.Server, writers: list[Writer], instance: Path, options: argparse.Namespace
) -> tuple[Wrong, list[float]]:
    """Kill the server so often; returns what copies of the database show, and how long each start took."""
    chance, end = random.Random(options.seed), Event()
    threads = [Thread(target=writer.work, args=[end], daemon=True) for writer in writers]
    wrong: Wrong = []
    waits = []
    for thread in threads:
        thread.start()
    for n in range(1, options.kills + 1):
        time.sleep(chance.uniform(0.3, 3))
        if not all(thread.is_alive() for thread in threads):
            raise SystemExit("A writer got an answer that it does not know.")
        server.kill()
        if n % COPY_EACH == 0:
            wrong += not_whole(instance)
        started = time.perf_counter()
        server.start()
        waits.append(time.perf_counter() - started)
        print(f"\r{n} kills", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    end.set()
    for thread in threads:
        thread.join()
    return wrong, waits


def compare(writers: list[Writer]) -> Wrong:
    """Compare what writers were told with what is stored."""
    rows = db.session.execute(select(Sighting.id, Sighting.uid, Sighting.what_happened).where(Sighting.visit_id == 1))
    uids, lines = {}, Counter[str]()
    for row_id, uid, what in rows:
        uids[row_id] = uid
        lines[what] += 1
    photos = {uid: uids.get(row_id) for uid, row_id in db.session.execute(select(Photo.uid, Photo.sighting_id))}
    n_photos = Counter(photos.values())
    wrong = [("lost", what) for writer in writers for uid, what in writer.sightings.items() if uid not in uids.values()]
    wrong += [
        ("lost", f"photo {photo} of {uid}")
        for writer in writers
        for photo, uid in writer.photos.items()
        if photos.get(photo) != uid
    ]
    wrong += [("doubled", what) for what, n in lines.items() if n > 1]
    return wrong + [("doubled", f"photo of {uid}") for uid, n in n_photos.items() if n > 1]


def broken_files() -> Wrong:
    """Return what `papercuts doctor` finds wrong."""
    found = doctor.examine(datetime.now(UTC))
    return [("broken files", line) for line in [*found.missing, *found.damaged]]


def not_whole(instance: Path) -> Wrong:
    """Return what SQLite finds wrong in a copy of the database, as it lies there: the server mends its own."""
    with tempfile.TemporaryDirectory() as folder:
        for file in instance.glob("papercuts.sqlite*"):
            shutil.copy(file, folder)
        with contextlib.closing(sqlite3.connect(Path(folder) / "papercuts.sqlite")) as connection:
            said = [*connection.execute("PRAGMA integrity_check"), *connection.execute("PRAGMA foreign_key_check")]
    return [("not whole", str(row)) for row in said if row != ("ok",)]


def _picture() -> bytes:
    """Return a small picture that no other has the bytes of."""
    file = io.BytesIO()
    Image.frombytes("RGB", (24, 16), random.randbytes(24 * 16 * 3)).save(file, "PNG")
    return file.getvalue()


if __name__ == "__main__":
    sys.exit(main())
