"""The export of a user's data, in the response types of the other routes."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import datetime
from operator import attrgetter
from typing import Annotated, TypeVar

from hushroom_domain.administration.queries import Export
from hushroom_domain.companions.model import CompanionTier, Favourite
from hushroom_domain.identity.model import IdentityVerification, VerificationFailure
from hushroom_domain.identity.state_machine import VerificationStatus
from hushroom_domain.payments.model import Instruction, Payment, Refund
from hushroom_domain.payments.rules.provider_snapshot import DisputeState
from hushroom_domain.sessions.queries import SessionView
from hushroom_domain.sessions.state_machine import SessionEndedBy
from hushroom_http.api_v1.administration.audit_responses import AuditLogAnswer, audit_log_answer
from hushroom_http.api_v1.availability.responses import SlotAnswer, slot_answers
from hushroom_http.api_v1.companions.responses import OwnCompanionAnswer, own_companion_answer
from hushroom_http.api_v1.drift.responses import DriftLogAnswer, drift_log_answer
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.identity.responses import LanguageAnswer, UserAnswer, language_answer, user_answer
from hushroom_http.api_v1.identity.sign_in_history import (
    EmailChangeAnswer,
    ExportedDeviceAnswer,
    ExportedIdentityAnswer,
    ExportedPasskeyAnswer,
    PushDeviceAnswer,
    SentLinkAnswer,
    SignInAnswer,
    email_change_answer,
    exported_device_answer,
    exported_identity_answer,
    exported_passkey_answer,
    link_answer,
    push_device_answer,
    sign_in_answer,
)
from hushroom_http.api_v1.moderation.responses import ReportAnswer, report_answer
from hushroom_http.api_v1.notifications.responses import (
    LetterAnswer,
    NotificationAnswer,
    letter_answer,
    notification_answer,
)
from hushroom_http.api_v1.payments.responses import (
    PaymentAnswer,
    PostingAnswer,
    RefundAnswer,
    payment_fields,
    posting_answer,
    refund_answer,
)
from hushroom_http.api_v1.ratings.responses import RatingAnswer, rating_answers
from hushroom_http.api_v1.response_shape import Answer, Decimal, Id, Time, member_of
from hushroom_http.api_v1.sessions.responses import ListedSessionAnswer, listed_session_fields

T = TypeVar("T")


class ExportedSessionAnswer(ListedSessionAnswer, kw_only=True):
    """A session with all its stored times, goal, contract and drift logs."""

    matched_at: Time | None
    agreed_tier: Annotated[str, member_of(CompanionTier)] | None
    pay_by: Time | None
    ended_by: Annotated[str, member_of(SessionEndedBy)] | None
    seeker_ready_at: Time | None
    companion_ready_at: Time | None
    paused_at: Time | None
    paused_seconds: int
    drift_logs: list[DriftLogAnswer]


class FavouriteAnswer(Answer):
    """A companion whom the user wants to find again."""

    companion_id: Id
    created_at: Time


def favourite_answer(favourite: Favourite) -> FavouriteAnswer:
    return FavouriteAnswer(companion_id=favourite.companion_id, created_at=at(favourite.created_at))


class IdentityVerificationAnswer(Answer):
    """The outcome of the verification of the user's identity; nothing of the document is stored."""

    status: Annotated[str, member_of(VerificationStatus)]
    attempt: int
    failure: Annotated[str, member_of(VerificationFailure)] | None
    verified_at: Time | None
    updated_at: Time


def verification_answer(verification: IdentityVerification) -> IdentityVerificationAnswer:
    return IdentityVerificationAnswer(
        status=verification.status,
        attempt=verification.attempt,
        failure=verification.failure,
        verified_at=at(verification.verified_at),
        updated_at=at(verification.updated_at),
    )


class ExportedPaymentAnswer(PaymentAnswer, kw_only=True):
    """A payment with its instruction and results; only its payer sees the card."""

    payment_method_id: str | None
    authorized_amount: Decimal
    captured_amount: Decimal
    instruction: Annotated[str, member_of(Instruction)]
    dispute: Annotated[str, member_of(DisputeState)]
    keeps_card: bool
    held_until: Time | None
    attempted_at: Time
    refunds: list[RefundAnswer]


