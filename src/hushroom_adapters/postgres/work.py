"""One transaction on PostgreSQL, with every repository in it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime

from hushroom_adapters.postgres.audit.repository import PostgresAudit
from hushroom_adapters.postgres.availability.repository import PostgresBookings, PostgresSlots
from hushroom_adapters.postgres.companions.repository import PostgresCompanions
from hushroom_adapters.postgres.contracts.repository import PostgresContracts, PostgresContractTemplates
from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.core.transaction import Transaction, transaction
from hushroom_adapters.postgres.drift.repository import PostgresDriftLogs
from hushroom_adapters.postgres.goals.repository import PostgresGoals
from hushroom_adapters.postgres.identity.repository import (
    PostgresOneTimeTokens,
    PostgresRefreshTokens,
    PostgresUsers,
)
from hushroom_adapters.postgres.moderation.repository import PostgresReports
from hushroom_adapters.postgres.notifications.repository import PostgresSentEmails
from hushroom_adapters.postgres.outbox.repository import PostgresOutbox, Routes
from hushroom_adapters.postgres.payments.repository import (
    PostgresHolds,
    PostgresInbox,
    PostgresLedger,
    PostgresPayments,
)
from hushroom_adapters.postgres.quotas.repository import PostgresQuotaUsage
from hushroom_adapters.postgres.ratings.repository import PostgresRatings
from hushroom_adapters.postgres.sessions.repository import PostgresParticipants, PostgresSessions


class PostgresWork:
    """Implements `Work`; a repository is made when it is asked for, which costs less than to remember it."""

    def __init__(self, within: Transaction, routes: Routes, now: Callable[[], datetime]) -> None:
        """Work within this transaction."""
        self._transaction, self._routes, self._now = within, routes, now

    @property
    def users(self) -> PostgresUsers:
        return PostgresUsers(self._transaction)

    @property
    def refresh_tokens(self) -> PostgresRefreshTokens:
        return PostgresRefreshTokens(self._transaction)

    @property
    def one_time_tokens(self) -> PostgresOneTimeTokens:
        return PostgresOneTimeTokens(self._transaction)

    @property
    def companions(self) -> PostgresCompanions:
        return PostgresCompanions(self._transaction)

    @property
    def slots(self) -> PostgresSlots:
        return PostgresSlots(self._transaction)

    @property
    def bookings(self) -> PostgresBookings:
        return PostgresBookings(self._transaction)

    @property
    def goals(self) -> PostgresGoals:
        return PostgresGoals(self._transaction)

    @property
    def contracts(self) -> PostgresContracts:
        return PostgresContracts(self._transaction)

    @property
    def templates(self) -> PostgresContractTemplates:
        return PostgresContractTemplates(self._transaction)

    @property
    def participants(self) -> PostgresParticipants:
        return PostgresParticipants(self._transaction)

    @property
    def sessions(self) -> PostgresSessions:
        return PostgresSessions(self._transaction)

    @property
    def drift_logs(self) -> PostgresDriftLogs:
        return PostgresDriftLogs(self._transaction)

    @property
    def payments(self) -> PostgresPayments:
        return PostgresPayments(self._transaction)

    @property
    def holds(self) -> PostgresHolds:
        return PostgresHolds(self._transaction)

    @property
    def ledger(self) -> PostgresLedger:
        return PostgresLedger(self._transaction)

    @property
    def inbox(self) -> PostgresInbox:
        return PostgresInbox(self._transaction)

    @property
    def ratings(self) -> PostgresRatings:
        return PostgresRatings(self._transaction)

    @property
    def reports(self) -> PostgresReports:
        return PostgresReports(self._transaction)

    @property
    def quotas(self) -> PostgresQuotaUsage:
        return PostgresQuotaUsage(self._transaction)

    @property
    def sent_emails(self) -> PostgresSentEmails:
        return PostgresSentEmails(self._transaction)

    @property
    def audit(self) -> PostgresAudit:
        return PostgresAudit(self._transaction, self._now)

    @property
    def outbox(self) -> PostgresOutbox:
        return PostgresOutbox(self._transaction, self._routes, self._now)


def utc_now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


def begin(
    database: Database, routes: Routes, now: Callable[[], datetime] = utc_now
) -> Callable[[], AbstractAsyncContextManager[PostgresWork]]:
    """A `Begin[Work]` on this database; `now` dates the rows of the outbox and of the audit log."""

    @asynccontextmanager
    async def begin_work() -> AsyncIterator[PostgresWork]:
        async with database.connection() as connection, transaction(connection) as within:
            yield PostgresWork(within, routes, now)

    return begin_work
