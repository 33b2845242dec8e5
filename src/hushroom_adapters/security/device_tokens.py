"""The tokens of known devices, signed and without a row: they give no access, only a count of attempts of their own."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from attrs import field, frozen

from hushroom_domain.identity.model import KnownDevice
from hushroom_domain.shared.ids import FamilyId, UserId

PURPOSE = b"hushroom known device 1"
"""The keys of access tokens sign these too, each through a key of this purpose, so that no token passes for another."""
ID_BYTES, TIME_BYTES, SIGNATURE_BYTES = 16, 8, 32
TOKEN_BYTES = 2 * ID_BYTES + TIME_BYTES + SIGNATURE_BYTES
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def _derived(secrets: Sequence[str]) -> tuple[bytes, ...]:
    return tuple(hmac.digest(secret.encode(), PURPOSE, hashlib.sha256) for secret in secrets)


@frozen
class SignedDeviceTokens:
    """Implements `DeviceTokens`. The first of the secrets signs; a token of a secret that is gone is no token."""

    keys: Sequence[bytes] = field(converter=_derived, repr=False)

    def issue(self, device: KnownDevice) -> str:
        proved_at = (device.proved_at - EPOCH) // MICROSECOND
        claims = device.user_id.bytes + device.id.bytes + proved_at.to_bytes(TIME_BYTES, "big")
        return base64.urlsafe_b64encode(claims + _signature(self.keys[0], claims)).decode("ascii")

    def read(self, token: str) -> KnownDevice | None:
        """Returns the device of a token that `issue` made; None for any other text."""
        data = _decoded(token)
        claims, signature = data[:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]
        # Compared with every key and for every text, so that the time does not depend on it.
        matches = [hmac.compare_digest(_signature(key, claims), signature) for key in self.keys]
        if len(data) != TOKEN_BYTES or not any(matches):
            return None
        return KnownDevice(
            user_id=UserId(UUID(bytes=claims[:ID_BYTES])),
            id=FamilyId(UUID(bytes=claims[ID_BYTES : 2 * ID_BYTES])),
            proved_at=EPOCH + int.from_bytes(claims[2 * ID_BYTES :], "big") * MICROSECOND,
        )


def _decoded(token: str) -> bytes:
    try:
        return base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return b""


def _signature(key: bytes, claims: bytes) -> bytes:
    return hmac.digest(key, claims, hashlib.sha256)
