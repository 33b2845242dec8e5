"""Pictures are read in processes of their own, within limits, and a few at a time."""

import asyncio
import io

import pytest
from PIL import Image

from hushroom_adapters.pictures.encoder import ERRORS, ProcessAvatarEncoder
from hushroom_adapters.pictures.errors import Reason
from hushroom_domain.identity.errors import AvatarDamaged, AvatarIsVector, AvatarsBusy, AvatarTooDemanding
from hushroom_domain.identity.policy import AVATAR_SIZES
from tests.support.pictures import a_picture

MB = 1024**2


async def test_a_picture_is_read_and_a_refusal_is_an_error_of_the_domain() -> None:
    encoder = ProcessAvatarEncoder(processes=2)
    try:
        found = await encoder.encode(a_picture())
        assert {size: Image.open(io.BytesIO(one)).size for size, one in found.items()} == {
            size: (size, size) for size in AVATAR_SIZES
        }
        with pytest.raises(AvatarIsVector):
            await encoder.encode(b"<svg/>")
        with pytest.raises(AvatarDamaged):
            await encoder.encode(a_picture("PNG", size=(300, 300))[:-200])
    finally:
        encoder.close()


def test_every_reason_has_an_error() -> None:
    assert set(ERRORS) == set(Reason)
    assert len({error.code for error in ERRORS.values()}) == len(Reason)


async def test_a_picture_that_takes_more_memory_than_it_may_is_refused() -> None:
    encoder = ProcessAvatarEncoder(memory_bytes=80 * MB)
    try:
        with pytest.raises(AvatarTooDemanding):
            await encoder.encode(a_picture("PNG", "RGBA", size=(4_000, 4_000)))
    finally:
        encoder.close()


async def test_a_picture_that_takes_more_time_than_it_may_is_refused() -> None:
    encoder = ProcessAvatarEncoder(cpu_seconds=1, memory_bytes=4_096 * MB, most_pixels=10**8)
    try:
        with pytest.raises(AvatarTooDemanding):
            # The limit counts whole seconds: this takes several, so that a fast processor takes more than one.
            await encoder.encode(_demanding())
    finally:
        encoder.close()


async def test_a_picture_beyond_the_queue_is_told_to_come_back() -> None:
    encoder = ProcessAvatarEncoder(processes=1, queue=0)
    try:
        found = await asyncio.gather(*(encoder.encode(a_picture()) for _ in range(3)), return_exceptions=True)
        busy = [one for one in found if isinstance(one, AvatarsBusy)]
        assert len(busy) == 2
        assert busy[0].retry_after_seconds > 0
        assert len([one for one in found if isinstance(one, dict)]) == 1
    finally:
        encoder.close()


def _demanding() -> bytes:
    """Returns a picture with many passes, fewer than are refused at once."""
    picture = a_picture(size=(8_000, 8_000), progressive=True)
    begin = picture.index(b"\xff\xda")
    end = picture.index(b"\xff", begin + 12)
    return picture[:end] + picture[begin:end] * 36 + picture[end:]
