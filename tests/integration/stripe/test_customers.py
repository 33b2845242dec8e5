"""Customers and their cards."""

import pytest
import stripe

from tests.integration.stripe.conftest import Shop


async def test_a_customer_lives_and_leaves(shop: Shop) -> None:
    customers = shop.v1.customers
    customer = await customers.create_async({"email": "ada@example.com", "metadata": {"user": "u-1"}})
    changed = await customers.update_async(customer.id, {"name": "Ada", "metadata": {"user": ""}})
    assert (changed.name, changed.email, changed.metadata.to_dict()) == ("Ada", "ada@example.com", {})
    assert [found.id for found in (await customers.list_async({"email": "ada@example.com"})).data] == [customer.id]
    assert (await customers.delete_async(customer.id)).deleted is True
    assert (await customers.retrieve_async(customer.id)).deleted is True
    assert (await customers.list_async()).data == []
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await customers.update_async(customer.id, {"name": "Bob"})
    assert refused.value.http_status == 404
    assert await shop.event_types() == ["customer.created", "customer.updated", "customer.deleted"]


async def test_cards_are_attached_and_detached(shop: Shop) -> None:
    customer = await shop.v1.customers.create_async({"payment_method": "pm_card_visa"})
    second = await shop.v1.payment_methods.attach_async("pm_card_mastercard", {"customer": customer.id})
    cards = await shop.v1.payment_methods.list_async({"customer": customer.id, "type": "card"})
    assert [card.card.brand for card in cards.data] == ["mastercard", "visa"]
    criteria = {
        "invoice_settings": {"default_payment_method": second.id},
        "expand": ["invoice_settings.default_payment_method"],
    }
    customer = await shop.v1.customers.update_async(customer.id, criteria)
    assert customer.invoice_settings.default_payment_method.card.last4 == "4444"
    assert (await shop.v1.payment_methods.detach_async(second.id)).customer is None
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        await shop.v1.payment_methods.attach_async(second.id, {"customer": customer.id})


async def test_a_card_that_declines_cannot_be_attached(shop: Shop) -> None:
    customer = await shop.v1.customers.create_async({})
    with pytest.raises(stripe.CardError) as declined:
        await shop.v1.payment_methods.attach_async("pm_card_chargeDeclined", {"customer": customer.id})
    assert declined.value.code == "card_declined"
    later = await shop.v1.payment_methods.attach_async("pm_card_chargeCustomerFail", {"customer": customer.id})
    with pytest.raises(stripe.CardError):
        await shop.pay(later.id, customer=customer.id)


async def test_a_card_belongs_to_one_customer(shop: Shop) -> None:
    first, second = [await shop.v1.customers.create_async({}) for _ in range(2)]
    card = await shop.v1.payment_methods.attach_async("pm_card_visa", {"customer": first.id})
    with pytest.raises(stripe.InvalidRequestError, match="already been attached"):
        await shop.v1.payment_methods.attach_async(card.id, {"customer": second.id})
    with pytest.raises(stripe.InvalidRequestError):
        await shop.v1.customers.payment_methods.retrieve_async(second.id, card.id)
    changed = await shop.v1.payment_methods.update_async(card.id, {"billing_details": {"email": "a@example.com"}})
    assert changed.billing_details.email == "a@example.com"
