"""Webhooks: valid signatures, and the object that a notice is about."""

import json
import time
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stripe import WebhookSignature

from hushroom_adapters.stripe import StripeNotices
from hushroom_adapters.stripe.notices import MalformedEvent
from hushroom_domain.payments.errors import NoticeNotSigned
from hushroom_domain.payments.ports import Notice

OLD, NEW = "whsec_of_yesterday", "whsec_of_today"
PAYMENT = "0199aaaa-0000-7000-8000-000000000001"
NOTICES = StripeNotices((NEW, OLD))


def signed(payload: bytes, secret: str = NEW, seconds_ago: int = 0) -> str:
    moment = int(time.time()) - seconds_ago
    return str(WebhookSignature.generate_signature_header(payload.decode(), secret, moment))


def an_event(kind: str, thing: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"id": "evt_1", "object": "event", "type": kind, "data": {"object": thing}, **more}).encode()


def read(kind: str, thing: dict[str, Any], **more: Any) -> Notice:
    payload = an_event(kind, thing, **more)
    return NOTICES.read(payload, signed(payload))


INTENT = {"id": "pi_1", "object": "payment_intent", "status": "succeeded", "metadata": {"payment_id": PAYMENT}}
CHARGE = {"id": "ch_1", "object": "charge", "payment_intent": "pi_1", "metadata": {"payment_id": PAYMENT}}


@pytest.mark.parametrize(
    "kind",
    [
        "payment_intent.succeeded",
        "payment_intent.payment_failed",
        "payment_intent.canceled",
        "payment_intent.amount_capturable_updated",
    ],
)
def test_an_intents_notice_names_the_intent_and_our_payment(kind: str) -> None:
    notice = read(kind, INTENT)
    assert (notice.id, notice.type, notice.intent_id, notice.payment_id) == ("evt_1", kind, "pi_1", UUID(PAYMENT))


@pytest.mark.parametrize("kind", ["charge.captured", "charge.refunded"])
def test_a_charges_notice_names_the_intent_of_the_charge(kind: str) -> None:
    notice = read(kind, CHARGE)
    assert (notice.intent_id, notice.payment_id, notice.account_id) == ("pi_1", UUID(PAYMENT), None)


@pytest.mark.parametrize("kind", ["charge.dispute.created", "charge.dispute.closed", "refund.updated"])
def test_what_hangs_on_a_charge_names_its_intent_too(kind: str) -> None:
    assert read(kind, {"id": "dp_1", "object": "dispute", "payment_intent": {"id": "pi_1"}}).intent_id == "pi_1"


def test_an_accounts_notice_names_the_account() -> None:
    assert read("account.updated", {"id": "acct_1", "object": "account"}).account_id == "acct_1"


@pytest.mark.parametrize("kind", ["payout.paid", "payout.failed"])
def test_a_payouts_notice_names_the_account_that_it_is_of(kind: str) -> None:
    assert read(kind, {"id": "po_1", "object": "payout"}, account="acct_1").account_id == "acct_1"


@pytest.mark.parametrize("kind", ["invoice.paid", "customer.subscription.updated", "an.event.of.next.year"])
def test_a_notice_about_something_else_is_kept_without_ids(kind: str) -> None:
    notice = read(kind, INTENT)
    assert (notice.type, notice.intent_id, notice.payment_id, notice.account_id) == (kind, None, None, None)


@pytest.mark.parametrize("foreign", [None, {}, {"payment_id": "not-ours"}, {"payment_id": 7}, [], "text"])
def test_metadata_of_somebody_else_is_not_ours(foreign: Any) -> None:
    assert read("payment_intent.succeeded", INTENT | {"metadata": foreign}).payment_id is None


def test_nothing_about_the_payer_is_kept() -> None:
    notice = read("charge.captured", CHARGE | {"billing_details": {"email": "seeker@hushroom.test"}})
    assert "seeker" not in json.dumps(notice.payload)
    assert "seeker" not in repr(notice)


def test_the_old_secret_is_good_while_it_is_replaced() -> None:
    payload = an_event("payment_intent.succeeded", INTENT)
    assert NOTICES.read(payload, signed(payload, OLD)).id == "evt_1"


@pytest.mark.parametrize(
    "signature",
    [None, "", "t=1", "v1=abc", "t=x,v1=abc", "t=1,v1=", "t=1,v1=\u00e9", "t=99999999999,v1=abc", "nonsense", ","],
)
def test_no_signature_is_no_notice(signature: str | None) -> None:
    with pytest.raises(NoticeNotSigned) as refused:
        NOTICES.read(an_event("payment_intent.succeeded", INTENT), signature)
    assert refused.value.code == "payment.webhook.bad_signature"


def test_a_strangers_secret_is_no_signature() -> None:
    payload = an_event("payment_intent.succeeded", INTENT)
    with pytest.raises(NoticeNotSigned):
        NOTICES.read(payload, signed(payload, "whsec_of_a_stranger"))


def test_a_signature_holds_for_five_minutes() -> None:
    payload = an_event("payment_intent.succeeded", INTENT)
    assert NOTICES.read(payload, signed(payload, seconds_ago=290)).id == "evt_1"
    with pytest.raises(NoticeNotSigned):
        NOTICES.read(payload, signed(payload, seconds_ago=310))


