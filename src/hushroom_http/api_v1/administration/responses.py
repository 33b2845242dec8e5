"""The responses for administrators: statistics, and pages of users, sessions and payments."""

from hushroom_domain.administration.model import Statistics
from hushroom_domain.administration.queries import PaymentRecord, SessionRecord
from hushroom_domain.shared.ids import UserId
from hushroom_http.api_v1.companions.reviewed_responses import KnownPartnerAnswer, known_partner_answer
from hushroom_http.api_v1.formatting import number
from hushroom_http.api_v1.goals.responses import GoalAnswer, goal_answer
from hushroom_http.api_v1.identity.person_responses import ContactAnswer, contact_answer
from hushroom_http.api_v1.identity.responses import UserAnswer
from hushroom_http.api_v1.payments.responses import PaymentAnswer, payment_fields
from hushroom_http.api_v1.response_page import PageAnswer
from hushroom_http.api_v1.response_shape import Answer
from hushroom_http.api_v1.sessions.responses import (
    ListedSessionAnswer,
    SessionAnswer,
    listed_session_fields,
    session_fields,
)


class StatisticsAnswer(Answer):
    """The platform in numbers; revenue is the sum of the platform's fees in major units."""

    total_users: int
    total_companions: int
    total_sessions: int
    completed_sessions: int
    total_payments: int
    total_revenue: float
    pending_reports: int


class UserPage(PageAnswer):
    users: list[UserAnswer]


class ReviewedSessionAnswer(ListedSessionAnswer):
    """A session as administrators see it: with both people."""

    user: ContactAnswer
    companion: KnownPartnerAnswer | None


class SessionPage(PageAnswer):
    sessions: list[ReviewedSessionAnswer]


class PaidForSessionAnswer(SessionAnswer):
    """The session of a payment as administrators see it."""

    user: ContactAnswer
    goal: GoalAnswer | None


class ReviewedPaymentAnswer(PaymentAnswer):
    """A payment as administrators see it."""

    session: PaidForSessionAnswer


class PaymentPage(PageAnswer):
    payments: list[ReviewedPaymentAnswer]


def statistics_answer(statistics: Statistics) -> StatisticsAnswer:
    return StatisticsAnswer(
        total_users=statistics.total_users,
        total_companions=statistics.total_companions,
        total_sessions=statistics.total_sessions,
        completed_sessions=statistics.completed_sessions,
        total_payments=statistics.total_payments,
        total_revenue=number(statistics.total_revenue),
        pending_reports=statistics.pending_reports,
    )


def reviewed_session_answer(record: SessionRecord, admin_id: UserId) -> ReviewedSessionAnswer:
    card, user = record.view.companion, record.companion_user
    return ReviewedSessionAnswer(
        **listed_session_fields(record.view, admin_id),
        user=contact_answer(record.seeker),
        companion=known_partner_answer(card, user, admin_id) if card and user else None,
    )


def reviewed_payment_answer(record: PaymentRecord) -> ReviewedPaymentAnswer:
    session = PaidForSessionAnswer(
        **session_fields(record.session),
        user=contact_answer(record.seeker),
        goal=goal_answer(record.goal) if record.goal else None,
    )
    return ReviewedPaymentAnswer(**payment_fields(record.payment), session=session)
