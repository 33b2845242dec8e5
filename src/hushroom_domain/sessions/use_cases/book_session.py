"""Book a session."""

from datetime import datetime
from typing import Annotated

from attrs import frozen

from hushroom_domain.contracts.model import SessionType
from hushroom_domain.sessions.errors import NotSessionOwner, SessionQuotaReached
from hushroom_domain.sessions.model import Session, appointment_problem
from hushroom_domain.sessions.policy import DEFAULT_PLANNED_MINUTES, PLANNED_MINUTES, TOO_MANY_OPEN
from hushroom_domain.sessions.ports import SessionWork
from hushroom_domain.shared.audit import Act, AuditAction, Entity
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.inputs import DeclaredInput, Named
from hushroom_domain.shared.limits import BoundedElsewhere
from hushroom_domain.shared.ports import Begin, Clock, Ids
from hushroom_domain.shared.quotas import DailyQuota


@frozen
class BookSession:
    """Ask for a session of 15 to 120 minutes, now or at an appointed time.

    With the id of a session that the seeker has booked already, returns that session. Refuses with `ValidationFailed`,
    `SessionQuotaReached` and, for the id of somebody else's session, `NotSessionOwner`.
    """

    begin: Begin[SessionWork]
    clock: Clock
    ids: Ids
    quota: DailyQuota
    most_open: int | None
    """How many sessions of one seeker may wait for a match at the same time."""

    @frozen(kw_only=True)
    class Command(DeclaredInput):
        seeker_id: UserId
        type: SessionType
        planned_minutes: Annotated[int, PLANNED_MINUTES, Named("plannedDuration")] = DEFAULT_PLANNED_MINUTES
        scheduled_at: Annotated[datetime | None, BoundedElsewhere("appointment_problem")] = None
        session_id: SessionId | None = None
        """The id that the session shall have; a new one unless given."""

    async def __call__(self, command: Command) -> Session:
        now = self.clock.now()
        command.validate(appointment_problem(command.scheduled_at, now))
        session = Session(
            id=command.session_id or SessionId(self.ids.new()),
            seeker_id=command.seeker_id,
            type=command.type,
            planned_minutes=command.planned_minutes,
            scheduled_at=command.scheduled_at,
            created_at=now,
            updated_at=now,
        )
        async with self.begin() as work:
            booked = await work.sessions.get(command.session_id) if command.session_id else None
            if booked is not None:
                if booked.seeker_id != command.seeker_id:
                    raise NotSessionOwner
                return booked
            # The quota first: bookings of one seeker take turns from there on, so that they count each other.
            await self.quota.spend(work, session.seeker_id, now)
            if self.most_open is not None and await work.sessions.unmatched_of(session.seeker_id) >= self.most_open:
                raise SessionQuotaReached(TOO_MANY_OPEN)
            await work.sessions.add(session)
            await work.audit.add(
                Act(
                    action=AuditAction.SESSION_CREATE,
                    actor_id=session.seeker_id,
                    entity=Entity.SESSION,
                    entity_id=session.id,
                )
            )
        return session
