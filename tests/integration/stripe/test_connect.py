"""Connected accounts: onboarding, transfers, payouts and balances."""

from typing import Any

import pytest
import stripe

from tests.integration.stripe.conftest import Listener, Shop
from tests.support.existing import existing

WISH = {"type": "express", "country": "DE", "capabilities": {"transfers": {"requested": True}}}


async def balance_of(shop: Shop, account: str | None = None) -> Any:
    options = {"stripe_account": account} if account else {}
    found = await shop.v1.balance.retrieve_async({}, options)
    return found.available[0].amount


@pytest.mark.parametrize("kind", ["express", "custom", "standard"])
async def test_an_account_begins_with_everything_off(shop: Shop, kind: str) -> None:
    account = await shop.v1.accounts.create_async(WISH | {"type": kind, "metadata": {"companion": "c-1"}})
    assert (account.type, account.country, account.default_currency) == (kind, "DE", "eur")
    assert (account.charges_enabled, account.payouts_enabled, account.details_submitted) == (False, False, False)
    assert account.capabilities.transfers == "inactive"
    assert "external_account" in account.requirements.currently_due
    found = await shop.v1.accounts.list_async()
    assert [one.id for one in found.data] == [account.id]


async def test_a_companion_is_onboarded_on_the_page_of_the_link(told_shop: Shop, listener: Listener) -> None:
    shop = told_shop
    account = await shop.v1.accounts.create_async(WISH)
    criteria = {
        "account": account.id,
        "type": "account_onboarding",
        "return_url": "http://hush.example/done",
        "refresh_url": "http://hush.example/again",
    }
    link = await shop.v1.account_links.create_async(criteria)
    async with shop.http.get(link.url) as page:
        assert (page.status, account.id in await page.text()) == (200, True)
    for target in ("http://hush.example/done", "http://hush.example/again"):
        async with shop.http.post(link.url, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, target)
    account = await shop.v1.accounts.retrieve_async(account.id)
    assert (account.charges_enabled, account.payouts_enabled, account.details_submitted) == (True, True, True)
    assert (account.capabilities.transfers, account.requirements.currently_due) == ("active", [])
    await listener.hear("account.updated")
    [event] = [event for event in listener.events() if event.type == "account.updated"]
    assert (event.account, event.data.object.id, event.data.object.payouts_enabled) == (account.id, account.id, True)
    assert existing(event.data.previous_attributes)["payouts_enabled"] is False


async def test_an_old_link_sends_the_visitor_for_a_fresh_one(shop: Shop) -> None:
    account = await shop.v1.accounts.create_async(WISH)
    criteria = {
        "account": account.id,
        "type": "account_onboarding",
        "return_url": "http://a/",
        "refresh_url": "http://b/",
    }
    link = await shop.v1.account_links.create_async(criteria)
    await shop.admin("POST", "/clock/advance", {"seconds": 301})
    async with shop.http.get(link.url, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "http://b/")
    async with shop.http.get(f"{shop.url}/_sandbox/onboarding/link_nothing") as answer:
        assert answer.status == 404


async def test_a_transfer_moves_the_companions_share(shop: Shop) -> None:
    account = await shop.account()
    intent = await shop.pay(amount=3000, transfer_group="session-1")
    criteria = {
        "amount": 2100,
        "currency": "eur",
        "destination": account.id,
        "source_transaction": intent.latest_charge,
        "transfer_group": "session-1",
        "metadata": {"session": "s-1"},
    }
    transfer = await shop.v1.transfers.create_async(criteria)
    assert (transfer.amount, transfer.reversed, transfer.destination) == (2100, False, account.id)
    assert await balance_of(shop, account.id) == 2100
    assert await balance_of(shop) == 3000 - 70 - 2100
    summary = await shop.summary(intent.id)
    assert (summary["transferred"], summary["transfer_count"], summary["fees"]) == (2100, 1, 70)
    found = await shop.v1.transfers.list_async({"transfer_group": "session-1"})
    assert [one.id for one in found.data] == [transfer.id]
    assert "transfer.created" in await shop.event_types()
    received = await shop.v1.charges.retrieve_async(
        transfer.destination_payment, options={"stripe_account": account.id}
    )
    assert (received.amount, received.source_transfer) == (2100, transfer.id)


