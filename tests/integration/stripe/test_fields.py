"""Every object has the fields of Stripe's own example, nested objects included."""

from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from hushroom_adapters.local.emulators.stripe.fields import FIELDS
from tests.integration.stripe.conftest import Shop

NOT_SERVED_ALONE = {"bank_account"}
NULL_BY_NATURE = {
    "charge.payment_method_details.card.three_d_secure",
    "charge.payment_method_details.card.installments",
    "payment_method.card.generated_from",
    "customer.invoice_settings.rendering_options",
    "customer.address",
}


async def one_of_each(shop: Shop) -> list[Any]:
    """Creates one object of each type and returns them by type."""
    v1 = shop.v1
    account = await shop.account()
    customer = await v1.customers.create_async({"payment_method": "pm_card_visa"})
    intent = await shop.pay("pm_card_createDispute", customer=customer.id)
    authenticated = await shop.pay("pm_card_threeDSecure2Required")
    await shop.admin("POST", f"/payment_intents/{authenticated.id}/authenticate", {"outcome": "success"})
    refunded = await shop.pay()
    transfer = await v1.transfers.create_async({"amount": 500, "currency": "eur", "destination": account.id})
    link = {"account": account.id, "type": "account_onboarding", "return_url": "http://a/", "refresh_url": "http://b/"}
    endpoint = await v1.webhook_endpoints.create_async({"url": "http://127.0.0.1:1/", "enabled_events": ["none"]})
    item = {
        "quantity": 1,
        "price_data": {"currency": "eur", "unit_amount": 1500, "product_data": {"name": "A session"}},
    }
    checkout = {"mode": "payment", "line_items": [item], "success_url": "http://a/", "cancel_url": "http://b/"}
    gone = await v1.customers.create_async({})
    closed = await shop.account()
    charges = [await v1.charges.retrieve_async(one) for one in (intent.latest_charge, refunded.latest_charge)]
    return [
        intent,
        await v1.payment_methods.retrieve_async("pm_card_visa"),
        customer,
        *charges,
        (await v1.charges.list_async({"payment_intent": authenticated.id})).data[0],
        await v1.refunds.create_async({"payment_intent": refunded.id}),
        (await v1.disputes.list_async()).data[0],
        await v1.accounts.retrieve_async(account.id),
        (await v1.accounts.retrieve_async(account.id)).external_accounts.data[0],
        await v1.account_links.create_async(link),
        await v1.identity.verification_sessions.create_async({"type": "document"}),
        await v1.checkout.sessions.create_async(checkout),
        transfer,
        await v1.transfers.reversals.create_async(transfer.id, {"amount": 10}),
        await v1.payouts.create_async({"amount": 100, "currency": "eur"}),
        await v1.balance.retrieve_async(),
        (await v1.balance_transactions.list_async()).data[0],
        (await v1.events.list_async()).data[0],
        await v1.setup_intents.create_async({}),
        endpoint,
        await v1.webhook_endpoints.delete_async(endpoint.id),
        await v1.customers.delete_async(gone.id),
        await v1.accounts.delete_async(closed.id),
        await _application_that_was_shut_out(shop),
    ]


async def _application_that_was_shut_out(shop: Shop) -> stripe.StripeObject:
    """Returns the application of the deauthorization event, because the account itself is no longer accessible."""
    account = await shop.account()
    await shop.admin("POST", f"/accounts/{account.id}/deauthorize")
    body = shop.local.world.store.all(account.id, "event", type="account.application.deauthorized")[0]
    return stripe.StripeObject.construct_from(body["data"]["object"], None)


def kind_of(thing: Any) -> str:
    return f"deleted_{thing['object']}" if thing.get("deleted") else thing["object"]


def tables(kind: Any, thing: Any) -> Iterator[tuple[str, Any]]:
    """Yields each table of this object and of its nested objects, with the object."""
    for name in FIELDS:
        if name == kind:
            yield name, thing
        elif name.startswith(f"{kind}."):
            inner = thing
            for part in name.removeprefix(f"{kind}.").split("."):
                inner = None if inner is None else inner[part]
            yield name, inner


async def test_every_object_has_every_field(shop: Shop) -> None:
    seen = set()
    for thing in [one.to_dict() for one in await one_of_each(shop)]:
        for name, part in tables(kind_of(thing), thing):
            if part is None:
                assert name in NULL_BY_NATURE, name
                continue
            missing = set(FIELDS[name]) - part.keys()
            assert not missing, f"{name}: {missing}"
            seen.add(name)
    assert set(FIELDS) - seen <= NULL_BY_NATURE


@pytest.mark.parametrize("kind", [name for name in FIELDS if "." not in name and name != "balance"])
def test_the_tables_name_what_identifies_an_object(kind: str) -> None:
    assert "object" in FIELDS[kind]
    assert kind == "account_link" or "id" in FIELDS[kind]
