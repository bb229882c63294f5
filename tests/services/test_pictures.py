"""What is kept of a photo, and what is refused: hostile files among them (T01, T02, T33, T34)."""

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import ExifTags, Image, PngImagePlugin

from papercuts.domain.limits import PHOTO_PIXELS, PHOTO_SIDE, PHOTO_SMALL_SIDE
from papercuts.services import pictures
from papercuts.services.picture_worker import Refused, made
from papercuts.services.pictures import KIND, Busy, NoPhoto, Picture, picture

RED, BLUE = (200, 30, 30), (30, 30, 200)
SECRETS = (b"Camphone", b"GPS", b"Exif", b"xmpmeta", b"Anna", b"<script", b"trailing", b"Photoshop")
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">Anna</x:xmpmeta>'
# the head of a profile that a screen has, and nothing behind it: 128 bytes, class "mntr", colours "RGB "
ICC = struct.pack(">I4sI4s4s4s", 140, b"none", 0x04300000, b"mntr", b"RGB ", b"XYZ ") + bytes(12) + b"acsp" + bytes(100)


def kept_of(content: bytes) -> Picture:
    """Return what the process that reads pictures makes of one, without starting it."""
    try:
        head, full, small = made(content, pixels=PHOTO_PIXELS, side=PHOTO_SIDE, small_side=PHOTO_SMALL_SIDE)
    except Refused as refused:
        raise NoPhoto(pictures.SAYS[str(refused)]) from refused
    return Picture(full, small, head["content_type"], head["size"], head["small_size"], "")


