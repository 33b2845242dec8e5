"""The features on PostgreSQL: one line per feature for its repositories and one for its queries."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime

from hushroom_adapters.postgres.administration.exports import PostgresExportQueries
from hushroom_adapters.postgres.administration.queries import PostgresAdminQueries
from hushroom_adapters.postgres.administration.repository import PostgresAdministrationRepositories
from hushroom_adapters.postgres.audit.repository import PostgresAuditRepositories
from hushroom_adapters.postgres.availability.queries import PostgresAvailabilityQueries
from hushroom_adapters.postgres.availability.repository import PostgresAvailabilityRepositories
from hushroom_adapters.postgres.companions.queries import PostgresCompanionQueries
from hushroom_adapters.postgres.companions.repository import PostgresCompanionRepositories
from hushroom_adapters.postgres.companions.searches import NOTHING_KNOWN, CompanionSearches, KnownMatches
from hushroom_adapters.postgres.contracts.queries import PostgresContractQueries
from hushroom_adapters.postgres.contracts.repository import PostgresContractRepositories
from hushroom_adapters.postgres.core.columns import METADATA
from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.core.person_keys import AuditSeals
from hushroom_adapters.postgres.core.repositories import Routes, utc_now
from hushroom_adapters.postgres.core.transaction import transaction
from hushroom_adapters.postgres.drift.queries import PostgresDriftQueries
from hushroom_adapters.postgres.drift.repository import PostgresDriftRepositories
from hushroom_adapters.postgres.goals.queries import PostgresGoalQueries
from hushroom_adapters.postgres.goals.repository import PostgresGoalRepositories
from hushroom_adapters.postgres.idempotency.tables import IDEMPOTENCY_KEYS
from hushroom_adapters.postgres.identity.devices import PostgresDeviceQueries
from hushroom_adapters.postgres.identity.queries import PostgresUserQueries, PostgresViewerQueries
from hushroom_adapters.postgres.identity.recoveries import PostgresRecoveryQueries
from hushroom_adapters.postgres.identity.repository import PostgresIdentityRepositories
from hushroom_adapters.postgres.matching.candidates import PostgresCandidates
from hushroom_adapters.postgres.matching.queries import PostgresMatchingQueries
from hushroom_adapters.postgres.matching.tables import CANDIDATE_CHANGES
from hushroom_adapters.postgres.media.queries import PostgresMediaQueries
from hushroom_adapters.postgres.moderation.queries import PostgresModerationQueries
from hushroom_adapters.postgres.moderation.repository import PostgresModerationRepositories
from hushroom_adapters.postgres.notifications.queries import PostgresNotificationQueries
from hushroom_adapters.postgres.notifications.repository import PostgresNotificationRepositories
from hushroom_adapters.postgres.outbox.repository import PostgresOutboxRepositories
from hushroom_adapters.postgres.outbox.tables import OUTBOX
from hushroom_adapters.postgres.payments.queries import PostgresPaymentQueries
from hushroom_adapters.postgres.payments.repository import PostgresPaymentRepositories
from hushroom_adapters.postgres.quotas.repository import PostgresQuotaRepositories
from hushroom_adapters.postgres.ratings.queries import PostgresRatingQueries
from hushroom_adapters.postgres.ratings.repository import PostgresRatingRepositories
from hushroom_adapters.postgres.scheduling.tables import SCHEDULE_CLAIMS
from hushroom_adapters.postgres.sessions.queries import PostgresSessionQueries
from hushroom_adapters.postgres.sessions.repository import PostgresSessionRepositories
from hushroom_adapters.postgres.tallies.tables import TALLIES
from hushroom_domain.application import Queries
from hushroom_domain.matching.ports import Candidates
from hushroom_domain.queries import UseCaseQueries

__all__ = ["METADATA", "OF_NO_FEATURE", "PostgresWork", "begin", "candidates", "queries", "use_case_queries"]

OF_NO_FEATURE = (CANDIDATE_CHANGES, IDEMPOTENCY_KEYS, OUTBOX, SCHEDULE_CLAIMS, TALLIES)
"""The tables that no repository of a transaction defines; with them `METADATA` holds every table."""


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
    PostgresAdministrationRepositories,
    PostgresAuditRepositories,
    PostgresOutboxRepositories,
):
    """Implements `Work`."""


def begin(
    database: Database, routes: Routes, now: Callable[[], datetime] = utc_now, seals: AuditSeals | None = None
) -> Callable[[], AbstractAsyncContextManager[PostgresWork]]:
    """Builds a `Begin[Work]` on this database; `now` dates the rows of the outbox and of the audit log.

    Without `seals` the personal parts of the audit log are stored as they are.
    """

    @asynccontextmanager
    async def begin_work() -> AsyncIterator[PostgresWork]:
        async with database.connection() as connection, transaction(connection) as within:
            yield PostgresWork(within, routes, now, seals)

    return begin_work


def use_case_queries(database: Database, seals: AuditSeals | None = None) -> UseCaseQueries:
    """Builds the query ports that use cases ask; `seals` opens the audit log."""
    executor = QueryExecutor(database)
    return UseCaseQueries(
        viewers=PostgresViewerQueries(executor),
        media=PostgresMediaQueries(executor),
        matching=PostgresMatchingQueries(executor),
        exports=PostgresExportQueries(executor, seals),
    )


def candidates(database: Database) -> Candidates:
    """Builds the candidates that matching scores in the database."""
    return PostgresCandidates(QueryExecutor(database))


def queries(database: Database, matches: KnownMatches = NOTHING_KNOWN, seals: AuditSeals | None = None) -> Queries:
    """Builds the query ports that the surfaces read.

    Lists of companions are not counted where `matches` knows them; `seals` opens the audit log.
    """
    executor = QueryExecutor(database)
    return Queries(
        users=PostgresUserQueries(executor),
        devices=PostgresDeviceQueries(executor),
        recoveries=PostgresRecoveryQueries(executor),
        companions=PostgresCompanionQueries(executor, CompanionSearches(executor, matches=matches)),
        availability=PostgresAvailabilityQueries(executor),
        goals=PostgresGoalQueries(executor),
        contracts=PostgresContractQueries(executor),
        sessions=PostgresSessionQueries(executor),
        drift=PostgresDriftQueries(executor),
        payments=PostgresPaymentQueries(executor),
        ratings=PostgresRatingQueries(executor),
        moderation=PostgresModerationQueries(executor),
        notifications=PostgresNotificationQueries(executor),
        admin=PostgresAdminQueries(executor, seals),
    )
