"""The query ports of administration; each query is one statement."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from typing import Annotated, Any, Protocol
from uuid import UUID

from attrs import evolve, fields, frozen

from hushroom_domain.administration.model import (
    PushDevice,
    RatingRecord,
    RatingSearch,
    SentLink,
    SignIn,
    Statistics,
    TemplateRecord,
)
from hushroom_domain.administration.policy import SEARCHED_USER
from hushroom_domain.availability.model import Slot
from hushroom_domain.companions.model import Companion, Favourite
from hushroom_domain.companions.queries import OwnProfile
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.contracts.model import SessionType
from hushroom_domain.drift.model import DriftLog
from hushroom_domain.goals.model import Goal
from hushroom_domain.identity.model import (
    Device,
    EmailChange,
    IdentityVerification,
    LinkedIdentity,
    Passkey,
    SpokenLanguage,
)
from hushroom_domain.identity.model.users import User, UserRole
from hushroom_domain.identity.queries import Contact
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.moderation.state_machine import ReportStatus
from hushroom_domain.notifications.model import Notification, SentEmail
from hushroom_domain.payments.model import Payment, Refund
from hushroom_domain.payments.rules.posting import Posting
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.ratings.model import Rating
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.queries import SessionView
from hushroom_domain.sessions.state_machine import ENDED, SessionStatus
from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.ids import CompanionId, PaymentId, ReportId, SessionId, UserId
from hushroom_domain.shared.inputs import Named, ValidatedInput
from hushroom_domain.shared.limits import MOMENT
from hushroom_domain.shared.paging import TAKE, Order, Page, Window


@frozen(kw_only=True)
class AuditEntry:
    """An entry of the audit log. `action` is the stored name, which may be one that only a later release knows."""

    id: UUID
    action: str
    actor_id: UserId | None
    entity: str
    entity_id: UUID
    metadata: dict[str, Any]
    ip_address: str | None
    user_agent: str | None
    at: datetime


@frozen
class AuditView:
    """An entry of the audit log with its actor."""

    entry: AuditEntry
    actor: User | None


@frozen(kw_only=True)
class SessionRecord:
    """The administrators' view of a session, with the seeker and the user of the companion."""

    view: SessionView
    seeker: Contact
    companion_user: Contact | None = None


@frozen(kw_only=True)
class PaymentRecord:
    """The administrators' view of a payment, with its session, the goal of the session, the payer and the payee."""

    payment: Payment
    session: Session
    goal: Goal | None = None
    seeker: Contact
    companion_user: Contact | None = None

    @property
    def can_be_captured(self) -> bool:
        """Returns whether money is held for a session that is over."""
        return self.payment.status is PaymentStatus.AUTHORIZED and self.session.status in ENDED


@frozen(kw_only=True)
class ReportRecord:
    """The administrators' view of a report, with both people."""

    report: AbuseReport
    reporter: Contact
    reported: Contact


@frozen(kw_only=True)
class UserRecord:
    """The administrators' view of a user, with the companion profile."""

    user: User
    companion: Companion | None = None


@frozen(kw_only=True)
class Waiting:
    """The numbers of things that wait for an administrator.

    `late_payments` and `late_refunds` are those that the payment provider should have answered before; `failed_effects`
    are the reactions to events that the worker has given up.
    """

    applications: int
    reports: int
    disputes: int
    late_payments: int
    late_refunds: int
    failed_effects: int


@frozen
class UserSearch(ValidatedInput):
    """Selects users; None selects all. `text` is words, each of which occurs in the address or in a name."""

    text: Annotated[str | None, SEARCHED_USER, Named("search")] = None
    role: UserRole | None = None
    is_active: bool | None = None


@frozen
class AuditSearch(ValidatedInput):
    """Selects entries of the audit log by the acting user, by the act and by the entity; None selects all."""

    actor_id: UserId | None = None
    action: AuditAction | None = None
    entity_id: UUID | None = None


USER_LIST = Order[User](lambda user: (user.created_at, user.id))
SESSION_LIST = Order[SessionRecord](lambda one: (one.view.session.created_at, one.view.session.id))
PAYMENT_LIST = Order[PaymentRecord](lambda record: (record.payment.created_at, record.payment.id))
REPORT_LIST = Order[ReportRecord](lambda record: (record.report.created_at, record.report.id))
PROFILE_LIST = Order[OwnProfile](lambda own: (own.companion.created_at, own.companion.id))
RATING_RECORDS = Order[RatingRecord](lambda record: (record.rating.created_at, record.rating.id))
AUDIT_LIST = Order[AuditView](lambda view: (view.entry.at, view.entry.id))


