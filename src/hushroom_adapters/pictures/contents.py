"""The checks of a file before a decoder reads it: what else it is, and how large its pixels say that it is."""

import io
import re
import zipfile

from hushroom_adapters.pictures.errors import PictureRefused, Reason

SNIFFED_BYTES = 4_096
"""The beginning of a text in which a drawing is recognized."""
MOST_SCANS = 48
"""The maximum of passes over a JPEG; usual programs write about ten, and each costs the time of the whole picture."""
SCAN = b"\xff\xda"
"""The marker of a pass. The data of a pass cannot contain it, because FF is always followed by 00 there."""
DRAWING = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|svg|!doctype\s+svg|!--)", re.IGNORECASE)
MARKUP = (
    b"<script", b"<!doctype html", b"<html>", b"<html ", b"<?php ", b"<?php\n", b"<iframe ", b"<svg ", b"onerror=",
)  # fmt: skip
"""Texts that a browser or a server runs if it takes the file for a page, in lower case."""
DOCUMENT = b"%PDF-"
PROGRAMS = re.compile(
    rb"\x7fELF[\x01\x02][\x01\x02]\x01|MZ\x90\x00\x03\x00\x00\x00|\xca\xfe\xba\xbe\x00\x00\x00|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c"
)
"""The beginnings of programs and archives, which are looked for behind the picture.

Each has six bytes or more: five million random ones contain four given ones once in a thousand pictures.
"""
COMMENT_OF_SCRIPT = b"/*"
"""The beginning of a comment, in place of a number of the header: the file is a script, too."""
JPEG, GIF, WEBP = b"\xff\xd8\xff", (b"GIF87a", b"GIF89a"), b"RIFF"
SIMPLE, LOSSLESS, EXTENDED = b"VP8 ", b"VP8L", b"VP8X"


def check_contents(data: bytes) -> None:
    """Refuses drawings, and files that are something else beside a picture. Raises: PictureRefused."""
    if DRAWING.match(data[:SNIFFED_BYTES]):
        raise PictureRefused(Reason.VECTOR)
    if data.startswith(JPEG) and data.count(SCAN) > MOST_SCANS:
        raise PictureRefused(Reason.TOO_DEMANDING)
    if _is_mixed(data):
        raise PictureRefused(Reason.MIXED)


def size_of_webp(data: bytes) -> tuple[int, int] | None:
    """Returns width and height in the header of a WebP file; None for another file.

    The decoder takes memory for the whole picture before it says how large the picture is.
    """
    kind, body = data[12:16], data[20:30]
    if not data.startswith(WEBP) or data[8:12] != b"WEBP" or len(body) < len(data[20:30]):
        return None
    if kind == EXTENDED:
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == LOSSLESS:
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == SIMPLE:
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    return None


def _is_mixed(data: bytes) -> bool:
    lowered = data.lower()
    if any(words in lowered for words in MARKUP) or DOCUMENT in data or zipfile.is_zipfile(io.BytesIO(data)):
        return True
    if PROGRAMS.search(data, 1):
        return True
    header_of_script = data[6:8] if data.startswith(GIF) else data[4:6] if data.startswith(JPEG) else b""
    return header_of_script == COMMENT_OF_SCRIPT