def test_a_signature_of_the_future_is_none() -> None:
    payload = an_event("payment_intent.succeeded", INTENT)
    assert NOTICES.read(payload, signed(payload, seconds_ago=-290)).id == "evt_1"
    with pytest.raises(NoticeNotSigned):
        NOTICES.read(payload, signed(payload, seconds_ago=-310))


def thin(kind: str, related: Any, **more: Any) -> Notice:
    event = {
        "id": "evt_test_65",
        "object": "v2.core.event",
        "type": kind,
        "livemode": False,
        "created": "2026-11-27T10:00:00.000Z",
        "related_object": related,
        **more,
    }
    payload = json.dumps(event).encode()
    return NOTICES.read(payload, signed(payload))


def related_to(kind: str, name: str) -> dict[str, str]:
    return {"id": name, "type": kind, "url": f"/v1/{kind}s/{name}"}


def test_a_thin_event_names_the_intent_that_is_to_be_looked_at() -> None:
    notice = thin("v1.payment_intent.succeeded", related_to("payment_intent", "pi_1"))
    assert (notice.id, notice.type, notice.intent_id) == ("evt_test_65", "v1.payment_intent.succeeded", "pi_1")
    assert (notice.payment_id, notice.account_id) == (None, None)


@pytest.mark.parametrize("kind", ["charge", "refund", "dispute"])
def test_a_thin_event_about_a_charge_names_what_leads_to_the_intent(kind: str) -> None:
    notice = thin(f"v1.{kind}.updated", related_to(kind, "x_1"))
    assert (notice.intent_id, notice.subject) == (None, (kind, "x_1"))


@pytest.mark.parametrize(
    ("kind", "related", "context"),
    [
        ("v1.account.updated", related_to("account", "acct_1"), "acct_1"),
        ("v2.core.account[requirements].updated", related_to("v2.core.account", "acct_1"), None),
        ("v1.account.application.deauthorized", related_to("application", "ca_1"), "acct_1"),
        ("v1.payout.failed", related_to("payout", "po_1"), "org_1/acct_1"),
    ],
)
def test_a_thin_event_names_the_account_that_is_to_be_looked_at(
    kind: str, related: dict[str, str], context: str
) -> None:
    assert thin(kind, related, context=context).account_id == "acct_1"


@pytest.mark.parametrize("related", [None, {}, related_to("billing.meter", "mtr_1"), {"id": 7, "type": []}, "text"])
def test_a_thin_event_about_something_else_is_kept_without_ids(related: Any) -> None:
    notice = thin("v2.core.something.of_next_year", related, context=None, reason=None)
    assert (notice.intent_id, notice.payment_id, notice.account_id) == (None, None, None)


@given(st.integers(min_value=0, max_value=10_000), st.integers(min_value=1, max_value=255))
def test_one_changed_byte_anywhere_breaks_the_signature(place: int, by: int) -> None:
    payload = bytearray(an_event("payment_intent.succeeded", INTENT))
    signature = signed(bytes(payload))
    place %= len(payload)
    payload[place] = (payload[place] + by) % 256
    with pytest.raises(NoticeNotSigned):
        NOTICES.read(bytes(payload), signature)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b"{}",
        b'{"id": "evt_1"}',
        b'{"id": "evt_1", "type": "a.b", "data": []}',
        b'{"id": "evt_1", "type": "a.b", "data": {"object": null}}',
        b'{"id": 7, "type": "a.b", "data": {"object": {}}}',
        b'{"id": "evt_1", "type": null, "data": {"object": {}}}',
        b'{"id": "evt 1", "type": "a.b", "data": {"object": {}}}',
        b'{"id": "evt_1", "type": "a.b", "created": NaN, "data": {"object": {}}}',
        b'{"id": "evt_1", "type": "a.b", "created": Infinity, "data": {"object": {}}}',
        b'{"id": "evt_1", "type": "a.b", "created": 1e999, "data": {"object": {}}}',
        b'{"id": "evt_1", "type": "a.b", "data": {"object": {"status": "\\ud800"}}}',
        b'{"id": "evt_1", "type": "a.b", "data": {"object": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
        b"[" * 500_000,
        b'{"object": "v2.core.event", "type": "a.b"}',
    ],
)
def test_what_is_signed_and_yet_no_event_is_malformed(payload: bytes) -> None:
    with pytest.raises(MalformedEvent) as refused:
        NOTICES.read(payload, signed(payload))
    assert refused.value.code == "payment.webhook.malformed"


@pytest.mark.parametrize(
    "value", ["x" * 256, 1.5, 10**30, {"a": 1}, [[[]]], None], ids=["long", "real", "huge", "object", "array", "null"]
)
def test_what_is_kept_of_an_event_is_small_and_plain(value: Any) -> None:
    notice = read("a.b", {"id": value, "object": value, "status": value}, created=value, livemode=value, account=value)
    assert set(notice.payload) == {"created", "livemode", "account", "object"}
    assert notice.payload == {"created": None, "livemode": None, "account": None} | {
        "object": {"object": None, "id": None, "status": None}
    }
