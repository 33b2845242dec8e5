"""The identification of the application towards push services: a signed token (RFC 8292)."""

import json
from datetime import datetime, timedelta
from typing import Self

from attrs import field, frozen
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from hushroom_adapters.webpush.base64url import decoded, encoded
from hushroom_adapters.webpush.encryption import CURVE, point_of

VALID_FOR = timedelta(hours=12)
"""Half of what RFC 8292 allows, because clocks differ."""
NUMBER_BYTES = 32
_HEADER = encoded(b'{"typ":"JWT","alg":"ES256"}')


@frozen
class VapidKey:
    """The key pair to which browsers bind their subscriptions."""

    private: ec.EllipticCurvePrivateKey = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Self:
        """Reads the private number in the URL's base64. Raises: ValueError."""
        return cls(ec.derive_private_key(int.from_bytes(decoded(text)), CURVE))

    @property
    def public(self) -> str:
        """Returns the public key as browsers take it (`applicationServerKey`)."""
        return encoded(point_of(self.private.public_key()))

    def authorization(self, audience: str, contact: str, now: datetime) -> str:
        """Returns the field `Authorization` for messages to the origin `audience`, valid for 12 hours."""
        claims = {"aud": audience, "exp": int((now + VALID_FOR).timestamp()), "sub": contact}
        signed = f"{_HEADER}.{encoded(json.dumps(claims).encode())}"
        return f"vapid t={signed}.{encoded(self._signature(signed.encode()))}, k={self.public}"

    def _signature(self, signed: bytes) -> bytes:
        """Returns the two numbers of the signature, as JWS has them (RFC 7518, section 3.4)."""
        numbers = decode_dss_signature(self.private.sign(signed, ec.ECDSA(SHA256())))
        return b"".join(number.to_bytes(NUMBER_BYTES) for number in numbers)


def new_vapid_key() -> str:
    """Returns a new private key in the URL's base64."""
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    return encoded(number.to_bytes(NUMBER_BYTES))
