"""A user's own export: everything that is held on them, in the shapes that they know from the other routes."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from hushroom_domain.administration.queries import Export
from hushroom_domain.drift.model import DriftLog
from hushroom_domain.shared.ids import SessionId
from hushroom_http.answers.audit import AuditLogAnswer, audit_log_answer
from hushroom_http.answers.availability import SlotAnswer, slot_answers
from hushroom_http.answers.companions import OwnCompanionAnswer, own_companion_answer
from hushroom_http.answers.drift import DriftLogAnswer, drift_log_answer
from hushroom_http.answers.payments import PaymentAnswer, payment_answer
from hushroom_http.answers.ratings import RatingAnswer, rating_answers
from hushroom_http.answers.reports import ReportAnswer, report_answer
from hushroom_http.answers.sessions import SessionAnswer, listed_session_fields
from hushroom_http.answers.shape import Answer, Time
from hushroom_http.answers.users import LanguageAnswer, UserAnswer, language_answer, user_answer
from hushroom_http.presenting import at


class ExportedSessionAnswer(SessionAnswer, kw_only=True):
    """A session with goal, contract and drift logs."""

    drift_logs: list[DriftLogAnswer]


class ExportAnswer(Answer):
    """Everything that is held on a user."""

    message: str
    exported_at: Time
    profile: UserAnswer
    language_preferences: list[LanguageAnswer]
    companion_profile: OwnCompanionAnswer | None
    availability: list[SlotAnswer]
    sessions: list[ExportedSessionAnswer]
    ratings_given: list[RatingAnswer]
    ratings_received: list[RatingAnswer]
    payments: list[PaymentAnswer]
    reports_made: list[ReportAnswer]
    audit_logs: list[AuditLogAnswer]


def export_answer(held: Export, exported_at: datetime) -> ExportAnswer:
    return ExportAnswer(
        message="Your data export is complete",
        exported_at=at(exported_at),
        profile=user_answer(held.user),
        language_preferences=[language_answer(spoken) for spoken in held.languages],
        companion_profile=own_companion_answer(held.companion, held.availability) if held.companion else None,
        availability=slot_answers(held.availability),
        sessions=_sessions(held),
        ratings_given=rating_answers(held.ratings_given),
        ratings_received=rating_answers(held.ratings_received),
        payments=[payment_answer(payment) for payment in held.payments],
        reports_made=[report_answer(report) for report in held.reports],
        audit_logs=[audit_log_answer(entry) for entry in held.audit_logs],
    )


def _sessions(held: Export) -> list[ExportedSessionAnswer]:
    logs = _by_session(held.drift_logs)
    return [
        ExportedSessionAnswer(
            **listed_session_fields(view, held.user.id),
            drift_logs=[drift_log_answer(log) for log in logs[view.session.id]],
        )
        for view in held.sessions
    ]


def _by_session(logs: Iterable[DriftLog]) -> defaultdict[SessionId, list[DriftLog]]:
    found: defaultdict[SessionId, list[DriftLog]] = defaultdict(list)
    for log in logs:
        found[log.session_id].append(log)
    return found
