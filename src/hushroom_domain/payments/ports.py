"""The ports of payments: the provider, the repositories and the transaction."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Annotated, Any, Protocol

from attrs import field, frozen

from hushroom_domain.availability.ports import Bookings
from hushroom_domain.companions.ports import Companions
from hushroom_domain.identity.ports import StepUpWork, Users
from hushroom_domain.payments.model import Payment, Refund, RefundReason
from hushroom_domain.payments.policy import PAGE_LIFE, PROVIDER_ID
from hushroom_domain.payments.rules.posting import Posting
from hushroom_domain.payments.rules.provider_snapshot import ProviderSnapshot
from hushroom_domain.sessions.ports import Sessions
from hushroom_domain.shared.audit import Audit
from hushroom_domain.shared.ids import CompanionId, PaymentId, RefundId, SessionId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.limits import BoundedElsewhere
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.ports import Outbox


@frozen(kw_only=True)
class HoldRequest:
    """A request to hold money; `payment_id` is the idempotency key and part of the intent's metadata."""

    payment_id: PaymentId
    session_id: SessionId
    payer_id: UserId
    companion_id: CompanionId
    amount: Money
    keeps_card: bool = False
    """True when the card may be charged again without its holder."""

    @classmethod
    def of(cls, payment: Payment) -> "HoldRequest":
        """Returns the request of a payment: always the same, because a key with other parameters is refused."""
        return cls(
            payment_id=payment.id,
            session_id=payment.session_id,
            payer_id=payment.payer_id,
            companion_id=payment.companion_id,
            amount=payment.authorized_amount,
            keeps_card=payment.keeps_card,
        )


@frozen(kw_only=True)
class PageRequest:
    """A request for a hosted page: its language, and the time from which no card can be entered on it any more."""

    language: str
    expires_at: datetime

    @classmethod
    def of(cls, payment: Payment) -> "PageRequest":
        """Returns the request of a payment: always the same, because a key with other parameters is refused."""
        assert payment.page_language is not None
        return cls(language=payment.page_language, expires_at=payment.created_at + PAGE_LIFE)


@frozen(kw_only=True)
class AccountState:
    """The permissions of a companion's connected account at the provider."""

    charges_enabled: bool
    payouts_enabled: bool


class PaymentGateway(Protocol):
    """The payment provider. Each call is idempotent by our ids and returns the whole state of the intent.

    A call for a step that the intent is past returns its state instead of an error; an intent that the provider does
    not have returns the state MISSING. After ProviderUnavailable the effect of the call is unknown.

    Raises: ProviderUnavailable, RequestRefused, by each call.
    """

    async def open(self, request: HoldRequest) -> ProviderSnapshot:
        """Creates the intent; no money is held yet."""
        ...

    async def confirm(self, intent_id: str, payment_id: PaymentId, method_id: str | None) -> ProviderSnapshot:
        """Holds the money on this card, or on the kept card without its holder (None).

        A declined card returns the state FAILED.
        """
        ...

    async def renew(self, intent_id: str, request: HoldRequest, attempt: datetime) -> ProviderSnapshot:
        """Creates another intent on the card that this one has kept; no money is held by it yet.

        `attempt` is part of the idempotency key, so that a later try is another one.

        Raises: RequestRefused, when no card was kept.
        """
        ...

    async def capture(self, intent_id: str, payment_id: PaymentId, amount: Money) -> ProviderSnapshot:
        """Captures `amount` of the held money and releases the rest."""
        ...

    async def release(self, intent_id: str, payment_id: PaymentId) -> ProviderSnapshot:
        """Cancels the intent and releases the held money."""
        ...

    async def refund(
        self, intent_id: str, refund_id: RefundId, amount: Money, reason: RefundReason | None
    ) -> ProviderSnapshot:
        """Refunds a part of the captured money. Raises: ObjectMissing, when the provider does not have the intent."""
        ...

    async def retrieve(self, intent_id: str) -> ProviderSnapshot:
        """Returns the state of the intent."""
        ...

    async def open_page(self, request: HoldRequest, page: PageRequest) -> ProviderSnapshot:
        """Creates the provider's hosted page on which the payer enters a card; no money is held yet.

        The payer comes back to the payment page of the session, also after leaving the hosted page without paying.
        """
        ...

    async def close_page(self, page_id: str, payment_id: PaymentId) -> ProviderSnapshot:
        """Expires the hosted page. A page on which the payer has paid stays, and returns the state of its intent.

        The state is WAITING when the provider cannot expire the page yet, and CANCELLED when it has expired.
        """
        ...

    async def retrieve_page(self, page_id: str) -> ProviderSnapshot:
        """Returns the state of the hosted page: WAITING while it is open, also after a declined card on it.

        The state is CANCELLED when the page has expired, and that of its intent when the payer has paid.
        """
        ...

    async def open_account(self, companion_id: CompanionId, email: str) -> str:
        """Creates a connected account for a companion, or finds the existing one; returns its id."""
        ...

    async def account_link(self, account_id: str) -> str:
        """Returns a URL, valid for minutes, where the companion enters the data that the provider requires.

        Raises: ObjectMissing, when the account is deleted or denies access.
        """
        ...

    async def account(self, account_id: str) -> AccountState | None:
        """Returns the permissions of the account, None when it is deleted or denies access."""
        ...

    async def delete_customer(self, customer_id: str) -> None:
        """Deletes the customer of a payer with the kept cards; an unknown or deleted customer changes nothing."""
        ...

    async def intent_of(self, kind: str, object_id: str) -> str | None:
        """Returns the intent of a charge, refund, dispute or hosted page, None for other kinds and missing objects."""
        ...


