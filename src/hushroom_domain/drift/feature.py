"""The use cases of drift, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.drift.ports import DriftWork
from hushroom_domain.drift.queries import DriftQueries
from hushroom_domain.drift.use_cases.acknowledge_drift import AcknowledgeDrift
from hushroom_domain.drift.use_cases.flag_drift import FlagDrift
from hushroom_domain.drift.use_cases.pass_milestone import PassMilestone
from hushroom_domain.shared.ports import SharedPorts

__all__ = ["DriftQueries", "DriftUseCases", "DriftWork"]


@frozen(kw_only=True)
class DriftUseCases:
    """The use cases of drift."""

    flag: FlagDrift
    acknowledge: AcknowledgeDrift
    pass_milestone: PassMilestone

    @classmethod
    def of(cls, ports: SharedPorts[DriftWork]) -> Self:
        """Builds the use cases on these ports."""
        return cls(
            flag=FlagDrift(ports.begin, ports.clock, ports.ids),
            acknowledge=AcknowledgeDrift(ports.begin, ports.clock),
            pass_milestone=PassMilestone(ports.begin, ports.clock, ports.ids),
        )
