"""One transaction on the in-memory store, with everything in it."""

from attrs import frozen

from hushroom_adapters.memory.audit import MemoryAudit
from hushroom_adapters.memory.availability import MemoryBookings, MemorySlots
from hushroom_adapters.memory.companions import MemoryCompanions
from hushroom_adapters.memory.contracts import MemoryContracts, MemoryTemplates
from hushroom_adapters.memory.drift import MemoryDriftLogs
from hushroom_adapters.memory.goals import MemoryGoals
from hushroom_adapters.memory.identity import MemoryOneTimeTokens, MemoryRefreshTokens, MemoryUsers
from hushroom_adapters.memory.moderation import MemoryReports
from hushroom_adapters.memory.outbox import MemoryOutbox
from hushroom_adapters.memory.payments import MemoryHolds, MemoryInbox, MemoryLedger, MemoryPayments
from hushroom_adapters.memory.quotas import MemoryQuotaUsage
from hushroom_adapters.memory.ratings import MemoryRatings
from hushroom_adapters.memory.sent_emails import MemorySentEmails
from hushroom_adapters.memory.sessions import MemoryParticipants, MemorySessions
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.shared.ports import Clock


@frozen(kw_only=True)
class MemoryWork:
    """Implements `Work`."""

    users: MemoryUsers
    refresh_tokens: MemoryRefreshTokens
    one_time_tokens: MemoryOneTimeTokens
    companions: MemoryCompanions
    slots: MemorySlots
    bookings: MemoryBookings
    goals: MemoryGoals
    contracts: MemoryContracts
    templates: MemoryTemplates
    participants: MemoryParticipants
    sessions: MemorySessions
    drift_logs: MemoryDriftLogs
    payments: MemoryPayments
    holds: MemoryHolds
    ledger: MemoryLedger
    inbox: MemoryInbox
    ratings: MemoryRatings
    reports: MemoryReports
    quotas: MemoryQuotaUsage
    sent_emails: MemorySentEmails
    audit: MemoryAudit
    outbox: MemoryOutbox

    @classmethod
    def on(cls, tables: Tables, clock: Clock) -> "MemoryWork":
        """The repositories over these tables."""
        return cls(
            users=MemoryUsers(tables),
            refresh_tokens=MemoryRefreshTokens(tables),
            one_time_tokens=MemoryOneTimeTokens(tables),
            companions=MemoryCompanions(tables),
            slots=MemorySlots(tables),
            bookings=MemoryBookings(tables),
            goals=MemoryGoals(tables),
            contracts=MemoryContracts(tables),
            templates=MemoryTemplates(tables),
            participants=MemoryParticipants(tables),
            sessions=MemorySessions(tables),
            drift_logs=MemoryDriftLogs(tables),
            payments=MemoryPayments(tables),
            holds=MemoryHolds(tables),
            ledger=MemoryLedger(tables),
            inbox=MemoryInbox(tables),
            ratings=MemoryRatings(tables),
            reports=MemoryReports(tables),
            quotas=MemoryQuotaUsage(tables),
            sent_emails=MemorySentEmails(tables),
            audit=MemoryAudit(tables, clock),
            outbox=MemoryOutbox(tables, clock),
        )
