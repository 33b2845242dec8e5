"""One transaction on the in-memory store, with everything in it."""

from attrs import frozen

from hushroom_adapters.memory.accounts import MemoryRefreshTokens, MemoryUsers
from hushroom_adapters.memory.availability import MemoryBookings, MemorySlots
from hushroom_adapters.memory.companions import MemoryCompanions
from hushroom_adapters.memory.contracts import MemoryContracts, MemoryTemplates
from hushroom_adapters.memory.deliveries import MemoryDeliveries
from hushroom_adapters.memory.goals import MemoryGoals
from hushroom_adapters.memory.outbox import MemoryOutbox
from hushroom_adapters.memory.payments import MemoryInbox, MemoryLedger, MemoryPayments
from hushroom_adapters.memory.ratings import MemoryRatings
from hushroom_adapters.memory.sessions import MemoryParties, MemorySessions
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.shared.ports import Clock


@frozen(kw_only=True)
class MemoryWork:
    """Implements `Work`."""

    users: MemoryUsers
    refresh_tokens: MemoryRefreshTokens
    companions: MemoryCompanions
    slots: MemorySlots
    bookings: MemoryBookings
    goals: MemoryGoals
    contracts: MemoryContracts
    templates: MemoryTemplates
    parties: MemoryParties
    sessions: MemorySessions
    payments: MemoryPayments
    ledger: MemoryLedger
    inbox: MemoryInbox
    ratings: MemoryRatings
    deliveries: MemoryDeliveries
    outbox: MemoryOutbox

    @classmethod
    def on(cls, tables: Tables, clock: Clock) -> "MemoryWork":
        """The repositories over these tables."""
        return cls(
            users=MemoryUsers(tables),
            refresh_tokens=MemoryRefreshTokens(tables),
            companions=MemoryCompanions(tables),
            slots=MemorySlots(tables),
            bookings=MemoryBookings(tables),
            goals=MemoryGoals(tables),
            contracts=MemoryContracts(tables),
            templates=MemoryTemplates(tables),
            parties=MemoryParties(tables),
            sessions=MemorySessions(tables),
            payments=MemoryPayments(tables),
            ledger=MemoryLedger(tables),
            inbox=MemoryInbox(tables),
            ratings=MemoryRatings(tables),
            deliveries=MemoryDeliveries(tables),
            outbox=MemoryOutbox(tables, clock),
        )
