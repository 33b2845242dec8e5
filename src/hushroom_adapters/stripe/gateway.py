"""The payment gateway by Stripe: payment intents with manual capture, refunds and connected accounts."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Self

from attrs import evolve, field, frozen
from stripe import (
    CardError,
    Charge,
    Customer,
    Dispute,
    InvalidRequestError,
    PaymentIntent,
    Refund,
    RequestOptions,
    StripeClient,
    StripeError,
)
from stripe.checkout import Session as Checkout
from stripe.params import PaymentIntentConfirmParams

from hushroom_adapters.stripe.accounts import ConnectedAccounts
from hushroom_adapters.stripe.calls import Calls, is_replayed
from hushroom_adapters.stripe.checkout_pages import CheckoutPages
from hushroom_adapters.stripe.client import WHOLE_SECONDS, stripe_client
from hushroom_adapters.stripe.mapping import (
    PAGE,
    WITH_CHARGE,
    charge_of,
    id_of,
    intent_params,
    marked,
    missing_snapshot,
    snapshot_of,
    state_of,
)
from hushroom_domain.payments.errors import ObjectMissing, RequestRefused
from hushroom_domain.payments.model import RefundReason
from hushroom_domain.payments.ports import AccountState, HoldRequest, PageRequest
from hushroom_domain.payments.rules.provider_snapshot import IntentState, ProviderSnapshot
from hushroom_domain.shared.ids import CompanionId, PaymentId, RefundId
from hushroom_domain.shared.money import Money

PAST_STEP_CODES = frozenset({"payment_intent_unexpected_state", "charge_already_captured", "charge_already_refunded"})
"""Stripe's error codes for a step that the intent is past or not ready for; its state is the answer then."""
FAILED_REFUNDS = frozenset({"failed", "canceled"})


