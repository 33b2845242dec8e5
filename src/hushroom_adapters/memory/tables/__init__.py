"""The tables of the in-memory store; one line per feature."""

import attrs
from attrs import frozen

from hushroom_adapters.memory.table import Draft
from hushroom_adapters.memory.tables.audit import AuditTables
from hushroom_adapters.memory.tables.availability import AvailabilityTables
from hushroom_adapters.memory.tables.companions import CompanionTables
from hushroom_adapters.memory.tables.contracts import ContractTables
from hushroom_adapters.memory.tables.drift import DriftTables
from hushroom_adapters.memory.tables.goals import GoalTables
from hushroom_adapters.memory.tables.identity import IdentityTables
from hushroom_adapters.memory.tables.moderation import ModerationTables
from hushroom_adapters.memory.tables.notifications import NotificationTables
from hushroom_adapters.memory.tables.outbox import OutboxTables
from hushroom_adapters.memory.tables.payments import PaymentTables
from hushroom_adapters.memory.tables.quotas import QuotaTables
from hushroom_adapters.memory.tables.ratings import RatingTables
from hushroom_adapters.memory.tables.sessions import SessionTables


@frozen(kw_only=True, eq=False, slots=False)
class Tables(
    IdentityTables,
    CompanionTables,
    AvailabilityTables,
    GoalTables,
    ContractTables,
    SessionTables,
    DriftTables,
    PaymentTables,
    RatingTables,
    ModerationTables,
    AuditTables,
    QuotaTables,
    NotificationTables,
    OutboxTables,
):
    """Every table of the store."""

    def draft(self) -> "Tables":
        """Returns a copy on which one transaction works."""
        return Tables(**{one.name: getattr(self, one.name).draft() for one in attrs.fields(Tables)})

    def commit(self) -> None:
        """Writes the changes of this draft through, all at once, because nothing awaits in between."""
        for one in attrs.fields(Tables):
            table = getattr(self, one.name)
            assert isinstance(table, Draft), "only a draft commits"
            table.commit()
