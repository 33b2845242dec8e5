"""What accounts announce."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from attrs import frozen

from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import UserId


@frozen
class UserRegistered(Event):
    name: ClassVar[str] = "user.registered"
    user_id: UserId


@frozen(kw_only=True)
class PasswordForgotten(Event):
    """Somebody asked for a reset link; `user_id` is None when the address belongs to nobody.

    `asked_at` is None in rows of older releases.
    """

    name: ClassVar[str] = "user.password_forgotten"
    request_id: UUID
    user_id: UserId | None
    asked_at: datetime | None = None


@frozen(kw_only=True)
class UserSuspended(Event):
    """An administrator, or the third reporter, locked somebody out."""

    name: ClassVar[str] = "user.suspended"
    request_id: UUID
    user_id: UserId


@frozen(kw_only=True)
class AccountDeleted(Event):
    """A user closed the account for good; `AccountClosed` comes with it."""

    name: ClassVar[str] = "user.account_deleted"
    user_id: UserId
    at: datetime


@frozen
class AccessEnded(Event):
    """At least one sign-in of this user is over: connections that rest on it are to be closed."""

    name: ClassVar[str] = "user.access_ended"
    user_id: UserId


@frozen
class AccountClosed(Event):
    """Nobody can act as this user any more: they left, or were locked out."""

    name: ClassVar[str] = "user.account_closed"
    user_id: UserId
