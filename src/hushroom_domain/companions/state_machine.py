"""The states of a companion's application and the transitions between them."""

from enum import StrEnum

from hushroom_domain.shared.state_machine import StateMachine


class CompanionStatus(StrEnum):
    """The states of a companion's application."""

    PENDING_REVIEW = "PENDING_REVIEW"
    APPROVED = "APPROVED"
    SUSPENDED = "SUSPENDED"


class CompanionAction(StrEnum):
    """The decisions on an application."""

    APPROVE = "APPROVE"
    SUSPEND = "SUSPEND"
    REACTIVATE = "REACTIVATE"
    """Ends the suspension of a profile that was approved."""
    REOPEN = "REOPEN"
    """Ends the suspension of an application that nobody has approved yet."""


class CompanionActor(StrEnum):
    """The actors of decisions: an administrator, or the platform after reports of three users."""

    ADMIN = "ADMIN"
    SYSTEM = "SYSTEM"


A, S = CompanionAction, CompanionStatus
TRANSITIONS: StateMachine[CompanionAction, CompanionStatus, CompanionActor] = StateMachine.of([
    # action       from                            to                actors
    (A.APPROVE,    {S.PENDING_REVIEW},             S.APPROVED,       {CompanionActor.ADMIN}),
    (A.SUSPEND,    {S.PENDING_REVIEW, S.APPROVED}, S.SUSPENDED,      {CompanionActor.ADMIN, CompanionActor.SYSTEM}),
    (A.REACTIVATE, {S.SUSPENDED},                  S.APPROVED,       {CompanionActor.ADMIN}),
    (A.REOPEN,     {S.SUSPENDED},                  S.PENDING_REVIEW, {CompanionActor.ADMIN}),
])  # fmt: skip


def end_of_suspension(suspended_from: CompanionStatus | None) -> CompanionAction:
    """Returns the action that leads back to the status before the suspension; None stands for an approved profile."""
    return A.REOPEN if suspended_from is S.PENDING_REVIEW else A.REACTIVATE
