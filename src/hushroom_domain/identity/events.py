"""The events of identity."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from attrs import frozen

from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import EmailChangeId, FamilyId, IdentityId, RecoveryId, UserId


@frozen
class UserRegistered(Event):
    name: ClassVar[str] = "user.registered"
    user_id: UserId


@frozen(kw_only=True)
class PasswordForgotten(Event):
    """A reset link was requested for the address of an account.

    In rows of older releases `asked_at` is None, and `user_id` is None where no account had the address.
    """

    name: ClassVar[str] = "user.password_forgotten"
    request_id: UUID
    user_id: UserId | None
    asked_at: datetime | None = None
    is_from_known: bool = False
    """True for a request from a known device of the owner; those are counted by themselves."""


@frozen(kw_only=True)
class AttemptFailed(Event):
    """A wrong proof was given, such as a password, and the next attempts at the account are refused for a while.

    Rows of older releases are about other failures too: `is_last` is False for those, and `user_id` is None where no
    account had the address.
    """

    name: ClassVar[str] = "user.attempt_failed"
    request_id: UUID
    user_id: UserId | None
    is_last: bool
    at: datetime


@frozen(kw_only=True)
class NewDeviceSignedIn(Event):
    """A user signed in on a device that the account had not used; the device has the id of the sign-in.

    The facts are those of the sign-in: the device may have moved on, or be forgotten, before its owner is told. Rows of
    older releases have none of them, and `at` is None there.
    """

    name: ClassVar[str] = "user.new_device_signed_in"
    user_id: UserId
    device_id: FamilyId
    label: str | None = None
    network: str | None = None
    at: datetime | None = None


@frozen(kw_only=True)
class UserSuspended(Event):
    """A user was suspended by an administrator or by the third reporter."""

    name: ClassVar[str] = "user.suspended"
    request_id: UUID
    user_id: UserId


@frozen(kw_only=True)
class AccountDeactivated(Event):
    """A user deleted their account and can still bring it back; `AccountClosed` is announced with it."""

    name: ClassVar[str] = "user.account_deactivated"
    user_id: UserId
    at: datetime


@frozen
class AccountReactivated(Event):
    """The owner of a deleted account brought it back."""

    name: ClassVar[str] = "user.account_reactivated"
    user_id: UserId


@frozen(kw_only=True)
class AccountDeleted(Event):
    """A deleted account was erased; what other features keep about the person follows.

    Rows of older releases were stored at the deletion, when they had `AccountClosed` beside them.
    """

    name: ClassVar[str] = "user.account_deleted"
    user_id: UserId
    at: datetime


@frozen(kw_only=True)
class IdentityLinked(Event):
    """An identity of a provider was added to an account, and signs in to it from now on."""

    name: ClassVar[str] = "user.identity_linked"
    identity_id: IdentityId
    user_id: UserId


@frozen(kw_only=True)
class IdentityUnlinked(Event):
    """An identity of a provider was removed from an account."""

    name: ClassVar[str] = "user.identity_unlinked"
    identity_id: IdentityId
    user_id: UserId


@frozen(kw_only=True)
class ErasureDue(Event):
    """The time within which the owner could bring a deleted account back is over.

    `deleted_at` is the time of the deletion; an account that came back in the meantime has another time, or none.
    """

    name: ClassVar[str] = "user.erasure_due"
    user_id: UserId
    deleted_at: datetime


@frozen
class AvatarCheckDue(Event):
    """The stored avatar of this name is not used any more, or may never have come into use."""

    name: ClassVar[str] = "user.avatar_check_due"
    avatar_name: str


@frozen(kw_only=True)
class PasskeyAdded(Event):
    """A passkey was added to the account of the user."""

    name: ClassVar[str] = "user.passkey_added"
    user_id: UserId
    passkey_id: UUID


@frozen(kw_only=True)
class PasskeyRemoved(Event):
    """A passkey was removed from the account of the user."""

    name: ClassVar[str] = "user.passkey_removed"
    user_id: UserId
    passkey_id: UUID


@frozen(kw_only=True)
class PasskeyDoubted(Event):
    """A passkey of several devices signed in, and its sign count has not risen."""

    name: ClassVar[str] = "user.passkey_doubted"
    user_id: UserId
    request_id: UUID


@frozen(kw_only=True)
class FactorAdded(Event):
    """An authenticator app became a second factor of the user."""

    name: ClassVar[str] = "user.factor_added"
    user_id: UserId
    request_id: UUID


@frozen(kw_only=True)
class FactorRemoved(Event):
    """The authenticator app of the user was removed."""

    name: ClassVar[str] = "user.factor_removed"
    user_id: UserId
    request_id: UUID


@frozen(kw_only=True)
class RecoveryCodesReplaced(Event):
    """The user has new recovery codes, in place of the earlier ones."""

    name: ClassVar[str] = "user.recovery_codes_replaced"
    user_id: UserId
    request_id: UUID


@frozen(kw_only=True)
class EmailChangeAsked(Event):
    """A user asked for another address; `holder_id` is the user who has that address, None for a free one."""

    name: ClassVar[str] = "user.email_change_asked"
    change_id: EmailChangeId
    user_id: UserId
    holder_id: UserId | None


@frozen(kw_only=True)
class EmailChanged(Event):
    """The new address of a user was proved; `is_undoable` is false if nobody had proved the old one."""

    name: ClassVar[str] = "user.email_changed"
    change_id: EmailChangeId
    user_id: UserId
    is_undoable: bool


@frozen(kw_only=True)
class EmailChangeUndone(Event):
    """A change of address was undone from the old mailbox, so the user needs a new password."""

    name: ClassVar[str] = "user.email_change_undone"
    change_id: EmailChangeId
    user_id: UserId


@frozen(kw_only=True)
class FactorRecoveryAsked(Event):
    """A person who has lost all second factors asked to recover the account; the owner can stop it."""

    name: ClassVar[str] = "user.factor_recovery_asked"
    user_id: UserId
    recovery_id: RecoveryId


@frozen(kw_only=True)
class FactorRecoveryStopped(Event):
    """The recovery of an account ended without effect."""

    name: ClassVar[str] = "user.factor_recovery_stopped"
    user_id: UserId
    recovery_id: RecoveryId


@frozen(kw_only=True)
class FactorRecoveryApproved(Event):
    """An administrator approved the recovery of an account, and its second factors are removed."""

    name: ClassVar[str] = "user.factor_recovery_approved"
    user_id: UserId
    recovery_id: RecoveryId


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
