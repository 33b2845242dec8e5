"""The state of the provider: its people, its keys, the questions that wait for a person, and the codes and tokens."""

import base64
import hashlib
import secrets
import time
from typing import Any

from attrs import define, field, frozen
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from jose import jwk

from hushroom_adapters.local.emulators.oidc.faults import FaultPlan

KEY_BITS = 2_048
CODE_SECONDS = 60


@frozen(kw_only=True)
class Person:
    """A person who can be chosen on the page of the provider."""

    subject: str
    email: str
    given_name: str
    family_name: str
    is_verified: bool = True


PEOPLE = (
    Person(subject="1001", email="user1@hushroom.com", given_name="User", family_name="One"),
    Person(subject="1002", email="companion1@hushroom.com", given_name="Companion", family_name="One"),
    Person(subject="1003", email="newcomer@example.com", given_name="New", family_name="Comer"),
    Person(subject="1004", email="user2@hushroom.com", given_name="Not", family_name="Verified", is_verified=False),
)


class SigningKey:
    """An RSA key of the provider."""

    def __init__(self, kid: str) -> None:
        """Makes a new key."""
        self.kid = kid
        self._key = rsa.generate_private_key(65_537, KEY_BITS)

    @property
    def private(self) -> str:
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    @property
    def public(self) -> str:
        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def shown(self) -> dict[str, Any]:
        """Returns the public key as a JWK."""
        found = jwk.construct(self.public, "RS256").to_dict()
        return {**found, "kid": self.kid, "use": "sig"}


@frozen(kw_only=True)
class Question:
    """A request for a sign-in, which waits for a person to be chosen; and, with a person, what its code stands for."""

    dialect: str
    client_id: str
    redirect_uri: str
    state: str
    nonce: str
    challenge: str
    scope: str
    asked_at: float
    person: Person | None = None

    def is_proved_by(self, verifier: str) -> bool:
        """Returns whether the verifier is the one that the question was asked with (RFC 7636, S256)."""
        digest = hashlib.sha256(verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.challenge


@define(kw_only=True)
class World:
    """Everything that the provider knows, in memory."""

    url: str = ""
    client_id: str
    client_secret: str
    redirect_uris: frozenset[str]
    apple_key: str = ""
    """The public key (PEM) to which the private key of the client at Apple belongs."""
    plan: FaultPlan = field(factory=lambda: FaultPlan([]))
    keys: list[SigningKey] = field(factory=lambda: [SigningKey("key-1")])
    questions: dict[str, Question] = field(factory=dict)
    codes: dict[str, Question] = field(factory=dict)
    used_codes: list[str] = field(factory=list)
    access_tokens: dict[str, Question] = field(factory=dict)
    known_to_apple: set[str] = field(factory=set)
    counts: dict[str, int] = field(factory=dict)

    def issuer(self, dialect: str) -> str:
        return self.url if dialect == "oidc" else f"{self.url}/{dialect}"

    def count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1

    def rotate(self) -> str:
        """Signs with a new key from now on; the former one is not shown any more."""
        self.keys = [SigningKey(f"key-{secrets.token_hex(4)}")]
        return self.keys[0].kid

    def redeemed(self, code: str) -> Question | None:
        """Returns what a code stands for, once and within a minute."""
        question = self.codes.pop(code, None)
        self.used_codes.append(code)
        return question if question is not None and time.time() - question.asked_at < CODE_SECONDS else None
