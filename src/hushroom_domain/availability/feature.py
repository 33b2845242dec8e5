"""The use cases of availability, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.availability.errors import BlockQuotaReached
from hushroom_domain.availability.ports import AvailabilityWork
from hushroom_domain.availability.queries import AvailabilityQueries
from hushroom_domain.availability.use_cases.block_time import BlockTime
from hushroom_domain.availability.use_cases.set_availability import SetAvailability
from hushroom_domain.availability.use_cases.unblock_time import UnblockTime
from hushroom_domain.shared.ports import SharedPorts
from hushroom_domain.shared.quotas import Countable, DailyQuota

__all__ = ["AvailabilityQueries", "AvailabilityUseCases", "AvailabilityWork"]


@frozen(kw_only=True)
class AvailabilityUseCases:
    """The use cases of availability."""

    set_hours: SetAvailability
    block: BlockTime
    unblock: UnblockTime

    @classmethod
    def of(cls, ports: SharedPorts[AvailabilityWork]) -> Self:
        """Builds the use cases on these ports."""
        return cls(
            set_hours=SetAvailability(ports.begin, ports.clock, ports.ids),
            block=BlockTime(
                ports.begin,
                ports.clock,
                ports.ids,
                DailyQuota(Countable.BLOCKS, ports.quotas.blocks, BlockQuotaReached),
            ),
            unblock=UnblockTime(ports.begin),
        )
