"""Pictures for tests, honest and hostile, each made when it is asked for."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image, PngImagePlugin

from hushroom_adapters.pictures.errors import Reason

Made = Callable[[], bytes]
SECRET = b"48.8584N 2.2945E by Ada"
"""Words in the metadata of honest pictures that no rendition may hold."""


def a_picture(kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (90, 60), **options: Any) -> bytes:
    """Returns a picture whose left half is red and whose right half is blue."""
    whole = Image.new("RGB", size, (200, 20, 20))
    whole.paste((20, 20, 200), (size[0] // 2, 0, *size))
    file = io.BytesIO()
    whole.convert(mode).save(file, kind, **options)
    return file.getvalue()


def with_metadata() -> Mapping[str, bytes]:
    """Returns pictures that say where and by whom they were taken, by format."""
    exif = Image.Exif()
    exif[0x013B], exif[0x8298] = SECRET.decode(), SECRET.decode()
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", SECRET.decode())
    return {
        "JPEG": a_picture(exif=exif, comment=SECRET, icc_profile=SECRET * 10),
        "PNG": a_picture("PNG", pnginfo=text, exif=exif),
        "WEBP": a_picture("WEBP", exif=exif, xmp=SECRET),
        "GIF": a_picture("GIF", "P", comment=SECRET),
    }


def animated(kind: str) -> bytes:
    """Returns frames of which the first is green and the next ones are black."""
    frames = [Image.new("RGB", (40, 40), colour) for colour in ((0, 160, 0), (0, 0, 0), (1, 1, 1))]
    file = io.BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=80)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    """Returns a chunk of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def a_png(width: int, height: int, *chunks: bytes, pixels: bytes = b"\0" * 64) -> bytes:
    """Returns a PNG file that says that it has this size, whatever pixels it has."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(pixels, 9))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + body + chunk(b"IEND", b"")


def an_archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("Main.class", "a program")
    return file.getvalue()


def _with_comment(comment: bytes) -> bytes:
    """Returns a JPEG file with a comment."""
    picture = a_picture()
    return picture[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + picture[2:]


def _many_scans() -> bytes:
    """Returns a JPEG file of many passes over a large picture."""
    picture = a_picture(size=(400, 400), progressive=True)
    begin = picture.index(b"\xff\xda")
    end = picture.index(b"\xff", begin + 12)
    return picture[:end] + picture[begin:end] * 5_000 + b"\xff\xd9"


def _large_webp() -> bytes:
    """Returns the head of a WebP file of 16,384 squared pixels."""
    side = (16_383).to_bytes(3, "little")
    body = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + side + side + b"ANIM" + struct.pack("<IIH", 6, 0, 0)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _resized_gif(width: int, height: int) -> bytes:
    picture = bytearray(a_picture("GIF", "P"))
    picture[6:10] = struct.pack("<HH", width, height)
    return bytes(picture)


HOSTILE: Mapping[str, tuple[Reason, Made]] = {
    "PNG of 40,000 squared pixels": (Reason.TOO_MANY_PIXELS, lambda: a_png(40_000, 40_000)),
    "PNG of one pixel more than 25 million": (Reason.TOO_MANY_PIXELS, lambda: a_png(25_000_001, 1)),
    "PNG of the largest numbers": (Reason.TOO_MANY_PIXELS, lambda: a_png(2**31 - 1, 2**31 - 1)),
    "JPEG of 65,500 squared pixels": (
        Reason.TOO_MANY_PIXELS,
        lambda: a_picture(size=(8, 8)).replace(b"\x08\x00\x08\x00\x08\x03", b"\x08\xff\xdc\xff\xdc\x03"),
    ),
    "GIF of 65,535 squared pixels": (Reason.TOO_MANY_PIXELS, lambda: _resized_gif(65_535, 65_535)),
    "animated WebP of 16,384 squared pixels": (Reason.TOO_MANY_PIXELS, _large_webp),
    "JPEG of 5,000 passes": (Reason.TOO_DEMANDING, _many_scans),
    "PNG whose text unpacks to 128 MB": (
        Reason.DAMAGED,
        lambda: a_png(8, 8, chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(128 * 1024**2), 9))),
    ),
    "PNG whose profile unpacks to 128 MB": (
        Reason.DAMAGED,
        lambda: a_png(8, 8, chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(128 * 1024**2), 9))),
    ),
    "PNG of no width": (Reason.DAMAGED, lambda: a_png(0, 8)),
    "SVG with a script": (
        Reason.VECTOR,
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    ),
    "SVG after a declaration with entities": (
        Reason.VECTOR,
        lambda: b'\xef\xbb\xbf<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>',
    ),
    "SVG in gzip": (Reason.UNSUPPORTED, lambda: gzip.compress(b"<svg/>")),
    "JPEG and archive": (Reason.MIXED, lambda: a_picture() + an_archive()),
    "GIF and archive of Java": (Reason.MIXED, lambda: a_picture("GIF", "P") + an_archive()),
    "PNG and page": (Reason.MIXED, lambda: a_picture("PNG") + b"<html><body onload=alert(1)>"),
    "JPEG with a script in its comment": (Reason.MIXED, lambda: _with_comment(b"<SCRIPT>alert(1)</script>")),
    "JPEG with PHP in its comment": (Reason.MIXED, lambda: _with_comment(b"<?php system($_GET[0]); ?>")),
    "PNG with a page in its text": (
        Reason.MIXED,
        lambda: a_png(8, 8, chunk(b"tEXt", b"Comment\0<!doctype html><img src=x onerror=alert(1)>")),
    ),
    "WebP with a drawing behind it": (
        Reason.MIXED,
        lambda: a_picture("WEBP") + b'<svg onload="alert(1)" xmlns="http://www.w3.org/2000/svg"/>',
    ),
    "JPEG and document": (Reason.MIXED, lambda: _with_comment(b"%PDF-1.7\n1 0 obj")),
    "GIF that is a script": (
        Reason.MIXED,
        lambda: _resized_gif(int.from_bytes(b"/*", "little"), 40) + b"*/=1;alert(1)",
    ),
    "JPEG that is a script": (
        Reason.MIXED,
        lambda: b"\xff\xd8\xff\xe0/*" + bytes(0x2F2A - 2) + a_picture()[2:],
    ),
    "PNG and program": (Reason.MIXED, lambda: a_picture("PNG") + b"\x7fELF\x02\x01\x01"),
    "JPEG without its end": (Reason.DAMAGED, lambda: a_picture(size=(400, 400))[:-900]),
    "PNG without its end": (Reason.DAMAGED, lambda: a_picture("PNG", size=(400, 400))[:-300]),
    "WebP without its end": (Reason.DAMAGED, lambda: a_picture("WEBP", size=(400, 400))[:-100]),
    "GIF without its end": (Reason.DAMAGED, lambda: a_picture("GIF", "P", size=(400, 400))[:-900]),
    "PNG with a broken sum": (Reason.DAMAGED, lambda: a_picture("PNG").replace(b"IDAT", b"IDAX")),
    "beginning of a JPEG": (Reason.DAMAGED, lambda: b"\xff\xd8\xff\xe0"),
    "beginning of a PNG": (Reason.DAMAGED, lambda: b"\x89PNG\r\n\x1a\n"),
    "GIF without a frame": (Reason.DAMAGED, lambda: b"GIF89a\x01\0\x01\0\0\0\0;"),
    "BMP": (Reason.UNSUPPORTED, lambda: a_picture("BMP")),
    "TIFF": (Reason.UNSUPPORTED, lambda: a_picture("TIFF")),
    "icon": (Reason.UNSUPPORTED, lambda: a_picture("ICO")),
    "PostScript": (Reason.UNSUPPORTED, lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n"),
    "raw bytes of PPM": (Reason.UNSUPPORTED, lambda: b"P6 9 9 255\n" + bytes(243)),
    "words": (Reason.UNSUPPORTED, lambda: b"This is my face."),
    "film": (Reason.UNSUPPORTED, lambda: b"\0\0\0\x18ftypmp42" + bytes(400)),
}
"""Files that are refused, by what they are, with the reason."""
