"""Hosted pages by Stripe Checkout: a page collects the card, and Stripe makes the intent at the first card."""

from collections.abc import Awaitable, Callable
from typing import Literal

from attrs import evolve, frozen
from stripe import InvalidRequestError, PaymentIntent, RequestOptions, StripeClient, StripeError
from stripe.checkout import Session as Checkout
from stripe.params.checkout import SessionCreateParams

from hushroom_adapters.stripe.calls import Calls, is_replayed
from hushroom_adapters.stripe.mapping import PAGE, marked, metadata_of
from hushroom_domain.payments.errors import ObjectMissing
from hushroom_domain.payments.ports import HoldRequest, PageRequest
from hushroom_domain.payments.rules.provider_snapshot import IntentState, ProviderSnapshot
from hushroom_domain.shared.ids import PaymentId

WITH_INTENT = ["payment_intent", "payment_intent.latest_charge"]
PRODUCT = {"fr": "Séance avec un compagnon", "ar": "جلسة مع مرافق"}
IN_ENGLISH = "Session with a companion"
LOCALES: dict[str, Literal["en", "fr"]] = {"en": "en", "fr": "fr"}
"""The languages of Checkout that the platform has too. In any other, Checkout takes the browser's."""


@frozen
class CheckoutPages:
    """Creates, expires and reads Checkout Sessions; `snapshot` reads the intent of one on which the payer has paid."""

    client: StripeClient
    calls: Calls
    web_url: str
    snapshot: Callable[[PaymentIntent], Awaitable[ProviderSnapshot]]

    async def open(self, request: HoldRequest, page: PageRequest, customer_id: str | None) -> ProviderSnapshot:
        """Creates the page of this payment, or finds the existing one. Raises: ProviderUnavailable, RequestRefused."""
        terms = page_params(request, page, self.web_url, customer_id)

        async def create(options: RequestOptions) -> Checkout:
            return await self.client.v1.checkout.sessions.create_async(terms, options)

        async def instead(error: StripeError) -> Checkout | None:
            if not is_replayed(error):
                return None
            newest = self.client.v1.checkout.sessions.list_async({"limit": PAGE, "expand": ["data.payment_intent"]})
            return marked(await self.calls.ask(newest), "payment_id", str(request.payment_id))

        found = await self.calls.once(f"{request.payment_id}:page", create, instead)
        return await self._state(found if not is_replayed(found) else await self._retrieved(found.id))

    async def close(self, page_id: str, payment_id: PaymentId) -> ProviderSnapshot:
        """Expires the page unless it is past that. Raises: ProviderUnavailable, RequestRefused."""

        async def act(options: RequestOptions) -> Checkout:
            return await self.client.v1.checkout.sessions.expire_async(page_id, {"expand": WITH_INTENT}, options)

        async def instead(error: StripeError) -> Checkout | None:
            if isinstance(error, InvalidRequestError) and error.code != "resource_missing" and not is_replayed(error):
                return await self._retrieved(page_id)
            return None

        try:
            found = await self.calls.once(f"{payment_id}:close:{page_id}", act, instead)
        except ObjectMissing as gone:
            return _missing(page_id, gone)
        return await self._state(found if not is_replayed(found) else await self._retrieved(page_id))

    async def retrieve(self, page_id: str) -> ProviderSnapshot:
        """Returns the state of the page. Raises: ProviderUnavailable, RequestRefused."""
        try:
            return await self._state(await self._retrieved(page_id))
        except ObjectMissing as gone:
            return _missing(page_id, gone)

    async def _retrieved(self, page_id: str) -> Checkout:
        request = self.client.v1.checkout.sessions.retrieve_async(page_id, {"expand": WITH_INTENT})
        return await self.calls.ask(request)

    async def _state(self, page: Checkout) -> ProviderSnapshot:
        """Returns the state of the page: that of its intent once the payer has paid."""
        intent = page.payment_intent
        if isinstance(intent, str):
            return await self._state(await self._retrieved(page.id))
        if page.status == "complete" and intent is not None:
            return evolve(await self.snapshot(intent), page_id=page.id, page_url=page.url)
        return ProviderSnapshot(
            intent_id=intent.id if intent else None,
            state=IntentState.CANCELLED if page.status == "expired" else IntentState.WAITING,
            page_id=page.id,
            page_url=page.url,
            is_challenged=page.status == "open" and intent is not None and intent.status == "requires_action",
        )


def page_params(request: HoldRequest, page: PageRequest, web_url: str, customer_id: str | None) -> SessionCreateParams:
    """Returns the parameters that create a page: always the same for the same request."""
    back = f"{web_url}/sessions/{request.session_id}/payment"
    metadata = metadata_of(request)
    params: SessionCreateParams = {
        "mode": "payment",
        "allowed_payment_method_types": ["card"],
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": request.amount.currency.lower(),
                    "unit_amount": request.amount.minor,
                    "product_data": {"name": PRODUCT.get(page.language, IN_ENGLISH)},
                },
            }
        ],
        "payment_intent_data": {
            "capture_method": "manual",
            "transfer_group": str(request.session_id),
            "metadata": metadata,
        },
        "metadata": metadata,
        "client_reference_id": str(request.payment_id),
        "success_url": f"{back}?back=paid",
        "cancel_url": f"{back}?back=left",
        "expires_at": int(page.expires_at.timestamp()),
        "locale": LOCALES.get(page.language, "auto"),
        "expand": WITH_INTENT,
    }
    if customer_id is not None:
        params["customer"] = customer_id
        params["payment_intent_data"]["setup_future_usage"] = "off_session"
    return params


def _missing(page_id: str, refusal: ObjectMissing) -> ProviderSnapshot:
    """Returns the snapshot of a page that Stripe does not have any more."""
    return ProviderSnapshot(intent_id=None, state=IntentState.MISSING, page_id=page_id, failure=refusal.text)
