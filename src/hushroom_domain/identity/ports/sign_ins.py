"""The repositories of sign-ins, and of the rights that end with them."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from hushroom_domain.identity.model import BrowserSignIn, Device, KeptAttempt, OneTimeToken, RefreshToken, TokenPurpose
from hushroom_domain.shared.ids import AttemptId, FamilyId, UserId


class RefreshTokens(Protocol):
    """The repository of refresh tokens, by digest; `but` is a family that stays."""

    async def add(self, token: RefreshToken) -> None: ...

    async def get(self, digest: str) -> RefreshToken | None: ...

    async def lock(self, digest: str) -> RefreshToken | None: ...

    async def save(self, token: RefreshToken) -> None: ...

    async def revoke_family(self, family_id: FamilyId, now: datetime) -> None: ...

    async def revoke_all(self, user_id: UserId, now: datetime, but: FamilyId | None = None) -> None: ...


class OneTimeTokens(Protocol):
    """The repository of one-time tokens, by digest and purpose."""

    async def add(self, token: OneTimeToken) -> None: ...

    async def get(self, digest: str, purpose: TokenPurpose) -> OneTimeToken | None: ...

    async def lock(self, digest: str, purpose: TokenPurpose) -> OneTimeToken | None:
        """Returns the token, locked until the transaction ends; the row of its user is locked before it."""
        ...

    async def save(self, token: OneTimeToken) -> None: ...

    async def revoke(self, user_id: UserId, purposes: Collection[TokenPurpose], now: datetime) -> None:
        """Revokes every unused token of the user with one of these purposes."""
        ...

    async def sweep(self, before: datetime) -> int:
        """Deletes the tokens and browser sign-ins that expired before then, and returns their number."""
        ...


class BrowserSignIns(Protocol):
    """The repository of the sign-ins of browsers, by digest; `but` is one that stays."""

    async def add(self, sign_in: BrowserSignIn) -> None: ...

    async def get(self, digest: str) -> BrowserSignIn | None: ...

    async def lock(self, digest: str) -> BrowserSignIn | None: ...

    async def save(self, sign_in: BrowserSignIn) -> None: ...

    async def revoke(self, sign_in_id: FamilyId, now: datetime) -> None: ...

    async def revoke_all(self, user_id: UserId, now: datetime, but: FamilyId | None = None) -> None: ...


class Devices(Protocol):
    """The repository of devices, by sign-in. One changes under the lock on its token; `but` stays, `sweep` counts."""

    async def add(self, device: Device) -> None: ...

    async def get(self, sign_in_id: FamilyId) -> Device | None: ...

    async def save(self, device: Device) -> None: ...

    async def has_like(self, device: Device) -> bool:
        """Returns whether the user has a device with the same label and network."""
        ...

    async def remove(self, sign_in_id: FamilyId) -> None: ...

    async def remove_all(self, user_id: UserId, but: FamilyId | None = None) -> None: ...

    async def sweep(self, before: datetime) -> int: ...


class ProviderAttempts(Protocol):
    """The repository of attempts to sign in by a provider, by digest."""

    async def add(self, attempt: KeptAttempt) -> None: ...

    async def get(self, digest: str) -> KeptAttempt | None: ...

    async def lock(self, digest: str) -> KeptAttempt | None:
        """Returns the attempt, locked until the transaction ends; the row of a user is locked before it."""
        ...

    async def save(self, attempt: KeptAttempt) -> None: ...

    async def remove(self, attempt_id: AttemptId) -> None: ...

    async def sweep(self, before: datetime) -> int:
        """Deletes the attempts that expired before then, and returns their number."""
        ...


class SignInRights(Protocol):
    """The rights of other features that a sign-in gives, and that end with it."""

    async def end_family(self, family_id: FamilyId) -> None:
        """Deletes the rights of one sign-in."""
        ...

    async def end_all(self, user_id: UserId, but: FamilyId | None = None) -> None:
        """Deletes the rights of every sign-in of the user, except `but`."""
        ...
