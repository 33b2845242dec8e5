"""What payments need from the world."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Protocol

from attrs import field, frozen

from hushroom_domain.availability.ports import Bookings
from hushroom_domain.companions.ports import Companions
from hushroom_domain.identity.ports import Users
from hushroom_domain.payments.model import Payment, ProviderSnapshot, Refund, RefundReason
from hushroom_domain.payments.rules.posting import Posting
from hushroom_domain.sessions.ports import Sessions
from hushroom_domain.shared.audit import Audit
from hushroom_domain.shared.ids import CompanionId, PaymentId, RefundId, SessionId, UserId
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.ports import Outbox


@frozen(kw_only=True)
class HoldRequest:
    """What the provider is to hold; `payment_id` is the idempotency key and stands in the intent's metadata."""

    payment_id: PaymentId
    session_id: SessionId
    payer_id: UserId
    companion_id: CompanionId
    amount: Money
    keeps_card: bool = False
    """Whether the card may be asked again without its holder."""

    @classmethod
    def of(cls, payment: Payment) -> "HoldRequest":
        """The request that belongs to a payment; the same each time, or the provider would refuse the key."""
        return cls(
            payment_id=payment.id,
            session_id=payment.session_id,
            payer_id=payment.payer_id,
            companion_id=payment.companion_id,
            amount=payment.authorized_amount,
            keeps_card=payment.keeps_card,
        )


@frozen(kw_only=True)
class AccountState:
    """What the provider lets a companion's connected account do."""

    charges_enabled: bool
    payouts_enabled: bool


class PaymentGateway(Protocol):
    """The payment provider. Every call is idempotent by our ids and answers with the whole state of the hold.

    Every call may refuse with `ProviderUnavailable` (nobody knows what happened: ask again) and with
    `RequestRefused`. A step that the hold is past already answers with its state instead of refusing, and a hold
    that the provider does not have any more answers with MISSING.
    """

    async def open(self, request: HoldRequest) -> ProviderSnapshot:
        """Make the intent to hold money later; nothing is charged."""
        ...

    async def confirm(self, intent_id: str, payment_id: PaymentId, method_id: str | None) -> ProviderSnapshot:
        """Hold the money on this card, or without its holder on the one that was kept (None).

        A declined card answers with state FAILED.
        """
        ...

    async def renew(self, intent_id: str, request: HoldRequest, attempt: datetime) -> ProviderSnapshot:
        """Open another intent on the card that this one has kept; nothing is held by it yet.

        `attempt` tells one try from the next. Refuses with `RequestRefused` when no card was kept.
        """
        ...

    async def capture(self, intent_id: str, payment_id: PaymentId, amount: Money) -> ProviderSnapshot:
        """Take `amount` of what is held and let the rest go."""
        ...

    async def release(self, intent_id: str, payment_id: PaymentId) -> ProviderSnapshot:
        """Let the hold go."""
        ...

    async def refund(
        self, intent_id: str, refund_id: RefundId, amount: Money, reason: RefundReason | None
    ) -> ProviderSnapshot:
        """Give a part back; refuses with `ObjectMissing` when the provider does not have the payment any more."""
        ...

    async def look(self, intent_id: str) -> ProviderSnapshot:
        """How the hold stands."""
        ...

    async def open_account(self, companion_id: CompanionId, email: str) -> str:
        """Make a connected account for a companion, or find the one that is there; its id."""
        ...

    async def account_link(self, account_id: str) -> str:
        """A URL, good for minutes, where the companion gives the provider what it must know.

        Refuses with `ObjectMissing` when the account is deleted or does not let us in any more.
        """
        ...

    async def account(self, account_id: str) -> AccountState | None:
        """Returns the permissions of the account; None when it is deleted or does not let us in any more."""
        ...

    async def intent_of(self, kind: str, object_id: str) -> str | None:
        """The intent that a charge, refund or dispute belongs to; None for other kinds and what is not there."""
        ...


class Payments(Protocol):
    """The payments and their refunds."""

    async def add(self, payment: Payment) -> None:
        """Keep a new payment; refuses with `AlreadyPaid`: one live payment a session."""
        ...

    async def get(self, payment_id: PaymentId) -> Payment | None: ...

    async def lock(self, payment_id: PaymentId) -> Payment:
        """The payment, locked until the transaction ends; refuses with `PaymentNotFound`. Lock its session first."""
        ...

    async def lock_live(self, session_id: SessionId) -> Payment | None:
        """The live payment of the session, locked."""
        ...

    async def by_intent(self, intent_id: str) -> Payment | None: ...

    async def save(self, payment: Payment) -> None: ...

    async def overdue(self, now: datetime, limit: int) -> tuple[PaymentId, ...]:
        """Payments that want something of the provider and were not touched for `SWEEP_AFTER`, oldest first.

        That is: pending ones, authorised ones to be captured or released, those with a requested refund, and those
        whose hold is to be renewed or has run out.
        """
        ...

    async def touch(self, payment_ids: Collection[PaymentId], now: datetime) -> None:
        """Note that these were looked after just now, so that others are overdue first."""
        ...

    async def look_again(self, now: datetime, limit: int) -> tuple[PaymentId, ...]:
        """At most `limit` payments captured within `RECONCILE_FOR` and not looked at for `RECONCILE_EVERY`.

        Those that were not looked at for longest; from now on they count as looked at.
        """
        ...

    async def claim_look(self, payment_id: PaymentId, now: datetime) -> bool:
        """Notes a look at a pending payment, unless there was one within `LOOK_EVERY`; returns whether it did.

        It waits for no lock: one who holds the payment is at it anyway.
        """
        ...

    async def add_refund(self, refund: Refund) -> None: ...

    async def save_refund(self, refund: Refund) -> None: ...

    async def refunds(self, payment_id: PaymentId) -> tuple[Refund, ...]:
        """Oldest first."""
        ...


class Ledger(Protocol):
    """The ledger; it only grows."""

    async def add(self, postings: Iterable[Posting]) -> None: ...


@frozen(kw_only=True)
class Notice:
    """Something the provider told us: a hint to go and look, for notices come in any order."""

    id: str
    type: str
    intent_id: str | None = None
    payment_id: PaymentId | None = None
    account_id: str | None = None
    payload: dict[str, Any] = field(factory=dict, repr=False)

    @property
    def subject(self) -> tuple[str, str] | None:
        """The kind and the id of the provider's object that the notice is about, as far as it names one."""
        found = self.payload.get("object")
        kind, name = (found.get("object"), found.get("id")) if isinstance(found, dict) else (None, None)
        return (kind, name) if isinstance(kind, str) and isinstance(name, str) else None


class Inbox(Protocol):
    """The provider's notices, each kept once."""

    async def add(self, notice: Notice, now: datetime) -> bool:
        """Whether it is new."""
        ...

    async def get(self, notice_id: str) -> Notice | None: ...

    async def done(self, notice_id: str, now: datetime) -> None: ...


class PaymentWork(Protocol):
    """One transaction, as payments see it."""

    @property
    def users(self) -> Users: ...
    @property
    def companions(self) -> Companions: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def bookings(self) -> Bookings: ...
    @property
    def payments(self) -> Payments: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def outbox(self) -> Outbox: ...
