"""Where the bytes of pictures lie: keep, read, remove. What they are called is the SHA-256 of what they hold.

In the instance folder, as plain files; or in a store that speaks S3, by the one setting PHOTO_STORE. Two pictures with
the same bytes are one blob, so whoever removes one makes sure that no row names it any more
(`actions.picture_bytes.sweep`).
"""

import errno
import hashlib
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from flask import Flask, current_app

FOLDER = "photos"
NAME = re.compile(r"[0-9a-f]{64}")
OURS = re.compile(r"[0-9a-f]{64}(\.[0-9a-f]{16}\.tmp)?")  # and what a killed process left of one
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
SECONDS = "10s"  # for one request to a store elsewhere
_EXTENSION = "papercuts_photos"


class Gone(LookupError):
    """A blob is not there, or not as it was written."""


class StorageFull(OSError):
    """Nothing more can be kept; nothing was."""


class Unreachable(OSError):
    """The store does not answer, or does not let us in."""


@dataclass(frozen=True)
class Found:
    """What lies in the store, by its name there."""

    name: str
    at: datetime  # when it was kept last


class Store(Protocol):
    """What a place for bytes can do."""

    def put(self, name: str, content: bytes) -> None:
        """Write bytes under a name, all of them or none."""

    def get(self, name: str) -> bytes:
        """Return the bytes. Raises Gone."""

    def delete(self, name: str) -> None:
        """Remove the bytes, if they are there."""

    def found(self) -> Iterator[Found]:
        """Yield what lies there."""


def keep(content: bytes) -> str:
    """Write bytes so that they outlive a crash, and return their name. Keeping them again makes them young again.

    Raises StorageFull, Unreachable.
    """
    name = hashlib.sha256(content).hexdigest()
    _store().put(name, content)
    return name


def read(name: str) -> bytes:
    """Return bytes as they were kept. Raises Gone where they are missing or have changed, Unreachable."""
    content = _store().get(name)
    if hashlib.sha256(content).hexdigest() != name:
        raise Gone(f"{name} is not as it was written")
    return content


def remove(name: str) -> None:
    """Remove bytes, if they are there, by their name or by that of a leftover. Raises Unreachable."""
    _store().delete(name)


def found() -> Iterator[Found]:
    """Yield what lies in the store and is ours, leftovers too, in no order. Raises Unreachable."""
    return (one for one in _store().found() if OURS.fullmatch(one.name))


def where() -> str:
    """Return where the bytes lie, for a person."""
    return str(current_app.config["PHOTO_STORE"] or _folder(current_app))


def _store() -> Store:
    """Return the store, made in the process that first needs it: what speaks to S3 does not survive a fork."""
    pid, store = current_app.extensions.get(_EXTENSION, (0, None))
    if store is None or pid != os.getpid():
        url = current_app.config["PHOTO_STORE"]
        store = Bucket(url) if url else Folder(_folder(current_app))
        current_app.extensions[_EXTENSION] = (os.getpid(), store)
    made: Store = store
    return made


def _folder(app: Flask) -> Path:
    return Path(app.config["INSTANCE"]) / FOLDER


class Folder:
    """Plain files, two letters of their name a folder, for nobody but the user who runs the server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, content: bytes) -> None:
        """Write beside its place, then move it there; on the disk before anything may refer to it."""
        path = self._path(name)
        with _saying_when_full():
            for folder in (self.folder, path.parent):
                self._make(folder)
            beside = path.with_name(f"{name}.{secrets.token_hex(8)}.tmp")
            try:
                _write(beside, content)
                beside.replace(path)
            except BaseException:
                with suppress(OSError):
                    beside.unlink()
                raise
            _sync(path.parent)

    def get(self, name: str) -> bytes:
        """Return the bytes. Raises Gone; of what cannot be read it says so, too."""
        try:
            return self._path(name).read_bytes()
        except OSError as error:
            raise Gone(f"{name}: {error.strerror}") from error

    def delete(self, name: str) -> None:
        """Remove the file."""
        path = self._path(name)
        with suppress(FileNotFoundError):
            path.unlink()
            _sync(path.parent)

    def found(self) -> Iterator[Found]:
        """Yield the files."""
        for path in self.folder.rglob("*"):
            with suppress(FileNotFoundError):  # removed meanwhile
                status = path.lstat()
                if not stat.S_ISDIR(status.st_mode):
                    yield Found(path.name, datetime.fromtimestamp(status.st_mtime, UTC))

    def _path(self, name: str) -> Path:
        if not OURS.fullmatch(name):
            raise Gone(f"{name!r} is no name of a photo")
        return self.folder / name[:2] / name

    def _make(self, folder: Path) -> None:
        if not folder.is_dir():
            with suppress(FileExistsError):
                folder.mkdir(mode=0o700)
            _sync(folder.parent)


class Bucket:
    """A store that speaks S3, reached with the usual AWS variables of the environment."""

    def __init__(self, url: str) -> None:
        from obstore.store import S3Store  # the extra `s3`; only who uses it needs it

        # what is given here replaces what the environment says of it, so AWS_ALLOW_HTTP is read here
        allow_http = os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true"
        options: Any = {"timeout": SECONDS, "connect_timeout": "5s", "allow_http": allow_http}
        retry: Any = {"max_retries": 2, "retry_timeout": timedelta(seconds=20)}
        self.store = S3Store.from_url(url, client_options=options, retry_config=retry)

    def put(self, name: str, content: bytes) -> None:
        """Write one object; the store shows it whole or not at all."""
        with _saying_what_is_wrong():
            self.store.put(name, content)

    def get(self, name: str) -> bytes:
        """Return the bytes. Raises Gone."""
        with _saying_what_is_wrong():
            return bytes(self.store.get(name).bytes())

    def delete(self, name: str) -> None:
        """Remove the object; S3 does not mind when there is none."""
        with suppress(Gone), _saying_what_is_wrong():
            self.store.delete(name)

    def found(self) -> Iterator[Found]:
        """Yield the objects below the prefix."""
        with _saying_what_is_wrong():
            for page in self.store.list():
                for one in page:
                    yield Found(str(one["path"]), one["last_modified"])


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Bring to the disk which names a folder has."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _saying_when_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull(error.errno, "Storage is full") from error
        raise


@contextmanager
def _saying_what_is_wrong() -> Iterator[None]:
    from obstore.exceptions import BaseError  # see Bucket

    try:
        yield
    except FileNotFoundError as error:
        raise Gone("there is no such object") from error
    except (BaseError, OSError) as error:
        raise Unreachable(f"the store of photos: {type(error).__name__}") from error
