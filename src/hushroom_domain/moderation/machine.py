"""The states of an abuse report."""

from enum import StrEnum

from hushroom_domain.shared.machine import Machine


class Status(StrEnum):
    """Where a report stands."""

    PENDING = "PENDING"
    RESOLVED = "RESOLVED"
    DISMISSED = "DISMISSED"


class Action(StrEnum):
    """What an administrator may decide."""

    RESOLVE = "RESOLVE"
    DISMISS = "DISMISS"


class Asker(StrEnum):
    """Who decides."""

    ADMIN = "ADMIN"


MACHINE: Machine[Action, Status, Asker] = Machine.of([
    # action          from              to                 asked by
    (Action.RESOLVE,  {Status.PENDING}, Status.RESOLVED,   {Asker.ADMIN}),
    (Action.DISMISS,  {Status.PENDING}, Status.DISMISSED,  {Asker.ADMIN}),
])  # fmt: skip
