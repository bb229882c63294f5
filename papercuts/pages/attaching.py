"""Photos that a form or a phone brings: read and made ready before anything is written, then attached to a sighting."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from uuid import UUID, uuid5

from flask import g, request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from papercuts import actions
from papercuts.db import db
from papercuts.domain import limits
from papercuts.domain.text import clean_line
from papercuts.models import Photo, Sighting
from papercuts.services import pictures
from papercuts.services.pictures import Picture
from papercuts.web.clock import utc_now

FIELD, CAPTIONS = "photos", "photo_caption"
TOO_BIG = f"A photo can have up to {limits.PHOTO_BYTES // 2**20} MB."
CHOOSE_AGAIN = "Choose the photos again: a form that comes back has none."
TOO_MANY = f"A sighting can have at most {limits.PHOTOS_MOST} photos."


class Refused(ValueError):
    """A file is no photo that can be attached; the sentence says why, and which one."""

    def __init__(self, words: str, status: int = 422) -> None:
        super().__init__(words)
        self.status = status


@dataclass(frozen=True)
class Taken:
    """A photo that is ready to be attached."""

    picture: Picture
    caption: str


@dataclass(frozen=True)
class Came:
    """A photo that a phone has sent."""

    sha256: str  # of the bytes received
    is_new: bool


def sent() -> list[Taken]:
    """Return the photos of the form that was sent; called before anything is written, since reading them takes a while.

    Raises Refused for the first that cannot be attached; then none is.
    """
    with ExitStack() as open_files:
        came = [open_files.enter_context(closing(file)) for file in request.files.getlist(FIELD)]
        files = [file for file in came if file.filename or file.content_length]
        if len(files) > limits.PHOTOS_MOST:
            raise Refused(TOO_MANY)
        captions = request.form.getlist(CAPTIONS)
        db.session.commit()  # nothing was written yet: others write while the pictures are read
        return [
            Taken(_picture(file, n, len(files)), caption_of(captions[n] if n < len(captions) else ""))
            for n, file in enumerate(files)
        ]


def sent_with_line() -> tuple[list[Taken], str]:
    """Return the photos that came with a line to save, or none and what is wrong with them, in words."""
    try:
        return sent(), ""
    except Refused as error:
        return [], f"{error} {CHOOSE_AGAIN}"


def attach(sighting: Sighting, taken: Sequence[Taken]) -> list[Photo]:
    """Attach photos to a sighting; the same form sent twice attaches them once. Raises ValueError for an eleventh."""
    made = [
        actions.photos.attach(
            sighting,
            one.picture,
            uid=uuid5(sighting.uid, one.picture.sent_sha256),
            caption=one.caption,
            by=g.user,
            at=utc_now(),
        )
        for one in taken
    ]
    return [photo for photo in made if photo is not None]


def keep_sent(sighting_id: int, uid: UUID, caption: str) -> Came:
    """Attach the photo that is the body of the request; what has come before is not read again.

    Raises Refused, and ValueError for an eleventh or for other bytes under the same id.
    """
    db.session.commit()  # as above
    content = _body()
    sha256 = pictures.sha256(content)
    sighting = db.session.get(Sighting, sighting_id)
    if sighting is None:
        raise Refused("That sighting is not here. Send it again first.", 404)
    if actions.photos.has_come(sighting, uid, sha256):
        return Came(sha256, False)
    db.session.commit()
    ready = _read(content)
    made = actions.photos.attach(sighting, ready, uid=uid, caption=caption_of(caption), by=g.user, at=utc_now())
    return Came(sha256, made is not None)


def told(made: Sequence[Photo]) -> str:
    """Return what to say after photos were attached."""
    if not made:
        return "These photos were attached before."
    return "The photo is attached." if len(made) == 1 else f"{len(made)} photos are attached."


def caption_of(text: str) -> str:
    """Return a caption as it is kept: what cannot be stored, or is too long, is left out rather than the photo."""
    try:
        return clean_line(text)[: limits.NAME]
    except ValueError:
        return ""


def picture_of(file: FileStorage, which: str = "", *, is_webp: bool = False) -> Picture:
    """Return the picture in a file of a form. Raises Refused, with what stands before its sentence.

    is_webp: it is written as WebP, whatever it was.
    """
    content = file.stream.read(limits.PHOTO_BYTES + 1)
    if len(content) > limits.PHOTO_BYTES:
        raise Refused(which + TOO_BIG, 413)
    return _read(content, which, is_webp=is_webp)


def _picture(file: FileStorage, n: int, of: int) -> Picture:
    return picture_of(file, f"Photo {n + 1} of {of}: " if of > 1 else "")


def _body() -> bytes:
    """Return the body of the request, whether or not it says how long it is. Raises Refused."""
    try:
        content = request.get_data()
    except RequestEntityTooLarge as error:
        raise Refused(TOO_BIG, 413) from error
    if len(content) > limits.PHOTO_BYTES:
        raise Refused(TOO_BIG, 413)
    return content


def _read(content: bytes, which: str = "", *, is_webp: bool = False) -> Picture:
    try:
        return pictures.picture(content, is_webp=is_webp)
    except pictures.NoPhoto as error:
        raise Refused(which + str(error)) from error
