"""Changes the status of a session."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from attrs import frozen

from hushroom_domain.availability.errors import CompanionFull
from hushroom_domain.contracts.errors import ContractNotAccepted
from hushroom_domain.sessions.errors import AlreadyRunning, NotParticipant, PaymentNotHeld
from hushroom_domain.sessions.events import MilestoneDue, SessionChanged
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.policy import MILESTONES, REASON
from hushroom_domain.sessions.ports import SessionWork
from hushroom_domain.sessions.rules.timing import due_at
from hushroom_domain.sessions.state_machine import RUNNING, SessionAction, SessionActor
from hushroom_domain.shared.audit import Act, AuditAction, Entity
from hushroom_domain.shared.change import Change
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class ChangeSessionStatus:
    """Applies an action of a participant: READY, START, PAUSE, RESUME, END or CANCEL.

    Raises: ValidationFailed, SessionNotFound, NotParticipant, IllegalTransition, TransitionNotAllowed, AlreadyReady,
    OtherNotReady, ContractNotAccepted, PaymentNotHeld, AlreadyRunning (the seeker is in another session), CompanionFull
    (the companion is in as many sessions as they take at the same time).
    """

    begin: Begin[SessionWork]
    clock: Clock

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        session_id: SessionId
        user_id: UserId
        action: SessionAction
        reason: Annotated[str | None, REASON] = None

    async def __call__(self, command: Command) -> Session:
        now = self.clock.now()
        async with self.begin() as work:
            session = await work.sessions.lock(command.session_id)
            role = session.role_of(command.user_id)
            if role is None:
                raise NotParticipant
            change = _step(session, role, command, now)
            await self._settle(work, command.action, change.entity, now)
            await work.sessions.save(change.entity)
            await work.outbox.add((*change.events, SessionChanged(command.session_id)))
            await self._remember(work, command, change.entity)
        return change.entity

    async def _settle(self, work: SessionWork, action: SessionAction, session: Session, now: datetime) -> None:
        if action is SessionAction.START:
            await _refuse_early_start(work, session, now)
            await work.bookings.open_end(session.id, session.seeker_id)
        if not session.holds_a_seat:
            await work.bookings.release(session.id, now)

    async def _remember(self, work: SessionWork, command: Command, session: Session) -> None:
        """Writes the audit log, and schedules the milestones when the session starts or is resumed."""
        audited = _AUDITED.get(command.action)
        if audited is not None:
            act = Act(action=audited, actor_id=command.user_id, entity=Entity.SESSION, entity_id=session.id)
            await work.audit.add(act)
        if command.action in {SessionAction.START, SessionAction.RESUME}:
            for due, milestone in _milestones(session):
                await work.outbox.add([milestone], due=due)


async def _refuse_early_start(work: SessionWork, session: Session, now: datetime) -> None:
    """Checks that the session may start.

    Raises: PaymentNotHeld, ContractNotAccepted, AlreadyRunning, CompanionFull.
    """
    if not await work.holds.is_good(session.id, now):
        raise PaymentNotHeld
    contract = await work.contracts.of_session(session.id)
    if contract is not None and not contract.is_accepted:
        raise ContractNotAccepted
    theirs = await work.sessions.seated_of(session.seeker_id)
    if any(other.status in RUNNING for other in theirs if other.id != session.id):
        raise AlreadyRunning
    assert session.companion_id is not None
    companion = await work.companions.lock(session.companion_id)
    if await work.sessions.running_with(companion.id) >= companion.max_concurrent:
        raise CompanionFull


_AUDITED = {SessionAction.START: AuditAction.SESSION_START, SessionAction.END: AuditAction.SESSION_END}


def _milestones(session: Session) -> Iterable[tuple[datetime, MilestoneDue]]:
    return (
        (due_at(session.timeline, percent, session.planned_minutes), MilestoneDue(session.id, percent))
        for percent in MILESTONES
    )


def _step(
    session: Session, role: ParticipantRole, command: ChangeSessionStatus.Command, now: datetime
) -> Change[Session]:
    match command.action:
        case SessionAction.READY:
            return session.ready(role, now)
        case SessionAction.START:
            return session.start(role, now)
        case SessionAction.PAUSE:
            return session.pause(role, now)
        case SessionAction.RESUME:
            return session.resume(role, now)
        case SessionAction.END:
            return session.end(role, now)
        case SessionAction.CANCEL:
            return session.cancel(SessionActor(role.value), command.reason, now)
        case _:
            raise AssertionError(f"{command.action} is no step of a party")
