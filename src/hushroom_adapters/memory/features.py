"""The features in memory: one line per feature for its repositories and one for its queries."""

from hushroom_adapters.memory.audit import MemoryAuditRepositories
from hushroom_adapters.memory.availability import MemoryAvailabilityRepositories
from hushroom_adapters.memory.companions import MemoryCompanionRepositories
from hushroom_adapters.memory.contracts import MemoryContractRepositories
from hushroom_adapters.memory.drift import MemoryDriftRepositories
from hushroom_adapters.memory.goals import MemoryGoalRepositories
from hushroom_adapters.memory.identity import MemoryIdentityRepositories
from hushroom_adapters.memory.moderation import MemoryModerationRepositories
from hushroom_adapters.memory.notifications import MemoryNotificationRepositories
from hushroom_adapters.memory.outbox import MemoryOutboxRepositories
from hushroom_adapters.memory.payments import MemoryPaymentRepositories
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
from hushroom_adapters.memory.quotas import MemoryQuotaRepositories
from hushroom_adapters.memory.ratings import MemoryRatingRepositories
from hushroom_adapters.memory.sessions import MemorySessionRepositories
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.application import Queries


class MemoryWork(
    MemoryIdentityRepositories,
    MemoryCompanionRepositories,
    MemoryAvailabilityRepositories,
    MemoryGoalRepositories,
    MemoryContractRepositories,
    MemorySessionRepositories,
    MemoryPaymentRepositories,
    MemoryRatingRepositories,
    MemoryDriftRepositories,
    MemoryModerationRepositories,
    MemoryNotificationRepositories,
    MemoryQuotaRepositories,
    MemoryAuditRepositories,
    MemoryOutboxRepositories,
):
    """Implements `Work`."""


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
