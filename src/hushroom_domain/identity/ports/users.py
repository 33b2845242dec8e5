"""The repositories of users and of what identifies them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from hushroom_domain.identity.model import (
    IdentityVerification,
    LinkedIdentity,
    PasswordCredential,
    ProviderId,
    SpokenLanguage,
    User,
)
from hushroom_domain.identity.rules.avatar_addresses import AvatarAddresses
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from hushroom_domain.shared.ids import IdentityId, UserId


class Users(Protocol):
    """The repository of users, by id and by address."""

    async def add(self, user: User) -> None:
        """Stores a new user. Raises: EmailTaken (also for another spelling of a taken address)."""
        ...

    async def get(self, user_id: UserId) -> User | None: ...

    async def lock(self, user_id: UserId) -> User:
        """Returns the user, locked until the transaction ends. Raises: UserNotFound."""
        ...

    async def by_email(self, address: EmailAddress) -> User | None:
        """Returns the user with the key of `address`, deleted and inactive ones included.

        A user without a key is found by the former key and takes precedence over the user who has the key; an enabled
        user takes precedence over one who is not.
        """
        ...

    async def administrators(self) -> tuple[UserId, ...]:
        """Returns the administrators whose accounts are enabled."""
        ...

    async def save(self, user: User) -> None:
        """Stores a changed user; the stored key of the address is kept."""
        ...

    async def erase(self, user: User) -> None:
        """Stores an erased user with the keys of the erased address, so that the former address is free."""
        ...

    async def readdress(self, user: User) -> None:
        """Stores a user with another address and its keys. Raises: EmailTaken."""
        ...

    async def replace_languages(self, user_id: UserId, languages: Iterable[SpokenLanguage]) -> None: ...

    async def has_avatar(self, name: str) -> bool:
        """Returns whether an account uses the stored avatar of this name."""
        ...

    async def readdress_avatars(self, addresses: AvatarAddresses) -> int:
        """Writes the present address of every stored avatar that has another one; returns the number of accounts.

        The avatar of a deleted account has no address, and gets none.
        """
        ...


class PasswordCredentials(Protocol):
    """The repository of passwords, by user. A credential changes under the lock on its user's row."""

    async def get(self, user_id: UserId) -> PasswordCredential | None: ...

    async def put(self, credential: PasswordCredential) -> None:
        """Stores the password of a user, and replaces an earlier one."""
        ...

    async def remove(self, user_id: UserId) -> None:
        """Deletes the password of a user, who cannot sign in by one from then on."""
        ...


class LinkedIdentities(Protocol):
    """The repository of identities at providers. One changes under the lock on its user's row."""

    async def add(self, identity: LinkedIdentity) -> None:
        """Stores a new identity. Raises: IdentityTaken (another row is about the same person at the provider)."""
        ...

    async def by_subject(self, provider: ProviderId, subject: str) -> LinkedIdentity | None: ...

    async def of_user(self, user_id: UserId) -> tuple[LinkedIdentity, ...]:
        """Returns all identities of a user, oldest first."""
        ...

    async def save(self, identity: LinkedIdentity) -> None: ...

    async def remove(self, identity_id: IdentityId) -> None: ...


class IdentityVerifications(Protocol):
    """The repository of the verifications of identities, by user.

    A verification changes under the lock on its user's row.
    """

    async def get(self, user_id: UserId) -> IdentityVerification | None: ...

    async def user_of_session(self, session_id: str) -> UserId | None:
        """Returns the user whose verification has this session at the provider."""
        ...

    async def put(self, verification: IdentityVerification) -> None:
        """Stores the verification of a user, and replaces the earlier state."""
        ...

    async def remove(self, user_id: UserId) -> None: ...

    async def verified_before(self, moment: datetime, limit: int) -> tuple[UserId, ...]:
        """Returns at most `limit` users who were verified at `moment` or earlier, oldest first."""
        ...