@frozen
class StripeGateway:
    """Implements `PaymentGateway`; the idempotency keys are derived from our ids."""

    client: StripeClient
    web_url: str
    """The base URL of the web app, to which payers and companions come back from Stripe."""
    calls: Calls = field(factory=lambda: Calls(WHOLE_SECONDS))

    @classmethod
    @asynccontextmanager
    async def opened(cls, secret_key: str, api_base: str | None, web_url: str) -> AsyncIterator[Self]:
        """Opens a gateway with its own connections and closes it when the block ends; calls nothing yet."""
        async with stripe_client(secret_key, api_base) as client:
            yield cls(client, web_url)

    async def open(self, request: HoldRequest) -> ProviderSnapshot:
        terms = intent_params(request)
        if request.keeps_card:
            terms |= {"customer": await self._customer(request), "setup_future_usage": "off_session"}

        async def create(options: RequestOptions) -> PaymentIntent:
            return await self.client.v1.payment_intents.create_async(terms, options)

        async def instead(error: StripeError) -> PaymentIntent | None:
            if not is_replayed(error):
                return None
            newest = self.client.v1.payment_intents.list_async({"limit": PAGE, "expand": ["data.latest_charge"]})
            return marked(await self.calls.ask(newest), "payment_id", str(request.payment_id))

        return await self._snapshot(await self.calls.once(f"{request.payment_id}:open", create, instead))

    async def confirm(self, intent_id: str, payment_id: PaymentId, method_id: str | None) -> ProviderSnapshot:
        how: PaymentIntentConfirmParams = {"off_session": True} if method_id is None else {"payment_method": method_id}

        async def act(options: RequestOptions) -> PaymentIntent:
            return await self.client.v1.payment_intents.confirm_async(
                intent_id, {**how, "expand": WITH_CHARGE}, options
            )

        key = f"{payment_id}:confirm:{intent_id}:{method_id or 'kept'}"
        try:
            return await self._step(intent_id, key, act, _is_confirmed)
        except RequestRefused as refusal:
            if not is_about_the_card(refusal):
                raise
            return await self._declined(intent_id, refusal)

    async def renew(self, intent_id: str, request: HoldRequest, attempt: datetime) -> ProviderSnapshot:
        old = await self._retrieved(intent_id)
        if old.customer is None or old.payment_method is None:
            raise RequestRefused("The card was not kept")
        terms = intent_params(request)
        terms |= {"customer": id_of(old.customer), "payment_method": id_of(old.payment_method)}

        async def create(options: RequestOptions) -> PaymentIntent:
            return await self.client.v1.payment_intents.create_async(terms, options)

        async def instead(error: StripeError) -> PaymentIntent | None:  # noqa: ARG001 - nothing is held by it yet
            return None

        key = f"{request.payment_id}:renew:{intent_id}:{attempt.isoformat()}"
        return await self._snapshot(await self.calls.once(key, create, instead))

    async def capture(self, intent_id: str, payment_id: PaymentId, amount: Money) -> ProviderSnapshot:
        async def act(options: RequestOptions) -> PaymentIntent:
            return await self.client.v1.payment_intents.capture_async(
                intent_id, {"amount_to_capture": amount.minor, "expand": WITH_CHARGE}, options
            )

        return await self._step(intent_id, f"{payment_id}:capture:{intent_id}", act, _is_over)

    async def release(self, intent_id: str, payment_id: PaymentId) -> ProviderSnapshot:
        async def act(options: RequestOptions) -> PaymentIntent:
            return await self.client.v1.payment_intents.cancel_async(intent_id, {"expand": WITH_CHARGE}, options)

        return await self._step(intent_id, f"{payment_id}:release:{intent_id}", act, _is_over)

    async def refund(
        self, intent_id: str, refund_id: RefundId, amount: Money, reason: RefundReason | None
    ) -> ProviderSnapshot:
        # Stripe forgets keys after a day but never a refund, so an existing refund is searched for first.
        refund = await self._refund(intent_id, refund_id)
        if refund is None:
            refund = await self._give_back(intent_id, refund_id, amount, reason)
        if refund.status in FAILED_REFUNDS:
            raise RequestRefused(f"The refund could not be paid: {refund.failure_reason or refund.status}")
        return await self.retrieve(intent_id)

    async def retrieve(self, intent_id: str) -> ProviderSnapshot:
        try:
            return await self._snapshot(await self._retrieved(intent_id))
        except ObjectMissing as gone:
            return missing_snapshot(intent_id, gone)

    async def open_page(self, request: HoldRequest, page: PageRequest) -> ProviderSnapshot:
        return await self._pages.open(request, page, await self._customer(request) if request.keeps_card else None)

    async def close_page(self, page_id: str, payment_id: PaymentId) -> ProviderSnapshot:
        return await self._pages.close(page_id, payment_id)

    async def retrieve_page(self, page_id: str) -> ProviderSnapshot:
        return await self._pages.retrieve(page_id)

    async def open_account(self, companion_id: CompanionId, email: str) -> str:
        return await self._accounts.open(companion_id, email)

    async def account_link(self, account_id: str) -> str:
        return await self._accounts.link(account_id, f"{self.web_url}/companion/payouts")

    async def account(self, account_id: str) -> AccountState | None:
        return await self._accounts.state(account_id)

    async def delete_customer(self, customer_id: str) -> None:
        try:
            await self.calls.ask(self.client.v1.customers.delete_async(customer_id))
        except ObjectMissing:
            return  # It is deleted already.

    async def intent_of(self, kind: str, object_id: str) -> str | None:
        found: Charge | Refund | Dispute | Checkout
        try:
            match kind:
                case "charge":
                    found = await self.calls.ask(self.client.v1.charges.retrieve_async(object_id))
                case "refund":
                    found = await self.calls.ask(self.client.v1.refunds.retrieve_async(object_id))
                case "dispute":
                    found = await self.calls.ask(self.client.v1.disputes.retrieve_async(object_id))
                case "checkout.session":
                    found = await self.calls.ask(self.client.v1.checkout.sessions.retrieve_async(object_id))
                case _:
                    return None
        except ObjectMissing:
            return None
        return id_of(found.payment_intent) if found.payment_intent else None

    @property
    def _pages(self) -> CheckoutPages:
        return CheckoutPages(self.client, self.calls, self.web_url, self._snapshot)

    @property
    def _accounts(self) -> ConnectedAccounts:
        return ConnectedAccounts(self.client, self.calls)

    async def _customer(self, request: HoldRequest) -> str:
        """Returns the customer that a kept card belongs to: one without a name, created for this payment."""

        async def create(options: RequestOptions) -> Customer:
            return await self.client.v1.customers.create_async(
                {"metadata": {"payment_id": str(request.payment_id), "payer_id": str(request.payer_id)}}, options
            )

        async def instead(error: StripeError) -> Customer | None:
            if not is_replayed(error):
                return None
            newest = self.client.v1.customers.list_async({"limit": PAGE})
            return marked(await self.calls.ask(newest), "payment_id", str(request.payment_id))

        return (await self.calls.once(f"{request.payment_id}:customer", create, instead)).id

    async def _step(
        self,
        intent_id: str,
        key: str,
        act: Callable[[RequestOptions], Awaitable[PaymentIntent]],
        is_done: Callable[[PaymentIntent], bool],
    ) -> ProviderSnapshot:
        """Makes one step of an intent; after a step that it is past, or a declined card, returns its present state."""

        async def instead(error: StripeError) -> PaymentIntent | None:
            if isinstance(error, CardError) or (error.code in PAST_STEP_CODES and not is_replayed(error)):
                return await self._retrieved(intent_id)
            if not is_replayed(error):
                return None
            intent = await self._retrieved(intent_id)
            return intent if is_done(intent) else None

        try:
            return await self._snapshot(await self.calls.once(key, act, instead))
        except ObjectMissing as gone:
            if is_about_the_card(gone):
                raise
            return missing_snapshot(intent_id, gone)

    async def _declined(self, intent_id: str, refusal: RequestRefused) -> ProviderSnapshot:
        """Returns the state of an intent whose card does not exist: failed, although the intent shows no failure."""
        snapshot = await self.retrieve(intent_id)
        if snapshot.state is not IntentState.WAITING:
            return snapshot
        return evolve(snapshot, state=IntentState.FAILED, failure=refusal.text)

    async def _snapshot(self, intent: PaymentIntent) -> ProviderSnapshot:
        """Returns the present state of an intent, with the disputes about its charge."""
        if is_replayed(intent):
            intent = await self._retrieved(intent.id)
        charge = charge_of(intent)
        return snapshot_of(intent, await self._disputes(intent.id) if charge is not None and charge.disputed else ())

    async def _retrieved(self, intent_id: str) -> PaymentIntent:
        return await self.calls.ask(self.client.v1.payment_intents.retrieve_async(intent_id, {"expand": WITH_CHARGE}))

    async def _disputes(self, intent_id: str) -> tuple[Dispute, ...]:
        listed = self.client.v1.disputes.list_async({"payment_intent": intent_id, "limit": PAGE})
        return tuple((await self.calls.ask(listed)).data)

    async def _refund(self, intent_id: str, refund_id: RefundId) -> Refund | None:
        """Returns the refund with our id, None when there is none."""
        listed = self.client.v1.refunds.list_async({"payment_intent": intent_id, "limit": PAGE})
        return marked(await self.calls.ask(listed), "refund_id", str(refund_id))

    async def _give_back(
        self, intent_id: str, refund_id: RefundId, amount: Money, reason: RefundReason | None
    ) -> Refund:
        async def create(options: RequestOptions) -> Refund:
            return await self.client.v1.refunds.create_async(
                {
                    "payment_intent": intent_id,
                    "amount": amount.minor,
                    "metadata": {"refund_id": str(refund_id), "reason": reason.value if reason else "NONE"},
                },
                options,
            )

        async def instead(error: StripeError) -> Refund | None:
            return await self._refund(intent_id, refund_id) if is_replayed(error) else None

        return await self.calls.once(f"{refund_id}:refund", create, instead)


def _is_confirmed(intent: PaymentIntent) -> bool:
    return intent.status not in {"requires_payment_method", "requires_confirmation"}


def _is_over(intent: PaymentIntent) -> bool:
    return state_of(intent) in {IntentState.CAPTURED, IntentState.CANCELLED}


def is_about_the_card(refusal: RequestRefused) -> bool:
    """Returns whether Stripe refused the payment method and not the intent."""
    error = refusal.__cause__
    return isinstance(error, InvalidRequestError) and error.param == "payment_method"
