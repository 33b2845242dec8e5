"""The tables, by feature; `METADATA` holds them all."""

from hushroom_adapters.postgres.tables.accounts import ONE_TIME_TOKENS, REFRESH_TOKENS, USER_LANGUAGES, USERS
from hushroom_adapters.postgres.tables.columns import METADATA
from hushroom_adapters.postgres.tables.companions import AVAILABILITY_SLOTS, BOOKINGS, COMPANIONS
from hushroom_adapters.postgres.tables.drift import DRIFT_LOGS
from hushroom_adapters.postgres.tables.effects import DELIVERIES, INBOX, OUTBOX, SCHEDULE_CLAIMS
from hushroom_adapters.postgres.tables.idempotency import IDEMPOTENCY_KEYS
from hushroom_adapters.postgres.tables.moderation import ABUSE_REPORTS, AUDIT_LOGS
from hushroom_adapters.postgres.tables.payments import LEDGER_ENTRIES, PAYMENTS, REFUNDS
from hushroom_adapters.postgres.tables.quotas import QUOTA_USAGE
from hushroom_adapters.postgres.tables.ratings import RATINGS
from hushroom_adapters.postgres.tables.sessions import CONTRACT_TEMPLATES, CONTRACTS, GOALS, SESSIONS
from hushroom_adapters.postgres.tables.tallies import TALLIES

__all__ = [
    "ABUSE_REPORTS",
    "AUDIT_LOGS",
    "AVAILABILITY_SLOTS",
    "BOOKINGS",
    "COMPANIONS",
    "CONTRACTS",
    "CONTRACT_TEMPLATES",
    "DELIVERIES",
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
    "SESSIONS",
    "TALLIES",
    "USERS",
    "USER_LANGUAGES",
]
