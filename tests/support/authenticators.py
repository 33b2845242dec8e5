"""Virtual authenticators: devices that make passkeys and sign challenges, as a browser passes them on."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any, Protocol

import cbor2
from attrs import define, evolve, field, frozen
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from hushroom_adapters.memory.passkeys import plain_signature
from hushroom_domain.identity.model import Assertion, Attestation, RelyingParty

EDDSA, ES256, RS256 = -8, -7, -257
PRESENT, VERIFIED, MAY_SYNC, IS_SYNCED, HAS_KEY = 0x01, 0x04, 0x08, 0x10, 0x40
Json = dict[str, Any]


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(f"{text}===")


class Key(Protocol):
    """A secret key that signs, and its public part as COSE has it."""

    def public(self) -> dict[int, Any]: ...

    def sign(self, data: bytes) -> bytes: ...


@frozen
class EllipticKey:
    """ES256: the key of most authenticators."""

    secret: ec.EllipticCurvePrivateKey = field(factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def public(self) -> dict[int, Any]:
        point = self.secret.public_key().public_numbers()
        return {1: 2, 3: ES256, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}

    def sign(self, data: bytes) -> bytes:
        return self.secret.sign(data, ec.ECDSA(hashes.SHA256()))


@frozen
class EdwardsKey:
    """Ed25519."""

    secret: ed25519.Ed25519PrivateKey = field(factory=ed25519.Ed25519PrivateKey.generate)

    def public(self) -> dict[int, Any]:
        return {1: 1, 3: EDDSA, -1: 6, -2: self.secret.public_key().public_bytes_raw()}

    def sign(self, data: bytes) -> bytes:
        return self.secret.sign(data)


@frozen
class RsaKey:
    """RS256: the key of Windows."""

    secret: rsa.RSAPrivateKey = field(factory=lambda: rsa.generate_private_key(65_537, 2_048))

    def public(self) -> dict[int, Any]:
        numbers = self.secret.public_key().public_numbers()
        return {1: 3, 3: RS256, -1: numbers.n.to_bytes(256, "big"), -2: numbers.e.to_bytes(3, "big")}

    def sign(self, data: bytes) -> bytes:
        return self.secret.sign(data, padding.PKCS1v15(), hashes.SHA256())


KEYS: Mapping[str, type[Key]] = {"ES256": EllipticKey, "Ed25519": EdwardsKey, "RS256": RsaKey}


@define
class KeptPasskey:
    """A passkey on an authenticator; `count` rises with each signature, unless the authenticator does not count."""

    credential_id: bytes
    key: Any
    handle: bytes
    count: int


@define(kw_only=True)
class Authenticator:
    """The parent of both kinds: the site on which it is used, what it says of itself, and its passkeys.

    `verifies` False is a device that asks for a touch and nothing more. `counts` False is one without a counter.
    """

    origin: str
    domain: str
    verifies: bool = True
    counts: bool = True
    may_sync: bool = False
    passkeys: list[KeptPasskey] = field(factory=list)

    @classmethod
    def of(cls, site: RelyingParty, **about: Any) -> Any:
        """Returns an authenticator of somebody who is on this site."""
        return cls(**{"origin": site.origins[0], "domain": site.id, **about})

    def register(self, challenge: str, handle: bytes, offered: KeptPasskey | None = None) -> Json:
        """Makes a passkey, or offers one that is there; returns what `navigator.credentials.create` gives, as JSON."""
        made = offered or KeptPasskey(secrets.token_bytes(16), self._new_key(), handle, 0)
        if offered is None:
            self.passkeys.append(made)
        response = {
            "clientDataJSON": self._client_data("webauthn.create", challenge),
            "attestationObject": self._attested(made),
            "transports": ["internal"],
        }
        return self._credential(made, response)

    def sign(self, challenge: str, passkey: KeptPasskey | None = None) -> Json:
        """Signs by the passkey given, else by the newest; returns what `navigator.credentials.get` gives, as JSON."""
        chosen = passkey or self.passkeys[-1]
        if self.counts:
            chosen.count += 1
        client_data, data = self._client_data("webauthn.get", challenge), self._authenticator_data(chosen)
        response = {
            "clientDataJSON": client_data,
            "authenticatorData": data,
            "signature": self._signature(chosen, client_data, data),
            "userHandle": encoded(chosen.handle),
        }
        return self._credential(chosen, response)

    def copied(self) -> Any:
        """Returns a copy of the device as it is now, which counts on by itself."""
        return evolve(self, passkeys=[evolve(one) for one in self.passkeys])

    def _credential(self, passkey: KeptPasskey, response: Json) -> Json:
        name = encoded(passkey.credential_id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }

    def _client_data(self, kind: str, challenge: str) -> str:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return encoded(json.dumps(said).encode())

    def _new_key(self) -> Any:
        raise NotImplementedError

    def _attested(self, passkey: KeptPasskey) -> str:
        raise NotImplementedError

    def _authenticator_data(self, passkey: KeptPasskey) -> str:
        raise NotImplementedError

    def _signature(self, passkey: KeptPasskey, client_data: str, data: str) -> str:
        raise NotImplementedError


@define(kw_only=True)
class VirtualAuthenticator(Authenticator):
    """An authenticator as WebAuthn, level 3, describes it, without attestation."""

    algorithm: str = "ES256"

    def _new_key(self) -> Key:
        return KEYS[self.algorithm]()

    def _attested(self, passkey: KeptPasskey) -> str:
        made = self._data(passkey, HAS_KEY) + bytes(16) + len(passkey.credential_id).to_bytes(2, "big")
        data = made + passkey.credential_id + cbor2.dumps(passkey.key.public())
        return encoded(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data}))

    def _authenticator_data(self, passkey: KeptPasskey) -> str:
        return encoded(self._data(passkey))

    def _signature(self, passkey: KeptPasskey, client_data: str, data: str) -> str:
        return encoded(passkey.key.sign(decoded(data) + hashlib.sha256(decoded(client_data)).digest()))

    def _data(self, passkey: KeptPasskey, more: int = 0) -> bytes:
        flags = PRESENT | more | (VERIFIED if self.verifies else 0) | (MAY_SYNC | IS_SYNCED if self.may_sync else 0)
        return hashlib.sha256(self.domain.encode()).digest() + bytes([flags]) + passkey.count.to_bytes(4, "big")


@define(kw_only=True)
class PlainAuthenticator(Authenticator):
    """An authenticator of the in-memory platform."""

    def _new_key(self) -> str:
        return secrets.token_hex(16)

    def _attested(self, passkey: KeptPasskey) -> str:
        told = {**self._told(passkey), "id": encoded(passkey.credential_id), "key": passkey.key}
        return encoded(json.dumps(told).encode())

    def _authenticator_data(self, passkey: KeptPasskey) -> str:
        return encoded(json.dumps(self._told(passkey)).encode())

    def _signature(self, passkey: KeptPasskey, client_data: str, data: str) -> str:
        return plain_signature(passkey.key, client_data, data)

    def _told(self, passkey: KeptPasskey) -> Json:
        return {"domain": self.domain, "verified": self.verifies, "count": passkey.count, "synced": self.may_sync}


def attestation_in(credential: Json) -> Attestation:
    """Returns the answer of a registration as use cases take it."""
    response = credential["response"]
    return Attestation(client_data=response["clientDataJSON"], attestation_object=response["attestationObject"])


def assertion_in(credential: Json) -> Assertion:
    """Returns the answer of a sign-in as use cases take it."""
    response = credential["response"]
    return Assertion(
        credential_id=credential["id"],
        client_data=response["clientDataJSON"],
        authenticator_data=response["authenticatorData"],
        signature=response["signature"],
        user_handle=response.get("userHandle"),
    )