class AdminQueries(Protocol):
    """Reads for administrators; lists are newest first.

    The totals of a search, of the users in a state, of ratings, of the reports about one user and of the audit log of
    one user or entity are counted up to `COUNT_LIMIT`; all others are exact.
    """

    async def statistics(self) -> Statistics: ...

    async def waiting(self, before: Annotated[datetime, MOMENT]) -> Waiting:
        """Returns the numbers of things that wait; payments and refunds are late if unchanged since `before`."""
        ...

    async def late_payments(
        self, before: Annotated[datetime, MOMENT], take: Annotated[int, TAKE]
    ) -> tuple[PaymentRecord, ...]:
        """Returns payments that are late themselves or have a late refund, the longest unchanged first."""
        ...

    async def users(self, window: Window, search: UserSearch) -> Page[User]:
        """Returns all users that match the search, deleted ones included."""
        ...

    async def user(self, user_id: UserId) -> UserRecord | None: ...

    async def companions(self, window: Window, status: CompanionStatus | None) -> Page[OwnProfile]: ...

    async def companion(self, companion_id: CompanionId) -> OwnProfile | None: ...

    async def sessions(self, window: Window, status: SessionStatus | None) -> Page[SessionRecord]: ...

    async def session(self, session_id: SessionId) -> SessionRecord | None: ...

    async def payments(self, window: Window, status: PaymentStatus | None) -> Page[PaymentRecord]: ...

    async def payment(self, payment_id: PaymentId) -> PaymentRecord | None: ...

    async def refunds(self, payment_id: PaymentId) -> tuple[Refund, ...]:
        """Returns the refunds of a payment, newest first."""
        ...

    async def reports(
        self, window: Window, status: ReportStatus | None, reported: UserId | None = None
    ) -> Page[ReportRecord]: ...

    async def report(self, report_id: ReportId) -> ReportRecord | None: ...

    async def ratings(self, window: Window, search: RatingSearch) -> Page[RatingRecord]:
        """Returns all ratings that match the search, private ones included."""
        ...

    async def templates(self, session_type: SessionType | None) -> tuple[TemplateRecord, ...]:
        """Returns all templates, inactive ones included, ordered by session type, mode and name."""
        ...

    async def audit_logs(self, window: Window, search: AuditSearch) -> Page[AuditView]: ...


@frozen(kw_only=True)
class Export:
    """The stored data about one user, or a slice of them, without the confidential reports of other users.

    A slice has the user and at most `EXPORT_SLICE` rows of one list, with the drift logs of its sessions or the refunds
    of its payments. The first slice has the short parts: languages, companion, availability.
    """

    user: User
    languages: tuple[SpokenLanguage, ...] = ()
    sign_ins: tuple[SignIn, ...] = ()
    devices: tuple[Device, ...] = ()
    identities: tuple[LinkedIdentity, ...] = ()
    email_changes: tuple[EmailChange, ...] = ()
    passkeys: tuple[Passkey, ...] = ()
    links: tuple[SentLink, ...] = ()
    emails: tuple[SentEmail, ...] = ()
    push_devices: tuple[PushDevice, ...] = ()
    notifications: tuple[Notification, ...] = ()
    favourites: tuple[Favourite, ...] = ()
    verifications: tuple[IdentityVerification, ...] = ()
    companion: OwnProfile | None = None
    availability: tuple[Slot, ...] = ()
    sessions: tuple[SessionView, ...] = ()
    drift_logs: tuple[DriftLog, ...] = ()
    ratings_given: tuple[Rating, ...] = ()
    ratings_received: tuple[Rating, ...] = ()
    payments: tuple[Payment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    postings: tuple[Posting, ...] = ()
    reports: tuple[AbuseReport, ...] = ()
    audit_logs: tuple[AuditEntry, ...] = ()

    def joined(self, following: "Export") -> "Export":
        """Returns this part of an export with the one that follows it."""
        lists = {
            field.name: getattr(self, field.name) + getattr(following, field.name)
            for field in fields(Export)
            if isinstance(getattr(self, field.name), tuple)
        }
        return evolve(self, companion=self.companion or following.companion, **lists)


SLICED_LISTS = (
    "sign_ins", "devices", "identities", "passkeys", "email_changes", "links", "emails", "push_devices",
    "notifications", "favourites", "verifications", "sessions", "ratings_given", "ratings_received", "payments",
    "postings", "reports", "audit_logs",
)  # fmt: skip
"""The lists of an export that come in slices, in their order; the other lists come with these or in the first slice."""


class ExportQueries(Protocol):
    """Reads for a user's own export: one statement per list, without limits."""

    def slices(self, user_id: UserId) -> AsyncGenerator[Export, None]:
        """Yields the data about a user as slices, list by list, each newest first; nothing for an unknown user.

        A caller that stops early closes it (`contextlib.aclosing`), because it holds a connection.
        """
        ...


async def whole(slices: AsyncGenerator[Export, None]) -> Export | None:
    """Returns all slices of an export as one value, or None without slices. It holds all data of the user."""
    found: Export | None = None
    async with aclosing(slices):
        async for part in slices:
            found = part if found is None else found.joined(part)
    return found
