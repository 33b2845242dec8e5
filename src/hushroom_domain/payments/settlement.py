"""Settlement: what becomes of the held money once a session is over."""

from datetime import datetime

from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.policy import SMALLEST_CHARGE
from hushroom_domain.sessions.machine import Status
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.change import Change
from hushroom_domain.shared.money import Money


def amount_due(session: Session, authorized: Money, now: datetime) -> Money:
    """All of it for a completed session; for an abandoned one the part served of the planned time, half cents up."""
    if session.status is not Status.ABANDONED:
        return authorized
    planned_seconds = session.planned_minutes * 60
    return authorized.prorated(min(session.course.elapsed_seconds(now), planned_seconds), planned_seconds)


def settle(session: Session, payment: Payment, now: datetime) -> Change[Payment]:
    """Ask for what is due to be captured, or for the hold to be released when that is too little to charge.

    Refuses with `NotCapturable` when the payment holds nothing.
    """
    due = amount_due(session, payment.authorized_amount, now)
    if due < SMALLEST_CHARGE:
        return payment.to_release(now)
    return payment.to_capture(due, now)
