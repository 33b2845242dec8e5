"""Snapshots: storing the provider's answers in payment, ledger, session, events and audit log in one transaction."""

from collections.abc import Iterator
from datetime import datetime

from attrs import evolve

from hushroom_domain.payments.events import (
    HoldLapsed,
    MoneyCaptured,
    MoneyHeld,
    MoneyRefunded,
    MoneyReleased,
    PaymentActionRequired,
)
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.ports import PaymentWork
from hushroom_domain.payments.rules.provider_snapshot import ProviderSnapshot
from hushroom_domain.payments.services.audit_entries import audit_entries
from hushroom_domain.payments.services.ledger import postings
from hushroom_domain.payments.services.locks import save_change
from hushroom_domain.payments.services.provider_calls import decide
from hushroom_domain.payments.state_machine import HELD_OR_PAID, PaymentStatus
from hushroom_domain.sessions.events import SessionBeginDue, SessionChanged
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.policy import BEGINS_LEAD, HOLD_LAPSED
from hushroom_domain.sessions.services.close_session import close_session
from hushroom_domain.sessions.state_machine import TRANSITIONS, SessionAction, SessionActor, SessionStatus
from hushroom_domain.shared.change import Change
from hushroom_domain.shared.events import Event


async def record_snapshot(
    work: PaymentWork, session: Session, before: Payment, snapshot: ProviderSnapshot, now: datetime
) -> Payment:
    """Records a snapshot of a locked payment and everything that follows from it; returns the payment after it.

    A snapshot without news writes nothing.
    """
    after = before.reported(snapshot, now)
    if after == before:
        return before
    await work.ledger.add(postings(before, after, now))
    after = await _supersede_next_hold(work, after)
    if after.has_lapsed(before):
        change = Change(after, await _cancel_unpaid(work, session, now))
    else:
        moved = await _move_session(work, session, before, after, now)
        change = _with_missing_call(moved, before, after, snapshot, now)
    await save_change(work, before, change)
    await work.outbox.add(_news(session, before, change.entity))
    for entry in audit_entries(session, before, change.entity):
        await work.audit.add(entry)
    return change.entity


async def _supersede_next_hold(work: PaymentWork, payment: Payment) -> Payment:
    """Announces the hold that was to replace the present one, when the present one is not held any more."""
    if payment.status is PaymentStatus.AUTHORIZED or payment.next_intent_id is None:
        return payment
    await work.outbox.add(payment.superseded_next_hold())
    return evolve(payment, next_intent_id=None)


def _with_missing_call(
    session: Session, before: Payment, after: Payment, snapshot: ProviderSnapshot, now: datetime
) -> Change[Payment]:
    """Returns the payment with the announcement of the call that is missing after the snapshot, if one is.

    A call can be missing only after a new status, or when a payment gets its first intent after its end.
    """
    is_late_intent = before.status is PaymentStatus.CANCELLED and before.provider_id is None
    if after.status is before.status and not is_late_intent:
        return Change(after)
    if after.status is PaymentStatus.AUTHORIZED and session.status is SessionStatus.CANCELLED:
        after = after.to_release(now).entity
    if decide(after, (), snapshot, now) is None:
        return Change(after)
    return Change(after, (PaymentActionRequired(after.id),))


async def _move_session(work: PaymentWork, session: Session, before: Payment, after: Payment, now: datetime) -> Session:
    """Takes the session's step that follows from the payment's, if it can be taken; returns the session after it."""
    step = _session_step(session, before.status, after.status)
    if step is None:
        return session
    session = session.advanced(step, now).entity
    await work.sessions.save(session)
    await work.outbox.add([SessionChanged(session.id)])
    if step is SessionAction.AUTHORIZE:
        await _announce_hold(work, session, after)
    return session


async def _announce_hold(work: PaymentWork, session: Session, payment: Payment) -> None:
    assert session.companion_user_id is not None, "a session with a payment has a companion"
    held = MoneyHeld(
        payment_id=payment.id,
        session_id=session.id,
        payer_id=payment.payer_id,
        companion_user_id=session.companion_user_id,
    )
    await work.outbox.add([held])
    if session.scheduled_at is not None:
        reminder = SessionBeginDue(session.id, session.scheduled_at)
        await work.outbox.add([reminder], due=session.scheduled_at - BEGINS_LEAD)


def _news(session: Session, before: Payment, after: Payment) -> Iterator[Event]:
    """Yields what the payer and the companion are notified of: money that was taken, let go, and given back."""
    if before.status is PaymentStatus.AUTHORIZED and after.status is PaymentStatus.CANCELLED:
        yield MoneyReleased(payment_id=after.id, payer_id=after.payer_id)
    if after.captured and not before.captured:
        assert session.companion_user_id is not None, "a session with a payment has a companion"
        yield MoneyCaptured(
            payment_id=after.id,
            session_id=session.id,
            payer_id=after.payer_id,
            companion_user_id=session.companion_user_id,
        )
    if after.refunded > before.refunded:
        yield MoneyRefunded(payment_id=after.id, payer_id=after.payer_id, refunded_minor=after.refunded.minor)


async def _cancel_unpaid(work: PaymentWork, session: Session, now: datetime) -> tuple[Event, ...]:
    """Cancels a session that has lost its money before it began, and gives its seat back.

    A session that runs already goes on: the audit log and the payment show that its money is lost.
    """
    if not TRANSITIONS.can(SessionAction.CANCEL, session.status, SessionActor.SYSTEM):
        return ()
    await close_session(work, session.cancel(SessionActor.SYSTEM, HOLD_LAPSED, now), now)
    assert session.companion_user_id is not None
    lapsed = HoldLapsed(session_id=session.id, seeker_id=session.seeker_id, companion_user_id=session.companion_user_id)
    return (lapsed,)


def _session_step(session: Session, before: PaymentStatus, after: PaymentStatus) -> SessionAction | None:
    """Returns the step of the session that follows from the payment's, if it can be taken."""
    step = None
    if after in HELD_OR_PAID and before is PaymentStatus.PENDING:
        step = SessionAction.AUTHORIZE
    elif after is PaymentStatus.DISPUTED and before is not PaymentStatus.DISPUTED:
        step = SessionAction.DISPUTE
    elif before is PaymentStatus.DISPUTED and after is not PaymentStatus.DISPUTED:
        step = SessionAction.SETTLE
    return step if step and TRANSITIONS.can(step, session.status, SessionActor.SYSTEM) else None
