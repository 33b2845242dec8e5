"""Passkeys and their challenges in memory, and a check of passkeys for tests and examples."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen

from hushroom_adapters.memory.tables import Tables
from hushroom_domain.identity.errors import PasskeyRefused, PasskeyTaken, WrongPasskey
from hushroom_domain.identity.model import (
    Assertion,
    Attestation,
    Passkey,
    PasskeyChallenge,
    ProvedAssertion,
    ProvedPasskey,
    RelyingParty,
)
from hushroom_domain.shared.ids import PasskeyId, UserId


@frozen
class MemoryPasskeys:
    """Implements `Passkeys`."""

    tables: Tables

    async def add(self, passkey: Passkey) -> None:
        if await self.by_credential(passkey.credential_id) is not None:
            raise PasskeyTaken
        self.tables.passkeys.put(passkey.id, passkey)

    async def get(self, passkey_id: PasskeyId) -> Passkey | None:
        return self.tables.passkeys.get(passkey_id)

    async def by_credential(self, credential_id: str) -> Passkey | None:
        found = (one for one in self.tables.passkeys.values() if one.credential_id == credential_id)
        return next(found, None)

    async def of_user(self, user_id: UserId) -> tuple[Passkey, ...]:
        return passkeys_of(self.tables, user_id)

    async def save(self, passkey: Passkey) -> None:
        self.tables.passkeys.put(passkey.id, passkey)

    async def remove(self, passkey_id: PasskeyId) -> None:
        self.tables.passkeys.remove(passkey_id)


def passkeys_of(tables: Tables, user_id: UserId) -> tuple[Passkey, ...]:
    """Returns the passkeys of the user, the oldest first."""
    theirs = [one for one in tables.passkeys.values() if one.user_id == user_id]
    return tuple(sorted(theirs, key=lambda one: (one.created_at, one.id)))


@frozen
class MemoryPasskeyChallenges:
    """Implements `PasskeyChallenges`."""

    tables: Tables

    async def add(self, challenge: PasskeyChallenge) -> None:
        self.tables.passkey_challenges.put(challenge.digest, challenge)

    async def take(self, digest: str) -> PasskeyChallenge | None:
        found = self.tables.passkey_challenges.get(digest)
        if found is not None:
            self.tables.passkey_challenges.remove(digest)
        return found

    async def sweep(self, before: datetime) -> int:
        rows = self.tables.passkey_challenges
        old = [one.digest for one in rows.values() if one.expires_at < before]
        for digest in old:
            rows.remove(digest)
        return len(old)


@frozen
class PlainPasskeyVerifier:
    """Implements `PasskeyVerifier` for answers in a plain form, which is no cryptography. Not for production.

    Each part is JSON in base64url: `{"challenge", "origin"}`, and `{"domain", "verified", "count", "synced", "id",
    "key"}` of the authenticator. A signature is the HMAC of both parts under the key.
    """

    relying_party: RelyingParty

    def challenge_of(self, client_data: str) -> str | None:
        challenge = _facts(client_data).get("challenge")
        return challenge if isinstance(challenge, str) else None

    async def registration(self, attestation: Attestation, challenge: str) -> ProvedPasskey:
        told = _facts(attestation.attestation_object)
        if not self._is_ours(attestation.client_data, challenge, told):
            raise PasskeyRefused
        return ProvedPasskey(
            credential_id=told["id"], public_key=told["key"], sign_count=told["count"], is_synced=told["synced"]
        )

    async def assertion(self, assertion: Assertion, challenge: str, public_key: str | None) -> ProvedAssertion:
        told = _facts(assertion.authenticator_data)
        signature = plain_signature(public_key or "", assertion.client_data, assertion.authenticator_data)
        if public_key is None or not hmac.compare_digest(signature, assertion.signature):
            raise WrongPasskey
        if not self._is_ours(assertion.client_data, challenge, told):
            raise WrongPasskey
        handle = assertion.user_handle
        return ProvedAssertion(
            sign_count=told["count"], owner=UserId(UUID(bytes=_decoded(handle))) if handle is not None else None
        )

    def _is_ours(self, client_data: str, challenge: str, told: Mapping[str, Any]) -> bool:
        said = _facts(client_data)
        return (
            said.get("challenge") == challenge
            and said.get("origin") in self.relying_party.origins
            and told.get("domain") == self.relying_party.id
            and told.get("verified") is True
        )


def plain_signature(key: str, client_data: str, authenticator_data: str) -> str:
    """Returns the signature of an answer in the plain form."""
    return hmac.new(key.encode(), f"{client_data}.{authenticator_data}".encode(), hashlib.sha256).hexdigest()


def _facts(part: str) -> Mapping[str, Any]:
    try:
        found = json.loads(_decoded(part))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(f"{part}===")
