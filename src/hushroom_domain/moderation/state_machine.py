"""The states of an abuse report."""

from enum import StrEnum

from hushroom_domain.shared.state_machine import StateMachine


class ReportStatus(StrEnum):
    """Where a report stands."""

    PENDING = "PENDING"
    RESOLVED = "RESOLVED"
    DISMISSED = "DISMISSED"


class ReportAction(StrEnum):
    """What an administrator may decide."""

    RESOLVE = "RESOLVE"
    DISMISS = "DISMISS"


class ReportActor(StrEnum):
    """Who decides."""

    ADMIN = "ADMIN"


A, S = ReportAction, ReportStatus
TRANSITIONS: StateMachine[ReportAction, ReportStatus, ReportActor] = StateMachine.of([
    # action    from         to           asked by
    (A.RESOLVE, {S.PENDING}, S.RESOLVED,  {ReportActor.ADMIN}),
    (A.DISMISS, {S.PENDING}, S.DISMISSED, {ReportActor.ADMIN}),
])  # fmt: skip
