"""Payments: the known and the wanted state of a session's money, and the changes that the provider's reports make."""

from datetime import datetime
from enum import StrEnum

from attrs import evolve, frozen

from hushroom_domain.payments.errors import NotCapturable, NotRefundable, RefundTooLarge
from hushroom_domain.payments.events import HoldSuperseded, PaymentActionRequired
from hushroom_domain.payments.policy import ATTEMPT_LEASE, LAPSED
from hushroom_domain.payments.rules.commission import Split, split
from hushroom_domain.payments.rules.provider_snapshot import DisputeState, IntentState, ProviderSnapshot
from hushroom_domain.payments.state_machine import FUNDED, OPEN, TRANSITIONS, PaymentActor, PaymentStatus
from hushroom_domain.shared.change import Change
from hushroom_domain.shared.ids import CompanionId, PaymentId, RefundId, SessionId, UserId
from hushroom_domain.shared.money import ZERO, Money


class Instruction(StrEnum):
    """The wanted end of the held money."""

    HOLD = "HOLD"
    CAPTURE = "CAPTURE"
    RELEASE = "RELEASE"


class RefundReason(StrEnum):
    """The reason of a refund."""

    TECHNICAL_FAILURE = "TECHNICAL_FAILURE"
    COMPANION_NO_SHOW = "COMPANION_NO_SHOW"
    ADMIN_OVERRIDE = "ADMIN_OVERRIDE"


class RefundStatus(StrEnum):
    """The state of one refund."""

    REQUESTED = "REQUESTED"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


@frozen(kw_only=True)
class Refund:
    """A part of a payment that is given back; its id is the idempotency key at the provider."""

    id: RefundId
    payment_id: PaymentId
    amount: Money
    reason: RefundReason | None = None
    status: RefundStatus = RefundStatus.REQUESTED
    created_at: datetime
    updated_at: datetime

    def answered(self, status: RefundStatus, now: datetime) -> "Refund":
        """Returns this refund with the status that the provider's answer gives it."""
        return evolve(self, status=status, updated_at=now)


