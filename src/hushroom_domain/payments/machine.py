"""The life of a payment as a table; it only moves forward."""

from enum import StrEnum

from hushroom_domain.shared.machine import Machine


class Status(StrEnum):
    """Where a payment stands."""

    PENDING = "PENDING"
    AUTHORIZED = "AUTHORIZED"
    CAPTURED = "CAPTURED"
    REFUNDED = "REFUNDED"
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    DISPUTED = "DISPUTED"


class Asker(StrEnum):
    """Only what the provider reports moves a payment."""

    PROVIDER = "PROVIDER"


_ONLY = frozenset({Asker.PROVIDER})
_OPEN = frozenset({Status.PENDING, Status.AUTHORIZED})
_PAID = frozenset({Status.CAPTURED, Status.PARTIALLY_REFUNDED})

MACHINE: Machine[Status, Status, Asker] = Machine.of([
    # reported                  from                               to                         asked by
    (Status.AUTHORIZED,         {Status.PENDING},                  Status.AUTHORIZED,         _ONLY),
    (Status.FAILED,             {Status.PENDING},                  Status.FAILED,             _ONLY),
    (Status.CANCELLED,          _OPEN,                             Status.CANCELLED,          _ONLY),
    (Status.CAPTURED,           _OPEN | {Status.DISPUTED},         Status.CAPTURED,           _ONLY),
    (Status.PARTIALLY_REFUNDED, _OPEN | _PAID | {Status.DISPUTED}, Status.PARTIALLY_REFUNDED, _ONLY),
    (Status.REFUNDED,           _OPEN | _PAID | {Status.DISPUTED}, Status.REFUNDED,           _ONLY),
    (Status.DISPUTED,           _OPEN | _PAID | {Status.REFUNDED}, Status.DISPUTED,           _ONLY),
])  # fmt: skip
"""A report may skip steps: notices come late, twice or not at all."""

LIVE = frozenset(Status) - {Status.FAILED, Status.CANCELLED}
"""The statuses of which one session has at most one payment."""
STANDS_GOOD = frozenset({Status.AUTHORIZED, Status.CAPTURED, Status.PARTIALLY_REFUNDED})
"""The statuses in which a session may begin."""
HELD_OR_PAID = LIVE - {Status.PENDING}