def halves(width: int = 64, height: int = 32) -> Image.Image:
    """Return a picture, red on its left and blue on its right."""
    image = Image.new("RGB", (width, height), BLUE)
    image.paste(RED, (0, 0, width // 2, height))
    return image


def written(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def is_near(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    found = image.convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(a - b) < 40 for a, b in zip(found, colour, strict=True))


def exif(orientation: int = 1) -> bytes:
    """Return what a phone writes beside a picture: its make, where it was, and how it was held."""
    said = Image.Exif()
    said[ExifTags.Base.Make] = "Camphone"
    said[ExifTags.Base.Orientation] = orientation
    said.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    return said.tobytes()


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_of(width: int, height: int) -> bytes:
    """Return the beginning of a PNG that says how large it is, and has next to nothing in it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(10))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("kind", "kept"), [("JPEG", "image/jpeg"), ("PNG", "image/webp"), ("WEBP", "image/webp")])
def test_a_photo_is_written_anew_and_made_smaller(kind: str, kept: str) -> None:
    whole = picture(written(halves(2400, 1500), kind))

    assert (whole.content_type, whole.size, whole.small_size) == (kept, (1600, 1000), (480, 300))
    for content, size in ((whole.content, (1600, 1000)), (whole.small, (480, 300))):
        assert opened(content).size == size
        assert Image.MIME[str(opened(content).format)] == kept
        assert is_near(opened(content), (2, 2), RED)


def test_a_small_photo_is_not_made_larger() -> None:
    small = kept_of(written(halves(64, 32), "PNG"))

    assert (small.size, small.small_size) == ((64, 32), (64, 32))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_t34_a_photo_stands_as_it_was_held(orientation: int) -> None:
    upright = halves()
    # Source: Exif 2.32, table 6: what a camera that was held in each way has stored of the same scene
    stored = {
        1: upright,
        2: upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: upright.transpose(Image.Transpose.ROTATE_180),
        4: upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: upright.transpose(Image.Transpose.TRANSPOSE),
        6: upright.transpose(Image.Transpose.ROTATE_90),
        7: upright.transpose(Image.Transpose.TRANSVERSE),
        8: upright.transpose(Image.Transpose.ROTATE_270),
    }[orientation]

    kept = opened(kept_of(written(stored, "JPEG", exif=exif(orientation), quality=95)).content)

    assert kept.size == upright.size
    assert is_near(kept, (4, 16), RED)
    assert is_near(kept, (60, 16), BLUE)
    assert dict(kept.getexif()) == {}


def test_t34_nothing_but_the_picture_and_its_colours_is_kept() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "Anna <script>")
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    hostile = {
        "JPEG": written(halves(), "JPEG", exif=exif(), xmp=XMP, comment=b"Anna", icc_profile=ICC),
        "PNG": written(halves(), "PNG", exif=exif(), pnginfo=text, icc_profile=ICC),
        "WEBP": written(halves(), "WEBP", exif=exif(), xmp=XMP, icc_profile=ICC),
    }
    for kind, content in hostile.items():
        sent = content + b"trailing <script>alert(1)</script> PK\x03\x04"
        assert any(secret in sent for secret in SECRETS[:3]), kind

        both = kept_of(sent)

        for kept in (both.content, both.small):
            assert [secret for secret in SECRETS if secret in kept] == [], kind
            assert opened(kept).info.get("icc_profile") == ICC, kind


def test_a_profile_that_is_none_is_left_out() -> None:
    for profile in (b"<script>" * 40, ICC + b"<script>" * 10_000, ICC.replace(b"RGB ", b"CMYK")):
        assert "icc_profile" not in opened(kept_of(written(halves(), "PNG", icc_profile=profile)).content).info


def test_t01_a_picture_that_is_a_page_as_well_is_only_a_picture_then() -> None:
    page = b"<html><script>alert(document.domain)</script></html>"
    inside = written(halves(), "JPEG", comment=page) + page

    kept = kept_of(inside)

    assert page in inside
    assert b"<script" not in kept.content + kept.small
    assert is_near(opened(kept.content), (2, 16), RED)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 100,
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<!doctype html><script>alert(1)</script>",  # as x.png, with any type: neither is asked
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        b"%!PS-Adobe-3.0\n/Ghost (script) system",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200),
        b"\0\0\0\x18ftypavif\0\0\0\0mif1avif" + bytes(200),
        b"\x89PNG\r\n\x1a\n<html>",
        b"\xff\xd8\xff\xe0<html><script>",
        b"RIFF\x10\0\0\0WEBP<html>",
        b"(metadata (copyright \"\\\n\" . qx{id} . \"))",
    ],
    ids=["nothing", "zeros", "svg", "html", "pdf", "ps", "heic", "avif", "png", "jpeg", "webp", "djvu"],
)  # fmt: skip
def test_t02_what_cannot_be_decoded_is_no_photo(content: bytes) -> None:
    with pytest.raises(NoPhoto, match=r"Only photos can be attached|damaged"):
        kept_of(content)


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "ICO", "EPS", "PPM", "AVIF"])
def test_t01_other_pictures_are_refused(kind: str) -> None:
    with pytest.raises(NoPhoto) as refused:
        kept_of(written(halves(), kind))

    assert str(refused.value) == KIND


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_that_ends_too_early_is_refused(kind: str) -> None:
    whole = written(Image.effect_noise((400, 300), 60).convert("RGB"), kind)

    with pytest.raises(NoPhoto, match="damaged"):
        kept_of(whole[: len(whole) * 2 // 3])


@pytest.mark.parametrize("size", [(50_001, 1000), (1, 50_000_001), (2**31 - 1, 2**31 - 1)])
def test_t33_a_bomb_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(NoPhoto, match="more than 50 million pixels"):
        picture(png_of(*size))


def test_t33_fifty_million_pixels_are_still_a_photo() -> None:
    assert picture(written(Image.new("L", (50_000, 1000)), "PNG")).size == (1600, 32)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_that_moves_is_refused(kind: str) -> None:
    frames = [halves(), halves().transpose(Image.Transpose.ROTATE_180)]

    with pytest.raises(NoPhoto, match="moves"):
        kept_of(written(frames[0], kind, save_all=True, append_images=frames[1:]))


def test_of_a_jpeg_with_more_behind_it_the_first_picture_is_kept() -> None:
    behind = halves().transpose(Image.Transpose.ROTATE_180)

    first = kept_of(written(halves(), "MPO", save_all=True, append_images=[behind]))

    assert first.content_type == "image/jpeg"
    assert is_near(opened(first.content), (4, 16), RED)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_pixel_is_read(mode: str) -> None:
    image = Image.new("I;16", (64, 32), 30_000) if mode == "I;16" else halves().convert(mode)
    if mode in ("LA", "RGBA"):
        image.putalpha(0)

    kept = opened(kept_of(written(image, "PNG")).content)

    assert kept.mode == ("RGBA" if mode in ("LA", "RGBA") else "RGB")


def test_a_jpeg_of_four_inks_is_read() -> None:
    assert opened(kept_of(written(halves().convert("CMYK"), "JPEG")).content).mode == "RGB"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "takes more than 10 seconds"),
        ("import os; os.abort()", "damaged"),
        ("raise MemoryError", "damaged"),
    ],
)
def test_t33_a_decoder_that_breaks_or_runs_on_ends_alone(
    script: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "worker.py").write_text(script)
    monkeypatch.setattr(pictures, "WORKER", tmp_path / "worker.py")

    with pytest.raises(NoPhoto, match=words):
        picture(written(halves(), "PNG"))


def test_a_busy_server_does_not_call_a_photo_a_bad_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PATIENCE", 0.001)

    with pytest.raises(Busy):
        picture(written(halves(), "PNG"))


def test_t33_the_process_that_reads_pictures_is_held_to_its_limits() -> None:
    limits = """
import sys, resource
sys.path.insert(0, sys.argv[1])
import picture_worker
picture_worker._limit(10)
print(*(resource.getrlimit(getattr(resource, "RLIMIT_" + name))[0] for name in ("CPU", "AS", "FSIZE", "CORE")))
"""
    folder = str(pictures.WORKER.parent)

    done = subprocess.run([sys.executable, "-I", "-c", limits, folder], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["10", str(2 * 1024**3), "0", "0"]


def test_the_sample_pictures_are_as_they_would_be_kept() -> None:
    folder = Path(pictures.__file__).parents[1] / "sample"
    full = sorted(path for path in folder.glob("*.webp") if not path.stem.endswith("-small"))

    assert len(full) == 7
    for path in full:
        ready = pictures.ready(path.read_bytes(), path.with_name(f"{path.stem}-small.webp").read_bytes())
        size = (960, 600) if path.stem.startswith("drawn") else (1280, 800)
        assert (ready.size, ready.small_size) == (size, (480, 300))
