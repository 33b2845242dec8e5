"""Every query port on PostgreSQL."""

from hushroom_adapters.postgres.administration.exports import PostgresExportQueries
from hushroom_adapters.postgres.administration.queries import PostgresAdminQueries
from hushroom_adapters.postgres.availability.queries import PostgresAvailabilityQueries
from hushroom_adapters.postgres.companions.queries import PostgresCompanionQueries
from hushroom_adapters.postgres.contracts.queries import PostgresContractQueries
from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.core.executor import Reads
from hushroom_adapters.postgres.goals.queries import PostgresGoalQueries
from hushroom_adapters.postgres.identity.queries import PostgresUserQueries
from hushroom_adapters.postgres.matching.queries import PostgresMatchingQueries
from hushroom_adapters.postgres.media.queries import PostgresMediaQueries
from hushroom_adapters.postgres.payments.queries import PostgresPaymentQueries
from hushroom_adapters.postgres.ratings.queries import PostgresRatingQueries
from hushroom_adapters.postgres.sessions.queries import PostgresSessionQueries
from hushroom_domain.application import Queries


def queries(database: Database) -> Queries:
    """Builds the query ports on this database."""
    reads = Reads(database)
    return Queries(
        users=PostgresUserQueries(reads),
        companions=PostgresCompanionQueries(reads),
        availability=PostgresAvailabilityQueries(reads),
        goals=PostgresGoalQueries(reads),
        contracts=PostgresContractQueries(reads),
        sessions=PostgresSessionQueries(reads),
        media=PostgresMediaQueries(reads),
        matching=PostgresMatchingQueries(reads),
        payments=PostgresPaymentQueries(reads),
        ratings=PostgresRatingQueries(reads),
        admin=PostgresAdminQueries(reads),
        exports=PostgresExportQueries(reads),
    )