@frozen(kw_only=True)
class Payment:
    """The money of one session. `amount` is the planned price, and the captured amount once money is captured.

    With `keeps_card` the card can be charged again without its holder, so that a hold can be renewed before it lapses.
    `next_intent_id` is the intent that is to replace the present one. `page_language` is the language of the provider's
    hosted page; a payment without it is paid on no page. A payment has one page at most, and one intent of that page.
    """

    id: PaymentId
    session_id: SessionId
    payer_id: UserId
    companion_id: CompanionId
    intent_id: str | None = None
    next_intent_id: str | None = None
    page_id: str | None = None
    page_url: str | None = None
    page_language: str | None = None
    client_secret: str | None = None
    customer_id: str | None = None
    method_id: str | None = None
    amount: Money
    authorized_amount: Money
    commission_basis_points: int
    captured: Money = ZERO
    refunded: Money = ZERO
    status: PaymentStatus = PaymentStatus.PENDING
    instruction: Instruction = Instruction.HOLD
    dispute: DisputeState = DisputeState.NONE
    failure: str | None = None
    refund_reason: RefundReason | None = None
    keeps_card: bool = False
    is_challenged: bool = False
    held_until: datetime | None = None
    attempted_at: datetime
    reconciled_at: datetime
    """Time of the last status check: by the daily recheck, by a reader's request, or by the capture itself."""
    authorized_at: datetime | None = None
    captured_at: datetime | None = None
    refunded_at: datetime | None = None
    created_at: datetime
    updated_at: datetime

    @property
    def split(self) -> Split:
        """Returns the platform's fee and the companion's share of the amount."""
        return split(self.amount, self.commission_basis_points)

    def is_funded(self, now: datetime) -> bool:
        """Returns whether the money for the session is held or captured."""
        if self.status is PaymentStatus.AUTHORIZED and self.held_until is not None and self.held_until <= now:
            return False
        return self.status in FUNDED and self.instruction is not Instruction.RELEASE

    def refundable(self, asked: Money) -> Money:
        """Returns the amount that can still be refunded; `asked` is the sum of all refunds that did not fail."""
        return self.captured - max(self.refunded, asked)

    @property
    def is_hosted(self) -> bool:
        """Returns whether the payer pays on a hosted page of the provider."""
        return self.page_language is not None

    @property
    def is_on_page(self) -> bool:
        """Returns whether the hosted page decides about the money, because no money was held yet."""
        return self.is_hosted and self.authorized_at is None

    @property
    def provider_id(self) -> str | None:
        """Returns the provider's id of the page while the page decides, and of the intent otherwise."""
        return self.page_id if self.is_on_page else self.intent_id

    def concerns(self, snapshot: ProviderSnapshot) -> bool:
        """Returns whether the snapshot is about this payment's page or intent, as far as they are known."""
        if self.intent_id not in {None, snapshot.found_intent_id}:
            return False
        if snapshot.page_id is None:
            return not self.is_on_page
        return self.is_hosted and self.page_id in {None, snapshot.page_id}

    def is_under_way(self, now: datetime) -> bool:
        """Returns whether an attempt to hold the money may still wait for the provider, and not for the payer."""
        waits_for_payer = self.is_challenged or (self.method_id is None and self.provider_id is not None)
        return self.status is PaymentStatus.PENDING and not waits_for_payer and now - self.attempted_at < ATTEMPT_LEASE

    def attempted(self, method_id: str | None, now: datetime) -> "Payment":
        """Returns this payment at the beginning of another attempt, with the card of that attempt."""
        assert self.status is PaymentStatus.PENDING
        return evolve(self, method_id=method_id, is_challenged=False, attempted_at=now, updated_at=now)

    def to_capture(self, amount: Money, now: datetime) -> Change["Payment"]:
        """Instructs to capture `amount`, limited to the held amount; a second instruction keeps the first amount.

        Raises: NotCapturable, when the money is neither held nor captured.
        """
        if self.captured:
            return Change(self)
        if self.status is not PaymentStatus.AUTHORIZED or self.instruction is Instruction.RELEASE:
            raise NotCapturable
        wanted = min(amount, self.authorized_amount)
        if self.instruction is Instruction.CAPTURE:
            wanted = self.amount
        after = evolve(self, instruction=Instruction.CAPTURE, amount=wanted, next_intent_id=None, updated_at=now)
        return Change(after, (PaymentActionRequired(self.id), *self.superseded_next_hold()))

    def to_release(self, now: datetime) -> Change["Payment"]:
        """Instructs to release the held money; captured or released money stays as it is."""
        if self.status not in OPEN or self.instruction is Instruction.CAPTURE:
            return Change(self)
        after = evolve(self, instruction=Instruction.RELEASE, next_intent_id=None, updated_at=now)
        return Change(after, (PaymentActionRequired(self.id), *self.superseded_next_hold()))

    def superseded_next_hold(self) -> tuple[HoldSuperseded, ...]:
        """Returns the event that releases the next intent, when there is one that is not needed any more."""
        left = self.next_intent_id
        return () if left is None else (HoldSuperseded(payment_id=self.id, intent_id=left),)

    def unopened(self, failure: str, now: datetime) -> "Payment":
        """Returns this payment as cancelled when it is to be released and the provider makes no intent or page for it.

        Without them no money is held, so there is nothing to release. A payment that is still wanted waits.
        """
        if self.provider_id is not None or self.instruction is not Instruction.RELEASE:
            return self
        if not TRANSITIONS.can(PaymentStatus.CANCELLED, self.status, PaymentActor.PROVIDER):
            return self
        status = TRANSITIONS.next(PaymentStatus.CANCELLED, self.status, PaymentActor.PROVIDER)
        return evolve(self, status=status, failure=failure, updated_at=now)

    def to_refund(self, refund: Refund, asked: Money, now: datetime) -> Change["Payment"]:
        """Asks for `refund` on top of `asked`, the sum of all earlier refunds that did not fail.

        Raises: NotRefundable, RefundTooLarge.
        """
        if self.status not in {PaymentStatus.CAPTURED, PaymentStatus.PARTIALLY_REFUNDED}:
            raise NotRefundable
        if not refund.amount or refund.amount > self.refundable(asked):
            raise RefundTooLarge
        after = evolve(self, refund_reason=refund.reason or self.refund_reason, updated_at=now)
        return Change(after, (PaymentActionRequired(self.id),))

    def has_lapsed(self, before: "Payment") -> bool:
        """Returns whether held money was released since `before` without an instruction to release it."""
        let_go = before.status is PaymentStatus.AUTHORIZED and self.status is PaymentStatus.CANCELLED
        return let_go and self.instruction is not Instruction.RELEASE

    def reported(self, snapshot: ProviderSnapshot, now: datetime) -> "Payment":
        """Returns this payment after a report of the provider.

        Reports come in any order, late, twice or not at all. Therefore amounts only grow and the status only takes
        transitions of the state machine; a report that would lead backwards, or is about another intent, changes
        nothing.
        """
        if not self.concerns(snapshot):
            return self
        if snapshot.state is IntentState.MISSING and self.provider_id is None:
            return self  # an intent that claims to belong to this payment and does not exist
        captured = max(self.captured, snapshot.captured)
        lost = snapshot.disputed if snapshot.dispute is DisputeState.LOST else ZERO
        refunded = min(captured, max(self.refunded, snapshot.refunded + lost))
        dispute = max(self.dispute, snapshot.dispute, key=_DISPUTE_ORDER.index)
        after = evolve(
            self,
            intent_id=self.intent_id or snapshot.found_intent_id,
            page_id=self.page_id or snapshot.page_id,
            page_url=self.page_url or snapshot.page_url,
            client_secret=snapshot.client_secret or self.client_secret,
            customer_id=snapshot.customer_id or self.customer_id,
            captured=captured,
            refunded=refunded,
            amount=captured or self.amount,
            dispute=dispute,
            held_until=snapshot.held_until or self.held_until,
            is_challenged=snapshot.is_challenged,
        )
        after = after._moved(_status(after, snapshot), snapshot, now)
        return self if after == self else evolve(after, updated_at=now)

    def _moved(self, status: PaymentStatus, snapshot: ProviderSnapshot, now: datetime) -> "Payment":
        after = self
        if status is not self.status and TRANSITIONS.can(status, self.status, PaymentActor.PROVIDER):
            after = evolve(self, status=TRANSITIONS.next(status, self.status, PaymentActor.PROVIDER))
            after = evolve(after, failure=_failure(self, after, snapshot))
        held = after.status not in {PaymentStatus.PENDING, PaymentStatus.FAILED, PaymentStatus.CANCELLED}
        return evolve(
            after,
            authorized_at=after.authorized_at or (now if held else None),
            captured_at=after.captured_at or (now if after.captured else None),
            reconciled_at=now if after.captured and after.captured_at is None else after.reconciled_at,
            refunded_at=after.refunded_at or (now if after.refunded else None),
        )


