"""The state machine of an abuse report as a table of transitions."""

from enum import StrEnum

from hushroom_domain.shared.state_machine import StateMachine


class ReportStatus(StrEnum):
    """The status of a report."""

    PENDING = "PENDING"
    RESOLVED = "RESOLVED"
    DISMISSED = "DISMISSED"


class ReportAction(StrEnum):
    """An administrator's decision."""

    RESOLVE = "RESOLVE"
    DISMISS = "DISMISS"


class ReportActor(StrEnum):
    """The actor of a transition."""

    ADMIN = "ADMIN"


A, S = ReportAction, ReportStatus
TRANSITIONS: StateMachine[ReportAction, ReportStatus, ReportActor] = StateMachine.of([
    # action    from         to           actors
    (A.RESOLVE, {S.PENDING}, S.RESOLVED,  {ReportActor.ADMIN}),
    (A.DISMISS, {S.PENDING}, S.DISMISSED, {ReportActor.ADMIN}),
])  # fmt: skip
