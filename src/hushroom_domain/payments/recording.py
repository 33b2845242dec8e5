"""Recording: the one way in which a report of the provider becomes ours, whoever asked for it."""

from collections.abc import Iterator
from datetime import datetime

from attrs import evolve, frozen

from hushroom_domain.payments.errors import PaymentNotFound
from hushroom_domain.payments.events import HoldLapsed, PaymentDue
from hushroom_domain.payments.ledger import postings
from hushroom_domain.payments.machine import HELD_OR_PAID, PaymentStatus
from hushroom_domain.payments.model import Hold, Instruction, Payment
from hushroom_domain.payments.ports import PaymentWork
from hushroom_domain.sessions.closing import close
from hushroom_domain.sessions.events import SessionChanged
from hushroom_domain.sessions.machine import MACHINE, SessionAction, SessionActor, SessionStatus
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.policy import HOLD_LAPSED
from hushroom_domain.shared.audit import Act, AuditAction, Entity
from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import PaymentId
from hushroom_domain.shared.ports import Begin, Clock


async def lock_pair(work: PaymentWork, payment_id: PaymentId) -> tuple[Session, Payment]:
    """The session and its payment, locked in this order everywhere; refuses with `PaymentNotFound`."""
    seen = await work.payments.get(payment_id)
    if seen is None:
        raise PaymentNotFound
    session = await work.sessions.lock(seen.session_id)
    return session, await work.payments.lock(payment_id)


@frozen
class Recording:
    """Writes a report down in one transaction: payment, ledger, session and what must follow."""

    begin: Begin[PaymentWork]
    clock: Clock

    async def record(self, payment_id: PaymentId, hold: Hold) -> Payment:
        """The payment after the report; a report that says nothing new writes nothing."""
        now = self.clock.now()
        async with self.begin() as work:
            session, before = await lock_pair(work, payment_id)
            after = before.reported(hold, now)
            if after == before:
                return before
            await work.ledger.add(postings(before, after, now))
            after, events = await self._carry_over(work, session, before, after)
            await work.payments.save(after)
            await work.outbox.add(events)
            for act in _acts(session, before, after):
                await work.audit.add(act)
        return after

    async def _carry_over(
        self, work: PaymentWork, session: Session, before: Payment, after: Payment
    ) -> tuple[Payment, tuple[Event, ...]]:
        """Move the session along, and see to holds that nobody needs any more."""
        now = self.clock.now()
        if after.status is not PaymentStatus.AUTHORIZED and after.next_intent_id is not None:
            await work.outbox.add(after.spare_hold())
            after = evolve(after, next_intent_id=None)
        if after.has_lapsed(before):
            return after, await _call_off(work, session, now)
        step = _session_step(session, before.status, after.status)
        if step is not None:
            session = session.advanced(step, now).entity
            await work.sessions.save(session)
            await work.outbox.add([SessionChanged(session.id)])
        if after.status is PaymentStatus.FAILED and before.status is not PaymentStatus.FAILED:
            return after, (PaymentDue(after.id),)
        if after.status is not PaymentStatus.AUTHORIZED or before.status is PaymentStatus.AUTHORIZED:
            return after, ()
        if after.instruction is Instruction.RELEASE or session.status is SessionStatus.CANCELLED:
            change = after.to_release(now)
            return change.entity, change.events
        return after, ()


async def _call_off(work: PaymentWork, session: Session, now: datetime) -> tuple[Event, ...]:
    """Cancel a session that has lost its money before it began, and give its seat back.

    One that runs already goes on: the audit log and the payment tell that its money is lost.
    """
    if not MACHINE.can(SessionAction.CANCEL, session.status, SessionActor.SYSTEM):
        return ()
    await close(work, session.cancel(SessionActor.SYSTEM, HOLD_LAPSED, now), now)
    assert session.companion_user_id is not None
    lapsed = HoldLapsed(session_id=session.id, seeker_id=session.seeker_id, companion_user_id=session.companion_user_id)
    return (lapsed,)


def _acts(session: Session, before: Payment, after: Payment) -> Iterator[Act]:
    """What the audit log keeps of the change.

    A hold is the payer's doing, whoever tells us of it first; of everything else nobody is the actor, for the
    provider has spoken.
    """
    happened = {
        AuditAction.PAYMENT_AUTHORIZE: before.authorized_at is None and after.authorized_at is not None,
        AuditAction.PAYMENT_CAPTURE: before.captured != after.captured,
        AuditAction.PAYMENT_REFUND: before.refunded != after.refunded,
        AuditAction.PAYMENT_LAPSED: after.has_lapsed(before),
        AuditAction.PAYMENT_DISPUTED: before.status is not after.status and after.status is PaymentStatus.DISPUTED,
    }
    for action in (action for action, true in happened.items() if true):
        yield Act(
            action=action,
            actor_id=after.payer_id if action is AuditAction.PAYMENT_AUTHORIZE else None,
            entity=Entity.PAYMENT,
            entity_id=after.id,
            metadata={
                "captured": str(after.captured),
                "refunded": str(after.refunded),
                "status": after.status.value,
                **({"session": session.status.value} if action is AuditAction.PAYMENT_LAPSED else {}),
            },
        )


def _session_step(session: Session, before: PaymentStatus, after: PaymentStatus) -> SessionAction | None:
    """The step of the session that follows from the payment's, if it can be taken."""
    step = None
    if after in HELD_OR_PAID and before is PaymentStatus.PENDING:
        step = SessionAction.AUTHORIZE
    elif after is PaymentStatus.DISPUTED and before is not PaymentStatus.DISPUTED:
        step = SessionAction.DISPUTE
    elif before is PaymentStatus.DISPUTED and after is not PaymentStatus.DISPUTED:
        step = SessionAction.SETTLE
    return step if step and MACHINE.can(step, session.status, SessionActor.SYSTEM) else None
