"""Second factors: their repositories, and the makers of their secrets and codes."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from hushroom_domain.identity.model import FactorState, RecoveryCode, SecondFactorChallenge, TotpCredential
from hushroom_domain.shared.ids import UserId


class TotpCredentials(Protocol):
    """The repository of the secrets of authenticator apps, by user.

    A credential changes under the lock on its user's row, so that two uses of one code follow each other.
    """

    async def get(self, user_id: UserId) -> TotpCredential | None: ...

    async def put(self, credential: TotpCredential) -> None:
        """Stores the credential of a user, and replaces an earlier one."""
        ...

    async def remove(self, user_id: UserId) -> None: ...


class RecoveryCodes(Protocol):
    """The repository of recovery codes, by user and digest. They change under the lock on their user's row."""

    async def replace(self, user_id: UserId, codes: Collection[RecoveryCode]) -> None:
        """Stores the codes of a user, and removes all earlier ones."""
        ...

    async def use(self, user_id: UserId, digest: str, now: datetime) -> bool:
        """Marks a code as used; returns False if the user has no unused code with this digest."""
        ...


class SecondFactorChallenges(Protocol):
    """The repository of challenges, by digest. A challenge changes under the lock on its user's row."""

    async def add(self, challenge: SecondFactorChallenge) -> None: ...

    async def get(self, digest: str) -> SecondFactorChallenge | None: ...

    async def save(self, challenge: SecondFactorChallenge) -> None: ...

    async def remove(self, challenge: SecondFactorChallenge) -> None: ...

    async def remove_all(self, user_id: UserId) -> None: ...

    async def sweep(self, before: datetime) -> int:
        """Deletes the challenges that expired before then, and returns their number."""
        ...


class SecondFactors(Protocol):
    """Reads the second factors of a user, all kinds in one statement."""

    async def of(self, user_id: UserId) -> FactorState: ...


class FactorCodes(Protocol):
    """Makes the secrets of authenticator apps and recovery codes, and knows the codes of a secret."""

    def new_secret(self) -> str: ...

    def address_of(self, secret: str, account: str) -> str:
        """Returns the `otpauth` address by which an authenticator app takes over a secret."""
        ...

    def picture_of(self, address: str) -> str:
        """Returns the QR code of an address as an SVG element, which scanners of authenticator apps read."""
        ...

    def step_of(self, secret: str, code: str, now: datetime) -> int | None:
        """Returns the time step of 30 seconds whose code this is: the present one, the one before or the next.

        None for another text.
        """
        ...

    def new_recovery_code(self) -> str:
        """Returns a code of at least 80 random bits, in groups that are easy to copy by hand."""
        ...


class SecretBox(Protocol):
    """Seals secrets whose value is needed again, so that a copy of the database does not have them."""

    def seal(self, secret: str, owner: str) -> str:
        """Returns the secret, encrypted by the present key; it opens for this owner only."""
        ...

    def open(self, sealed: str, owner: str) -> str | None:
        """Returns a sealed secret; None if its key is not there any more, or it was sealed for another owner."""
        ...
