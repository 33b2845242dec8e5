"""The states of a companion's application."""

from enum import StrEnum

from hushroom_domain.shared.state_machine import StateMachine


class CompanionStatus(StrEnum):
    """Where a companion's application stands."""

    PENDING_REVIEW = "PENDING_REVIEW"
    APPROVED = "APPROVED"
    SUSPENDED = "SUSPENDED"


class CompanionAction(StrEnum):
    """What an administrator may decide."""

    APPROVE = "APPROVE"
    SUSPEND = "SUSPEND"


class CompanionActor(StrEnum):
    """Who decides: an administrator, or the platform itself (three reporters)."""

    ADMIN = "ADMIN"
    SYSTEM = "SYSTEM"


A, S = CompanionAction, CompanionStatus
TRANSITIONS: StateMachine[CompanionAction, CompanionStatus, CompanionActor] = StateMachine.of([
    # action    from                            to           asked by
    (A.APPROVE, {S.PENDING_REVIEW},             S.APPROVED,  {CompanionActor.ADMIN}),
    (A.SUSPEND, {S.PENDING_REVIEW, S.APPROVED}, S.SUSPENDED, {CompanionActor.ADMIN, CompanionActor.SYSTEM}),
])  # fmt: skip
