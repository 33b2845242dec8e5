"""The life of a session as a table."""

from enum import StrEnum

from hushroom_domain.shared.machine import Machine


class Status(StrEnum):
    """Where a session stands."""

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


class Action(StrEnum):
    """What can be done with a session."""

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


class EndedBy(StrEnum):
    """The way in which a session came to its end."""

    SEEKER = "SEEKER"
    COMPANION = "COMPANION"
    COMPANION_LEFT = "COMPANION_LEFT"
    """The companion closed the account while the session ran."""
    PLATFORM = "PLATFORM"
    """Neither party ended it, and the platform gave it up."""


class Asker(StrEnum):
    """In whose name a step is taken: a party's, or the platform's."""

    SEEKER = "SEEKER"
    COMPANION = "COMPANION"
    SYSTEM = "SYSTEM"


_PARTIES = frozenset({Asker.SEEKER, Asker.COMPANION})
_ANYONE = frozenset(Asker)
_SYSTEM = frozenset({Asker.SYSTEM})
_BEFORE_START = frozenset({Status.PENDING_MATCH, Status.MATCHED, Status.PAYMENT_AUTHORIZED, Status.READY})
RUNNING = frozenset({Status.IN_PROGRESS, Status.PAUSED})
"""The statuses of a session that has begun and is not over."""

MACHINE: Machine[Action, Status, Asker] = Machine.of([
    # action           from                                       to                          asked by
    (Action.MATCH,     {Status.PENDING_MATCH},                    Status.MATCHED,             {Asker.SEEKER}),
    (Action.AUTHORIZE, {Status.MATCHED},                          Status.PAYMENT_AUTHORIZED,  _SYSTEM),
    (Action.READY,     {Status.PAYMENT_AUTHORIZED, Status.READY}, Status.READY,               _PARTIES),
    (Action.START,     {Status.READY},                            Status.IN_PROGRESS,         _PARTIES),
    (Action.PAUSE,     {Status.IN_PROGRESS},                      Status.PAUSED,              _PARTIES),
    (Action.RESUME,    {Status.PAUSED},                           Status.IN_PROGRESS,         _PARTIES),
    (Action.END,       RUNNING,                                   Status.COMPLETED,           _PARTIES),
    (Action.CANCEL,    _BEFORE_START,                             Status.CANCELLED,           _ANYONE),
    (Action.ABANDON,   RUNNING,                                   Status.ABANDONED,           _SYSTEM),
    (Action.DISPUTE,   {Status.COMPLETED},                        Status.DISPUTED,            _SYSTEM),
    (Action.SETTLE,    {Status.DISPUTED},                         Status.COMPLETED,           _SYSTEM),
])  # fmt: skip

HOLDS_A_SEAT = frozenset({
    Status.MATCHED, Status.PAYMENT_AUTHORIZED, Status.READY, Status.IN_PROGRESS, Status.PAUSED,
})  # fmt: skip
"""The statuses that count against a companion's capacity."""
ENDED = frozenset({Status.COMPLETED, Status.ABANDONED, Status.DISPUTED})
"""The statuses of a session that took place and is over."""
OVER = ENDED | {Status.CANCELLED}
"""The statuses of a session that nobody is in any more, and never will be."""
