"""The tables of the in-memory store."""

from datetime import date

import attrs
from attrs import field, frozen

from hushroom_adapters.memory.rows import Delivery, InboxRow, OutboxRow
from hushroom_adapters.memory.table import Draft, Table
from hushroom_domain.administration.queries import AuditEntry
from hushroom_domain.availability.model import Booking, Slot
from hushroom_domain.companions.model import Companion
from hushroom_domain.contracts.model import Contract, ContractTemplate
from hushroom_domain.drift.model import DriftLog
from hushroom_domain.goals.model import Goal
from hushroom_domain.identity.model import RefreshToken, SpokenLanguage, User
from hushroom_domain.identity.one_time_tokens import OneTimeToken
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.payments.model import Payment, Refund
from hushroom_domain.payments.rules.posting import Posting
from hushroom_domain.ratings.model import Rating
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import (
    CompanionId,
    ContractId,
    DriftLogId,
    GoalId,
    PaymentId,
    RatingId,
    RefundId,
    ReportId,
    SessionId,
    SlotId,
    TemplateId,
    UserId,
)
from hushroom_domain.shared.quotas import Countable


@frozen(kw_only=True, eq=False)
class Tables:
    """Everything that is kept. `bookings` holds live ones only; tokens go by their digest."""

    users: Table[UserId, User] = field(factory=Table)
    languages: Table[UserId, tuple[SpokenLanguage, ...]] = field(factory=Table)
    refresh_tokens: Table[str, RefreshToken] = field(factory=Table)
    one_time_tokens: Table[str, OneTimeToken] = field(factory=Table)
    companions: Table[CompanionId, Companion] = field(factory=Table)
    slots: Table[SlotId, Slot] = field(factory=Table)
    bookings: Table[SessionId, Booking] = field(factory=Table)
    goals: Table[GoalId, Goal] = field(factory=Table)
    templates: Table[TemplateId, ContractTemplate] = field(factory=Table)
    contracts: Table[ContractId, Contract] = field(factory=Table)
    sessions: Table[SessionId, Session] = field(factory=Table)
    drift_logs: Table[DriftLogId, DriftLog] = field(factory=Table)
    payments: Table[PaymentId, Payment] = field(factory=Table)
    refunds: Table[RefundId, Refund] = field(factory=Table)
    postings: Table[int, Posting] = field(factory=Table)
    notices: Table[str, InboxRow] = field(factory=Table)
    ratings: Table[RatingId, Rating] = field(factory=Table)
    reports: Table[ReportId, AbuseReport] = field(factory=Table)
    audit_logs: Table[int, AuditEntry] = field(factory=Table)
    quota_usage: Table[tuple[UserId, Countable], tuple[date, int]] = field(factory=Table)
    sent_emails: Table[str, Delivery] = field(factory=Table)
    outbox: Table[int, OutboxRow] = field(factory=Table)

    def draft(self) -> "Tables":
        """These tables as one transaction sees and changes them."""
        return Tables(**{one.name: getattr(self, one.name).draft() for one in attrs.fields(Tables)})

    def commit(self) -> None:
        """Make the changes of this draft the truth, all at once: nothing awaits in between."""
        for one in attrs.fields(Tables):
            table = getattr(self, one.name)
            assert isinstance(table, Draft), "only a draft commits"
            table.commit()