class Payments(Protocol):
    """The repository of payments and their refunds."""

    async def add(self, payment: Payment) -> None:
        """Adds a payment; a session has one live payment at most. Raises: AlreadyPaid."""
        ...

    async def get(self, payment_id: PaymentId) -> Payment | None: ...

    async def lock(self, payment_id: PaymentId) -> Payment:
        """Returns the payment, locked until the transaction ends; lock its session first. Raises: PaymentNotFound."""
        ...

    async def lock_live(self, session_id: SessionId) -> Payment | None:
        """Returns the live payment of the session, locked, or None."""
        ...

    async def by_intent(self, intent_id: str) -> Payment | None: ...

    async def save(self, payment: Payment) -> None: ...

    async def has_open(self, user_id: UserId) -> bool:
        """Returns whether money of the user, as payer or companion, is not settled yet.

        Not settled are pending and authorized payments, open disputes and refunds that the provider has not answered.
        """
        ...

    async def customers_of(self, payer_id: UserId) -> tuple[str, ...]:
        """Returns the provider's ids of the customers to whom the kept cards of this payer belong."""
        ...

    async def overdue(self, now: datetime, limit: int) -> tuple[PaymentId, ...]:
        """Returns at most `limit` open payments that were not touched for `SWEEP_AFTER`, oldest first.

        Open are pending payments, authorized ones that are to be captured or released, payments with a requested
        refund, and those whose hold is to be renewed or has run out.
        """
        ...

    async def touch(self, payment_ids: Collection[PaymentId], now: datetime) -> None:
        """Sets the time of the last change of these payments to now, so that others are overdue first."""
        ...

    async def claim_rechecks(self, now: datetime, limit: int) -> tuple[PaymentId, ...]:
        """Returns at most `limit` payments captured within `RECONCILE_FOR` and not checked for `RECONCILE_EVERY`.

        The longest unchecked come first. Sets the time of their last check to now.
        """
        ...

    async def claim_status_check(self, payment_id: PaymentId, now: datetime) -> bool:
        """Claims the status check of a pending payment; returns whether none was claimed within `STATUS_CHECK_EVERY`.

        Waits for no lock, because a transaction that holds the payment changes it anyway.
        """
        ...

    async def add_refund(self, refund: Refund) -> None: ...

    async def save_refund(self, refund: Refund) -> None: ...

    async def refunds(self, payment_id: PaymentId) -> tuple[Refund, ...]:
        """Returns the refunds of the payment, oldest first."""
        ...


class Ledger(Protocol):
    """The repository of postings; it only grows."""

    async def add(self, postings: Iterable[Posting]) -> None: ...


@frozen(kw_only=True)
class Notice(ValidatedInput):
    """A webhook notice of the provider: a hint to retrieve an object, because notices come in any order."""

    id: Annotated[str, PROVIDER_ID]
    type: Annotated[str, PROVIDER_ID]
    intent_id: Annotated[str | None, PROVIDER_ID] = None
    payment_id: PaymentId | None = None
    account_id: Annotated[str | None, PROVIDER_ID] = None
    payload: Annotated[dict[str, Any], BoundedElsewhere("the largest body")] = field(factory=dict, repr=False)

    @property
    def subject(self) -> tuple[str, str] | None:
        """Returns the kind and the id of the provider's object in the notice, None when it names none."""
        found = self.payload.get("object")
        kind, name = (found.get("object"), found.get("id")) if isinstance(found, dict) else (None, None)
        return (kind, name) if isinstance(kind, str) and isinstance(name, str) else None


class Inbox(Protocol):
    """The repository of the provider's notices; each one is stored once."""

    async def add(self, notice: Notice, now: datetime) -> bool:
        """Adds the notice; returns whether it is new."""
        ...

    async def get(self, notice_id: str) -> Notice | None: ...

    async def done(self, notice_id: str, now: datetime) -> None: ...


class PaymentWork(StepUpWork, Protocol):
    """One transaction with the repositories that payments need."""

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
