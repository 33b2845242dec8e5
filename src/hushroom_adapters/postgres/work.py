"""One transaction on PostgreSQL, with the repositories of every feature."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime

from hushroom_adapters.postgres.audit.repository import PostgresAuditRepositories
from hushroom_adapters.postgres.availability.repository import PostgresAvailabilityRepositories
from hushroom_adapters.postgres.companions.repository import PostgresCompanionRepositories
from hushroom_adapters.postgres.contracts.repository import PostgresContractRepositories
from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.core.repositories import Routes
from hushroom_adapters.postgres.core.transaction import transaction
from hushroom_adapters.postgres.drift.repository import PostgresDriftRepositories
from hushroom_adapters.postgres.goals.repository import PostgresGoalRepositories
from hushroom_adapters.postgres.identity.repository import PostgresIdentityRepositories
from hushroom_adapters.postgres.moderation.repository import PostgresModerationRepositories
from hushroom_adapters.postgres.notifications.repository import PostgresNotificationRepositories
from hushroom_adapters.postgres.outbox.repository import PostgresOutboxRepositories
from hushroom_adapters.postgres.payments.repository import PostgresPaymentRepositories
from hushroom_adapters.postgres.quotas.repository import PostgresQuotaRepositories
from hushroom_adapters.postgres.ratings.repository import PostgresRatingRepositories
from hushroom_adapters.postgres.sessions.repository import PostgresSessionRepositories


class PostgresWork(
    PostgresIdentityRepositories,
    PostgresCompanionRepositories,
    PostgresAvailabilityRepositories,
    PostgresGoalRepositories,
    PostgresContractRepositories,
    PostgresSessionRepositories,
    PostgresPaymentRepositories,
    PostgresRatingRepositories,
    PostgresDriftRepositories,
    PostgresModerationRepositories,
    PostgresNotificationRepositories,
    PostgresQuotaRepositories,
    PostgresAuditRepositories,
    PostgresOutboxRepositories,
):
    """Implements `Work`."""


def utc_now() -> datetime:
    """Returns the time of this machine."""
    return datetime.now(UTC)


def begin(
    database: Database, routes: Routes, now: Callable[[], datetime] = utc_now
) -> Callable[[], AbstractAsyncContextManager[PostgresWork]]:
    """Builds a `Begin[Work]` on this database; `now` dates the rows of the outbox and of the audit log."""

    @asynccontextmanager
    async def begin_work() -> AsyncIterator[PostgresWork]:
        async with database.connection() as connection, transaction(connection) as within:
            yield PostgresWork(within, routes, now)

    return begin_work
