"""Settlement: the capture or release of the held money after a session."""

from datetime import datetime

from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.policy import SMALLEST_CHARGE, WHOLE_FROM_PERCENT
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionEndedBy, SessionStatus
from hushroom_domain.shared.change import Change
from hushroom_domain.shared.money import Money


def amount_due(session: Session, authorized: Money, now: datetime) -> Money:
    """Returns the part of `authorized` that the companion has earned: all of it, or the part of the time served.

    From a percentage of the planned time on, all of it is earned; the percentage depends on the way the session ended
    (`WHOLE_FROM_PERCENT`). Half cents are rounded up.
    """
    planned_seconds = session.planned_minutes * 60
    served_seconds = min(session.timeline.elapsed_seconds(now), planned_seconds)
    if served_seconds * 100 >= WHOLE_FROM_PERCENT[_ended_by(session)] * planned_seconds:
        return authorized
    return authorized.prorated(served_seconds, planned_seconds)


def _ended_by(session: Session) -> SessionEndedBy:
    """Returns the way the session ended; sessions of the first release stored none, so their status decides."""
    if session.ended_by is not None:
        return session.ended_by
    return SessionEndedBy.PLATFORM if session.status is SessionStatus.ABANDONED else SessionEndedBy.SEEKER


def settle(session: Session, payment: Payment, now: datetime) -> Change[Payment]:
    """Instructs to capture the amount due, or to release the money when that amount is too small to charge.

    Raises: NotCapturable, when the payment holds nothing.
    """
    due = amount_due(session, payment.authorized_amount, now)
    if due < SMALLEST_CHARGE:
        return payment.to_release(now)
    return payment.to_capture(due, now)
