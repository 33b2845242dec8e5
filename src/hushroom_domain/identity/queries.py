"""The query ports of identity; each query is one statement."""

from datetime import datetime
from typing import Annotated, Protocol

from attrs import frozen

from hushroom_domain.identity.model import (
    Device,
    FactorRecovery,
    FactorState,
    LinkedIdentity,
    Passkey,
    SpokenLanguage,
    User,
    UserRole,
    Viewer,
)
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.limits import MOMENT


@frozen(kw_only=True)
class Person:
    """The public view of a user, without the address."""

    id: UserId
    display_name: str | None
    avatar_url: str | None


@frozen(kw_only=True)
class Contact(Person):
    """The administrators' view of a user, with the address."""

    email: str


@frozen(kw_only=True)
class RecoveryRecord:
    """The administrators' view of a request to recover an account, with its user."""

    recovery: FactorRecovery
    user: User


@frozen
class UserProfile:
    """A user's own view of their profile, with the languages."""

    user: User
    languages: tuple[SpokenLanguage, ...]


@frozen(kw_only=True)
class BrowserViewer:
    """The signed-in reader of pages with their names, and the language and zone in which pages are written for them.

    `last_used_at` is the last noted use of the sign-in, which ends at `ends_at` unless it is used before.
    """

    user_id: UserId
    sign_in_id: FamilyId
    role: UserRole
    display_name: str | None
    first_name: str | None
    last_name: str | None
    avatar_url: str | None
    language: str
    timezone: str
    is_email_verified: bool
    last_used_at: datetime
    ends_at: datetime
    unread_notifications: int

    @property
    def name(self) -> str:
        """Returns the name by which a page addresses the reader; an empty text without one."""
        return self.display_name or self.first_name or ""

    @property
    def viewer(self) -> Viewer:
        """Returns the reader as use cases and queries know them."""
        return Viewer(self.user_id, self.role)


class DeviceQueries(Protocol):
    """Reads the devices of users."""

    async def of(self, user_id: UserId, now: datetime) -> tuple[Device, ...]:
        """Returns the devices whose sign-ins have not ended, the last used first, at most `DEVICES_LISTED`."""
        ...


class ViewerQueries(Protocol):
    """Looks up the viewer of a request."""

    async def browser(self, digest: str, now: datetime) -> BrowserViewer | None:
        """Returns the reader whose cookie has this digest; None when the sign-in or the account has ended."""
        ...

    async def viewer(self, user_id: UserId, sign_in_id: FamilyId | None = None) -> Viewer | None:
        """Returns the viewer with this id as stored now; None when deleted, deactivated or unknown.

        Raises: SignInEnded (`sign_in_id` is given and that sign-in has ended).
        """
        ...


class UserQueries(Protocol):
    """Reads about users."""

    async def profile(self, user_id: UserId, sign_in_id: FamilyId | None = None) -> UserProfile | None:
        """Returns the profile; None when the user is unknown or the given sign-in has ended."""
        ...

    async def languages(self, user_id: UserId) -> tuple[SpokenLanguage, ...]: ...

    async def identities(self, user_id: UserId) -> tuple[LinkedIdentity, ...]:
        """Returns the identities of a user at providers, oldest first, at most `IDENTITIES_LISTED`."""
        ...

    async def passkeys(self, user_id: UserId) -> tuple[Passkey, ...]:
        """Returns the passkeys of the user, the oldest first."""
        ...

    async def second_factors(self, user_id: UserId) -> FactorState: ...


class RecoveryQueries(Protocol):
    """Reads the requests to recover accounts, for administrators."""

    async def open(self, now: Annotated[datetime, MOMENT]) -> tuple[RecoveryRecord, ...]:
        """Returns the requests that wait for their approval, the oldest first, at most `RECOVERIES_LISTED`."""
        ...
