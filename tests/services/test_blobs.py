"""Bytes of photos: on the disk before anything refers to them, in the instance folder or in a store that speaks S3."""

import errno
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from flask import Flask
from moto.server import ThreadedMotoServer

from papercuts.services import blobs
from papercuts.services.blobs import FOLDER, Gone, StorageFull, Unreachable
from papercuts.services.pictures import sha256
from tests.stages import Stage

WORDS = b"the bytes of a picture"
NAME = sha256(WORDS)


@pytest.fixture
def app(sqlite_stage: Stage) -> Iterator[Flask]:
    """An application with a folder of its own; no row is asked for."""
    sqlite_stage.clear()
    with sqlite_stage.app.app_context():
        yield sqlite_stage.app


def file_of(app: Flask, name: str = NAME) -> Path:
    return Path(app.config["INSTANCE"]) / FOLDER / name[:2] / name


def test_bytes_are_kept_by_what_they_hold_read_and_removed(app: Flask) -> None:
    assert blobs.keep(WORDS) == blobs.keep(WORDS) == NAME
    assert blobs.read(NAME) == WORDS
    assert [one.name for one in blobs.found()] == [NAME]

    blobs.remove(NAME)
    blobs.remove(NAME)

    assert list(blobs.found()) == []
    with pytest.raises(Gone):
        blobs.read(NAME)


def test_files_are_for_nobody_else(app: Flask) -> None:
    before = os.umask(0)
    try:
        blobs.keep(WORDS)
    finally:
        os.umask(before)

    path = file_of(app)
    modes = [stat.S_IMODE(one.stat().st_mode) for one in (path, path.parent, path.parent.parent)]
    assert modes == [0o600, 0o700, 0o700]


def test_r04_bytes_and_their_name_are_on_the_disk_before_keep_returns(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    sync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append(_kind(handle)), sync(handle))[1])
    monkeypatch.setattr(Path, "replace", lambda self, to: (done.append("renamed"), replace(self, to))[1])

    blobs.keep(WORDS)

    assert done[-3:] == ["file", "renamed", "folder"]


def _kind(handle: int) -> str:
    return "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"


@pytest.mark.parametrize("changed", [b"", WORDS + b"!", b"the bytes of a Picture"])
def test_r23_what_is_not_as_it_was_written_is_gone(app: Flask, changed: bytes) -> None:
    blobs.keep(WORDS)
    file_of(app).write_bytes(changed)

    with pytest.raises(Gone):
        blobs.read(NAME)

    blobs.keep(WORDS)  # attached again, it is whole again
    assert blobs.read(NAME) == WORDS


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_r05_a_full_disk_leaves_nothing_behind(app: Flask, error: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(error, os.strerror(error))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StorageFull):
            blobs.keep(WORDS)

    assert list(blobs.found()) == []
    assert blobs.keep(WORDS) == NAME


@pytest.mark.parametrize("name", ["", "../config.toml", "a" * 64 + "/../../x", "A" * 64, "photo.jpg", NAME + "\n"])
def test_t38_nothing_else_is_a_name(app: Flask, name: str) -> None:
    with pytest.raises(Gone):
        blobs.read(name)
    with pytest.raises(Gone):
        blobs.remove(name)


def test_what_a_killed_process_left_is_found_and_a_stranger_is_not(app: Flask) -> None:
    blobs.keep(WORDS)
    left = file_of(app).with_name(f"{NAME}.{'0' * 16}.tmp")
    left.write_bytes(b"the by")
    file_of(app).with_name(".DS_Store").write_bytes(b"")

    assert {one.name for one in blobs.found()} == {NAME, left.name}

    blobs.remove(left.name)
    assert {one.name for one in blobs.found()} == {NAME}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a bucket of a server on this machine that speaks S3."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    variables = {"ACCESS_KEY_ID": "x", "SECRET_ACCESS_KEY": "y", "REGION": "eu-central-1", "ALLOW_HTTP": "true"}
    for name, value in (variables | {"ENDPOINT_URL": f"http://{host}:{port}"}).items():
        monkeypatch.setenv(f"AWS_{name}", value)
    client = boto3.client("s3", region_name="eu-central-1")
    client.create_bucket(Bucket="cuts", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    client.put_object(Bucket="cuts", Key="somebody/else", Body=b"not ours")
    yield "s3://cuts/team/photos"
    client.close()
    server.stop()


def test_a_store_that_speaks_s3_keeps_the_same_promises(sqlite_stage: Stage, bucket: str) -> None:
    sqlite_stage.clear()
    app = sqlite_stage.new_app(PHOTO_STORE=bucket)
    with app.app_context():
        assert blobs.keep(WORDS) == blobs.keep(WORDS) == NAME
        assert blobs.read(NAME) == WORDS
        (one,) = blobs.found()
        assert one.name == NAME
        assert abs(datetime.now(UTC) - one.at) < timedelta(minutes=5)
        assert not (Path(app.config["INSTANCE"]) / FOLDER).exists()
        with pytest.raises(Gone):
            blobs.read("0" * 64)

        boto3.client("s3").put_object(Bucket="cuts", Key=f"team/photos/{NAME}", Body=b"something else")
        with pytest.raises(Gone):
            blobs.read(NAME)

        blobs.remove(NAME)
        blobs.remove(NAME)
        assert list(blobs.found()) == []


def test_a_store_that_does_not_answer_is_said_to_be_away(sqlite_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite_stage.clear()
    for name, value in (("ACCESS_KEY_ID", "x"), ("SECRET_ACCESS_KEY", "y"), ("REGION", "x"), ("ALLOW_HTTP", "true")):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    with sqlite_stage.new_app(PHOTO_STORE="s3://cuts").app_context():
        for ask in (lambda: blobs.read(NAME), lambda: blobs.keep(WORDS), lambda: list(blobs.found())):
            with pytest.raises(Unreachable):
                ask()
