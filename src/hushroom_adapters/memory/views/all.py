"""Every query port of the in-memory store."""

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
from hushroom_domain.application import Views


def views(tables: Tables) -> Views:
    """Builds the query ports on these tables."""
    return Views(
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
