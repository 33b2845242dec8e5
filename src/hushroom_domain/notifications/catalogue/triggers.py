"""The causes of emails: the events, and the occasions that follow from them."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID, uuid5

from attrs import frozen

from hushroom_domain.companions.events import CompanionReactivated, CompanionSuspended
from hushroom_domain.identity.events import (
    AccountDeactivated,
    EmailChangeAsked,
    EmailChanged,
    EmailChangeUndone,
    FactorAdded,
    FactorRecoveryApproved,
    FactorRecoveryAsked,
    FactorRecoveryStopped,
    FactorRemoved,
    IdentityLinked,
    IdentityUnlinked,
    NewDeviceSignedIn,
    PasskeyAdded,
    PasskeyDoubted,
    PasskeyRemoved,
    PasswordForgotten,
    RecoveryCodesReplaced,
    UserSuspended,
)
from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import EmailChangeId, FamilyId, SessionId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.limits import MOMENT, Characters

DEVICE_WORDS = Characters(max=200)
"""The label or the network of a device."""
E = TypeVar("E", bound=Event)


@frozen(kw_only=True)
class NewDevice(ValidatedInput):
    """The facts of a sign-in on a new device."""

    label: Annotated[str | None, DEVICE_WORDS] = None
    network: Annotated[str | None, DEVICE_WORDS] = None
    at: Annotated[datetime, MOMENT]


@frozen(kw_only=True)
class Occasion(ValidatedInput):
    """The receiver of an email and its subject."""

    user_id: UserId
    session_id: SessionId | None = None
    device_id: FamilyId | None = None
    device: NewDevice | None = None
    """The facts of the device of `device_id`; None for what an older release announced, whose device is read."""
    change_id: EmailChangeId | None = None
    request_id: UUID | None = None
    """Distinguishes emails of one kind to one user that are each to be sent, such as reset links."""
    asked_at: Annotated[datetime | None, MOMENT] = None
    """The time at which the email was requested; None when the platform sends it by itself."""
    is_counted: bool = True
    """False for an email that no quota holds back, because its requests are counted where they are made."""


@frozen
class EmailTrigger:
    """Sends an email when an event happens; the outbox keeps the name of the reaction."""

    reaction: str
    event: type[Event]
    occasion: Callable[[Any], Occasion | None]


def on(event: type[E], reaction: str, occasion: Callable[[E], Occasion | None]) -> EmailTrigger:
    """Builds a trigger. `occasion` takes an event of this type and returns None when no email follows from it."""
    return EmailTrigger(reaction, event, occasion)


def to_owner_of_passkey(event: PasskeyAdded | PasskeyRemoved) -> Occasion:
    """Returns the occasion of an email about a passkey."""
    return Occasion(user_id=event.user_id, request_id=event.passkey_id)


def to_owner_of_identity(event: IdentityLinked | IdentityUnlinked) -> Occasion:
    """Returns the occasion of an email about an identity at a provider."""
    return Occasion(user_id=event.user_id, request_id=event.identity_id)


def on_request(event: CompanionSuspended | CompanionReactivated | PasskeyDoubted | UserSuspended) -> Occasion:
    """Returns the occasion of an email that its event tells apart by an id of its own."""
    return Occasion(user_id=event.user_id, request_id=event.request_id)


def on_new_device(event: NewDeviceSignedIn) -> Occasion:
    """Returns the occasion of an email about a sign-in on a new device."""
    device = NewDevice(label=event.label, network=event.network, at=event.at) if event.at else None
    return Occasion(user_id=event.user_id, device_id=event.device_id, request_id=event.device_id, device=device)


def to_owner(event: PasswordForgotten) -> Occasion | None:
    """Returns the occasion of a reset link; None when no account has the address."""
    if event.user_id is None:
        return None
    return Occasion(
        user_id=event.user_id,
        request_id=event.request_id,
        asked_at=event.asked_at,
        is_counted=not event.is_from_known,
    )


def to_new_mailbox(event: EmailChangeAsked) -> Occasion | None:
    """Returns the occasion of the link that confirms a change of address; None when another account has the address."""
    return about_change(event) if event.holder_id is None else None


def to_holder(event: EmailChangeAsked) -> Occasion | None:
    """Returns the occasion of an email to the account that has the address which another account asked for."""
    return None if event.holder_id is None else Occasion(user_id=event.holder_id, request_id=event.change_id)


def to_old_mailbox(event: EmailChanged) -> Occasion | None:
    """Returns the occasion of the link that undoes a change of address; None if nobody had proved the old one."""
    return about_change(event) if event.is_undoable else None


def to_unproved_mailbox(event: EmailChanged) -> Occasion | None:
    """Returns the occasion of an email to an old address that nobody had proved, and that so gets no link."""
    return None if event.is_undoable else about_change(event)


def about_change(event: EmailChangeAsked | EmailChanged | EmailChangeUndone) -> Occasion:
    """Returns the occasion of an email about a change of address."""
    return Occasion(user_id=event.user_id, change_id=event.change_id, request_id=event.change_id)


def to_owner_of_factor(event: FactorAdded | FactorRemoved | RecoveryCodesReplaced) -> Occasion:
    """Returns the occasion of an email about a second factor."""
    return Occasion(user_id=event.user_id, request_id=event.request_id)


def to_owner_of_recovery(
    event: FactorRecoveryAsked | FactorRecoveryStopped | FactorRecoveryApproved,
) -> Occasion:
    """Returns the occasion of an email about the recovery of an account."""
    return Occasion(user_id=event.user_id, request_id=event.recovery_id)


def to_deleted(event: AccountDeactivated) -> Occasion:
    """Returns the occasion of the letter about a deletion, with an id of it: an account can be deleted again."""
    return Occasion(user_id=event.user_id, request_id=uuid5(event.user_id, event.at.isoformat()))
