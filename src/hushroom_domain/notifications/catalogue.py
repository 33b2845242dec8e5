"""The catalogue of emails: each kind with its rules, its plain English words, and the events that cause it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar
from uuid import UUID

from attrs import frozen

from hushroom_domain.companions.events import CompanionApproved, CompanionSuspended
from hushroom_domain.identity.events import PasswordForgotten, UserRegistered, UserSuspended
from hushroom_domain.identity.model import TokenPurpose
from hushroom_domain.moderation.events import ReportFiled
from hushroom_domain.payments.events import HoldLapsed
from hushroom_domain.sessions.events import SessionEnded, SessionMatched
from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.limits import MOMENT

E = TypeVar("E", bound=Event)


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


@frozen(kw_only=True)
class Occasion(ValidatedInput):
    """The receiver of an email and its subject."""

    user_id: UserId
    session_id: SessionId | None = None
    request_id: UUID | None = None
    """Distinguishes emails of one kind to one user that are each to be sent, such as reset links."""
    asked_at: Annotated[datetime | None, MOMENT] = None
    """The time at which the email was requested; None when the platform sends it by itself."""


@frozen
class EmailTrigger:
    """Sends an email when an event happens; the outbox keeps the name of the reaction."""

    reaction: str
    event: type[Event]
    occasion: Callable[[Any], Occasion | None]


def on(event: type[E], reaction: str, occasion: Callable[[E], Occasion | None]) -> EmailTrigger:
    """Builds a trigger. `occasion` takes an event of this type and returns None when no email follows from it."""
    return EmailTrigger(reaction, event, occasion)


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
    """False if only a held payment or an administrator can cause the email, so that no quota of emails applies."""


def _to_seeker(event: SessionMatched | SessionEnded | HoldLapsed) -> Occasion:
    return Occasion(user_id=event.seeker_id, session_id=event.session_id)


def _to_companion(event: SessionMatched | SessionEnded | HoldLapsed) -> Occasion:
    return Occasion(user_id=event.companion_user_id, session_id=event.session_id)


def _to_owner(event: PasswordForgotten) -> Occasion | None:
    if event.user_id is None:
        return None
    return Occasion(user_id=event.user_id, request_id=event.request_id, asked_at=event.asked_at)


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
        triggers=(
            on(
                UserSuspended,
                "tell_user_of_suspension",
                lambda event: Occasion(user_id=event.user_id, request_id=event.request_id),
            ),
            on(CompanionSuspended, "tell_companion_of_suspension", lambda event: Occasion(user_id=event.user_id)),
        ),
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
        triggers=(on(PasswordForgotten, "send_reset_link", _to_owner),),
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
}
