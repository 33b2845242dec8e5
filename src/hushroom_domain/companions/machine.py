"""The states of a companion's application."""

from enum import StrEnum

from hushroom_domain.shared.machine import Machine


class Status(StrEnum):
    """Where a companion's application stands."""

    PENDING_REVIEW = "PENDING_REVIEW"
    APPROVED = "APPROVED"
    SUSPENDED = "SUSPENDED"


class Action(StrEnum):
    """What an administrator may decide."""

    APPROVE = "APPROVE"
    SUSPEND = "SUSPEND"


class Asker(StrEnum):
    """Who decides: an administrator, or the platform itself (three reporters)."""

    ADMIN = "ADMIN"
    SYSTEM = "SYSTEM"


MACHINE: Machine[Action, Status, Asker] = Machine.of([
    # action         from                                       to                 asked by
    (Action.APPROVE, {Status.PENDING_REVIEW},                   Status.APPROVED,   {Asker.ADMIN}),
    (Action.SUSPEND, {Status.PENDING_REVIEW, Status.APPROVED},  Status.SUSPENDED,  {Asker.ADMIN, Asker.SYSTEM}),
])  # fmt: skip
