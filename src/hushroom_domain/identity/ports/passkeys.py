"""The repositories of passkeys and their challenges, and the check of what authenticators answer."""

from datetime import datetime
from typing import Protocol

from hushroom_domain.identity.model import (
    Assertion,
    Attestation,
    Passkey,
    PasskeyChallenge,
    ProvedAssertion,
    ProvedPasskey,
)
from hushroom_domain.shared.ids import PasskeyId, UserId


class Passkeys(Protocol):
    """The repository of passkeys. A passkey changes under the lock on its user's row."""

    async def add(self, passkey: Passkey) -> None:
        """Stores a new passkey. Raises: PasskeyTaken (an account has a passkey with this credential id)."""
        ...

    async def get(self, passkey_id: PasskeyId) -> Passkey | None: ...

    async def by_credential(self, credential_id: str) -> Passkey | None: ...

    async def of_user(self, user_id: UserId) -> tuple[Passkey, ...]:
        """Returns the passkeys of the user, the oldest first."""
        ...

    async def save(self, passkey: Passkey) -> None: ...

    async def remove(self, passkey_id: PasskeyId) -> None: ...


class PasskeyChallenges(Protocol):
    """The repository of the challenges that wait for an answer, by digest."""

    async def add(self, challenge: PasskeyChallenge) -> None: ...

    async def take(self, digest: str) -> PasskeyChallenge | None:
        """Removes a challenge and returns it; of several callers at once only one gets it."""
        ...

    async def sweep(self, before: datetime) -> int:
        """Deletes the challenges that expired before then, and returns their number."""
        ...


class PasskeyVerifier(Protocol):
    """Checks the answers of authenticators for this platform: origin, domain, presence and verification of the owner.

    The sign count is not compared here, because the stored one is locked for that.
    """

    def challenge_of(self, client_data: str) -> str | None:
        """Returns the challenge that an answer signs, in base64url; None for an unreadable answer."""
        ...

    async def registration(self, attestation: Attestation, challenge: str) -> ProvedPasskey:
        """Returns the new passkey. Raises: PasskeyRefused, PasskeysBusy."""
        ...

    async def assertion(self, assertion: Assertion, challenge: str, public_key: str | None) -> ProvedAssertion:
        """Checks a signature by the key of a passkey. Without a key it takes as long, and raises.

        Raises: WrongPasskey, PasskeysBusy.
        """
        ...