def _failure(before: Payment, after: Payment, snapshot: ProviderSnapshot) -> str | None:
    """Returns the reason in words when a card was declined, a hold lapsed, or an intent is missing."""
    if snapshot.state is IntentState.MISSING:
        return snapshot.failure
    if after.has_lapsed(before):
        return LAPSED
    return snapshot.failure if after.status is PaymentStatus.FAILED else before.failure


_DISPUTE_ORDER = (DisputeState.NONE, DisputeState.OPEN, DisputeState.WON, DisputeState.LOST)


def _status(payment: Payment, snapshot: ProviderSnapshot) -> PaymentStatus:
    """Returns the status that follows from the cumulative amounts and the newest report."""
    if payment.captured:
        if payment.dispute is DisputeState.OPEN:
            return PaymentStatus.DISPUTED
        if not payment.refunded:
            return PaymentStatus.CAPTURED
        return PaymentStatus.REFUNDED if payment.refunded == payment.captured else PaymentStatus.PARTIALLY_REFUNDED
    return _BEFORE_CAPTURE[snapshot.state]


_BEFORE_CAPTURE = {
    IntentState.WAITING: PaymentStatus.PENDING,
    IntentState.AUTHORIZED: PaymentStatus.AUTHORIZED,
    IntentState.CAPTURED: PaymentStatus.PENDING,  # captured without an amount: an unknown report is never success
    IntentState.CANCELLED: PaymentStatus.CANCELLED,
    IntentState.FAILED: PaymentStatus.FAILED,
    IntentState.MISSING: PaymentStatus.CANCELLED,
}
