"""What administrators are shown: the platform in numbers, and pages of everything on it."""

from hushroom_domain.administration.queries import Statistics
from hushroom_domain.payments.queries import PaymentView
from hushroom_http.answers.payments import PaymentAnswer, payment_fields
from hushroom_http.answers.sessions import SessionAnswer, session_answer
from hushroom_http.answers.shape import Answer
from hushroom_http.answers.users import UserAnswer
from hushroom_http.presenting import number


class StatisticsAnswer(Answer):
    """The platform in numbers; revenue is what the platform kept, in major units."""

    total_users: int
    total_companions: int
    total_sessions: int
    completed_sessions: int
    total_payments: int
    total_revenue: float
    pending_reports: int


class UserPage(Answer):
    users: list[UserAnswer]
    total: int
    page: int
    limit: int
    total_pages: int


class SessionPage(Answer):
    sessions: list[SessionAnswer]
    total: int
    page: int
    limit: int
    total_pages: int


class ReviewedPaymentAnswer(PaymentAnswer):
    """A payment with its session, and without what only its payer needs."""

    session: SessionAnswer


class PaymentPage(Answer):
    payments: list[ReviewedPaymentAnswer]
    total: int
    page: int
    limit: int
    total_pages: int


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


def reviewed_payment_answer(view: PaymentView) -> ReviewedPaymentAnswer:
    return ReviewedPaymentAnswer(**payment_fields(view.payment), session=session_answer(view.session))
