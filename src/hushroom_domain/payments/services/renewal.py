"""Renewal: the replacement of a hold that would lapse before its session is over by another one on the same card."""

from datetime import datetime

from attrs import evolve

from hushroom_domain.payments.events import HoldSuperseded
from hushroom_domain.payments.model import Instruction, Payment
from hushroom_domain.payments.policy import RENEW_BEFORE, RENEWAL_PAUSE, SHORTEST_HOLD
from hushroom_domain.payments.rules.provider_snapshot import IntentState, ProviderSnapshot
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.policy import IDLE_LIMIT, LONGEST_RUN
from hushroom_domain.shared.change import Change


def needs_kept_card(scheduled_at: datetime | None, now: datetime) -> bool:
    """Returns whether a session at that time may need its money for longer than every bank holds it.

    The session may begin as late as the idle limit allows, and last as long as the longest session.
    """
    last_needed = max(scheduled_at or now, now) + IDLE_LIMIT + LONGEST_RUN
    return last_needed > now + SHORTEST_HOLD - RENEW_BEFORE


def is_renewal_due(payment: Payment, now: datetime) -> bool:
    """Returns whether the hold is to be renewed now: it lapses soon, its card is kept, and the pause is over."""
    if payment.status is not PaymentStatus.AUTHORIZED or payment.instruction is not Instruction.HOLD:
        return False
    if not payment.keeps_card or payment.held_until is None:
        return False
    return payment.held_until - RENEW_BEFORE <= now and payment.attempted_at + RENEWAL_PAUSE <= now


def is_hold_expired(payment: Payment, now: datetime) -> bool:
    """Returns whether the bank has released the hold by now, reported or not."""
    waits = payment.status is PaymentStatus.AUTHORIZED and payment.instruction is Instruction.HOLD
    return waits and payment.held_until is not None and payment.held_until <= now


def begin_renewal(payment: Payment, intent_id: str, now: datetime) -> Change[Payment]:
    """Returns the payment with an opened intent that is to replace the present one; it holds no money yet.

    An intent that came too late is announced for its release.
    """
    if intent_id in {payment.intent_id, payment.next_intent_id}:
        return Change(payment)
    if payment.next_intent_id is not None or not is_renewal_due(payment, now):
        return Change(payment, (HoldSuperseded(payment_id=payment.id, intent_id=intent_id),))
    return Change(evolve(payment, next_intent_id=intent_id, updated_at=now))


def finish_renewal(payment: Payment, snapshot: ProviderSnapshot, now: datetime) -> Change[Payment]:
    """Returns the payment after the confirmation of its next intent, which replaces the present one if it holds money.

    Otherwise the present hold stays until it lapses.
    """
    if snapshot.intent_id != payment.next_intent_id or snapshot.state is IntentState.WAITING:
        return Change(payment)
    if snapshot.state is not IntentState.AUTHORIZED:
        return refuse_renewal(payment, now)
    assert payment.intent_id is not None
    superseded = HoldSuperseded(payment_id=payment.id, intent_id=payment.intent_id)
    after = evolve(
        payment,
        intent_id=snapshot.intent_id,
        next_intent_id=None,
        client_secret=snapshot.client_secret,
        held_until=snapshot.held_until,
        attempted_at=now,
        updated_at=now,
    )
    return Change(after, (superseded,))


def refuse_renewal(payment: Payment, now: datetime) -> Change[Payment]:
    """Returns the payment after a refused renewal: the present hold stays until it lapses, and the next try waits."""
    after = evolve(payment, next_intent_id=None, attempted_at=now, updated_at=now)
    return Change(after, payment.superseded_next_hold())
