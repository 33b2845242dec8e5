"""Seals secrets that are needed again (AES-256-GCM): `kid.nonce-and-ciphertext`, bound to their owner."""

import base64
import binascii
import secrets
from collections.abc import Mapping
from functools import cache

from attrs import field, frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
KEY_BYTES = 32
PURPOSE = b"hushroom sealed secrets 1"


@frozen(kw_only=True)
class AesSecretBox:
    """Implements `SecretBox`: `secrets` are the keys by id, `seals_with` names the one that seals."""

    secrets: Mapping[str, str] = field(repr=False)
    seals_with: str

    def __attrs_post_init__(self) -> None:
        assert self.seals_with in self.secrets, "the sealing key is one of the keys"

    def seal(self, secret: str, owner: str) -> str:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = _cipher(self.secrets[self.seals_with]).encrypt(nonce, secret.encode(), owner.encode())
        return f"{self.seals_with}.{base64.urlsafe_b64encode(nonce + sealed).decode('ascii')}"

    def open(self, sealed: str, owner: str) -> str | None:
        kid, _, text = sealed.rpartition(".")
        if kid not in self.secrets:
            return None
        try:
            data = base64.urlsafe_b64decode(text)
            opened = _cipher(self.secrets[kid]).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], owner.encode())
        except (binascii.Error, InvalidTag, ValueError):
            return None
        return opened.decode()


@cache
def _cipher(secret: str) -> AESGCM:
    """Returns the cipher of a key; a text of random characters is stretched to 256 bits by HKDF."""
    return AESGCM(HKDF(SHA256(), KEY_BYTES, None, PURPOSE).derive(secret.encode()))
