"""The identities at providers, the attempts to sign in by them, and a provider, in memory."""

from collections.abc import Iterable
from datetime import datetime

from attrs import define, field, frozen

from hushroom_adapters.memory.tables import Tables
from hushroom_domain.identity.errors import (
    IdentityTaken,
    ProviderDeclined,
    ProviderProofInvalid,
    SignInProviderUnavailable,
    UnknownProvider,
)
from hushroom_domain.identity.model import (
    IdentityProvider,
    KeptAttempt,
    LinkedIdentity,
    ProvedIdentity,
    ProviderAnswer,
    ProviderAttempt,
    ProviderId,
)
from hushroom_domain.shared.ids import AttemptId, IdentityId, UserId

EXAMPLE = IdentityProvider(id=ProviderId("example"), name="Example")


@frozen
class MemoryLinkedIdentities:
    """Implements `LinkedIdentities`."""

    tables: Tables

    async def add(self, identity: LinkedIdentity) -> None:
        if await self.by_subject(identity.provider, identity.subject) is not None:
            raise IdentityTaken
        self.tables.linked_identities.put(identity.id, identity)

    async def by_subject(self, provider: ProviderId, subject: str) -> LinkedIdentity | None:
        rows = self.tables.linked_identities.values()
        return next((one for one in rows if (one.provider, one.subject) == (provider, subject)), None)

    async def of_user(self, user_id: UserId) -> tuple[LinkedIdentity, ...]:
        return identities_of(self.tables.linked_identities.values(), user_id)

    async def save(self, identity: LinkedIdentity) -> None:
        self.tables.linked_identities.put(identity.id, identity)

    async def remove(self, identity_id: IdentityId) -> None:
        self.tables.linked_identities.remove(identity_id)


def identities_of(rows: Iterable[LinkedIdentity], user_id: UserId) -> tuple[LinkedIdentity, ...]:
    """Returns the identities of a user, oldest first."""
    found = (one for one in rows if one.user_id == user_id)
    return tuple(sorted(found, key=lambda one: (one.created_at, one.id)))


@frozen
class MemoryProviderAttempts:
    """Implements `ProviderAttempts`."""

    tables: Tables

    async def add(self, attempt: KeptAttempt) -> None:
        self.tables.provider_attempts.put(attempt.id, attempt)

    async def get(self, digest: str) -> KeptAttempt | None:
        return next((one for one in self.tables.provider_attempts.values() if one.digest == digest), None)

    async def lock(self, digest: str) -> KeptAttempt | None:
        return await self.get(digest)

    async def save(self, attempt: KeptAttempt) -> None:
        self.tables.provider_attempts.put(attempt.id, attempt)

    async def remove(self, attempt_id: AttemptId) -> None:
        self.tables.provider_attempts.remove(attempt_id)

    async def sweep(self, before: datetime) -> int:
        ended = [one.id for one in self.tables.provider_attempts.values() if one.expires_at < before]
        for one in ended:
            self.tables.provider_attempts.remove(one)
        return len(ended)


@define
class MemoryIdentityProviders:
    """Implements `IdentityProviders`: a code stands for the person that a test gave it to, and works once."""

    offered: tuple[IdentityProvider, ...] = (EXAMPLE,)
    people: dict[str, ProvedIdentity] = field(factory=dict)
    """The people who have agreed at the provider, by code."""
    is_away: bool = False
    _codes: int = field(default=0, init=False)

    async def address_of(self, attempt: ProviderAttempt) -> str:
        self._require(attempt.provider)
        return f"https://provider.test/{attempt.provider}?state={attempt.state}"

    async def identity(self, attempt: ProviderAttempt, answer: ProviderAnswer) -> ProvedIdentity:
        self._require(attempt.provider)
        if answer.error:
            raise ProviderDeclined
        found = self.people.pop(answer.code, None)
        if found is None or answer.state != attempt.state or found.provider != attempt.provider:
            raise ProviderProofInvalid
        return found

    def agree(self, proved: ProvedIdentity) -> str:
        """Returns a code for a person who agrees."""
        self._codes += 1
        code = f"code-{self._codes}"
        self.people[code] = proved
        return code

    def _require(self, provider: ProviderId) -> None:
        if provider not in {one.id for one in self.offered}:
            raise UnknownProvider
        if self.is_away:
            raise SignInProviderUnavailable
