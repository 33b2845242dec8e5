"""Choosing the companion of a session."""

from attrs import frozen

from hushroom_domain.matching.errors import NotSelectable, OwnCompanion
from hushroom_domain.matching.ports import MatchingWork
from hushroom_domain.matching.queries import Calendar
from hushroom_domain.matching.services.eligibility import booking_for, refuse_crowding
from hushroom_domain.sessions.errors import NotSessionOwner
from hushroom_domain.sessions.events import MatchExpiryDue, SessionChanged
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class SelectCompanion:
    """Matches a session with a companion and takes one of its seats; concurrent requests get one seat each at most.

    Raises: SessionNotFound, NotSessionOwner, CompanionNotFound, NotSelectable, OwnCompanion, IllegalTransition,
    TooManyUnpaid, SessionsOverlap, CompanionBlocked, OutsideHours, CompanionFull.
    """

    begin: Begin[MatchingWork]
    clock: Clock

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        session_id: SessionId
        companion_id: CompanionId
        is_repeat: bool = False
        """True when the same request may have been carried out before; then a matched session is returned unchanged."""

    async def __call__(self, command: Command) -> Session:
        now = self.clock.now()
        async with self.begin() as work:
            session = await work.sessions.lock(command.session_id)
            if session.seeker_id != command.user_id:
                raise NotSessionOwner
            if command.is_repeat and session.companion_id == command.companion_id:
                return session
            # One match of a seeker is made at a time, so that their unpaid matches can be counted.
            await work.users.lock(command.user_id)
            companion = await work.companions.lock(command.companion_id)
            change = session.matched(companion, now)
            if companion.user_id == command.user_id:
                raise OwnCompanion
            user = await work.users.get(companion.user_id)
            if not companion.is_approved or user is None or not user.is_enabled:
                raise NotSelectable
            refuse_crowding(change.entity, await work.sessions.seated_of(command.user_id))
            calendar = Calendar(await work.slots.of(companion.id), await work.bookings.of(companion.id))
            await work.bookings.add(booking_for(session, companion, calendar, now))
            await work.sessions.save(change.entity)
            await work.outbox.add((*change.events, SessionChanged(session.id)))
            await work.outbox.add([MatchExpiryDue(session.id)], due=change.entity.pay_by)
        return change.entity
