"""Pictures of a form that was refused: kept for an hour and named in it, so that nobody has to choose them again.

No row names them. What no form brings back is an orphan, which `papercuts doctor` removes like every other.
"""

import re
from datetime import timedelta

from flask import current_app, g

from papercuts import actions
from papercuts.domain.tokens import is_signed, signature
from papercuts.services import blobs, pictures
from papercuts.services.pictures import Picture
from papercuts.web.clock import utc_now

KEPT_FOR = timedelta(hours=1)
_TOKEN = re.compile(r"([0-9]{1,12})\.([0-9a-f]{64})\.([0-9a-f]{64})\.([0-9a-f]{64})")


def keep(picture: Picture) -> str:
    """Keep the bytes of a picture, and return what names them: for whoever is signed in, until the hour has passed.

    Raises OSError where they cannot be kept.
    """
    actions.picture_bytes.hold(picture.sha256, picture.small_sha256)
    until = int((utc_now() + KEPT_FOR).timestamp())
    named = f"{until}.{blobs.keep(picture.content)}.{blobs.keep(picture.small)}"
    return f"{named}.{signature(_key(), _said(named))}"


def again(token: str) -> Picture | None:
    """Return a picture that `keep` has named; none when the hour has passed, or somebody else was given the name."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    until, name, small, mac = found.groups()
    if not is_signed(_key(), _said(f"{until}.{name}.{small}"), mac) or int(until) < utc_now().timestamp():
        return None
    try:
        return pictures.ready(blobs.read(name), blobs.read(small))
    except (blobs.Gone, OSError):
        return None


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


def _said(named: str) -> str:
    return f"picture of a form {g.user.id} {named}"
