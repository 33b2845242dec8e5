"""Reads a picture and writes it anew: squares as WebP, without anything of the file but its pixels."""

import io
import struct
import zlib
from collections.abc import Mapping, Sequence

from PIL import Image, UnidentifiedImageError

from hushroom_adapters.pictures.contents import check_contents, size_of_webp
from hushroom_adapters.pictures.errors import PictureRefused, Reason

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
QUALITY = 82
GAP = 2.0
"""The factor by which a picture is larger than the result after its first, rough reduction."""
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""The turn that undoes each value of the EXIF field, which cameras write instead of turning the pixels."""
WHITE = (255, 255, 255)
DEEP = ("I", "F")
"""The first letters of modes with more than 8 bits for a grey."""
DAMAGES = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    struct.error,
    zlib.error,
)
"""The errors by which the library says that a file is damaged."""


def encode(data: bytes, sizes: Sequence[int], most_pixels: int) -> Mapping[int, bytes]:
    """Returns the middle square of a picture in each size, as WebP.

    Of several frames it is the first one; transparent parts become white. Raises: PictureRefused.
    """
    check_contents(data)
    _check_size(size_of_webp(data), most_pixels)
    # The size is checked here, against the same limit for all formats, and before any pixel is read.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            _check_size(picture.size, most_pixels)
            largest = _square(picture, max(sizes))
    except UnidentifiedImageError as error:
        raise PictureRefused(_reason_of_unknown(data)) from error
    except DAMAGES as error:
        raise PictureRefused(Reason.DAMAGED) from error
    return {size: _written(largest, size) for size in sizes}


def _check_size(size: tuple[int, int] | None, most_pixels: int) -> None:
    if size is None:
        return
    width, height = size
    if width * height > most_pixels:
        raise PictureRefused(Reason.TOO_MANY_PIXELS)
    if not width or not height:
        raise PictureRefused(Reason.DAMAGED)


def _reason_of_unknown(data: bytes) -> Reason:
    """Returns the reason for a file that no decoder takes: it begins like one of the formats, or it does not."""
    known = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8")
    is_known = data.startswith(known) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")
    return Reason.DAMAGED if is_known else Reason.UNSUPPORTED


def _square(picture: Image.Image, side: int) -> Image.Image:
    """Returns the middle of the picture as an upright square without transparency, in sRGB as it is usually meant."""
    turn = TURNS.get(picture.getexif().get(ORIENTATION, 1))
    _draft(picture, side)
    picture.load()
    width, height = picture.size
    edge = min(width, height)
    left, top = (width - edge) // 2, (height - edge) // 2
    middle = _coloured(picture.crop((left, top, left + edge, top + edge)))
    small = middle.resize((side, side), Image.Resampling.LANCZOS, reducing_gap=GAP)
    clean = Image.new("RGB", small.size, WHITE)
    clean.paste(small, mask=small if small.mode == "RGBA" else None)
    return clean if turn is None else clean.transpose(turn)


def _draft(picture: Image.Image, side: int) -> None:
    """Lets a JPEG be read at a fraction of its size, which costs a fraction of memory and time; others stay."""
    width, height = picture.size
    factor = GAP * side / min(width, height)
    if factor < 1:
        picture.draft("RGB", (int(width * factor), int(height * factor)))


def _coloured(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGB", "RGBA"):
        return picture
    if picture.mode.startswith(DEEP):
        return _with_8_bits(picture).convert("RGB")
    is_transparent = picture.mode in ("LA", "PA", "La", "RGBa") or "transparency" in picture.info
    return picture.convert("RGBA" if is_transparent else "RGB")


def _with_8_bits(picture: Image.Image) -> Image.Image:
    """Returns a grey picture of 16 bits with 8 bits; the library would make white of everything above 255."""
    return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")


def _written(square: Image.Image, size: int) -> bytes:
    scaled = square if square.width == size else square.resize((size, size), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    scaled.save(file, "WEBP", quality=QUALITY, method=4)
    return file.getvalue()
