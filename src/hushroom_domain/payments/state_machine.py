"""The life of a payment as a table; it only moves forward."""

from enum import StrEnum

from hushroom_domain.shared.state_machine import StateMachine


class PaymentStatus(StrEnum):
    """Where a payment stands."""

    PENDING = "PENDING"
    AUTHORIZED = "AUTHORIZED"
    CAPTURED = "CAPTURED"
    REFUNDED = "REFUNDED"
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    DISPUTED = "DISPUTED"


class PaymentActor(StrEnum):
    """Only what the provider reports moves a payment."""

    PROVIDER = "PROVIDER"


S = PaymentStatus
_ONLY = frozenset({PaymentActor.PROVIDER})
_OPEN = frozenset({S.PENDING, S.AUTHORIZED})
_PAID = frozenset({S.CAPTURED, S.PARTIALLY_REFUNDED})

TRANSITIONS: StateMachine[PaymentStatus, PaymentStatus, PaymentActor] = StateMachine.of([
    # reported             from                          to                    asked by
    (S.AUTHORIZED,         {S.PENDING},                  S.AUTHORIZED,         _ONLY),
    (S.FAILED,             {S.PENDING},                  S.FAILED,             _ONLY),
    (S.CANCELLED,          _OPEN,                        S.CANCELLED,          _ONLY),
    (S.CAPTURED,           _OPEN | {S.DISPUTED},         S.CAPTURED,           _ONLY),
    (S.PARTIALLY_REFUNDED, _OPEN | _PAID | {S.DISPUTED}, S.PARTIALLY_REFUNDED, _ONLY),
    (S.REFUNDED,           _OPEN | _PAID | {S.DISPUTED}, S.REFUNDED,           _ONLY),
    (S.DISPUTED,           _OPEN | _PAID | {S.REFUNDED}, S.DISPUTED,           _ONLY),
])  # fmt: skip
"""A report may skip steps: notices come late, twice or not at all."""

LIVE = frozenset(PaymentStatus) - {S.FAILED, S.CANCELLED}
"""The statuses of which one session has at most one payment."""
STANDS_GOOD = frozenset({S.AUTHORIZED, S.CAPTURED, S.PARTIALLY_REFUNDED})
"""The statuses in which a session may begin."""
HELD_OR_PAID = LIVE - {S.PENDING}
