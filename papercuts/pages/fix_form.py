"""The form of a fix: what it says to readers and its two pictures, as sent, as stored, and what is wrong with it."""

from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Any

from flask import g, request
from wtforms import Field

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import Side
from papercuts.forms.releases import FixForm
from papercuts.models import Fix, FixPicture
from papercuts.pages import kept_pictures
from papercuts.pages.attaching import Refused, picture_of
from papercuts.services.pictures import Picture
from papercuts.web.clock import utc_now

WORDING = ("public_title", "public_text", "before", "after", "percent_removed", "actual_hours")
AGAIN = "Choose the picture again: the one that you chose could not be kept."


@dataclass(frozen=True)
class Sent:
    """The pictures that came with a form."""

    pictures: Mapping[Side, Picture] = field(default_factory=dict)
    wrong: Mapping[Side, str] = field(default_factory=dict)
    status: int = 422  # to refuse with

    @property
    def came(self) -> frozenset[str]:
        """Return the sides a file was sent for."""
        return frozenset(side.value for side in (*self.pictures, *self.wrong))


def sent() -> Sent:
    """Return the pictures of the form that was sent, or was kept when it was refused.

    Called before anything is written: reading them takes a while.
    """
    good: dict[Side, Picture] = {}
    wrong: dict[Side, str] = {}
    status = 422
    with ExitStack() as open_files:
        files = {side: request.files.get(f"{side}_picture") for side in Side}
        came = {side: open_files.enter_context(closing(file)) for side, file in files.items() if file and file.filename}
        if came:
            db.session.commit()  # nothing was written yet: others write while the pictures are read
        for side, file in came.items():
            try:
                good[side] = picture_of(file, is_webp=True)
            except Refused as error:
                wrong[side], status = str(error), error.status
    for side in (side for side in Side if side not in came):
        token = request.form.get(kept_name(side), "")
        if token and f"{side}_gone" not in request.form:
            picture = kept_pictures.again(token)
            if picture is None:
                wrong[side] = AGAIN
            else:
                good[side] = picture
    return Sent(good, wrong, status)


def kept_name(side: Side) -> str:
    """Return the name of the hidden field that brings a kept picture back."""
    return f"{side}_kept"


def stored(fix: Fix) -> FixForm:
    """Return the form of what a fix says now."""
    given: dict[str, Any] = {name: getattr(fix, name) for name in WORDING}
    shown = pictures(fix)
    alts = {f"{side}_alt": picture.alt for side, picture in shown.items()}
    return FixForm(data=given | alts, has=set(shown))


def read(fix: Fix, came: Sent) -> FixForm:
    """Return the form that was sent."""
    return FixForm(request.form, has=set(pictures(fix)), came=came.came)


def pictures(fix: Fix) -> dict[str, FixPicture]:
    """Return the pictures of a fix by side: "before" and "now"."""
    return queries.fix_pictures.of_fixes([fix.id])[fix.id]


def is_valid(form: FixForm, came: Sent) -> bool:
    """Say whether everything can be saved; what cannot stands beside its field."""
    is_good = form.validate()
    for side, why in came.wrong.items():
        form[f"{side}_picture"].errors = [why]
    return is_good and not came.wrong


def keep(form: FixForm, came: Sent) -> None:
    """Keep the pictures of a form that comes back; beside one that cannot be it says so."""
    for side, picture in came.pictures.items():
        try:
            form.kept[side.value] = kept_pictures.keep(picture)
        except OSError:
            form[f"{side}_picture"].errors = [AGAIN]


def wording(form: FixForm) -> dict[str, Any]:
    """Return what the form says, as `actions.releases` takes it."""
    return {name: form[name].data for name in WORDING}


def save_pictures(fix: Fix, form: FixForm, came: Sent) -> None:
    """Keep, describe and take away pictures as the form says. Raises ValueError like `actions.fix_pictures`."""
    names, who = queries.public_names.known(), {"by": g.user, "at": utc_now()}
    there = pictures(fix)
    for side in Side:
        alt, before = str(form[f"{side}_alt"].data or ""), there.get(side)
        if side in came.pictures:
            actions.fix_pictures.put(fix, side, came.pictures[side], alt, known_names=names, **who)
        elif before is not None and form[f"{side}_gone"].data:
            actions.fix_pictures.remove(before, **who)
        elif before is not None:
            actions.fix_pictures.describe(before, alt, known_names=names, **who)


def say(form: FixForm, where: Field | None, error: ValueError) -> None:
    """Put what is refused beside its field: a name beside each text that has it."""
    if where is not None:
        where.errors = [str(error)]
        return
    form.form_errors.append(str(error))
    if isinstance(error, actions.public_texts.NamesSomebody):
        for one in queries.public_names.in_texts({name: form[name].data for name in queries.public_names.TEXTS}):
            form[one.field].errors = [f"It names {', '.join(one.names)}"]
