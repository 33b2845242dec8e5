"""Checkout Sessions and the card page: what the official client sees, and what a buyer sees."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
import stripe

from hushroom_adapters.local.emulators.stripe.card_pages import CHOICES
from hushroom_adapters.local.emulators.stripe.card_words import LANGUAGES, WORDS
from tests.integration.stripe.conftest import Shop

ITEM = {
    "quantity": 1,
    "price_data": {"currency": "eur", "unit_amount": 1500, "product_data": {"name": "A session"}},
}
HALF_HOUR = 30 * 60
DAY = 24 * 3600


async def a_checkout(shop: Shop, **about: Any) -> Any:
    terms = {
        "mode": "payment",
        "line_items": [ITEM],
        "success_url": "https://shop.test/paid?id={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://shop.test/left",
        "payment_intent_data": {"capture_method": "manual", "metadata": {"payment_id": "one"}},
        "metadata": {"payment_id": "one"},
    }
    return await shop.v1.checkout.sessions.create_async(terms | about)


async def seen(shop: Shop, checkout: Any) -> Any:
    return await shop.v1.checkout.sessions.retrieve_async(checkout.id, {"expand": ["payment_intent.latest_charge"]})


async def pay(shop: Shop, url: str, form: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    """Sends the form of a page; returns the status, the address that follows and the page."""
    async with shop.http.post(url, data=form or {"card": "works"}, allow_redirects=False) as answer:
        return answer.status, answer.headers.get("Location", ""), await answer.text()


async def page(shop: Shop, url: str, accepted: str = "en") -> tuple[int, str, str]:
    headers = {"Accept-Language": accepted}
    async with shop.http.get(url, headers=headers, allow_redirects=False) as answer:
        return answer.status, answer.headers.get("Location", ""), await answer.text()


async def test_a_session_opens_without_an_intent_for_a_day(shop: Shop) -> None:
    checkout = await a_checkout(shop)
    assert (checkout.status, checkout.payment_status, checkout.payment_intent) == ("open", "unpaid", None)
    assert (checkout.amount_total, checkout.currency) == (1500, "eur")
    assert checkout.expires_at - checkout.created == DAY
    assert checkout.url.startswith(shop.url)
    items = await shop.v1.checkout.sessions.line_items.list_async(checkout.id)
    assert [(item.description, item.amount_total) for item in items.data] == [("A session", 1500)]


async def test_a_working_card_holds_the_money_and_sends_the_buyer_back(shop: Shop) -> None:
    checkout = await a_checkout(shop)
    status, after, _ = await pay(shop, checkout.url)
    assert (status, after) == (303, f"/c/pay/{checkout.id}")
    assert (await page(shop, checkout.url))[:2] == (303, f"https://shop.test/paid?id={checkout.id}")
    done = await seen(shop, checkout)
    assert (done.status, done.payment_status, done.url) == ("complete", "unpaid", None)
    assert (done.payment_intent.status, done.payment_intent.metadata["payment_id"]) == ("requires_capture", "one")
    assert await shop.event_types() == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.amount_capturable_updated",
        "checkout.session.completed",
    ]


async def test_money_that_is_taken_at_once_makes_the_session_paid(shop: Shop) -> None:
    checkout = await a_checkout(shop, payment_intent_data={"capture_method": "automatic"})
    await pay(shop, checkout.url)
    done = await seen(shop, checkout)
    assert (done.status, done.payment_status, done.payment_intent.status) == ("complete", "paid", "succeeded")


@pytest.mark.parametrize(("choice", "words"), [("declined", "declined"), ("poor", "insufficient funds")])
async def test_a_declined_card_is_said_and_another_one_can_be_tried(shop: Shop, choice: str, words: str) -> None:
    checkout = await a_checkout(shop)
    status, _, text = await pay(shop, checkout.url, {"card": choice})
    assert (status, words in text) == (402, True)
    assert "<title>Error:" in text
    assert (await seen(shop, checkout)).status == "open"
    await pay(shop, checkout.url)
    done = await seen(shop, checkout)
    assert done.status == "complete"
    assert (await shop.summary(done.payment_intent.id))["authorized"] == 1500


@pytest.mark.parametrize(("outcome", "status"), [("success", "complete"), ("failure", "open")])
async def test_the_bank_asks_on_a_page_of_its_own(shop: Shop, outcome: str, status: str) -> None:
    checkout = await a_checkout(shop)
    _, bank, _ = await pay(shop, checkout.url, {"card": "bank"})
    assert "/authenticate/" in bank
    assert (await seen(shop, checkout)).payment_intent.status == "requires_action"
    assert "do you confirm" in (await page(shop, bank))[2]
    answered, back, _ = await pay(shop, bank, {"outcome": outcome})
    assert answered == 303
    assert back.startswith(checkout.url)
    assert (await seen(shop, checkout)).status == status
    again = (await pay(shop, bank, {"outcome": "success"}))[:2]
    assert again == (303, f"/c/pay/{checkout.id}")


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"number": "4242 4242 4242 4241", "expiry": "12/34", "cvc": "123"}, "incorrect_number"),
        ({"number": "four", "expiry": "12/34", "cvc": "123"}, "incorrect_number"),
        ({"number": "4242424242424242", "expiry": "13/34", "cvc": "123"}, "bad_expiry"),
        ({"number": "4242424242424242", "expiry": "", "cvc": "123"}, "bad_expiry"),
        ({"number": "4242424242424242", "expiry": "12/34", "cvc": "12"}, "bad_cvc"),
        ({"card": "of another page"}, "incorrect_number"),
        ({"card": ""}, "incorrect_number"),
    ],
)
async def test_bad_input_is_said_and_charges_nothing(shop: Shop, form: dict[str, str], problem: str) -> None:
    checkout = await a_checkout(shop)
    status, _, text = await pay(shop, checkout.url, form)
    assert (status, WORDS["en"][problem] in text) == (402, True)
    assert (await seen(shop, checkout)).status == "open"


async def test_a_typed_card_comes_before_the_chosen_one(shop: Shop) -> None:
    checkout = await a_checkout(shop)
    form = {"card": "works", "number": CHOICES["declined"], "expiry": "1 / 2034", "cvc": "1234"}
    assert (await pay(shop, checkout.url, form))[0] == 402


@pytest.mark.parametrize(
    ("locale", "accepted", "language"),
    [
        ("fr", "en", "fr"),
        ("auto", "ar-EG,en", "ar"),
        (None, "de, fr;q=0.5", "fr"),
        ("de", "de", "en"),
        ("en", "fr", "en"),
    ],
)
async def test_the_page_speaks_the_language_of_the_session(
    shop: Shop, locale: str | None, accepted: str, language: str
) -> None:
    checkout = await a_checkout(shop, **({"locale": locale} if locale else {}))
    _, _, text = await page(shop, checkout.url, accepted)
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in text
    assert WORDS[language]["works"] in text


def test_every_language_has_every_word() -> None:
    assert {frozenset(WORDS[language]) for language in LANGUAGES} == {frozenset(WORDS["en"])}
    assert all(word.strip() for words in WORDS.values() for word in words.values())


async def test_an_expired_session_takes_no_card(shop: Shop) -> None:
    checkout = await a_checkout(shop)
    await pay(shop, checkout.url, {"card": "declined"})
    expired = await shop.v1.checkout.sessions.expire_async(checkout.id)
    assert (expired.status, expired.url) == ("expired", None)
    assert (await pay(shop, checkout.url))[0] == 303
    status, _, text = await page(shop, checkout.url)
    assert (status, "has expired" in text, "https://shop.test/left" in text) == (200, True, True)
    done = await seen(shop, checkout)
    assert (done.status, done.payment_intent.status) == ("expired", "canceled")
    assert done.payment_intent.cancellation_reason == "expired"
    with pytest.raises(stripe.InvalidRequestError, match="status of `expired`"):
        await shop.v1.checkout.sessions.expire_async(checkout.id)


async def test_a_session_expires_at_its_time(shop: Shop) -> None:
    clock = await shop.admin("GET", "/clock")
    checkout = await a_checkout(shop, expires_at=clock["now"] + HALF_HOUR + 5)
    await shop.admin("POST", "/clock/advance", {"seconds": HALF_HOUR})
    assert (await seen(shop, checkout)).status == "open"
    await shop.admin("POST", "/clock/advance", {"seconds": 10})
    assert (await seen(shop, checkout)).status == "expired"
    assert await shop.event_types() == ["checkout.session.expired"]


@pytest.mark.parametrize("seconds", [HALF_HOUR - 120, DAY + 120])
async def test_a_session_lives_from_half_an_hour_to_a_day(shop: Shop, seconds: int) -> None:
    clock = await shop.admin("GET", "/clock")
    with pytest.raises(stripe.InvalidRequestError, match="expires_at"):
        await a_checkout(shop, expires_at=clock["now"] + seconds)


async def test_a_session_that_is_complete_is_not_expired_and_its_hold_is_cancelled_by_the_intent(shop: Shop) -> None:
    checkout = await a_checkout(shop)
    await pay(shop, checkout.url)
    with pytest.raises(stripe.InvalidRequestError, match="status of `complete`"):
        await shop.v1.checkout.sessions.expire_async(checkout.id)
    intent = await shop.v1.payment_intents.cancel_async((await seen(shop, checkout)).payment_intent.id)
    assert intent.status == "canceled"


async def test_the_intent_of_an_open_session_is_neither_cancelled_nor_confirmed(shop: Shop) -> None:
    checkout = await a_checkout(shop)
    await pay(shop, checkout.url, {"card": "declined"})
    intent = (await seen(shop, checkout)).payment_intent
    with pytest.raises(stripe.InvalidRequestError, match="expire the Checkout Session"):
        await shop.v1.payment_intents.cancel_async(intent.id)
    with pytest.raises(stripe.InvalidRequestError, match="created by a Checkout Session"):
        await shop.v1.payment_intents.confirm_async(intent.id, {"payment_method": "pm_card_visa"})


async def test_two_tabs_of_one_page_hold_once(shop: Shop) -> None:
    checkout = await a_checkout(shop)
    _, bank, _ = await pay(shop, checkout.url, {"card": "bank"})
    await pay(shop, checkout.url)
    await pay(shop, bank, {"outcome": "success"})
    await pay(shop, checkout.url)
    done = await seen(shop, checkout)
    assert done.status == "complete"
    assert (await shop.summary(done.payment_intent.id))["authorized"] == 1500


async def test_a_kept_card_belongs_to_the_customer(shop: Shop) -> None:
    customer = await shop.v1.customers.create_async({})
    data = {"capture_method": "manual", "setup_future_usage": "off_session"}
    checkout = await a_checkout(shop, customer=customer.id, payment_intent_data=data)
    await pay(shop, checkout.url)
    intent = (await seen(shop, checkout)).payment_intent
    assert (intent.customer, intent.setup_future_usage) == (customer.id, "off_session")
    methods = await shop.v1.customers.payment_methods.list_async(customer.id)
    assert [method.id for method in methods.data] == [intent.payment_method]


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "setup"},
        {"line_items": []},
        {"line_items": [ITEM, {"price_data": {"currency": "usd", "unit_amount": 5, "product_data": {"name": "x"}}}]},
        {"line_items": [{"price_data": {"currency": "eur", "unit_amount": 10, "product_data": {"name": "x"}}}]},
        {"locale": "xx"},
        {"customer": "cus_of_nobody"},
        {"colour": "blue"},
    ],
)
async def test_bad_parameters_are_refused(shop: Shop, wrong: dict[str, Any]) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        await a_checkout(shop, **wrong)


async def test_sessions_are_listed_and_filtered(shop: Shop) -> None:
    first, second = await a_checkout(shop), await a_checkout(shop)
    await pay(shop, first.url)
    listed = await shop.v1.checkout.sessions.list_async({"limit": 5})
    assert [one.id for one in listed.data] == [second.id, first.id]
    listed = await shop.v1.checkout.sessions.list_async({"status": "complete"})
    assert [one.id for one in listed.data] == [first.id]
    intent = (await seen(shop, first)).payment_intent
    listed = await shop.v1.checkout.sessions.list_async({"payment_intent": intent.id})
    assert [one.id for one in listed.data] == [first.id]
    changed = await shop.v1.checkout.sessions.update_async(second.id, {"metadata": {"seen": "yes"}})
    assert changed.metadata.to_dict() == {"payment_id": "one", "seen": "yes"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_pages_have_a_heading_labels_and_no_script(shop: Shop, language: str) -> None:
    checkout = await a_checkout(shop)
    pages = [(await page(shop, checkout.url, language))[2]]
    _, bank, _ = await pay(shop, checkout.url, {"card": "bank"})
    pages.append((await page(shop, bank, language))[2])
    for text in pages:
        assert len(re.findall("<h1>", text)) == 1
        assert "<script" not in text
        fields = re.findall(r'<input[^>]* id="([^"]+)"', text)
        assert all(f'<label for="{name}">' in text for name in fields)
