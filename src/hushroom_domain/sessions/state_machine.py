"""The state machine of a session as a table of transitions."""

from enum import StrEnum

from hushroom_domain.shared.state_machine import StateMachine


class SessionStatus(StrEnum):
    """The status of a session."""

    PENDING_MATCH = "PENDING_MATCH"
    MATCHED = "MATCHED"
    PAYMENT_AUTHORIZED = "PAYMENT_AUTHORIZED"
    READY = "READY"
    IN_PROGRESS = "IN_PROGRESS"
    PAUSED = "PAUSED"
    COMPLETED = "COMPLETED"
    ABANDONED = "ABANDONED"
    CANCELLED = "CANCELLED"
    DISPUTED = "DISPUTED"


class SessionAction(StrEnum):
    """An action on a session."""

    MATCH = "MATCH"
    AUTHORIZE = "AUTHORIZE"
    READY = "READY"
    START = "START"
    PAUSE = "PAUSE"
    RESUME = "RESUME"
    END = "END"
    CANCEL = "CANCEL"
    ABANDON = "ABANDON"
    DISPUTE = "DISPUTE"
    SETTLE = "SETTLE"


class SessionEndedBy(StrEnum):
    """The way in which a session ended."""

    SEEKER = "SEEKER"
    COMPANION = "COMPANION"
    COMPANION_LEFT = "COMPANION_LEFT"
    """The companion deleted the account while the session ran."""
    PLATFORM = "PLATFORM"
    """The platform abandoned the session because no participant ended it."""


class SessionActor(StrEnum):
    """The actor of a transition: a participant, or the platform."""

    SEEKER = "SEEKER"
    COMPANION = "COMPANION"
    SYSTEM = "SYSTEM"


A, S = SessionAction, SessionStatus
_PARTIES = frozenset({SessionActor.SEEKER, SessionActor.COMPANION})
_ANYONE = frozenset(SessionActor)
_SYSTEM = frozenset({SessionActor.SYSTEM})
BEFORE_START = frozenset({S.PENDING_MATCH, S.MATCHED, S.PAYMENT_AUTHORIZED, S.READY})
"""The statuses of a session that may still begin."""
RUNNING = frozenset({S.IN_PROGRESS, S.PAUSED})
"""The statuses of a session that has started and is not over."""

TRANSITIONS: StateMachine[SessionAction, SessionStatus, SessionActor] = StateMachine.of([
    # action      from                             to                    actors
    (A.MATCH,     {S.PENDING_MATCH},               S.MATCHED,            {SessionActor.SEEKER}),
    (A.AUTHORIZE, {S.MATCHED},                     S.PAYMENT_AUTHORIZED, _SYSTEM),
    (A.READY,     {S.PAYMENT_AUTHORIZED, S.READY}, S.READY,              _PARTIES),
    (A.START,     {S.READY},                       S.IN_PROGRESS,        _PARTIES),
    (A.PAUSE,     {S.IN_PROGRESS},                 S.PAUSED,             _PARTIES),
    (A.RESUME,    {S.PAUSED},                      S.IN_PROGRESS,        _PARTIES),
    (A.END,       RUNNING,                         S.COMPLETED,          _PARTIES),
    (A.CANCEL,    BEFORE_START,                    S.CANCELLED,          _ANYONE),
    (A.ABANDON,   RUNNING,                         S.ABANDONED,          _SYSTEM),
    (A.DISPUTE,   {S.COMPLETED},                   S.DISPUTED,           _SYSTEM),
    (A.SETTLE,    {S.DISPUTED},                    S.COMPLETED,          _SYSTEM),
])  # fmt: skip

HOLDS_A_SEAT = frozenset({
    S.MATCHED, S.PAYMENT_AUTHORIZED, S.READY, S.IN_PROGRESS, S.PAUSED,
})  # fmt: skip
"""The statuses that count against a companion's capacity."""
ENDED = frozenset({S.COMPLETED, S.ABANDONED, S.DISPUTED})
"""The statuses of a session that took place and is over."""
FULFILLED = ENDED - {S.ABANDONED}
"""The statuses of a session that was completed; a dispute is about its payment."""
OVER = ENDED | {S.CANCELLED}
"""The statuses of a session that is over or cancelled."""
