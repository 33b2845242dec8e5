"""Random requests to every operation: a response or an error in Stripe's format, never a server error."""

from typing import Any

import aiohttp
import pytest

from hushroom_adapters.local.emulators.stripe.catalogue import OPERATIONS
from hushroom_adapters.local.emulators.stripe.operations import Operation
from tests.integration.stripe.conftest import Shop

KEY = {"Authorization": "Bearer sk_test_of_the_tests", "Content-Type": "application/x-www-form-urlencoded"}
STRANGE = [
    "{0}=",
    "{0}=x",
    "{0}[a]=x",
    "{0}[]=x",
    "{0}[a][b]=x",
    "{0}[card]=x",
    "{0}=999999999999999999999",
    "{0}=%00%F0%9F%8E%A7",
]
NEEDED = {
    "amount": "900",
    "currency": "eur",
    "type": "card",
    "url": "http://127.0.0.1:1/",
    "enabled_events[]": "*",
    "return_url": "http://a/",
    "refresh_url": "http://b/",
}


async def known_ids(shop: Shop) -> dict[Any, Any]:
    await shop.pay(amount=90_000)  # the fee of the dispute must leave enough for the other requests
    account = await shop.account()
    customer = await shop.v1.customers.create_async({"payment_method": "pm_card_visa"})
    intent = await shop.pay("pm_card_createDispute")
    transfer = await shop.v1.transfers.create_async({"amount": 90, "currency": "eur", "destination": account.id})
    refunded = await shop.pay()
    return {
        "payment_intents": (await shop.v1.payment_intents.create_async({"amount": 900, "currency": "eur"})).id,
        "payment_methods": (await shop.v1.payment_methods.list_async({"customer": customer.id})).data[0].id,
        "setup_intents": (await shop.v1.setup_intents.create_async({})).id,
        "customers": customer.id,
        "charges": intent.latest_charge,
        "refunds": (await shop.v1.refunds.create_async({"payment_intent": refunded.id, "amount": 100})).id,
        "disputes": (await shop.v1.disputes.list_async()).data[0].id,
        "accounts": account.id,
        "transfers": transfer.id,
        "payouts": (await shop.v1.payouts.create_async({"amount": 100, "currency": "eur"})).id,
    }


def needed_by(operation: Operation, ids: Any) -> str:
    values = NEEDED | {"account": ids["accounts"], "destination": ids["accounts"], "customer": ids["customers"]}
    if operation.name == "account_links.create":
        values["type"] = "account_onboarding"
    given = {name: value for name, value in values.items() if name.removesuffix("[]") in operation.accepts.required}
    return "&".join(f"{name}={value}" for name, value in given.items())


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
async def test_a_strange_parameter_breaks_nothing(shop: Shop, operation: Operation) -> None:
    ids = await known_ids(shop)
    kind = operation.path.split("/")[2]
    path = operation.path.format(id=ids.get(kind, "x"), customer=ids["customers"], reversal="trr_x")
    needed = needed_by(operation, ids)
    for name in [*operation.accepts.types, "nonsense"]:
        for pattern in STRANGE:
            raw = "&".join(part for part in (needed, pattern.format(name)) if part)
            query, body = ("", raw) if operation.method == "POST" else (f"?{raw}", "")
            async with shop.http.request(
                operation.method, f"{shop.url}{path}{query}", data=body, headers=KEY
            ) as answer:
                assert answer.status < 500, (raw, await answer.text())
                assert answer.content_type == "application/json"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b'{"amount": 1}', "application/json"), (b"\xff\xfe=1", "application/x-www-form-urlencoded"), (b"a[=1", None)],
)
async def test_a_body_that_is_no_form_is_refused(shop: Shop, body: bytes, content_type: str | None) -> None:
    headers = KEY | ({"Content-Type": content_type} if content_type else {})
    async with shop.http.post(f"{shop.url}/v1/customers", data=body, headers=headers) as answer:
        assert (answer.status, (await answer.json())["error"]["type"]) == (400, "invalid_request_error")


@pytest.mark.parametrize("path", ["payment_intents/x/authenticate", "faults", "clock/advance"])
async def test_admin_routes_refuse_what_is_no_json_object(shop: Shop, path: str) -> None:
    for body in (b"{", b"[]", b"\xff"):
        async with shop.http.post(f"{shop.url}/_sandbox/{path}", data=body) as answer:
            assert answer.status == 400


async def test_a_key_may_come_as_a_user_name(shop: Shop) -> None:
    for name, status in (("sk_test_of_the_tests", 200), ("sk_test_other", 401)):
        headers = {"Authorization": aiohttp.encode_basic_auth(name, "")}
        async with shop.http.get(f"{shop.url}/v1/customers", headers=headers) as answer:
            assert answer.status == status
