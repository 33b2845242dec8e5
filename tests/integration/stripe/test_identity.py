"""Stripe Identity: the adapter against the local Stripe, whose page decides what a document shows."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from hushroom_adapters.local.emulators.stripe import Options
from hushroom_adapters.stripe import StripeIdentity, StripeNotices
from hushroom_domain.identity.model import ReportedState, VerificationFailure
from hushroom_domain.payments.errors import ProviderUnavailable
from tests.integration.stripe.conftest import KEY, SECRET, Listener, Shop
from tests.support.builders import an_id
from tests.support.existing import existing

WEB = "https://hushroom.test"
KIND = "identity.verification_session"


@pytest.fixture
async def identity(shop: Shop) -> AsyncIterator[StripeIdentity]:
    async with StripeIdentity.opened(KEY, None, shop.url, WEB, lambda: datetime.now(UTC)) as identity:
        yield identity


async def choose(shop: Shop, url: str, choice: str) -> None:
    async with shop.http.get(url) as page:
        assert f"value={choice}" in await page.text()
    async with shop.http.post(url, data={"choice": choice}, allow_redirects=False) as answer:
        assert answer.headers["Location"] == f"{WEB}/account"


@pytest.mark.parametrize(
    ("choice", "state", "failure"),
    [
        ("verified", ReportedState.VERIFIED, None),
        ("under_18", ReportedState.FAILED, VerificationFailure.UNDERAGE),
        ("document_expired", ReportedState.FAILED, VerificationFailure.DOCUMENT_EXPIRED),
        ("cancel", ReportedState.ENDED, None),
    ],
)
async def test_the_choice_on_the_page_is_the_outcome(
    shop: Shop, identity: StripeIdentity, choice: str, state: ReportedState, failure: VerificationFailure | None
) -> None:
    opened = await identity.open(an_id(), 1)
    assert opened.state is ReportedState.WAITING
    await choose(shop, existing(opened.url), choice)
    found = await identity.look(opened.session_id)
    assert (found.state, found.failure) == (state, failure)
    assert (found.url is not None) == (choice == "document_expired")


async def test_an_attempt_has_one_session_and_the_next_another(identity: StripeIdentity) -> None:
    user_id: Any = an_id()
    first = await identity.open(user_id, 1)
    assert await identity.open(user_id, 1) == first
    assert (await identity.open(user_id, 2)).session_id != first.session_id


async def test_another_document_can_follow_one_that_expired(shop: Shop, identity: StripeIdentity) -> None:
    opened = await identity.open(an_id(), 1)
    await choose(shop, existing(opened.url), "document_expired")
    await choose(shop, existing((await identity.look(opened.session_id)).url), "verified")
    assert (await identity.look(opened.session_id)).state is ReportedState.VERIFIED


@pytest.mark.parametrize("choice", [None, "verified", "cancel"])
async def test_redaction_ends_a_session_and_may_be_repeated(
    shop: Shop, identity: StripeIdentity, choice: str | None
) -> None:
    opened = await identity.open(an_id(), 1)
    if choice is not None:
        await choose(shop, existing(opened.url), choice)
    for _ in range(2):
        await identity.redact(opened.session_id)
    assert (await identity.look(opened.session_id)).state is ReportedState.ENDED
    found = await shop.v1.identity.verification_sessions.retrieve_async(opened.session_id)
    assert found.redaction.status == "redacted"


async def test_what_stripe_is_looking_at_is_redacted_later(shop: Shop, identity: StripeIdentity) -> None:
    opened = await identity.open(an_id(), 1)
    await choose(shop, existing(opened.url), "slow")
    with pytest.raises(ProviderUnavailable):
        await identity.redact(opened.session_id)
    assert (await identity.look(opened.session_id)).state is ReportedState.PROCESSING


async def test_an_unknown_session_has_ended_and_needs_no_redaction(identity: StripeIdentity) -> None:
    assert (await identity.look("vs_unknown")).state is ReportedState.ENDED
    await identity.redact("vs_unknown")


async def test_the_data_of_a_document_come_only_when_asked_for(shop: Shop, identity: StripeIdentity) -> None:
    opened = await identity.open(an_id(), 1)
    sessions = shop.v1.identity.verification_sessions
    waiting = await sessions.retrieve_async(opened.session_id, {"expand": ["verified_outputs.dob"]})
    assert waiting.verified_outputs is None
    await choose(shop, existing(opened.url), "verified")
    assert "verified_outputs" not in (await sessions.retrieve_async(opened.session_id)).to_dict()
    outputs = (await sessions.retrieve_async(opened.session_id, {"expand": ["verified_outputs"]})).to_dict()
    assert "dob" not in outputs["verified_outputs"]


async def test_notices_name_the_session_and_nothing_of_the_person(
    open_shop: Callable[..., Any], listener: Listener
) -> None:
    options = Options(secret_key=KEY, webhook_url=listener.url, webhook_secret=SECRET)
    async with (
        open_shop(options) as shop,
        StripeIdentity.opened(KEY, None, shop.url, WEB, lambda: datetime.now(UTC)) as identity,
    ):
        opened = await identity.open(an_id(), 1)
        await choose(shop, existing(opened.url), "verified")
        types = await listener.until(lambda told: f"{KIND}.verified" in told)
    assert {f"{KIND}.created", f"{KIND}.processing", f"{KIND}.verified"} <= set(types)
    notices = [StripeNotices((SECRET,)).read(body, signature) for body, signature in listener.heard]
    mine = [one for one in notices if one.type.startswith(KIND)]
    assert {one.subject for one in mine} == {(KIND, opened.session_id)}
    assert not [one for one in mine if "Rosen" in str(one.payload) or one.payment_id or one.intent_id]
