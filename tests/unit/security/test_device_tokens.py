"""The tokens of known devices: only those that were issued are read, and by no other key."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.memory.tokens import MemoryDeviceTokens
from hushroom_adapters.security import SignedDeviceTokens
from hushroom_domain.identity.model import KnownDevice
from hushroom_domain.shared.ids import FamilyId, UserId
from tests.support.builders import NOW, an_id

SECRET, FORMER = "s" * 32, "f" * 32
TOKENS = SignedDeviceTokens([SECRET])
DEVICES = st.builds(
    KnownDevice,
    id=st.uuids().map(FamilyId),
    user_id=st.uuids().map(UserId),
    proved_at=st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the strategy adds the zone
)


def a_device() -> KnownDevice:
    return KnownDevice(id=an_id(), user_id=an_id(), proved_at=NOW)


@given(DEVICES)
def test_a_token_is_read_as_the_device_it_was_issued_for(device: KnownDevice) -> None:
    memory = MemoryDeviceTokens()
    assert TOKENS.read(TOKENS.issue(device)) == device
    assert memory.read(memory.issue(device)) == device


@given(st.text())
def test_no_other_text_is_a_token(text: str) -> None:
    assert TOKENS.read(text) is None
    assert MemoryDeviceTokens().read(text) is None


@given(st.integers(0, 71), st.integers(1, 255))
def test_a_changed_token_is_none(place: int, change: int) -> None:
    data = bytearray(urlsafe_b64decode(TOKENS.issue(a_device())))
    assert len(data) == 72
    data[place] ^= change
    assert TOKENS.read(urlsafe_b64encode(bytes(data)).decode()) is None


def test_a_former_key_reads_and_the_first_one_signs() -> None:
    device = a_device()
    rotated = SignedDeviceTokens([SECRET, FORMER])
    assert rotated.read(SignedDeviceTokens([FORMER]).issue(device)) == device
    assert TOKENS.read(rotated.issue(device)) == device
    assert TOKENS.read(SignedDeviceTokens([FORMER]).issue(device)) is None


def test_a_token_shows_no_key() -> None:
    assert SECRET not in repr(TOKENS)
