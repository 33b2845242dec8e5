"""The facts that the page of a room shows: the participants, the clock, what may be done next, and the drift."""

from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from hushroom_domain.contracts.model import SessionType
from hushroom_domain.drift.model import DriftLog, DriftTrigger
from hushroom_domain.sessions.queries import SessionSummary
from hushroom_domain.sessions.rules.timing import SessionPhase, phase_of
from hushroom_domain.sessions.state_machine import SessionAction, SessionStatus
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_http.pages.sessions.texts import TYPES
from hushroom_http.pages.translations import N_

PHASES = {
    SessionPhase.OPENING: N_("Opening: say what you are about to do"),
    SessionPhase.CORE: N_("Core: working quietly"),
    SessionPhase.CLOSING: N_("Closing: look at what is done"),
    SessionPhase.OVERTIME: N_("The planned time is over"),
}
MILESTONES = {
    80: N_("Most of the planned time has passed."),
    100: N_("The planned time is over. End the session when it suits you both."),
    120: N_("You are well over the planned time."),
}
"""The words for the percentages at which the clock notices the time."""


@frozen(kw_only=True)
class RoomAct:
    """One thing that may be done with the session now: the words of its button, and how the button looks."""

    action: str
    words: str
    kind: str


ACTS = {
    SessionAction.READY: RoomAct(action="ready", words=N_("I am ready"), kind=""),
    SessionAction.START: RoomAct(action="start", words=N_("Start the session"), kind=""),
    SessionAction.PAUSE: RoomAct(action="pause", words=N_("Pause"), kind="quiet"),
    SessionAction.RESUME: RoomAct(action="resume", words=N_("Go on"), kind=""),
    SessionAction.END: RoomAct(action="end", words=N_("End the session"), kind="danger"),
}
"""The acts of the room; cancelling is no act of the room."""


@frozen(kw_only=True)
class RoomPerson:
    """One participant; `id` is also the identity by which the audio service knows them."""

    id: str
    name: str
    avatar_url: str | None
    role: str
    is_reader: bool
    is_ready: bool


ROLES = {ParticipantRole.SEEKER: N_("Seeker"), ParticipantRole.COMPANION: N_("Companion")}


@frozen(kw_only=True)
class DriftNote:
    """One drift that was noticed: the words of the companion, or those of the clock."""

    id: str
    written: str
    words: str
    noticed_at: datetime
    is_open: bool


@frozen(kw_only=True)
class RoomState:
    """Everything that one participant sees of a session in its room."""

    summary: SessionSummary
    people: tuple[RoomPerson, ...]
    acts: tuple[RoomAct, ...]
    drift: tuple[DriftNote, ...]
    is_companion: bool
    elapsed_seconds: int
    planned_seconds: int
    words: str

    @property
    def type(self) -> str:
        return TYPES[self.summary.session.type]

    @property
    def is_emotional(self) -> bool:
        return self.summary.session.type is SessionType.EMOTIONAL_UNLOAD

    @property
    def is_running(self) -> bool:
        return self.summary.session.status is SessionStatus.IN_PROGRESS

    @property
    def is_paused(self) -> bool:
        return self.summary.session.status is SessionStatus.PAUSED

    @property
    def percent(self) -> int:
        """Returns the passed share of the planned time, at most 100."""
        return min(100, self.elapsed_seconds * 100 // self.planned_seconds)

    @property
    def minutes_left(self) -> int:
        """Returns the minutes that are left, rounded up; negative ones are minutes over the time, rounded down."""
        left = self.planned_seconds - self.elapsed_seconds
        return -(-left // 60)

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.people if one.name and not one.is_reader)


def room_state(summary: SessionSummary, logs: Iterable[DriftLog], user_id: UserId, now: datetime) -> RoomState:
    """Returns the state of the room for one of the participants."""
    session = summary.session
    role = session.role_of(user_id)
    accepted = summary.contract is None or summary.contract.is_accepted
    elapsed = session.timeline.elapsed_seconds(now)
    return RoomState(
        summary=summary,
        people=tuple(_people(summary, user_id)),
        acts=tuple(ACTS[one] for one in session.allowed_actions(role, contract_accepted=accepted) if one in ACTS),
        drift=tuple(_note(log) for log in logs),
        is_companion=role is ParticipantRole.COMPANION,
        elapsed_seconds=elapsed,
        planned_seconds=session.planned_minutes * 60,
        words=_words(session.status, elapsed, session.planned_minutes),
    )


def _words(status: SessionStatus, elapsed_seconds: int, planned_minutes: int) -> str:
    if status is SessionStatus.PAUSED:
        return N_("Paused")
    if status is SessionStatus.IN_PROGRESS:
        return PHASES[phase_of(elapsed_seconds, planned_minutes)]
    return N_("Not begun yet")


def _people(summary: SessionSummary, user_id: UserId) -> Iterable[RoomPerson]:
    session = summary.session
    ready = {ParticipantRole.SEEKER: session.seeker_ready_at, ParticipantRole.COMPANION: session.companion_ready_at}
    for one in summary.participants:
        yield RoomPerson(
            id=str(one.person.id),
            name=one.person.display_name or "",
            avatar_url=one.person.avatar_url,
            role=ROLES[one.role],
            is_reader=one.person.id == user_id,
            is_ready=ready[one.role] is not None,
        )


def _note(log: DriftLog) -> DriftNote:
    is_manual = log.trigger_type is DriftTrigger.MANUAL
    return DriftNote(
        id=str(log.id),
        written=log.message if is_manual else "",
        words="" if is_manual else MILESTONES.get(log.trigger_data.get("percent", 0), MILESTONES[80]),
        noticed_at=log.timestamp,
        is_open=log.acknowledged_at is None,
    )