async def test_no_more_is_transferred_than_the_source_holds(shop: Shop) -> None:
    account = await shop.account()
    intent = await shop.pay(amount=3000)
    criteria = {"currency": "eur", "destination": account.id, "source_transaction": intent.latest_charge}
    await shop.v1.transfers.create_async(criteria | {"amount": 2100})
    with pytest.raises(stripe.InvalidRequestError, match="must not exceed"):
        await shop.v1.transfers.create_async(criteria | {"amount": 901})
    assert await balance_of(shop, account.id) == 2100


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": 5000}, "balance_insufficient"),
        ({"destination": "acct_nobody"}, "resource_missing"),
    ],
)
async def test_transfers_that_cannot_be(shop: Shop, change: dict[str, Any], code: str) -> None:
    account = await shop.account()
    await shop.pay(amount=3000)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.v1.transfers.create_async({"amount": 100, "currency": "eur", "destination": account.id} | change)
    assert refused.value.code == code


async def test_an_account_without_the_capability_receives_nothing(shop: Shop) -> None:
    account = await shop.account(onboarded=False)
    await shop.pay()
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.v1.transfers.create_async({"amount": 100, "currency": "eur", "destination": account.id})
    assert refused.value.code == "insufficient_capabilities_for_transfer"


async def test_a_transfer_is_reversed_in_parts(shop: Shop) -> None:
    account = await shop.account()
    intent = await shop.pay(amount=3000)
    criteria = {
        "amount": 2000,
        "currency": "eur",
        "destination": account.id,
        "source_transaction": intent.latest_charge,
    }
    transfer = await shop.v1.transfers.create_async(criteria)
    await shop.v1.transfers.reversals.create_async(transfer.id, {"amount": 500})
    rest = await shop.v1.transfers.reversals.create_async(transfer.id)
    assert rest.amount == 1500
    transfer = await shop.v1.transfers.retrieve_async(transfer.id)
    assert (transfer.amount_reversed, transfer.reversed) == (2000, True)
    assert await balance_of(shop, account.id) == 0
    assert (await shop.summary(intent.id))["transferred"] == 0
    with pytest.raises(stripe.InvalidRequestError):
        await shop.v1.transfers.reversals.create_async(transfer.id, {"amount": 1})


async def test_what_was_paid_out_cannot_be_reversed(shop: Shop) -> None:
    account = await shop.account()
    intent = await shop.pay(amount=3000)
    criteria = {
        "amount": 2000,
        "currency": "eur",
        "destination": account.id,
        "source_transaction": intent.latest_charge,
    }
    transfer = await shop.v1.transfers.create_async(criteria)
    await shop.admin("POST", f"/accounts/{account.id}/pay_out")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.v1.transfers.reversals.create_async(transfer.id)
    assert refused.value.code == "balance_insufficient"


async def test_a_payout_leaves_and_arrives(told_shop: Shop, listener: Listener) -> None:
    shop = told_shop
    account = await shop.account()
    await shop.pay(amount=3000)
    await shop.v1.transfers.create_async({"amount": 2000, "currency": "eur", "destination": account.id})
    payout = await shop.v1.payouts.create_async(
        {"amount": 1500, "currency": "eur"}, options={"stripe_account": account.id}
    )
    assert (payout.status, payout.automatic, payout.destination[:3]) == ("pending", False, "ba_")
    assert await balance_of(shop, account.id) == 500
    await listener.hear("payout.created", "payout.paid")
    [paid] = [event for event in listener.events() if event.type == "payout.paid"]
    assert (paid.account, paid.data.object.id) == (account.id, payout.id)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.v1.payouts.create_async({"amount": 501, "currency": "eur"}, options={"stripe_account": account.id})
    assert refused.value.code == "balance_insufficient"


async def test_a_payout_may_fail_after_it_looked_paid(shop: Shop) -> None:
    account = await shop.account()
    await shop.pay(amount=3000)
    await shop.v1.transfers.create_async({"amount": 2000, "currency": "eur", "destination": account.id})
    made = await shop.admin("POST", f"/accounts/{account.id}/pay_out")
    payout = made["data"][0]["id"]
    assert (await shop.admin("POST", f"/payouts/{payout}/settle", {"outcome": "paid"}))["status"] == "paid"
    criteria = {"outcome": "failed", "failure_code": "no_account"}
    failed = await shop.admin("POST", f"/payouts/{payout}/settle", criteria)
    assert (failed["status"], failed["failure_code"]) == ("failed", "no_account")
    assert await balance_of(shop, account.id) == 2000
    events = await shop.v1.events.list_async(
        {"types": ["payout.paid", "payout.failed"]}, {"stripe_account": account.id}
    )
    assert [event.type for event in events.data] == ["payout.failed", "payout.paid"]


