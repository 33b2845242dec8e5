"""The catalogue of emails and push messages: each kind with its rules, its English words, and its causes."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import frozen

from hushroom_domain.companions.events import CompanionApproved, CompanionReactivated, CompanionSuspended
from hushroom_domain.identity.events import (
    AttemptFailed,
    FactorAdded,
    FactorRemoved,
    IdentityLinked,
    IdentityUnlinked,
    NewDeviceSignedIn,
    PasskeyAdded,
    PasskeyDoubted,
    PasskeyRemoved,
    PasswordForgotten,
    RecoveryCodesReplaced,
    UserRegistered,
    UserSuspended,
)
from hushroom_domain.identity.model import TokenPurpose
from hushroom_domain.moderation.events import ReportFiled
from hushroom_domain.notifications.catalogue.triggers import (
    EmailTrigger,
    Occasion,
    on,
    on_new_device,
    on_request,
    to_owner,
    to_owner_of_identity,
    to_owner_of_passkey,
)
from hushroom_domain.notifications.events import PushKind
from hushroom_domain.notifications.policy import PUSH_LASTS
from hushroom_domain.payments.events import HoldLapsed
from hushroom_domain.sessions.events import CompanionReady, SessionBeginDue, SessionEnded, SessionMatched
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.participants import ParticipantRole

__all__ = ["CATALOGUE", "PUSHES", "EmailKind", "EmailRow", "EmailTrigger", "Occasion", "PushRow"]


class EmailKind(StrEnum):
    """The kinds of emails."""

    WELCOME = "WELCOME"
    BOOKING_CONFIRMATION = "BOOKING_CONFIRMATION"
    SESSION_COMPLETED = "SESSION_COMPLETED"
    COMPANION_APPROVED = "COMPANION_APPROVED"
    ACCOUNT_SUSPENDED = "ACCOUNT_SUSPENDED"
    VERIFY_EMAIL = "VERIFY_EMAIL"
    RESET_PASSWORD = "RESET_PASSWORD"  # noqa: S105 - the name of an email
    HOLD_LAPSED = "HOLD_LAPSED"
    REPORT_FILED = "REPORT_FILED"
    COMPANION_REACTIVATED = "COMPANION_REACTIVATED"
    COMPANION_SUSPENDED = "COMPANION_SUSPENDED"
    ATTEMPTS_BLOCKED = "ATTEMPTS_BLOCKED"
    NEW_DEVICE = "NEW_DEVICE"
    PASSKEY_ADDED = "PASSKEY_ADDED"
    PASSKEY_REMOVED = "PASSKEY_REMOVED"
    PASSKEY_DOUBTED = "PASSKEY_DOUBTED"
    FACTOR_ADDED = "FACTOR_ADDED"
    FACTOR_REMOVED = "FACTOR_REMOVED"
    RECOVERY_CODES_REPLACED = "RECOVERY_CODES_REPLACED"
    IDENTITY_LINKED = "IDENTITY_LINKED"
    IDENTITY_UNLINKED = "IDENTITY_UNLINKED"


@frozen(kw_only=True)
class EmailRow:
    """The rules of one kind of email, its words in plain English, and the events that cause it."""

    subject: str
    sentence: str
    triggers: tuple[EmailTrigger, ...]
    link: TokenPurpose | None = None
    """The purpose of the token in the link that the email carries."""
    is_about_cancelled: bool = False
    """True if the session must be cancelled when the email is sent; else it must not be cancelled."""
    is_farewell: bool = False
    """True if a deleted user still gets the email, about a session that ended with the account."""
    is_counted: bool = True
    """False if no quota of emails applies: something dearer bounds the email, or its receiver must get each one."""
    most_a_day: int | None = None
    """The quota of this kind in 24 hours, if it is smaller than that of all kinds."""


def _to_seeker(event: SessionMatched | SessionEnded | HoldLapsed) -> Occasion:
    return Occasion(user_id=event.seeker_id, session_id=event.session_id)


def _to_companion(event: SessionMatched | SessionEnded | HoldLapsed) -> Occasion:
    return Occasion(user_id=event.companion_user_id, session_id=event.session_id)


def _to_warned(event: AttemptFailed) -> Occasion | None:
    if event.user_id is None or not event.is_last:
        return None
    return Occasion(user_id=event.user_id, request_id=event.request_id)


def _to_owner_of_factor(event: FactorAdded | FactorRemoved | RecoveryCodesReplaced) -> Occasion:
    return Occasion(user_id=event.user_id, request_id=event.request_id)


CATALOGUE: Mapping[EmailKind, EmailRow] = {
    EmailKind.WELCOME: EmailRow(
        subject="Welcome to Hushroom",
        sentence="Your account is ready.",
        triggers=(on(UserRegistered, "welcome_user", lambda event: Occasion(user_id=event.user_id)),),
    ),
    EmailKind.BOOKING_CONFIRMATION: EmailRow(
        subject="Your session is booked",
        sentence="{type}, {minutes} minutes, with {other}, {when}.",
        triggers=(
            on(SessionMatched, "confirm_booking_to_seeker", _to_seeker),
            on(SessionMatched, "confirm_booking_to_companion", _to_companion),
        ),
    ),
    EmailKind.SESSION_COMPLETED: EmailRow(
        subject="Your session is complete",
        sentence="{minutes} minutes with {other} are done. Thank you.",
        is_farewell=True,
        is_counted=False,
        triggers=(
            on(SessionEnded, "thank_seeker", lambda event: _to_seeker(event) if event.is_completed else None),
            on(SessionEnded, "thank_companion", lambda event: _to_companion(event) if event.is_completed else None),
        ),
    ),
    EmailKind.COMPANION_APPROVED: EmailRow(
        subject="You are a companion now",
        sentence="Your application was approved.",
        is_counted=False,
        triggers=(on(CompanionApproved, "tell_companion_of_approval", lambda event: Occasion(user_id=event.user_id)),),
    ),
    EmailKind.ACCOUNT_SUSPENDED: EmailRow(
        subject="Your account is on hold",
        sentence="Your account is suspended until a person has looked.",
        is_counted=False,
        triggers=(on(UserSuspended, "tell_user_of_suspension", on_request),),
    ),
    EmailKind.COMPANION_SUSPENDED: EmailRow(
        subject="Your companion profile is on hold",
        sentence="Nobody can book you until a person has looked. You can still book sessions.",
        is_counted=False,
        triggers=(on(CompanionSuspended, "tell_companion_of_suspension", on_request),),
    ),
    EmailKind.COMPANION_REACTIVATED: EmailRow(
        subject="Your companion profile is no longer on hold",
        sentence="Your companion profile is not suspended any more.",
        is_counted=False,
        triggers=(on(CompanionReactivated, "tell_companion_of_reactivation", on_request),),
    ),
    EmailKind.VERIFY_EMAIL: EmailRow(
        subject="Confirm your address",
        sentence="This token confirms your address for 24 hours: {token}",
        link=TokenPurpose.VERIFY_EMAIL,
        triggers=(on(UserRegistered, "send_verification", lambda event: Occasion(user_id=event.user_id)),),
    ),
    EmailKind.RESET_PASSWORD: EmailRow(
        subject="Set a new password",
        sentence="This token sets a new password for one hour: {token}",
        link=TokenPurpose.RESET_PASSWORD,
        triggers=(on(PasswordForgotten, "send_reset_link", to_owner),),
    ),
    EmailKind.ATTEMPTS_BLOCKED: EmailRow(
        subject="Somebody tried to get into your account",
        sentence="Wrong passwords or codes were tried, and further ones are refused for up to an hour. You can still "
        "sign in on a device that you have used before, or set a new password by a link.",
        most_a_day=1,
        triggers=(on(AttemptFailed, "warn_of_attempts", _to_warned),),
    ),
    EmailKind.NEW_DEVICE: EmailRow(
        subject="A new device has signed in to your account",
        sentence="If it was not you, change your password and end the sign-in in the list of your devices.",
        triggers=(on(NewDeviceSignedIn, "tell_of_new_device", on_new_device),),
    ),
    EmailKind.HOLD_LAPSED: EmailRow(
        subject="Your session is called off",
        sentence="The hold on its payment has lapsed. Nobody pays for it.",
        is_about_cancelled=True,
        is_counted=False,
        triggers=(
            on(HoldLapsed, "tell_seeker_of_lapse", _to_seeker),
            on(HoldLapsed, "tell_companion_of_lapse", _to_companion),
        ),
    ),
    EmailKind.REPORT_FILED: EmailRow(
        subject="Somebody was reported",
        sentence="A report of abuse waits for you among the open reports.",
        triggers=(
            on(
                ReportFiled,
                "tell_administrator_of_report",
                lambda event: Occasion(user_id=event.admin_id, request_id=event.report_id),
            ),
        ),
    ),
    EmailKind.IDENTITY_LINKED: EmailRow(
        subject="Another way to log in was added to your account",
        sentence="An account elsewhere signs you in from now on. Was it not you? Remove it and set a new password.",
        triggers=(on(IdentityLinked, "tell_owner_of_identity", to_owner_of_identity),),
    ),
    EmailKind.IDENTITY_UNLINKED: EmailRow(
        subject="A way to log in was removed from your account",
        sentence="An account elsewhere does not sign you in any more. Was it not you? Set a new password.",
        triggers=(on(IdentityUnlinked, "tell_owner_of_removed_identity", to_owner_of_identity),),
    ),
    EmailKind.PASSKEY_ADDED: EmailRow(
        subject="A passkey was added to your account",
        sentence="It signs you in from now on. Was it not you? Remove it and set a new password.",
        is_counted=False,
        triggers=(on(PasskeyAdded, "tell_owner_of_passkey", to_owner_of_passkey),),
    ),
    EmailKind.PASSKEY_REMOVED: EmailRow(
        subject="A passkey was removed from your account",
        sentence="It does not sign you in any more. Was it not you? Set a new password.",
        is_counted=False,
        triggers=(on(PasskeyRemoved, "tell_owner_of_removed_passkey", to_owner_of_passkey),),
    ),
    EmailKind.PASSKEY_DOUBTED: EmailRow(
        subject="One of your passkeys may have been copied",
        sentence="Its counter went back at a log-in. If you do not know why, remove it and add a new one.",
        triggers=(on(PasskeyDoubted, "tell_owner_of_doubted_passkey", on_request),),
    ),
    EmailKind.FACTOR_ADDED: EmailRow(
        subject="Your account asks for a second factor now",
        sentence="An authenticator app was set up. Was it not you? Set a new password and ask us for help.",
        triggers=(on(FactorAdded, "tell_owner_of_factor", _to_owner_of_factor),),
    ),
    EmailKind.FACTOR_REMOVED: EmailRow(
        subject="Your second factor was removed",
        sentence="The password alone signs you in again. Was it not you? Set a new password.",
        triggers=(on(FactorRemoved, "tell_owner_of_removed_factor", _to_owner_of_factor),),
    ),
    EmailKind.RECOVERY_CODES_REPLACED: EmailRow(
        subject="Your recovery codes were replaced",
        sentence="The earlier ones do not count any more. Was it not you? Set a new password.",
        triggers=(on(RecoveryCodesReplaced, "tell_owner_of_recovery_codes", _to_owner_of_factor),),
    ),
}


@frozen(kw_only=True)
class PushRow:
    """The rules of one kind of push message, its words in plain English, and the event that causes it.

    The words are shown on locked screens, so they name no person, no goal and no money.
    """

    title: str
    body: str
    event: type[SessionBeginDue | CompanionReady]
    reaction: str
    audience: frozenset[ParticipantRole]
    is_still_true: Callable[[Session, datetime], bool]
    """Returns whether the session still is as it was at the moment of the event."""
    lasts: timedelta = PUSH_LASTS


def _still_begins(session: Session, at: datetime) -> bool:
    return session.scheduled_at == at and session.status in {SessionStatus.PAYMENT_AUTHORIZED, SessionStatus.READY}


def _still_is_ready(session: Session, at: datetime) -> bool:
    return session.companion_ready_at == at and session.status is SessionStatus.READY


PUSHES: Mapping[PushKind, PushRow] = {
    PushKind.SESSION_BEGINS: PushRow(
        title="Your session begins at {time}",
        body="Open it to get ready.",
        event=SessionBeginDue,
        reaction="remind_of_beginning",
        audience=frozenset(ParticipantRole),
        is_still_true=_still_begins,
    ),
    PushKind.COMPANION_READY: PushRow(
        title="Your companion is ready",
        body="Open your session to begin.",
        event=CompanionReady,
        reaction="announce_companion",
        audience=frozenset({ParticipantRole.SEEKER}),
        is_still_true=_still_is_ready,
    ),
}
