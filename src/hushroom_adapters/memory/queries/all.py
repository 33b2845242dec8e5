"""Every query port of the in-memory store."""

from hushroom_adapters.memory.queries.administration import MemoryAdminQueries
from hushroom_adapters.memory.queries.availability import MemoryAvailabilityQueries
from hushroom_adapters.memory.queries.companions import MemoryCompanionQueries
from hushroom_adapters.memory.queries.contracts import MemoryContractQueries
from hushroom_adapters.memory.queries.exports import MemoryExportQueries
from hushroom_adapters.memory.queries.goals import MemoryGoalQueries
from hushroom_adapters.memory.queries.identity import MemoryUserQueries
from hushroom_adapters.memory.queries.matching import MemoryMatchingQueries
from hushroom_adapters.memory.queries.media import MemoryMediaQueries
from hushroom_adapters.memory.queries.payments import MemoryPaymentQueries
from hushroom_adapters.memory.queries.ratings import MemoryRatingQueries
from hushroom_adapters.memory.queries.sessions import MemorySessionQueries
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.application import Queries


def queries(tables: Tables) -> Queries:
    """Builds the query ports on these tables."""
    return Queries(
        users=MemoryUserQueries(tables),
        companions=MemoryCompanionQueries(tables),
        availability=MemoryAvailabilityQueries(tables),
        goals=MemoryGoalQueries(tables),
        contracts=MemoryContractQueries(tables),
        sessions=MemorySessionQueries(tables),
        media=MemoryMediaQueries(tables),
        matching=MemoryMatchingQueries(tables),
        payments=MemoryPaymentQueries(tables),
        ratings=MemoryRatingQueries(tables),
        admin=MemoryAdminQueries(tables),
        exports=MemoryExportQueries(tables),
    )