async def test_a_payout_can_be_canceled_while_it_waits(shop: Shop) -> None:
    await shop.pay(amount=3000)
    payout = await shop.v1.payouts.create_async({"amount": 1000, "currency": "eur"})
    assert (await shop.v1.payouts.cancel_async(payout.id)).status == "canceled"
    assert await balance_of(shop) == 3000 - 70


async def test_an_account_that_is_not_ready_pays_nothing_out(shop: Shop) -> None:
    account = await shop.account(onboarded=False)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.v1.payouts.create_async({"amount": 100, "currency": "eur"}, options={"stripe_account": account.id})
    assert refused.value.code == "payouts_not_allowed"


async def test_each_account_sees_its_own_things_only(shop: Shop) -> None:
    account = await shop.account()
    customer = await shop.v1.customers.create_async({}, {"stripe_account": account.id})
    with pytest.raises(stripe.InvalidRequestError):
        await shop.v1.customers.retrieve_async(customer.id)
    own = await shop.v1.accounts.retrieve_current_async(options={"stripe_account": account.id})
    assert own.id == account.id
    for refused in (
        shop.v1.customers.list_async(options={"stripe_account": "acct_nobody"}),
        shop.v1.accounts.retrieve_async("acct_nobody"),
    ):
        with pytest.raises(stripe.PermissionError) as no_access:
            await refused
        assert (no_access.value.http_status, existing(no_access.value.error).code) == (403, "account_invalid")


async def test_accounts_are_changed(shop: Shop) -> None:
    account = await shop.account()
    criteria = {
        "email": "c@example.com",
        "business_profile": {"name": "Quiet hours"},
        "capabilities": {"card_payments": {"requested": True}},
        "metadata": {"tier": "EXPERT"},
    }
    changed = await shop.v1.accounts.update_async(account.id, criteria)
    assert (changed.email, changed.business_profile.name) == ("c@example.com", "Quiet hours")
    assert changed.capabilities.card_payments == "active"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.v1.accounts.create_async({"type": "express", "country": "Germany"})
    assert refused.value.code == "country_code_invalid"


async def test_balance_transactions_explain_a_balance(shop: Shop) -> None:
    intent = await shop.pay(amount=3000)
    await shop.v1.refunds.create_async({"payment_intent": intent.id, "amount": 400})
    found = await shop.v1.balance_transactions.list_async()
    assert [(one.type, one.amount, one.fee) for one in found.data] == [("refund", -400, 0), ("charge", 3000, 70)]
    assert sum(one.net for one in found.data) == await balance_of(shop)
    of_charge = await shop.v1.balance_transactions.list_async({"source": intent.latest_charge})
    assert [one.type for one in of_charge.data] == ["charge"]


@pytest.mark.parametrize("way", ["deleted", "deauthorized"])
async def test_an_account_that_is_gone_is_told_of_and_then_no_access_for_every_call(
    told_shop: Shop, listener: Listener, way: str
) -> None:
    shop = told_shop
    account = await shop.account()
    if way == "deleted":
        gone = await shop.v1.accounts.delete_async(account.id)
        assert (gone.id, gone.deleted) == (account.id, True)
    else:
        await shop.admin("POST", f"/accounts/{account.id}/deauthorize")
    await listener.hear("account.application.deauthorized")
    [event] = [event for event in listener.events() if event.type == "account.application.deauthorized"]
    assert (event.account, event.data.object.object) == (account.id, "application")
    for refused in (
        shop.v1.accounts.retrieve_async(account.id),
        shop.v1.accounts.delete_async(account.id),
        shop.v1.balance.retrieve_async(options={"stripe_account": account.id}),
    ):
        with pytest.raises(stripe.PermissionError) as no_access:
            await refused
        assert (no_access.value.http_status, existing(no_access.value.error).code) == (403, "account_invalid")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.v1.transfers.create_async({"amount": 1, "currency": "eur", "destination": account.id})
    assert refused.value.code == "resource_missing"
    assert (await shop.v1.accounts.list_async()).data == []


async def test_the_platform_does_not_delete_itself(shop: Shop) -> None:
    own = await shop.v1.accounts.retrieve_current_async()
    with pytest.raises(stripe.InvalidRequestError, match="your own account"):
        await shop.v1.accounts.delete_async(own.id)
