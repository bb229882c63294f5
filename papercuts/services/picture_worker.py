"""Read one picture in a process of its own, and write it anew with nothing in it but the picture.

Started by `pictures` as `python -I picture_worker.py LIMITS`, with the bytes on standard input; it stands alone, so
that its start costs what Pillow costs. What comes out: a line of JSON, then the bytes of the picture as it is kept,
then those of the small one. A decoder that crashes, runs on or takes all memory ends this process and no other.
"""

import io
import json
import resource
import sys
import warnings
from typing import Any

from PIL import ExifTags, Image, ImageFile

FORMATS = ["JPEG", "PNG", "WEBP"]
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")  # of one of these that nothing more can be read of
MEMORY = 2 * 1024**3  # bytes of address space; 50 million pixels take 200 MB, those of a WebP three times that
ICC_BYTES = 64 * 1024  # of a colour profile; those of cameras and screens have from 500 bytes to 60 kB
QUALITY = 85
JPEG, WEBP = "image/jpeg", "image/webp"
# Source: Exif 2.32, table 6, Orientation: how to turn what is stored so that it stands upright
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Refused(Exception):
    """Why a picture is not taken, in a word that `pictures` has a sentence for."""


def main() -> None:
    """Read standard input, write standard output."""
    told = json.loads(sys.argv[1])
    _limit(told["seconds"])
    Image.MAX_IMAGE_PIXELS = told["pixels"]
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    content = sys.stdin.buffer.read()
    try:
        head, full, small = made(content, **{name: told[name] for name in ("pixels", "side", "small_side", "is_webp")})
    except Refused as refused:
        head, full, small = {"refused": str(refused)}, b"", b""
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + full + small)


def made(
    content: bytes, *, pixels: int, side: int, small_side: int, is_webp: bool = False
) -> tuple[dict[str, Any], bytes, bytes]:
    """Return what the picture is, its bytes as it is kept, and those of the small one.

    pixels: the most there may be; side, small_side: of the longer side, which is never made larger;
    is_webp: a JPEG, too, is written as WebP.
    Raises Refused.
    """
    image = _opened(content, pixels)
    kind = JPEG if image.format in ("JPEG", "MPO") and not is_webp else WEBP
    try:
        image.draft("RGB", (side, side))  # of a JPEG: no more pixels are decoded than are needed
        image.load()
        profile, turn = _profile(image), _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
        full = _within(_plain(image, kind), side)
    except MemoryError:
        raise
    except Exception as error:  # whatever a decoder stumbles over: it is no whole picture
        raise Refused("broken") from error
    full = full.transpose(turn) if turn is not None else full
    small = _within(full.copy(), small_side)
    written, small_written = _written(full, kind, profile), _written(small, kind, profile)
    sizes = {"size": full.size, "small_size": small.size, "bytes": len(written)}
    return {"content_type": kind, **sizes}, written, small_written


def _limit(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # and leaves none with somebody's photo in it


def _opened(content: bytes, pixels: int) -> ImageFile.ImageFile:
    """Return the picture as its beginning describes it; nothing is decoded yet."""
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Refused("pixels") from error
    except MemoryError:
        raise
    except Exception as error:
        raise Refused("broken" if content.startswith(BEGINNINGS) else "kind") from error
    if image.width * image.height > pixels:
        raise Refused("pixels")
    # of a JPEG the first picture counts: phones keep maps of depth and brightness behind it
    if image.format in ("PNG", "WEBP") and getattr(image, "n_frames", 1) != 1:
        raise Refused("frames")
    return image


def _profile(image: Image.Image) -> bytes:
    """Return the colour profile, where it is one of colours on a screen, and no place to put other things."""
    profile = image.info.get("icc_profile") or b""
    is_one = image.mode in ("RGB", "RGBA", "P") and profile[16:20] == b"RGB " and profile[36:40] == b"acsp"
    return profile if is_one and len(profile) <= ICC_BYTES else b""


def _plain(image: Image.Image, kind: str) -> Image.Image:
    """Return the pixels alone: three colours, in a WebP with what is transparent, and nothing that came beside them."""
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.point(lambda value: value / 256).convert("L")
    mode = "RGBA" if kind == WEBP and image.has_transparency_data else "RGB"
    plain = image if image.mode == mode else image.convert(mode)
    plain.info = {}
    return plain


def _within(image: Image.Image, side: int) -> Image.Image:
    image.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return image


def _written(image: Image.Image, kind: str, profile: bytes) -> bytes:
    out = io.BytesIO()
    options: dict[str, Any] = {"quality": QUALITY, **({"icc_profile": profile} if profile else {})}
    if kind == JPEG:
        image.save(out, "JPEG", optimize=True, progressive=True, **options)
    else:
        image.save(out, "WEBP", **options)
    return out.getvalue()


if __name__ == "__main__":
    main()
