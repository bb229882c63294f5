"""`papercuts doctor`: missing, damaged and left-over files of photos; and what a killed process leaves (R04, R23)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from papercuts import cli
from papercuts.commands import instance
from papercuts.db import db
from papercuts.models import Photo, Sighting
from papercuts.services import blobs
from papercuts.services.pictures import sha256
from tests.factories import make
from tests.stages import Stage

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command on the tests' instance; returns its status and what it printed."""
    monkeypatch.setattr(instance, "open_instance", lambda: app)

    def ask(*arguments: str) -> tuple[int, str]:
        db.session.commit()
        return cli.main(["doctor", *arguments]), capsys.readouterr().out

    return ask


def file_of(app: Flask, name: str) -> Path:
    return Path(app.config["INSTANCE"]) / blobs.FOLDER / name[:2] / name


def age(path: Path, by: timedelta) -> None:
    then = time.time() - by.total_seconds()
    os.utime(path, (then, then))


def test_an_instance_without_photos_is_whole(run: Run) -> None:
    status, said = run()

    assert status == 0
    assert "0 photos" in said


def test_r23_what_is_missing_or_damaged_is_said(app: Flask, run: Run) -> None:
    photo = make.photo(make.sighting())
    assert run()[0] == 0

    file_of(app, photo.sha256).unlink()
    file_of(app, photo.small_sha256).write_bytes(b"x")
    status, said = run()

    assert status == 1
    assert f"missing: {photo.sha256} of photo {photo.uid}" in said
    assert f"not as it was written: {photo.small_sha256} of photo {photo.uid}" in said


def test_r04_orphans_are_said_and_removed_when_they_are_old(app: Flask, run: Run) -> None:
    photo = make.photo(make.sighting())
    young, old = blobs.keep(b"young"), blobs.keep(b"old")
    left = file_of(app, old).with_name(f"{old}.{'0' * 16}.tmp")
    left.write_bytes(b"o")
    for path in (file_of(app, old), left, file_of(app, photo.sha256)):
        age(path, timedelta(hours=25))

    status, said = run()
    assert status == 0
    assert "1 file younger than 24 hours" in said
    assert "2 files that no photo has had for 24 hours.\n  Remove with: papercuts doctor --remove-orphans" in said

    status, said = run("--remove-orphans")
    assert status == 0
    assert "2 files removed" in said
    assert {one.name for one in blobs.found()} == {young, photo.sha256, photo.small_sha256}


def test_the_store_elsewhere_that_does_not_answer_is_said(
    app: Flask, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise blobs.Unreachable("nobody there")

    monkeypatch.setattr(blobs, "found", away)

    status, said = run()

    assert status == 1
    assert "does not answer" in said


KILLED = """
import os, signal, sys
from uuid import UUID
from papercuts import actions, create_app
from papercuts.actions.sample_loading import FOLDER
from papercuts.db import db
from papercuts.models import Sighting
from papercuts.services import pictures
from datetime import UTC, datetime

with create_app({"INSTANCE": sys.argv[1], "DATABASE_URL": sys.argv[2], "SECRET_KEY": sys.argv[3]}).app_context():
    picture = pictures.ready(*((FOLDER / f"photo-hand{end}.webp").read_bytes() for end in ("", "-small")))
    sighting = db.session.get_one(Sighting, int(sys.argv[4]))
    actions.photos.attach(sighting, picture, uid=UUID(int=1), by=None, at=datetime.now(UTC))
    if sys.argv[5] == "after":
        db.session.commit()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_r04_a_process_that_is_killed_leaves_at_most_a_file(sqlite_stage: Stage, when: str) -> None:
    sqlite_stage.clear()
    with sqlite_stage.app.app_context() as context:
        app = context.app
        sighting = make.sighting()
        db.session.commit()
        given = [str(sqlite_stage.instance), sqlite_stage.url, app.config["SECRET_KEY"], str(sighting.id), when]
        db.session.rollback()

        killed = subprocess.run([sys.executable, "-c", KILLED, *given], check=False)

        assert killed.returncode == -signal.SIGKILL
        names = {one.name for one in blobs.found()}
        assert {sha256(blobs.read(name)) for name in names} == names
        assert len(names) == 2
        n = db.session.scalar(select(func.count(Photo.id)).join(Sighting))
        assert n == (1 if when == "after" else 0)
        if when == "after":
            assert {
                name for row in db.session.execute(select(Photo.sha256, Photo.small_sha256)) for name in row
            } == names
