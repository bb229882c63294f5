"""Photos as pages show them: as far as whoever is signed in may see them."""

from collections.abc import Collection

from flask import g

from papercuts import queries
from papercuts.domain import limits
from papercuts.forms.photos import PhotosForm
from papercuts.models import PaperCut, Photo
from papercuts.queries.photos import Reader, Strip
from papercuts.web.guard import may

SHOWN_OF_CUT = 12  # the rest follow one another on their own pages


def reader() -> Reader:
    """Return who looks: whoever records consent sees what it is about."""
    return Reader(g.user.id, may("record consent"))


def of_cut(cut: PaperCut) -> Strip:
    """Return the photos of a paper cut."""
    return queries.photos.of_cut(cut, reader(), SHOWN_OF_CUT)


def of_sighting(sighting_id: int) -> Strip:
    """Return the photos of a sighting."""
    return queries.photos.of_sighting(sighting_id, reader())


def of_sightings(ids: Collection[int]) -> dict[int, Strip]:
    """Return the photos of the sightings that have any, by their ids."""
    return queries.photos.of_sightings(ids, reader())


def form(strip: Strip, wrong: str = "") -> PhotosForm | None:
    """Return the form that attaches more, while there is room and the reader may. wrong: why some were refused."""
    if not may("capture") or (strip.n >= limits.PHOTOS_MOST and not wrong):
        return None
    made = PhotosForm()
    made.photos.errors = [wrong] if wrong else []
    return made


def may_remove(photo: Photo) -> bool:
    """Say whether the reader may take a photo away: who added it, and whoever records consent."""
    return may("capture") and (photo.added_by_id == g.user.id or may("record consent"))
