"""The events of identity."""

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
    """A reset link was requested; `user_id` is None when no account has the address.

    `asked_at` is None in rows of older releases.
    """

    name: ClassVar[str] = "user.password_forgotten"
    request_id: UUID
    user_id: UserId | None
    asked_at: datetime | None = None


@frozen(kw_only=True)
class UserSuspended(Event):
    """A user was suspended by an administrator or by the third reporter."""

    name: ClassVar[str] = "user.suspended"
    request_id: UUID
    user_id: UserId


@frozen(kw_only=True)
class AccountDeleted(Event):
    """A user deleted their account; `AccountClosed` is announced with it."""

    name: ClassVar[str] = "user.account_deleted"
    user_id: UserId
    at: datetime


@frozen
class AccessEnded(Event):
    """At least one sign-in of the user ended, so the connections of that sign-in are to be closed."""

    name: ClassVar[str] = "user.access_ended"
    user_id: UserId


@frozen
class AccountClosed(Event):
    """The account of the user was deleted or deactivated, so no request can act as this user."""

    name: ClassVar[str] = "user.account_closed"
    user_id: UserId
