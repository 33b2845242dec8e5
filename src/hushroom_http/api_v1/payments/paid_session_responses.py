"""Payments with their sessions, and the earnings of companions."""

from msgspec import UNSET, UnsetType

from hushroom_domain.payments.queries import Earned, Earnings, PaymentView
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.shared.ids import UserId
from hushroom_http.api_v1.companions.reviewed_responses import PartnerAnswer, partner_answer
from hushroom_http.api_v1.formatting import number
from hushroom_http.api_v1.goals.responses import GoalAnswer, goal_answer
from hushroom_http.api_v1.identity.person_responses import PersonAnswer, person_answer
from hushroom_http.api_v1.payments.responses import PaymentAnswer, payment_fields
from hushroom_http.api_v1.response_shape import Answer
from hushroom_http.api_v1.sessions.responses import SessionAnswer, session_fields


class PaidSessionAnswer(SessionAnswer):
    """The session of a payment, with goal and companion."""

    goal: GoalAnswer | None
    companion: PartnerAnswer | None


class PaymentWithSession(PaymentAnswer, kw_only=True):
    """A payment with its session; `client_secret` is for its payer while the payment is PENDING."""

    client_secret: str | UnsetType | None = UNSET
    session: PaidSessionAnswer


class EarnedSessionAnswer(SessionAnswer):
    """The session of a payment as its companion sees it: with goal and seeker."""

    goal: GoalAnswer | None
    user: PersonAnswer


class EarnedPaymentAnswer(PaymentAnswer):
    """A payment as its companion sees it."""

    session: EarnedSessionAnswer


class EarningsAnswer(Answer):
    """Amounts as numbers: captured shares less refunds, and shares that are held. `completed_payouts` is a count."""

    total_earnings: float
    pending_payouts: float
    completed_payouts: int
    recent_payments: list[EarnedPaymentAnswer]


def payment_with_session_answer(view: PaymentView, viewer_id: UserId) -> PaymentWithSession:
    payment, companion = view.payment, view.companion
    is_open = payment.status is PaymentStatus.PENDING and payment.payer_id == viewer_id
    return PaymentWithSession(
        **payment_fields(payment),
        client_secret=payment.client_secret if is_open else UNSET,
        session=PaidSessionAnswer(
            **session_fields(view.session),
            goal=goal_answer(view.goal) if view.goal else None,
            companion=partner_answer(companion, viewer_id) if companion else None,
        ),
    )


def earnings_answer(earnings: Earnings) -> EarningsAnswer:
    return EarningsAnswer(
        total_earnings=number(earnings.total),
        pending_payouts=number(earnings.pending),
        completed_payouts=earnings.completed_payouts,
        recent_payments=[_earned_answer(earned) for earned in earnings.recent],
    )


def _earned_answer(earned: Earned) -> EarnedPaymentAnswer:
    session = EarnedSessionAnswer(
        **session_fields(earned.session),
        goal=goal_answer(earned.goal) if earned.goal else None,
        user=person_answer(earned.seeker),
    )
    return EarnedPaymentAnswer(**payment_fields(earned.payment), session=session)
