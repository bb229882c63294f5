"""Photos as they come, made into what is kept: decided by decoding, written anew, with nothing in them but the picture.

Source: OWASP, *File Upload Cheat Sheet* (rewrite images, decide by content); Pillow's notes on decompression bombs.
"""

import hashlib
import io
import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from time import monotonic

from PIL import Image

from papercuts.domain import limits

SECONDS = 10  # of a processor, for one picture
PATIENCE = 25  # seconds in all: a server that is busy does not make a photo a bad one
_AT_ONCE = BoundedSemaphore(1)  # of each process of the server: a picture of 50 million pixels takes up to 800 MB
WORKER = Path(__file__).with_name("picture_worker.py")
KIND = "Only photos can be attached (JPEG, PNG, WebP)."
SAYS = {
    "kind": KIND,
    "pixels": f"This photo has more than {limits.PHOTO_PIXELS // 10**6} million pixels. Make it smaller first.",
    "frames": "This picture moves. Attach a still one.",
    "broken": "This photo is damaged and cannot be read to its end. Take it again, or choose another file.",
}
TOO_SLOW = f"This photo takes more than {SECONDS} seconds to read. Save it anew, or take it again."


class NoPhoto(ValueError):
    """What came is no photo that can be kept; the sentence says why."""


class Busy(Exception):
    """The picture was not read in time, for want of a processor; it may be sent again."""


@dataclass(frozen=True)
class Picture:
    """A photo as it is kept, and the small one beside it."""

    content: bytes
    small: bytes
    content_type: str  # image/jpeg or image/webp
    size: tuple[int, int]  # width and height in pixels
    small_size: tuple[int, int]
    sent_sha256: str  # of the bytes as they came

    @property
    def sha256(self) -> str:
        """Return the name of the picture in the store."""
        return sha256(self.content)

    @property
    def small_sha256(self) -> str:
        """Return the name of the small one."""
        return sha256(self.small)


def sha256(content: bytes) -> str:
    """Return what bytes are called."""
    return hashlib.sha256(content).hexdigest()


def picture(content: bytes, *, is_webp: bool = False) -> Picture:
    """Return what is kept of a photo: the longer side at most 1600 pixels, and of the small one 480.

    is_webp: whatever it was, it is written as WebP; else a JPEG stays one.

    It is read by a process of its own, which may use a processor for ten seconds and take 2 GiB.
    Raises NoPhoto, Busy.
    """
    told = {
        "pixels": limits.PHOTO_PIXELS,
        "side": limits.PHOTO_SIDE,
        "small_side": limits.PHOTO_SMALL_SIDE,
        "seconds": SECONDS,
        "is_webp": is_webp,
    }
    done = _in_turn([sys.executable, "-I", str(WORKER), json.dumps(told)], content)
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise NoPhoto(TOO_SLOW)
    head, _, rest = done.stdout.partition(b"\n")
    if done.returncode or not head:  # a decoder that broke, or wanted more than it may have
        raise NoPhoto(SAYS["broken"])
    return _made(json.loads(head), rest, sha256(content))


def _in_turn(command: list[str], content: bytes) -> subprocess.CompletedProcess[bytes]:
    until = monotonic() + PATIENCE
    if not _AT_ONCE.acquire(timeout=PATIENCE):
        raise Busy(f"not begun within {PATIENCE} seconds")
    try:
        return subprocess.run(  # noqa: S603  our own file, run by our own Python
            command, input=content, capture_output=True, timeout=max(0.001, until - monotonic()), check=False, env={}
        )
    except subprocess.TimeoutExpired as error:
        raise Busy(f"not read within {PATIENCE} seconds") from error
    finally:
        _AT_ONCE.release()


def ready(content: bytes, small: bytes) -> Picture:
    """Return a picture of our own, made before as it is kept: a WebP and the small one beside it, as bytes."""
    size, small_size = (Image.open(io.BytesIO(one), formats=["WEBP"]).size for one in (content, small))
    return Picture(content, small, "image/webp", size, small_size, sha256(content))


def _made(head: dict[str, object], rest: bytes, sent: str) -> Picture:
    if "refused" in head:
        raise NoPhoto(SAYS[str(head["refused"])])
    n_bytes, size, small = head["bytes"], head["size"], head["small_size"]
    assert isinstance(n_bytes, int)
    assert isinstance(size, list)
    assert isinstance(small, list)
    return Picture(
        content=rest[:n_bytes],
        small=rest[n_bytes:],
        content_type=str(head["content_type"]),
        size=(size[0], size[1]),
        small_size=(small[0], small[1]),
        sent_sha256=sent,
    )
