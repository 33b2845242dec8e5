"""Draws the icons of the web app from the ring: `python -m tests.support.icons` writes the files.

The mark has the coordinates of the one in `components/header.html`, in a square of 200 units.
"""

import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from tests.support.source_files import ROOT

FOLDER = ROOT / "src/hushroom_http/pages/static/icons"
Colour = tuple[int, int, int]
PAPER, INK, PINE, LAMP = (0xFA, 0xF8, 0xF4), (0x1D, 0x2A, 0x2B), (0x1C, 0x5A, 0x55), (0x8A, 0x49, 0x0D)
UNITS = 200.0
CENTRE = UNITS / 2
RING_RADIUS, RING_WIDTH, DOT_RADIUS = 84.0, 14.0, 26.0
DOTS = (((42.0, 40.0), PINE), ((158.0, 40.0), LAMP))
CORNER = 0.22
"""The radius of the corners of an icon on paper, as a part of its side."""


@frozen
class Icon:
    """One picture: its side in pixels, the part of the side that the mark takes, and its ground."""

    side: int
    mark: float
    on_paper: bool = True
    is_rounded: bool = False


PICTURES: Mapping[str, Icon] = {
    "icon-192.png": Icon(192, 0.66, is_rounded=True),
    "icon-512.png": Icon(512, 0.66, is_rounded=True),
    "maskable-512.png": Icon(512, 0.54),
    "apple-touch-icon.png": Icon(180, 0.62),
    "badge-96.png": Icon(96, 0.98, on_paper=False),
}
FAVICON = Icon(32, 1.0, on_paper=False)


def svg() -> str:
    """Returns the mark as a picture that follows the theme of the browser."""
    dots = "".join(
        f'<circle class="{name}" cx="{x:g}" cy="{y:g}" r="{DOT_RADIUS:g}"/>'
        for name, ((x, y), _) in zip("ab", DOTS, strict=True)
    )
    light = f"circle{{stroke:{_hex(INK)}}}.a{{fill:{_hex(PINE)};stroke:none}}.b{{fill:{_hex(LAMP)};stroke:none}}"
    dark = "circle{stroke:#e9eeea}.a{fill:#7fc8bd;stroke:none}.b{fill:#e9b072;stroke:none}"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" fill="none">'
        f"<style>{light}@media(prefers-color-scheme:dark){{{dark}}}</style>"
        f'<circle cx="{CENTRE:g}" cy="{CENTRE:g}" r="{RING_RADIUS:g}" stroke-width="{RING_WIDTH:g}"/>{dots}</svg>\n'
    )


def png(icon: Icon) -> bytes:
    """Returns the icon as a PNG of 8 bits a channel with transparency."""
    rows = b"".join(b"\0" + row.tobytes() for row in _pixels(icon))
    head = struct.pack("!2I5B", icon.side, icon.side, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def ico(icon: Icon) -> bytes:
    """Returns the icon as an ICO file that holds one PNG."""
    picture = png(icon)
    return struct.pack("<3H4B2H2I", 0, 1, 1, icon.side, icon.side, 0, 0, 1, 32, len(picture), 22) + picture


def files() -> Mapping[str, bytes]:
    """Returns the content of every icon by the name of its file."""
    drawn = {name: png(icon) for name, icon in PICTURES.items()}
    return {**drawn, "icon.svg": svg().encode(), "favicon.ico": ico(FAVICON)}


def _pixels(icon: Icon) -> NDArray[np.uint8]:
    """Returns rows of pixels: the ground, the ring and the dots, each by the part of the pixel that it covers."""
    scale = UNITS / (icon.side * icon.mark)
    middles = np.arange(icon.side, dtype=np.float64) + 0.5
    across = (middles - icon.side / 2) * scale + CENTRE
    down = across[:, np.newaxis]
    ring = RING_WIDTH / 2 - abs(np.hypot(across - CENTRE, down - CENTRE) - RING_RADIUS)
    dots = [(DOT_RADIUS - np.hypot(across - x, down - y), fill) for (x, y), fill in DOTS]
    opacity = _ground(icon, middles) if icon.on_paper else np.zeros((icon.side, icon.side))
    colour = np.full((icon.side, icon.side, 3), PAPER, dtype=float)
    for inside, fill in ((ring, INK), *dots):
        cover = _covered(inside, scale)
        under = opacity * (1 - cover)
        opacity = cover + under
        parts = cover[..., np.newaxis] * fill + under[..., np.newaxis] * colour
        colour = np.divide(parts, opacity[..., np.newaxis], out=colour, where=opacity[..., np.newaxis] > 0)
    channels = np.dstack((colour, opacity * 255)).round() * (opacity[..., np.newaxis] > 0)
    return channels.astype(np.uint8)


def _ground(icon: Icon, middles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns the part of each pixel that the paper covers."""
    if not icon.is_rounded:
        return np.ones((icon.side, icon.side))
    radius = CORNER * icon.side
    beyond = np.maximum(np.maximum(radius - middles, middles - (icon.side - radius)), 0.0)
    return _covered(radius - np.hypot(beyond, beyond[:, np.newaxis]), 1.0)


def _covered(inside: NDArray[np.float64], scale: float) -> NDArray[np.float64]:
    """Returns the part of each pixel within an edge, from the distance of its centre to the edge in units."""
    return np.clip(inside / scale + 0.5, 0.0, 1.0)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)


def write(folder: Path = FOLDER) -> None:
    """Writes every icon into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    write()
