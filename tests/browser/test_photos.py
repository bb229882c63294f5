"""A photo on the phone: what it carries is gone, and so is what was covered, before anything may store it."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Page, expect

from papercuts.db import db
from papercuts.domain import limits
from papercuts.domain.limits import Role
from tests.browser.conftest import PHONE
from tests.browser.hands import Hands
from tests.browser.looking import barriers, problems, sticking_out
from tests.factories import make

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>Anna at Brass and Co</rdf:RDF></x:xmpmeta>'
TOLD = re.compile(rb"Exif|http://ns\.adobe\.com|xmpmeta|GPS|Anna|Camphone|Photoshop|\xff[\xe1\xed\xfe]")
RED, BLUE, COVER = (200, 30, 30), (30, 30, 200), (22, 28, 36)
PHOTOS = """async () => {
    const { photosOf } = await import(document.querySelector("script[src*='main.js']").src
        .replace(/main\\.js.*/, "modules/photos.js"))
    const photos = photosOf(document.querySelector("#capture"))
    return Promise.all(photos.map(async ({ blob, caption }) =>
        ({ type: blob.type, caption, bytes: [...new Uint8Array(await blob.arrayBuffer())] })))
}"""


@pytest.fixture
def rosa(browse: Callable[..., Page], served: Flask) -> Hands:
    """An administrator with a phone, on the capture page of a visit."""
    with served.app_context():
        task = make.task("Type an invoice")
        site = make.site("Brass & Co")
        people = [make.participant(site, "P1")]
        make.visit(site, participants=people, tasks=[task], observers=[make.account("Rosa", Role.ADMIN)])
        db.session.commit()
    rosa = Hands(browse(**PHONE, reduced_motion="reduce"))  # no colour is on its way to another
    rosa.signs_in("rosa")
    rosa.opens("/capture")
    rosa.reads_title("Capture")
    return rosa


def photo(width: int, height: int) -> bytes:
    """Return a JPEG that lies on its side, red above and blue below once upright, and tells who took it where."""
    upright = Image.new("RGB", (width, height), RED)
    ImageDraw.Draw(upright).rectangle((0, height // 2, width, height), fill=BLUE)
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x013B] = 6, "Camphone", "Anna"
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 46.0, 0.0), 3: "E", 4: (6.0, 5.0, 0.0)})
    file = BytesIO()
    upright.transpose(Image.Transpose.ROTATE_90).save(file, "JPEG", exif=exif, xmp=XMP, comment=b"Anna")
    return file.getvalue()


def choose(rosa: Hands, *files: FilePayload) -> None:
    with rosa.page.expect_file_chooser() as chooser:
        rosa.presses("Photo")
    chooser.value.set_files(list(files), timeout=60_000)


def taken(rosa: Hands) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = rosa.page.evaluate(PHOTOS)
    return [one | {"bytes": bytes(one["bytes"])} for one in found]


def colour(picture: Image.Image, right: float, down: float) -> tuple[int, ...]:
    at = picture.convert("RGB").getpixel((int(right * picture.width), int(down * picture.height)))
    assert isinstance(at, tuple)
    return at


def is_near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 25 for a, b in zip(one, other, strict=True))


def test_a_photo_keeps_its_pixels_that_are_not_covered_and_nothing_else(rosa: Hands) -> None:
    original = photo(1500, 3000)
    assert set(TOLD.findall(original)) > {b"Exif", b"xmpmeta", b"Anna", b"Camphone"}
    choose(rosa, {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": original})
    rosa.reads("Cover faces, names and screens", "What you cover is gone for good.")
    assert problems(rosa.page) == []
    assert taken(rosa) == []  # nothing is, before it was covered
    rosa.page.set_viewport_size({"width": 390, "height": 844})
    canvas = rosa.page.get_by_label("The photo with what is covered")
    box = canvas.bounding_box()
    assert box is not None

    mouse = rosa.page.mouse
    mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 0.1 * box["height"])  # the red half, at the left
    mouse.down()
    mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.3 * box["height"], steps=3)
    mouse.up()
    rosa.presses("Brush")
    mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.8 * box["height"])  # a line through the blue half
    mouse.down()
    mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.8 * box["height"], steps=3)
    mouse.up()
    rosa.presses("Add a box")  # by keys, in the middle, then to the top at the right
    for key in [*["ArrowUp"] * 9, *["ArrowRight"] * 9]:
        rosa.page.keyboard.press(key)
    rosa.presses("Add a box")
    rosa.presses("Undo")
    rosa.presses("Use photo")
    expect(rosa.page.get_by_role("img", name="Photo 1", exact=True)).to_be_visible()
    rosa.fills({"Caption of photo 1": "The due date"})

    (kept,) = taken(rosa)
    assert (kept["type"], kept["caption"]) == ("image/jpeg", "The due date")
    assert TOLD.findall(kept["bytes"]) == []
    picture = Image.open(BytesIO(kept["bytes"]))
    assert picture.size == (800, limits.PHOTO_SIDE)
    covered = [(0.12, 0.12), (0.38, 0.28), (0.5, 0.8), (0.98, 0.02)]
    assert [colour(picture, *place) for place in covered if not is_near(colour(picture, *place), COVER)] == []
    left = {(0.05, 0.05): RED, (0.5, 0.3): RED, (0.5, 0.5 + 0.1): BLUE, (0.5, 0.9): BLUE, (0.5, 0.47): RED}
    assert {
        place: colour(picture, *place) for place, was in left.items() if not is_near(colour(picture, *place), was)
    } == {}


def test_what_cannot_be_a_photo_is_said_in_words_and_the_rest_is_taken(rosa: Hands) -> None:
    small, wide, moving = photo(300, 200), BytesIO(), BytesIO()
    seven: list[FilePayload] = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": small} for n in range(7)]
    Image.new("1", (10_000, 5_001)).save(wide, "PNG")
    Image.new("RGB", (200, 100), RED).save(moving, "GIF", save_all=True, append_images=[Image.new("RGB", (200, 100))])
    choose(
        rosa,
        {"name": "notes.jpg", "mimeType": "image/jpeg", "buffer": b"<html>not a photo"},
        {"name": "map.png", "mimeType": "image/png", "buffer": wide.getvalue()},
        {"name": "long.jpg", "mimeType": "image/jpeg", "buffer": small + bytes(limits.PHOTO_BYTES)},
        {"name": "old.gif", "mimeType": "image/gif", "buffer": moving.getvalue()},
        *seven,
    )
    for n in range(4, 11):
        rosa.reads(f"Photo {n} of 10")
        rosa.presses("Use photo")
    alert = rosa.page.get_by_role("alert")
    for words in (
        "A sighting can have at most 10 photos: 1 left out.",
        "“notes.jpg” cannot be read here. Take it as JPEG, PNG or WebP",
        "“map.png” has 51 million pixels, a photo can have 50.",
        "“long.jpg” has 15.1 MB, a photo can have 15.",
    ):
        expect(alert).to_contain_text(words)

    expect(rosa.page.get_by_role("button", name=re.compile("^Remove"))).to_have_count(7)
    converted, *others = taken(rosa)
    assert Image.open(BytesIO(converted["bytes"])).format == "PNG"
    assert len(others) == 6
    rosa.page.get_by_role("button", name="Remove photo 2").click()
    assert len(taken(rosa)) == 6
    assert sticking_out(rosa.page, (320, 390)) + barriers(rosa.page) == []
