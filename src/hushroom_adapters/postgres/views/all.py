"""Every query port on PostgreSQL."""

from hushroom_adapters.postgres.engine import Database
from hushroom_adapters.postgres.statements import Reads
from hushroom_adapters.postgres.views.administration import PostgresAdminViews
from hushroom_adapters.postgres.views.availability import PostgresAvailabilityViews
from hushroom_adapters.postgres.views.companions import PostgresCompanionViews
from hushroom_adapters.postgres.views.contracts import PostgresContractViews
from hushroom_adapters.postgres.views.exports import PostgresExportViews
from hushroom_adapters.postgres.views.goals import PostgresGoalViews
from hushroom_adapters.postgres.views.matching import PostgresMatchingViews
from hushroom_adapters.postgres.views.media import PostgresMediaViews
from hushroom_adapters.postgres.views.payments import PostgresPaymentViews
from hushroom_adapters.postgres.views.ratings import PostgresRatingViews
from hushroom_adapters.postgres.views.sessions import PostgresSessionViews
from hushroom_adapters.postgres.views.users import PostgresUserViews
from hushroom_domain.application import Views


def views(database: Database) -> Views:
    """Builds the query ports on this database."""
    reads = Reads(database)
    return Views(
        users=PostgresUserViews(reads),
        companions=PostgresCompanionViews(reads),
        availability=PostgresAvailabilityViews(reads),
        goals=PostgresGoalViews(reads),
        contracts=PostgresContractViews(reads),
        sessions=PostgresSessionViews(reads),
        media=PostgresMediaViews(reads),
        matching=PostgresMatchingViews(reads),
        payments=PostgresPaymentViews(reads),
        ratings=PostgresRatingViews(reads),
        admin=PostgresAdminViews(reads),
        exports=PostgresExportViews(reads),
    )
