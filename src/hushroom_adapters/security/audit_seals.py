"""Seals the personal parts of audit log entries under a key of each person, which is destroyed with the account."""

import base64
import binascii
import secrets

from attrs import frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hushroom_adapters.security.sealing import KEY_BYTES, NONCE_BYTES, AesSecretBox

OWNER = "audit:{}"


@frozen(repr=False)
class PersonSeal:
    """The key of one person (AES-256-GCM); what it seals is bound to the place at which it stands."""

    cipher: AESGCM

    def seal(self, text: str, place: str) -> str:
        """Returns nonce and ciphertext as URL-safe base64."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return base64.urlsafe_b64encode(nonce + self.cipher.encrypt(nonce, text.encode(), place.encode())).decode()

    def open(self, sealed: str, place: str) -> str | None:
        """Returns the text; None for a text of another key or place."""
        try:
            data = base64.urlsafe_b64decode(sealed)
            return self.cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], place.encode()).decode()
        except (binascii.Error, InvalidTag, ValueError):
            return None


@frozen
class AesAuditSeals:
    """Implements `AuditSeals`; the keys of people are stored sealed by the platform's sealing keys."""

    box: AesSecretBox

    def new_key(self, owner: str) -> str:
        key = base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()
        return self.box.seal(key, OWNER.format(owner))

    def person(self, sealed_key: str, owner: str) -> PersonSeal | None:
        key = self.box.open(sealed_key, OWNER.format(owner))
        return None if key is None else PersonSeal(AESGCM(base64.urlsafe_b64decode(key)))