class ExportAnswer(Answer):
    """All stored data of a user."""

    message: str
    exported_at: Time
    profile: UserAnswer
    language_preferences: list[LanguageAnswer]
    sign_ins: list[SignInAnswer]
    devices: list[ExportedDeviceAnswer]
    linked_identities: list[ExportedIdentityAnswer]
    passkeys: list[ExportedPasskeyAnswer]
    email_changes: list[EmailChangeAnswer]
    links_sent: list[SentLinkAnswer]
    letters_sent: list[LetterAnswer]
    push_devices: list[PushDeviceAnswer]
    notifications: list[NotificationAnswer]
    favourites: list[FavouriteAnswer]
    identity_verifications: list[IdentityVerificationAnswer]
    companion_profile: OwnCompanionAnswer | None
    availability: list[SlotAnswer]
    sessions: list[ExportedSessionAnswer]
    ratings_given: list[RatingAnswer]
    ratings_received: list[RatingAnswer]
    payments: list[ExportedPaymentAnswer]
    ledger_entries: list[PostingAnswer]
    reports_made: list[ReportAnswer]
    audit_logs: list[AuditLogAnswer]


def export_answer(held: Export, exported_at: datetime) -> ExportAnswer:
    return ExportAnswer(
        message="Your data export is complete",
        exported_at=at(exported_at),
        profile=user_answer(held.user),
        language_preferences=[language_answer(spoken) for spoken in held.languages],
        sign_ins=[sign_in_answer(one) for one in held.sign_ins],
        devices=[exported_device_answer(one) for one in held.devices],
        linked_identities=[exported_identity_answer(one) for one in held.identities],
        passkeys=[exported_passkey_answer(one) for one in held.passkeys],
        email_changes=[email_change_answer(one) for one in held.email_changes],
        links_sent=[link_answer(one) for one in held.links],
        letters_sent=[letter_answer(one) for one in held.emails],
        push_devices=[push_device_answer(one) for one in held.push_devices],
        notifications=[notification_answer(one) for one in held.notifications],
        favourites=[favourite_answer(one) for one in held.favourites],
        identity_verifications=[verification_answer(one) for one in held.verifications],
        companion_profile=own_companion_answer(held.companion, held.availability) if held.companion else None,
        availability=slot_answers(held.availability),
        sessions=_sessions(held),
        ratings_given=rating_answers(held.ratings_given),
        ratings_received=rating_answers(held.ratings_received),
        payments=_payments(held),
        ledger_entries=[posting_answer(posting) for posting in held.postings],
        reports_made=[report_answer(report) for report in held.reports],
        audit_logs=[audit_log_answer(entry) for entry in held.audit_logs],
    )


def _sessions(held: Export) -> list[ExportedSessionAnswer]:
    logs = _grouped(held.drift_logs, "session_id")
    return [_session(view, held, [drift_log_answer(log) for log in logs[view.session.id]]) for view in held.sessions]


def _session(view: SessionView, held: Export, logs: list[DriftLogAnswer]) -> ExportedSessionAnswer:
    session = view.session
    return ExportedSessionAnswer(
        **listed_session_fields(view, held.user.id),
        matched_at=at(session.matched_at),
        agreed_tier=session.agreed_tier,
        pay_by=at(session.pay_by),
        ended_by=session.ended_by,
        seeker_ready_at=at(session.seeker_ready_at),
        companion_ready_at=at(session.companion_ready_at),
        paused_at=at(session.paused_at),
        paused_seconds=session.paused_seconds,
        drift_logs=logs,
    )


def _payments(held: Export) -> list[ExportedPaymentAnswer]:
    refunds = _grouped(held.refunds, "payment_id")
    return [_payment(payment, held, refunds) for payment in held.payments]


def _payment(payment: Payment, held: Export, refunds: dict[Hashable, list[Refund]]) -> ExportedPaymentAnswer:
    return ExportedPaymentAnswer(
        **payment_fields(payment),
        payment_method_id=payment.method_id if payment.payer_id == held.user.id else None,
        authorized_amount=str(payment.authorized_amount),
        captured_amount=str(payment.captured),
        instruction=payment.instruction,
        dispute=payment.dispute.value,
        keeps_card=payment.keeps_card,
        held_until=at(payment.held_until),
        attempted_at=at(payment.attempted_at),
        refunds=[refund_answer(refund) for refund in refunds[payment.id]],
    )


def _grouped(things: Iterable[T], by: str) -> defaultdict[Hashable, list[T]]:
    found: defaultdict[Hashable, list[T]] = defaultdict(list)
    for thing in things:
        found[attrgetter(by)(thing)].append(thing)
    return found
