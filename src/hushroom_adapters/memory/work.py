"""One transaction on the in-memory store, with the repositories of every feature."""

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
from hushroom_adapters.memory.quotas import MemoryQuotaRepositories
from hushroom_adapters.memory.ratings import MemoryRatingRepositories
from hushroom_adapters.memory.sessions import MemorySessionRepositories


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
