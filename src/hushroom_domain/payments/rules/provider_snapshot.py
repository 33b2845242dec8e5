"""The provider's report about a payment: the state of its intent or hosted page, with cumulative amounts."""

from datetime import datetime
from enum import Enum

from attrs import frozen

from hushroom_domain.shared.money import ZERO, Money


class IntentState(Enum):
    """The state of a payment intent at the provider, in terms of the domain."""

    WAITING = "waiting"  # for the payer or for the provider
    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    CANCELLED = "cancelled"
    FAILED = "failed"
    MISSING = "missing"  # the provider does not have the intent, or denies access to it


class DisputeState(Enum):
    """The state of a dispute about the charge."""

    NONE = "none"
    OPEN = "open"
    WON = "won"
    LOST = "lost"


@frozen(kw_only=True)
class ProviderSnapshot:
    """The state of one payment intent as the provider reports it. Amounts are cumulative, never differences.

    A snapshot of a hosted page has its `page_id`, and no `intent_id` until the payer has entered a card on the page.
    `failure` is the provider's reason in words. `client_secret` lets the payer's browser finish the payment.
    `customer_id` is the provider's id of the payer when the card is kept. At `held_until` the bank releases the money
    by itself. `is_challenged` is true while the bank asks the payer to confirm (3-D Secure).
    """

    _intent_id: str | None
    state: IntentState
    page_id: str | None = None
    page_url: str | None = None
    captured: Money = ZERO
    refunded: Money = ZERO
    dispute: DisputeState = DisputeState.NONE
    disputed: Money = ZERO
    failure: str | None = None
    client_secret: str | None = None
    customer_id: str | None = None
    held_until: datetime | None = None
    is_challenged: bool = False

    @property
    def intent_id(self) -> str:
        """Returns the id of the intent, which every snapshot has but that of a page without a card."""
        assert self._intent_id is not None
        return self._intent_id

    @property
    def found_intent_id(self) -> str | None:
        """Returns the id of the intent, None while no card was entered on the page."""
        return self._intent_id
