"""Every query port of the in-memory store."""

from attrs import frozen

from hushroom_adapters.memory.tables import Tables
from hushroom_adapters.memory.views.administration import MemoryAdminViews
from hushroom_adapters.memory.views.availability import MemoryAvailabilityViews
from hushroom_adapters.memory.views.companions import MemoryCompanionViews
from hushroom_adapters.memory.views.contracts import MemoryContractViews
from hushroom_adapters.memory.views.exports import MemoryExportViews
from hushroom_adapters.memory.views.goals import MemoryGoalViews
from hushroom_adapters.memory.views.matching import MemoryMatchingViews
from hushroom_adapters.memory.views.media import MemoryMediaViews
from hushroom_adapters.memory.views.payments import MemoryPaymentViews
from hushroom_adapters.memory.views.ratings import MemoryRatingViews
from hushroom_adapters.memory.views.sessions import MemorySessionViews
from hushroom_adapters.memory.views.users import MemoryUserViews


@frozen(kw_only=True)
class MemoryViews:
    """Implements `Views`."""

    users: MemoryUserViews
    companions: MemoryCompanionViews
    availability: MemoryAvailabilityViews
    goals: MemoryGoalViews
    contracts: MemoryContractViews
    sessions: MemorySessionViews
    media: MemoryMediaViews
    matching: MemoryMatchingViews
    payments: MemoryPaymentViews
    ratings: MemoryRatingViews
    admin: MemoryAdminViews
    exports: MemoryExportViews

    @classmethod
    def on(cls, tables: Tables) -> "MemoryViews":
        """The views of these tables."""
        return cls(
            users=MemoryUserViews(tables),
            companions=MemoryCompanionViews(tables),
            availability=MemoryAvailabilityViews(tables),
            goals=MemoryGoalViews(tables),
            contracts=MemoryContractViews(tables),
            sessions=MemorySessionViews(tables),
            media=MemoryMediaViews(tables),
            matching=MemoryMatchingViews(tables),
            payments=MemoryPaymentViews(tables),
            ratings=MemoryRatingViews(tables),
            admin=MemoryAdminViews(tables),
            exports=MemoryExportViews(tables),
        )
