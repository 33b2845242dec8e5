"""The ports of identity."""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from hushroom_domain.identity.model import Claimant, OneTimeToken, RefreshToken, SpokenLanguage, TokenPurpose, User
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from hushroom_domain.shared.audit import Audit
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.ports import Outbox


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

    async def replace_languages(self, user_id: UserId, languages: Iterable[SpokenLanguage]) -> None: ...


class RefreshTokens(Protocol):
    """The repository of refresh tokens, by digest."""

    async def add(self, token: RefreshToken) -> None: ...

    async def get(self, digest: str) -> RefreshToken | None: ...

    async def lock(self, digest: str) -> RefreshToken | None: ...

    async def save(self, token: RefreshToken) -> None: ...

    async def revoke_family(self, family_id: FamilyId, now: datetime) -> None: ...

    async def revoke_all(self, user_id: UserId, now: datetime) -> None: ...


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
        """Deletes the tokens that expired before then, refresh tokens included, and returns their number."""
        ...


class RevocationWork(Protocol):
    """The part of a transaction that ends rights."""

    @property
    def refresh_tokens(self) -> RefreshTokens: ...
    @property
    def one_time_tokens(self) -> OneTimeTokens: ...
    @property
    def outbox(self) -> Outbox: ...


class IdentityWork(Protocol):
    """The part of a transaction that identity uses."""

    @property
    def users(self) -> Users: ...
    @property
    def refresh_tokens(self) -> RefreshTokens: ...
    @property
    def one_time_tokens(self) -> OneTimeTokens: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def outbox(self) -> Outbox: ...


class DomainNames(Protocol):
    """Converts the domains of email addresses."""

    def to_ascii(self, domain: str) -> str | None:
        """Returns the domain in the form of the DNS (UTS 46): ASCII, lower case; None for text that is not a domain."""
        ...


class Braked(StrEnum):
    """The kinds of attempts that are counted per account or mailbox, from all client addresses together."""

    PASSWORD = "password"  # noqa: S105 - the name of a try
    RESET_MAIL = "reset_mail"


class Brakes(Protocol):
    """Counts the attempts at one account or mailbox. `subject` is its id or address, stored as a digest only."""

    async def take(self, what: Braked, subject: str) -> bool:
        """Counts an attempt before it is made, and returns False without counting it above the limit.

        Attempts from networks in which the owner has signed in are counted apart from all others.
        """
        ...

    async def release(self, what: Braked, subject: str) -> None:
        """Records that the caller is the owner, and forgets the attempts from the network of the caller."""
        ...

    async def clear(self, what: Braked, subject: str) -> None:
        """Forgets the attempts from all networks in which the owner has not signed in."""
        ...


class Passwords(Protocol):
    """Hashes passwords outside of the event loop. Raises: Unavailable (too many hashes wait)."""

    async def hash(self, password: str) -> str: ...

    async def verify(self, password: str, hashed: str | None) -> bool:
        """Returns whether the password matches the hash; without a hash it takes as long and returns False."""
        ...


class AccessTokens(Protocol):
    """Signs and reads short-lived access tokens."""

    def issue(self, user: User, sign_in_id: FamilyId | None, now: datetime) -> str:
        """Signs a token that is valid until it expires or its sign-in ends."""
        ...

    def read(self, token: str, now: datetime) -> Claimant:
        """Returns the user and the sign-in that the token belongs to. Raises: ExpiredToken, InvalidToken."""
        ...

    def expires_at(self, token: str) -> datetime:
        """Returns the time at which a token that was read expires. Raises: InvalidToken."""
        ...


class OpaqueTokens(Protocol):
    """Generates random tokens, and the digests under which they are stored."""

    def new(self) -> str: ...

    def digest(self, token: str) -> str: ...
