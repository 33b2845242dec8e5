"""Pictures become upright squares without metadata, and hostile files are refused for their reason."""

import io

import pytest
from PIL import Image

from hushroom_adapters.pictures.decoding import encode
from hushroom_adapters.pictures.errors import PictureRefused, Reason
from hushroom_domain.identity.policy import AVATAR_MAX_PIXELS, AVATAR_SIZES
from tests.support.pictures import HOSTILE, SECRET, a_picture, animated, with_metadata

RED, BLUE = (200, 20, 20), (20, 20, 200)
NEAR = 40
"""The difference of a channel that compression may cause."""


def read(data: bytes) -> dict[int, Image.Image]:
    return {
        size: Image.open(io.BytesIO(found)) for size, found in encode(data, AVATAR_SIZES, AVATAR_MAX_PIXELS).items()
    }


def colour(picture: Image.Image, x: float, y: float) -> tuple[int, ...]:
    found = picture.convert("RGB").getpixel((int(x * picture.width), int(y * picture.height)))
    assert isinstance(found, tuple)
    return tuple(int(channel) for channel in found)


def is_near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= NEAR for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(name: str) -> None:
    reason, make = HOSTILE[name]
    with pytest.raises(PictureRefused) as refusal:
        encode(make(), AVATAR_SIZES, AVATAR_MAX_PIXELS)
    assert refusal.value.reason is reason


def test_every_reason_has_a_hostile_file() -> None:
    assert {reason for reason, _ in HOSTILE.values()} == set(Reason)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "LA"),
        ("PNG", "1"), ("WEBP", "RGB"), ("WEBP", "RGBA"), ("GIF", "P"), ("GIF", "L"),
    ],
)  # fmt: skip
def test_a_picture_of_every_kind_is_taken(kind: str, mode: str) -> None:
    found = read(a_picture(kind, mode))
    assert {size: (one.format, one.size, one.mode) for size, one in found.items()} == {
        size: ("WEBP", (size, size), "RGB") for size in AVATAR_SIZES
    }
    if mode in ("RGB", "RGBA", "P", "CMYK"):
        # The middle square of 90 by 60 begins at 15: its left half is red.
        assert is_near(colour(found[256], 0.2, 0.5), RED)
        assert is_near(colour(found[256], 0.8, 0.5), BLUE)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_nothing_is_kept_but_the_pixels(kind: str) -> None:
    data = with_metadata()[kind]
    assert SECRET in data
    for found in encode(data, AVATAR_SIZES, AVATAR_MAX_PIXELS).values():
        picture = Image.open(io.BytesIO(found))
        assert SECRET not in found
        assert not picture.getexif()
        assert set(picture.info) <= {"loop", "background", "timestamp", "duration"}
        assert b"EXIF" not in found
        assert b"ICCP" not in found


@pytest.mark.parametrize(
    ("orientation", "corner"),
    # Where the red half of the stored picture is to be seen: x and y of a point in it.
    [(1, (0.1, 0.5)), (2, (0.9, 0.5)), (3, (0.9, 0.5)), (4, (0.1, 0.5)), (5, (0.5, 0.1)), (6, (0.5, 0.1)),
     (7, (0.5, 0.9)), (8, (0.5, 0.9))],
)  # fmt: skip
def test_a_camera_may_lie_on_its_side(orientation: int, corner: tuple[float, float]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    found = read(a_picture(size=(200, 200), exif=exif))
    assert is_near(colour(found[256], *corner), RED)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animated_picture_it_is_the_first_frame(kind: str) -> None:
    found = read(animated(kind))
    assert {getattr(one, "n_frames", 1) for one in found.values()} == {1}
    assert is_near(colour(found[64], 0.5, 0.5), (0, 160, 0))


def test_what_is_transparent_becomes_white() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(file, "PNG")
    assert is_near(colour(read(file.getvalue())[64], 0.5, 0.5), (255, 255, 255))


def test_a_grey_of_16_bits_keeps_its_shade() -> None:
    file = io.BytesIO()
    Image.new("I;16", (20, 20), 0x8000).save(file, "PNG")
    assert is_near(colour(read(file.getvalue())[64], 0.5, 0.5), (128, 128, 128))


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (3_000, 2), (63, 64)])
def test_a_picture_may_be_small_or_narrow(size: tuple[int, int]) -> None:
    assert {size: one.size for size, one in read(a_picture("PNG", size=size)).items()} == {
        side: (side, side) for side in AVATAR_SIZES
    }


def test_a_photograph_with_a_film_behind_it_is_a_photograph() -> None:
    assert read(a_picture() + b"\0\0\0\x18ftypmp42" + bytes(4_000))[64].size == (64, 64)


def test_equal_pictures_become_equal_files() -> None:
    assert encode(a_picture(), AVATAR_SIZES, 10_000) == encode(a_picture(), AVATAR_SIZES, 10_000)
