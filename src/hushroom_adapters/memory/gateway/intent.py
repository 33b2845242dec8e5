"""A payment intent of the provider in memory, and the steps that change it."""

from datetime import datetime, timedelta
from enum import Enum

from attrs import define

from hushroom_adapters.memory.gateway.cards import NOT_AUTHENTICATED, Verdict, verdict_on
from hushroom_adapters.memory.gateway.ledger import Entry, EntryKind
from hushroom_domain.payments.errors import RequestRefused
from hushroom_domain.payments.ports import HoldRequest
from hushroom_domain.payments.rules.provider_snapshot import DisputeState, IntentState, ProviderSnapshot
from hushroom_domain.shared.money import ZERO, Money


class Stage(Enum):
    """The status of an intent in Stripe's terms."""

    NEEDS_METHOD = "requires_payment_method"
    NEEDS_ACTION = "requires_action"
    NEEDS_CAPTURE = "requires_capture"
    SUCCEEDED = "succeeded"
    CANCELLED = "canceled"


HOLD_LIFE = timedelta(days=7)
SHORT = {"charge": "ch", "dispute": "du", "refund": "re"}
"""The kinds of objects that belong to an intent, with the prefix of their ids; the rest is the intent's id."""
OPEN = frozenset({Stage.NEEDS_METHOD, Stage.NEEDS_ACTION, Stage.NEEDS_CAPTURE})


@define
class Intent:
    """One intent; each step returns the movements of money that it makes."""

    id: str
    request: HoldRequest
    stage: Stage = Stage.NEEDS_METHOD
    captured: Money = ZERO
    refunded: Money = ZERO
    dispute: DisputeState = DisputeState.NONE
    disputed: Money = ZERO
    failure: str | None = None
    method_id: str | None = None
    held_until: datetime | None = None

    def report(self) -> ProviderSnapshot:
        """Returns the snapshot of the intent."""
        return ProviderSnapshot(
            intent_id=self.id,
            state=self._state(),
            captured=self.captured,
            refunded=self.refunded,
            dispute=self.dispute,
            disputed=self.disputed,
            failure=self.failure,
            client_secret=f"{self.id}_secret",
            customer_id=f"cus_{self.request.payment_id.hex}" if self.request.keeps_card else None,
            held_until=self.held_until if self.stage is Stage.NEEDS_CAPTURE else None,
            is_challenged=self.is_challenged,
        )

    @property
    def is_challenged(self) -> bool:
        return self.stage is Stage.NEEDS_ACTION

    def confirm(self, method_id: str | None) -> list[Entry]:
        """Tries a card, or the kept one without its holder. Raises: RequestRefused, for an unknown card."""
        if self.stage not in {Stage.NEEDS_METHOD, Stage.NEEDS_ACTION}:
            return []
        kept = method_id is None
        self.method_id = method_id or self.method_id
        verdict, self.failure = verdict_on(self.method_id or "")
        if kept and verdict is Verdict.ACTION:
            verdict, self.failure = Verdict.DECLINED, NOT_AUTHENTICATED
        self.stage = Stage.NEEDS_ACTION if verdict is Verdict.ACTION else Stage.NEEDS_METHOD
        return self._hold() if verdict is Verdict.HELD else []

    def authenticate(self, *, passed: bool) -> list[Entry]:
        """Ends the bank's challenge: the hold begins when it is passed, else the card is declined."""
        assert self.stage is Stage.NEEDS_ACTION
        if passed:
            return self._hold()
        self.stage, self.failure = Stage.NEEDS_METHOD, NOT_AUTHENTICATED
        return []

    def capture(self, amount: Money) -> list[Entry]:
        """Captures `amount` and releases the rest. Raises: RequestRefused, when less is held."""
        if self.stage in {Stage.SUCCEEDED, Stage.CANCELLED}:
            return []
        if self.stage is not Stage.NEEDS_CAPTURE or not ZERO < amount <= self.request.amount:
            raise RequestRefused(f"Cannot capture {amount} of an intent in {self.stage.value}")
        self.stage, self.captured = Stage.SUCCEEDED, amount
        rest = self.request.amount - amount
        taken = [self._entry(EntryKind.CAPTURE, amount)]
        return [*taken, self._entry(EntryKind.RELEASE, rest)] if rest else taken

    def release(self) -> list[Entry]:
        """Cancels the intent and releases the held money."""
        if self.stage not in OPEN:
            return []
        was_held = self.stage is Stage.NEEDS_CAPTURE
        self.stage = Stage.CANCELLED
        return [self._entry(EntryKind.RELEASE, self.request.amount)] if was_held else []

    def refund(self, amount: Money) -> list[Entry]:
        """Refunds `amount`. Raises: RequestRefused, for more than is left, or during and after a lost dispute."""
        if self.dispute in {DisputeState.OPEN, DisputeState.LOST}:
            raise RequestRefused("The charge has been charged back")
        if not ZERO < amount <= self.captured - self.refunded:
            raise RequestRefused(f"Cannot refund {amount} of {self.captured - self.refunded}")
        self.refunded += amount
        return [self._entry(EntryKind.REFUND, amount)]

    def contest(self, amount: Money) -> list[Entry]:
        """Opens a dispute: the cardholder's bank takes `amount` back until it decides."""
        assert self.dispute is DisputeState.NONE
        assert ZERO < amount <= self.captured - self.refunded
        self.dispute, self.disputed = DisputeState.OPEN, amount
        return [self._entry(EntryKind.DISPUTE, amount)]

    def judge(self, *, won: bool) -> list[Entry]:
        """Ends the dispute; when it is won, the money comes back."""
        assert self.dispute is DisputeState.OPEN
        self.dispute = DisputeState.WON if won else DisputeState.LOST
        return [self._entry(EntryKind.DISPUTE_WON, self.disputed)] if won else []

    def _hold(self) -> list[Entry]:
        self.stage, self.failure = Stage.NEEDS_CAPTURE, None
        return [self._entry(EntryKind.HOLD, self.request.amount)]

    def _entry(self, kind: EntryKind, amount: Money) -> Entry:
        return Entry(self.id, kind, amount.minor)

    def _state(self) -> IntentState:
        if self.stage is Stage.NEEDS_METHOD:
            return IntentState.FAILED if self.failure else IntentState.WAITING
        return _STATES[self.stage]


_STATES = {
    Stage.NEEDS_ACTION: IntentState.WAITING,
    Stage.NEEDS_CAPTURE: IntentState.AUTHORIZED,
    Stage.SUCCEEDED: IntentState.CAPTURED,
    Stage.CANCELLED: IntentState.CANCELLED,
}
