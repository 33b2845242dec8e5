"""The features in memory: one line per feature for its repositories and one for the queries of its use cases."""

from hushroom_adapters.memory.administration import MemoryAdministrationRepositories
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
from hushroom_adapters.memory.queries.exports import MemoryExportQueries
from hushroom_adapters.memory.queries.identity import MemoryViewerQueries
from hushroom_adapters.memory.queries.matching import MemoryMatchingQueries
from hushroom_adapters.memory.queries.media import MemoryMediaQueries
from hushroom_adapters.memory.quotas import MemoryQuotaRepositories
from hushroom_adapters.memory.ratings import MemoryRatingRepositories
from hushroom_adapters.memory.sessions import MemorySessionRepositories
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.queries import UseCaseQueries


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
    MemoryAdministrationRepositories,
    MemoryAuditRepositories,
    MemoryOutboxRepositories,
):
    """Implements `Work`."""


def use_case_queries(tables: Tables) -> UseCaseQueries:
    """Builds the query ports that use cases ask."""
    return UseCaseQueries(
        viewers=MemoryViewerQueries(tables),
        media=MemoryMediaQueries(tables),
        matching=MemoryMatchingQueries(tables),
        exports=MemoryExportQueries(tables),
    )
