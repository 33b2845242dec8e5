"""Failing payments and the provider's notices."""

from datetime import timedelta

import pytest

from tests.integration.http.world import SIGNATURE, World


async def test_a_declined_card_is_refused_in_the_providers_words_and_the_attempt_is_kept(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id = await world.match(ada, cleo)
    body = {"sessionId": session_id, "paymentMethodId": "pm_card_chargeDeclined"}
    answer = await world.ask("POST", "/payments/authorize", ada, json=body)
    assert answer.status_code == 400
    assert answer.json()["code"] == "payment.declined"
    assert answer.json()["message"] == "Your card was declined."
    assert [one["status"] for one in await world.get("/payments", ada)] == ["FAILED"]
    assert (await world.get(f"/sessions/{session_id}", ada))["status"] == "MATCHED"
    assert (await world.pay(ada, session_id))["status"] == "AUTHORIZED"


async def test_the_client_secret_is_for_the_payer_while_the_payment_is_open(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id = await world.match(ada, cleo)
    opened = await world.post("/payments/authorize", ada, {"sessionId": session_id})
    assert (opened["status"], opened["authorizedAt"]) == ("PENDING", None)
    path = f"/payments/{opened['id']}"
    assert (await world.get(path, ada))["clientSecret"] == opened["clientSecret"]
    for other in (cleo, await world.admin()):
        assert "clientSecret" not in await world.get(path, other)
    world.gateway.pay(opened["stripePaymentIntentId"], "pm_card_visa")
    await world.settle()
    settled = await world.get(path, ada)
    assert settled["status"] == "AUTHORIZED"
    assert "clientSecret" not in settled


@pytest.mark.parametrize("read", ["session", "payment"])
async def test_a_payment_whose_notice_was_lost_moves_on_once_somebody_reads_it(world: World, read: str) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id = await world.match(ada, cleo)
    body = {"sessionId": session_id, "paymentMethodId": "pm_card_authenticationRequired"}
    waiting = await world.post("/payments/authorize", ada, body)
    world.gateway.authenticate(waiting["stripePaymentIntentId"])
    world.gateway.notices.clear()
    world.clock.advance(timedelta(seconds=3))
    path = f"/sessions/{session_id}" if read == "session" else f"/payments/{waiting['id']}"
    assert (await world.get(path, ada))["status"] == ("MATCHED" if read == "session" else "PENDING")
    await world.settle()
    assert (await world.get(path, ada))["status"] == ("PAYMENT_AUTHORIZED" if read == "session" else "AUTHORIZED")


async def test_a_payment_that_waits_for_its_payers_bank_can_be_tried_with_another_card(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id = await world.match(ada, cleo)
    body = {"sessionId": session_id, "paymentMethodId": "pm_card_authenticationRequired"}
    waiting = await world.post("/payments/authorize", ada, body)
    held = await world.pay(ada, session_id)
    assert (waiting["status"], held["id"], held["status"]) == ("PENDING", waiting["id"], "AUTHORIZED")


async def test_a_page_of_the_provider_takes_the_card(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id = await world.match(ada, cleo)
    body = {"sessionId": session_id, "language": "fr"}
    opened = await world.post("/payments/checkout", ada, body)
    assert opened["url"].startswith("https://provider.invalid/pay/")
    payment = opened["payment"]
    assert (payment["status"], payment["amount"], payment["stripePaymentIntentId"]) == ("PENDING", "15.25", None)
    assert await world.post("/payments/checkout", ada, body) == opened
    [page] = world.gateway.pages.values()
    assert page.terms.language == "fr"
    world.gateway.pay_on_page(page.id, "pm_card_visa")
    await world.settle()
    assert (await world.get(f"/payments/{payment['id']}", ada))["status"] == "AUTHORIZED"
    again = await world.ask("POST", "/payments/checkout", ada, json=body)
    assert (again.status_code, again.json()["code"]) == (400, "payment.already_paid")


async def test_a_provider_that_is_away_says_when_to_open_its_page_again(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id = await world.match(ada, cleo)
    world.gateway.faults.is_down = True
    answer = await world.ask("POST", "/payments/checkout", ada, json={"sessionId": session_id})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    world.gateway.faults.clear()
    assert (await world.post("/payments/checkout", ada, {"sessionId": session_id}))["url"]


@pytest.mark.parametrize("amount", [0, 0.001, 15.26, 1e9])
async def test_amounts_that_cannot_be_refunded(world: World, amount: float) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    _, payment_id = await world.end(ada, cleo)
    await world.settle()
    answer = await world.ask("POST", f"/payments/{payment_id}/refund", await world.admin(), json={"amount": amount})
    assert answer.status_code == 400


async def test_notices_are_taken_once_and_a_bad_signature_is_refused(world: World) -> None:
    body = b'{"id": "evt_1", "type": "payment_intent.succeeded"}'
    for headers in ({"stripe-signature": "t=1,v1=bad"}, {}):
        bad = await world.ask("POST", "/payments/webhook", content=body, headers=headers)
        assert (bad.status_code, bad.json()["code"]) == (400, "payment.webhook.bad_signature")
    assert "evt_1" not in await world.parts.kept()
    kept = set()
    for _ in range(2):
        good = await world.ask("POST", "/payments/webhook", content=body, headers={"stripe-signature": SIGNATURE})
        assert (good.status_code, good.json()) == (201, {"received": True})
        kept.add(await world.parts.kept())
    assert len(kept) == 1
    assert "evt_1" in kept.pop()


async def test_earnings_are_zeros_without_a_profile(world: World) -> None:
    zeros = {"totalEarnings": 0, "pendingPayouts": 0, "completedPayouts": 0, "recentPayments": []}
    assert await world.get("/payments/companion/earnings", await world.join("ada")) == zeros


async def test_onboarding_gives_a_link(world: World) -> None:
    assert (await world.post("/payments/companion/onboard", await world.companion("cleo"))).keys() == {"url"}
