"""Sessions: a seeker's booked time with a companion, and the transitions of its status."""

from datetime import datetime

from attrs import evolve, frozen

from hushroom_domain.companions.model import Companion, CompanionTier
from hushroom_domain.contracts.model import SessionType
from hushroom_domain.sessions.errors import AlreadyReady, OtherNotReady
from hushroom_domain.sessions.events import (
    CompanionReady,
    SessionCancelled,
    SessionEnded,
    SessionMatched,
    SessionStarted,
)
from hushroom_domain.sessions.policy import IDLE_LIMIT, LONGEST_RUN, PROLONGED_BY
from hushroom_domain.sessions.rules.appointments import pay_by
from hushroom_domain.sessions.rules.room_names import room_name_of
from hushroom_domain.sessions.rules.timing import Timeline, is_over, minutes_of
from hushroom_domain.sessions.state_machine import (
    HOLDS_A_SEAT,
    OVER,
    TRANSITIONS,
    SessionAction,
    SessionActor,
    SessionEndedBy,
    SessionStatus,
)
from hushroom_domain.shared.change import Change
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_domain.shared.time import Period


@frozen(kw_only=True)
class Session:
    """A session. It has a companion from the match on; `companion_user_id` is the user of that companion.

    `agreed_rate` (for one hour) and `agreed_tier` are those of the companion at the match; sessions that were matched
    by a release without these columns have none. `pay_by` is the moment at which an unpaid match releases its seat;
    `is_prolonged` records that the payer has been given more time.
    """

    id: SessionId
    seeker_id: UserId
    companion_id: CompanionId | None = None
    companion_user_id: UserId | None = None
    type: SessionType
    status: SessionStatus = SessionStatus.PENDING_MATCH
    planned_minutes: int
    scheduled_at: datetime | None = None
    matched_at: datetime | None = None
    agreed_rate: Money | None = None
    agreed_tier: CompanionTier | None = None
    pay_by: datetime | None = None
    is_prolonged: bool = False
    seeker_ready_at: datetime | None = None
    companion_ready_at: datetime | None = None
    started_at: datetime | None = None
    paused_at: datetime | None = None
    paused_seconds: int = 0
    ended_at: datetime | None = None
    ended_by: SessionEndedBy | None = None
    room_name: str | None = None
    cancellation_reason: str | None = None
    created_at: datetime
    updated_at: datetime

    @property
    def timeline(self) -> Timeline:
        """Returns the moments from which the timing of the session is computed."""
        return Timeline(
            started_at=self.started_at,
            paused_at=self.paused_at,
            paused_seconds=self.paused_seconds,
            ended_at=self.ended_at,
        )

    @property
    def duration_minutes(self) -> int | None:
        """Returns the minutes in progress without pauses, rounded; None until the end."""
        return minutes_of(self.timeline.elapsed_seconds(self.ended_at)) if self.started_at and self.ended_at else None

    @property
    def keeps_room(self) -> bool:
        """Returns whether the session's room may be open: it was opened, and the session is not over."""
        return self.room_name is not None and self.status not in OVER

    @property
    def appointment(self) -> Period | None:
        """Returns the planned period of a scheduled session, from a later match on; None without a time."""
        if self.scheduled_at is None:
            return None
        return Period.lasting(max(self.scheduled_at, self.matched_at or self.scheduled_at), self.planned_minutes)

    @property
    def holds_a_seat(self) -> bool:
        """Returns whether the session counts against the capacity of its companion."""
        return self.status in HOLDS_A_SEAT

    def role_of(self, user_id: UserId) -> ParticipantRole | None:
        """Returns the role of the user in the session; None for a user who is not a participant."""
        if user_id == self.seeker_id:
            return ParticipantRole.SEEKER
        return ParticipantRole.COMPANION if user_id == self.companion_user_id else None

    def allowed_actions(
        self, role: ParticipantRole | None, *, contract_accepted: bool = True
    ) -> tuple[SessionAction, ...]:
        """Returns the actions that the participant may take now, in the order of the state machine; none for others."""
        if role is None:
            return ()
        actions = TRANSITIONS.allowed(self.status, SessionActor(role.value))
        return tuple(one for one in actions if one not in _MATCHING and self._is_open(one, role, contract_accepted))

    def matched(self, companion: Companion, now: datetime) -> Change["Session"]:
        """Assigns the chosen companion and fixes its present rate and tier. Raises: IllegalTransition."""
        after = evolve(
            self._step(SessionAction.MATCH, SessionActor.SEEKER, now),
            companion_id=companion.id,
            companion_user_id=companion.user_id,
            matched_at=now,
            agreed_rate=companion.hourly_rate,
            agreed_tier=companion.type,
            pay_by=pay_by(self.scheduled_at, now),
        )
        event = SessionMatched(
            session_id=self.id,
            seeker_id=self.seeker_id,
            companion_id=companion.id,
            companion_user_id=companion.user_id,
        )
        return Change(after, (event,))

    def is_overdue(self, now: datetime) -> bool:
        """Returns whether the session is a match that was not paid in time."""
        return self.status is SessionStatus.MATCHED and self.pay_by is not None and self.pay_by <= now

    def prolonged(self, now: datetime) -> "Session":
        """Gives the payer of an unpaid match more time, once."""
        assert self.pay_by is not None
        assert not self.is_prolonged
        return evolve(self, pay_by=self.pay_by + PROLONGED_BY, is_prolonged=True, updated_at=now)

    def ready(self, role: ParticipantRole, now: datetime) -> Change["Session"]:
        """Records that a participant is ready. Raises: IllegalTransition, TransitionNotAllowed, AlreadyReady."""
        after = self._step(SessionAction.READY, SessionActor(role.value), now)
        if self._ready_at(role) is not None:
            raise AlreadyReady
        is_companion = role is ParticipantRole.COMPANION
        return Change(after._with_ready(role, now), (CompanionReady(self.id, now),) if is_companion else ())

    def start(self, role: ParticipantRole, now: datetime) -> Change["Session"]:
        """Starts the session; the participant who starts it counts as ready.

        Raises: IllegalTransition, TransitionNotAllowed, OtherNotReady.
        """
        after = self._step(SessionAction.START, SessionActor(role.value), now)
        if self._ready_at(_other(role)) is None:
            raise OtherNotReady
        ready = after if self._ready_at(role) else after._with_ready(role, now)
        room_name = self.room_name or room_name_of(self.id)
        return Change(evolve(ready, started_at=now, room_name=room_name), (SessionStarted(session_id=self.id),))

    def pause(self, role: ParticipantRole, now: datetime) -> Change["Session"]:
        """Pauses the session, which stops its elapsed time. Raises: IllegalTransition, TransitionNotAllowed."""
        return Change(evolve(self._step(SessionAction.PAUSE, SessionActor(role.value), now), paused_at=now))

    def resume(self, role: ParticipantRole, now: datetime) -> Change["Session"]:
        """Resumes the session. Raises: IllegalTransition, TransitionNotAllowed."""
        after = self._step(SessionAction.RESUME, SessionActor(role.value), now)
        return Change(evolve(after, paused_at=None, paused_seconds=self.timeline.pause_seconds(now)))

    def end(self, role: ParticipantRole, now: datetime) -> Change["Session"]:
        """Completes the session; a pause that lasts until then is not counted.

        Raises: IllegalTransition, TransitionNotAllowed.
        """
        return self._ended(
            self._step(SessionAction.END, SessionActor(role.value), now), SessionEndedBy(role.value), now
        )

    def left(self, role: ParticipantRole, at: datetime) -> Change["Session"]:
        """Completes the running session of a participant who deleted the account `at`. Raises: IllegalTransition."""
        ended_by = SessionEndedBy.COMPANION_LEFT if role is ParticipantRole.COMPANION else SessionEndedBy.SEEKER
        ended_at = max(at, self.started_at or at)
        return self._ended(self._step(SessionAction.END, SessionActor(role.value), ended_at), ended_by, ended_at)

    def cancel(self, actor: SessionActor, reason: str | None, now: datetime) -> Change["Session"]:
        """Cancels the session before it starts. Raises: IllegalTransition, TransitionNotAllowed."""
        after = evolve(self._step(SessionAction.CANCEL, actor, now), cancellation_reason=reason)
        people = {SessionActor.SEEKER: self.seeker_id, SessionActor.COMPANION: self.companion_user_id}
        return Change(after, (SessionCancelled(session_id=self.id, cancelled_by=people.get(actor)),))

    def abandon(self, now: datetime) -> Change["Session"]:
        """Abandons a running session that no participant ended. Raises: IllegalTransition."""
        return self._ended(self._step(SessionAction.ABANDON, SessionActor.SYSTEM, now), SessionEndedBy.PLATFORM, now)

    def advanced(self, action: SessionAction, now: datetime) -> Change["Session"]:
        """Applies an action that follows from the payment: AUTHORIZE, DISPUTE or SETTLE. Raises: IllegalTransition."""
        assert action in _PAYMENT_STEPS
        return Change(self._step(action, SessionActor.SYSTEM, now))

    def is_stale(self, now: datetime) -> bool:
        """Returns whether the session ran for over 4 h, or waited for over 24 h (from a later appointed time on).

        A match with a time limit for its payment becomes overdue and not stale.
        """
        if self.status is SessionStatus.MATCHED and self.pay_by is not None:
            return False
        if self.status in {SessionStatus.IN_PROGRESS, SessionStatus.PAUSED}:
            return is_over(self.started_at or self.updated_at, LONGEST_RUN, now)
        since = max(self.updated_at, self.scheduled_at or self.updated_at)
        return TRANSITIONS.can(SessionAction.CANCEL, self.status, SessionActor.SYSTEM) and is_over(
            since, IDLE_LIMIT, now
        )

    def _is_open(self, action: SessionAction, role: ParticipantRole, contract_accepted: bool) -> bool:
        if action is SessionAction.READY:
            return self._ready_at(role) is None
        if action is SessionAction.START:
            return contract_accepted and self._ready_at(_other(role)) is not None
        return True

    def _step(self, action: SessionAction, actor: SessionActor, now: datetime) -> "Session":
        return evolve(self, status=TRANSITIONS.next(action, self.status, actor), updated_at=now)

    def _ended(self, after: "Session", ended_by: SessionEndedBy, now: datetime) -> Change["Session"]:
        assert after.companion_id is not None
        assert after.companion_user_id is not None
        paused_seconds = self.timeline.pause_seconds(now)
        event = SessionEnded(
            session_id=self.id,
            seeker_id=self.seeker_id,
            companion_id=after.companion_id,
            companion_user_id=after.companion_user_id,
            is_completed=after.status is SessionStatus.COMPLETED,
        )
        ended = evolve(after, ended_at=now, ended_by=ended_by, paused_at=None, paused_seconds=paused_seconds)
        return Change(ended, (event,))

    def _ready_at(self, role: ParticipantRole) -> datetime | None:
        return self.seeker_ready_at if role is ParticipantRole.SEEKER else self.companion_ready_at

    def _with_ready(self, role: ParticipantRole, now: datetime) -> "Session":
        if role is ParticipantRole.SEEKER:
            return evolve(self, seeker_ready_at=now)
        return evolve(self, companion_ready_at=now)


_MATCHING = frozenset({SessionAction.MATCH})
_PAYMENT_STEPS = frozenset({SessionAction.AUTHORIZE, SessionAction.DISPUTE, SessionAction.SETTLE})


def _other(role: ParticipantRole) -> ParticipantRole:
    return ParticipantRole.COMPANION if role is ParticipantRole.SEEKER else ParticipantRole.SEEKER
