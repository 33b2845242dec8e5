"""The tables, by feature; `METADATA` holds them all."""

from hushroom_adapters.postgres.audit.tables import AUDIT_LOGS
from hushroom_adapters.postgres.availability.tables import AVAILABILITY_SLOTS, BOOKINGS
from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.contracts.tables import CONTRACT_TEMPLATES, CONTRACTS
from hushroom_adapters.postgres.core.columns import METADATA
from hushroom_adapters.postgres.drift.tables import DRIFT_LOGS
from hushroom_adapters.postgres.goals.tables import GOALS
from hushroom_adapters.postgres.idempotency.tables import IDEMPOTENCY_KEYS
from hushroom_adapters.postgres.identity.tables import ONE_TIME_TOKENS, REFRESH_TOKENS, USER_LANGUAGES, USERS
from hushroom_adapters.postgres.moderation.tables import ABUSE_REPORTS
from hushroom_adapters.postgres.notifications.tables import SENT_EMAILS
from hushroom_adapters.postgres.outbox.tables import OUTBOX
from hushroom_adapters.postgres.payments.tables import INBOX, LEDGER_ENTRIES, PAYMENTS, REFUNDS
from hushroom_adapters.postgres.quotas.tables import QUOTA_USAGE
from hushroom_adapters.postgres.ratings.tables import RATINGS
from hushroom_adapters.postgres.scheduling.tables import SCHEDULE_CLAIMS
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_adapters.postgres.tallies.tables import TALLIES

__all__ = [
    "ABUSE_REPORTS",
    "AUDIT_LOGS",
    "AVAILABILITY_SLOTS",
    "BOOKINGS",
    "COMPANIONS",
    "CONTRACTS",
    "CONTRACT_TEMPLATES",
    "DRIFT_LOGS",
    "GOALS",
    "IDEMPOTENCY_KEYS",
    "INBOX",
    "LEDGER_ENTRIES",
    "METADATA",
    "ONE_TIME_TOKENS",
    "OUTBOX",
    "PAYMENTS",
    "QUOTA_USAGE",
    "RATINGS",
    "REFRESH_TOKENS",
    "REFUNDS",
    "SCHEDULE_CLAIMS",
    "SENT_EMAILS",
    "SESSIONS",
    "TALLIES",
    "USERS",
    "USER_LANGUAGES",
]
