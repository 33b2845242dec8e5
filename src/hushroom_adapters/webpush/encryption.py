"""The encryption of push messages: one record of aes128gcm (RFC 8188) with the keys of RFC 8291."""

import secrets
import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
RECORD_BYTES = 4_096
SALT_BYTES = 16
LAST_RECORD = b"\x02"
"""The delimiter between the plaintext of the last record and its padding."""
LEAST_PLAINTEXT_BYTES = 1_024
"""Shorter messages are padded to this length, so that the length tells the push service nothing."""
LONGEST_MESSAGE_BYTES = 3_993
"""The length of a message that every push service takes (RFC 8291, section 4)."""


def encrypt(
    message: bytes,
    browser_key: bytes,
    auth_secret: bytes,
    *,
    salt: bytes | None = None,
    sender_key: ec.EllipticCurvePrivateKey | None = None,
    least_bytes: int = LEAST_PLAINTEXT_BYTES,
) -> bytes:
    """Returns the body of a push message. `salt` and `sender_key` are new for each message, unless a test gives them.

    Raises: ValueError (the key of the browser is no point of the curve).
    """
    assert len(message) <= LONGEST_MESSAGE_BYTES, "a push message is short"
    salt = salt or secrets.token_bytes(SALT_BYTES)
    sender_key = sender_key or ec.generate_private_key(CURVE)
    sender_public = point_of(sender_key.public_key())
    shared = sender_key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, browser_key))
    secret = _derived(shared, auth_secret, b"WebPush: info\0" + browser_key + sender_public, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    record = AESGCM(key).encrypt(nonce, (message + LAST_RECORD).ljust(least_bytes, b"\0"), None)
    return salt + struct.pack("!LB", RECORD_BYTES, len(sender_public)) + sender_public + record


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """Returns the key as a point that is not compressed, in 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)
