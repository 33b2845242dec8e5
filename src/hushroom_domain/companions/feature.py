"""The use cases of companions, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.companions.ports import CompanionWork
from hushroom_domain.companions.queries import CompanionQueries
from hushroom_domain.companions.use_cases.approve_companion import ApproveCompanion
from hushroom_domain.companions.use_cases.drop_favourite import DropFavourite
from hushroom_domain.companions.use_cases.keep_favourite import KeepFavourite
from hushroom_domain.companions.use_cases.reactivate_companion import ReactivateCompanion
from hushroom_domain.companions.use_cases.register_companion import RegisterCompanion
from hushroom_domain.companions.use_cases.set_presence import SetPresence
from hushroom_domain.companions.use_cases.suspend_companion import SuspendCompanion
from hushroom_domain.companions.use_cases.update_companion import UpdateCompanion
from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.shared.ports import SharedPorts

__all__ = ["CompanionPorts", "CompanionQueries", "CompanionUseCases", "CompanionWork"]


@frozen(kw_only=True)
class CompanionPorts:
    """The choices of the operator for companions."""

    requires_identity: bool = False
    """True when an application is approved only with a verified identity."""


@frozen(kw_only=True)
class CompanionUseCases:
    """The use cases of companions."""

    register: RegisterCompanion
    update: UpdateCompanion
    set_presence: SetPresence
    approve: ApproveCompanion
    suspend: SuspendCompanion
    reactivate: ReactivateCompanion
    keep_favourite: KeepFavourite
    drop_favourite: DropFavourite

    @classmethod
    def of(cls, ports: SharedPorts[CompanionWork], own: CompanionPorts) -> Self:
        """Builds the use cases on these ports."""
        step_up = StepUp(ports.clock)
        return cls(
            register=RegisterCompanion(ports.begin, ports.clock, ports.ids),
            update=UpdateCompanion(ports.begin, ports.clock),
            set_presence=SetPresence(ports.begin, ports.clock),
            approve=ApproveCompanion(ports.begin, ports.clock, own.requires_identity),
            suspend=SuspendCompanion(ports.begin, ports.clock, ports.ids, step_up),
            reactivate=ReactivateCompanion(ports.begin, ports.clock, ports.ids, step_up),
            keep_favourite=KeepFavourite(ports.begin, ports.clock, ports.ids),
            drop_favourite=DropFavourite(ports.begin),
        )
