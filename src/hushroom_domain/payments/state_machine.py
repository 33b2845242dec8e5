"""The state machine of a payment; it only moves forward."""

from enum import StrEnum

from hushroom_domain.shared.state_machine import StateMachine


class PaymentStatus(StrEnum):
    """The status of a payment."""

    PENDING = "PENDING"
    AUTHORIZED = "AUTHORIZED"
    CAPTURED = "CAPTURED"
    REFUNDED = "REFUNDED"
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    DISPUTED = "DISPUTED"


class PaymentActor(StrEnum):
    """The actors that change a payment's status: the provider alone, by its reports."""

    PROVIDER = "PROVIDER"


S = PaymentStatus
_ONLY = frozenset({PaymentActor.PROVIDER})
OPEN = frozenset({S.PENDING, S.AUTHORIZED})
"""The statuses before the capture in which a payment may still change by itself."""
UNSETTLED = OPEN | {S.DISPUTED}
"""The statuses in which the provider may still ask who paid or was paid."""
_PAID = frozenset({S.CAPTURED, S.PARTIALLY_REFUNDED})

TRANSITIONS: StateMachine[PaymentStatus, PaymentStatus, PaymentActor] = StateMachine.of([
    # reported             from                         to                    asked by
    (S.AUTHORIZED,         {S.PENDING},                 S.AUTHORIZED,         _ONLY),
    (S.FAILED,             {S.PENDING},                 S.FAILED,             _ONLY),
    (S.CANCELLED,          OPEN,                        S.CANCELLED,          _ONLY),
    (S.CAPTURED,           OPEN | {S.DISPUTED},         S.CAPTURED,           _ONLY),
    (S.PARTIALLY_REFUNDED, OPEN | _PAID | {S.DISPUTED}, S.PARTIALLY_REFUNDED, _ONLY),
    (S.REFUNDED,           OPEN | _PAID | {S.DISPUTED}, S.REFUNDED,           _ONLY),
    (S.DISPUTED,           OPEN | _PAID | {S.REFUNDED}, S.DISPUTED,           _ONLY),
])  # fmt: skip
"""A report may skip transitions, because notices come late, twice or not at all."""

LIVE = frozenset(PaymentStatus) - {S.FAILED, S.CANCELLED}
"""The statuses of which one session has at most one payment."""
FUNDED = frozenset({S.AUTHORIZED, S.CAPTURED, S.PARTIALLY_REFUNDED})
"""The statuses in which a session may begin."""
EARNED = frozenset({S.AUTHORIZED, S.CAPTURED})
"""The statuses of the payments that are listed as a companion's earnings."""
HELD_OR_PAID = LIVE - {S.PENDING}
