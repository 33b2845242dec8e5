"""What accounts need from the world."""

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
    """The users, by id or address."""

    async def add(self, user: User) -> None:
        """Keep a new user; refuses with `EmailTaken`, whatever the case of the letters."""
        ...

    async def get(self, user_id: UserId) -> User | None: ...

    async def lock(self, user_id: UserId) -> User:
        """The user, locked until the transaction ends; refuses with `UserNotFound`."""
        ...

    async def by_email(self, address: EmailAddress) -> User | None:
        """Returns the user with the key of `address`, deleted and inactive ones included.

        A user without a key goes by the former key, and comes before the user who has the key; a user who may enter
        comes before one who may not.
        """
        ...

    async def administrators(self) -> tuple[UserId, ...]:
        """List the administrators whose accounts work."""
        ...

    async def save(self, user: User) -> None:
        """Writes a user who is there; the key of the address stays as it is."""
        ...

    async def replace_languages(self, user_id: UserId, languages: Iterable[SpokenLanguage]) -> None: ...


class RefreshTokens(Protocol):
    """The refresh tokens, by digest."""

    async def add(self, token: RefreshToken) -> None: ...

    async def get(self, digest: str) -> RefreshToken | None: ...

    async def lock(self, digest: str) -> RefreshToken | None: ...

    async def save(self, token: RefreshToken) -> None: ...

    async def revoke_family(self, family_id: FamilyId, now: datetime) -> None: ...

    async def revoke_all(self, user_id: UserId, now: datetime) -> None: ...


class OneTimeTokens(Protocol):
    """The one-time tokens, by digest and purpose."""

    async def add(self, token: OneTimeToken) -> None: ...

    async def get(self, digest: str, purpose: TokenPurpose) -> OneTimeToken | None: ...

    async def lock(self, digest: str, purpose: TokenPurpose) -> OneTimeToken | None:
        """The token, locked until the transaction ends; the row of its user is locked before it."""
        ...

    async def save(self, token: OneTimeToken) -> None: ...

    async def revoke(self, user_id: UserId, purposes: Collection[TokenPurpose], now: datetime) -> None:
        """Make every unused token of this user and these purposes useless."""
        ...

    async def sweep(self, before: datetime) -> int:
        """Delete tokens that expired before then, refresh tokens included; how many."""
        ...


class RevocationWork(Protocol):
    """As much of one transaction as ending rights takes."""

    @property
    def refresh_tokens(self) -> RefreshTokens: ...
    @property
    def one_time_tokens(self) -> OneTimeTokens: ...
    @property
    def outbox(self) -> Outbox: ...


class IdentityWork(Protocol):
    """One transaction, as accounts see it."""

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
    """Reads the domains of email addresses."""

    def to_ascii(self, domain: str) -> str | None:
        """Returns the domain in the form of the DNS (UTS 46): ASCII, lower case; None for what is no domain."""
        ...


class Braked(StrEnum):
    """The tries that are counted by account or mailbox, whichever address they come from."""

    PASSWORD = "password"  # noqa: S105 - the name of a try
    RESET_MAIL = "reset_mail"


class Brakes(Protocol):
    """Counts tries at one account or mailbox. `subject` is its id or address; adapters keep no address."""

    async def take(self, what: Braked, subject: str) -> bool:
        """Counts one more try before it is made, and returns False without counting it if there were too many.

        Tries from places where somebody has proven to be the owner are counted apart from all others.
        """
        ...

    async def release(self, what: Braked, subject: str) -> None:
        """Notes that the caller has proven to be the owner: the tries from the same place are forgotten."""
        ...

    async def clear(self, what: Braked, subject: str) -> None:
        """Forgets the tries from all places that are not known."""
        ...


class Passwords(Protocol):
    """Hashes passwords slowly, off the event loop; `Unavailable` when too many wait."""

    async def hash(self, password: str) -> str: ...

    async def verify(self, password: str, hashed: str | None) -> bool:
        """Whether they belong together; None costs the same time and is False."""
        ...


class AccessTokens(Protocol):
    """Signs and reads short-lived access tokens."""

    def issue(self, user: User, sign_in_id: FamilyId | None, now: datetime) -> str:
        """A token of this sign-in, which ends with it."""
        ...

    def read(self, token: str, now: datetime) -> Claimant:
        """Returns the user and the sign-in that the token belongs to. Raises: ExpiredToken, InvalidToken."""
        ...

    def expires_at(self, token: str) -> datetime:
        """Until when a token that was read is good; refuses with `InvalidToken`."""
        ...


class OpaqueTokens(Protocol):
    """Makes unguessable tokens and the digests under which they are kept."""

    def new(self) -> str: ...

    def digest(self, token: str) -> str: ...
