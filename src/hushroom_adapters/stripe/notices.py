"""Reads Stripe's webhooks as notices: full events carry their object, thin events only name it."""

import re
from typing import Any
from uuid import UUID

import msgspec
from attrs import field, frozen

from hushroom_adapters.stripe.signatures import is_signed
from hushroom_domain.payments.errors import NoticeNotSigned
from hushroom_domain.payments.policy import PROVIDER_ID
from hushroom_domain.payments.ports import Notice
from hushroom_domain.shared.errors import ValidationFailed
from hushroom_domain.shared.ids import PaymentId

LENGTH = f"{{{PROVIDER_ID.min},{PROVIDER_ID.max}}}"
NAME = re.compile(rf"[\w.:-]{LENGTH}", re.ASCII)
KIND = re.compile(rf"[\w.:\[\]-]{LENGTH}", re.ASCII)
"""The form of an event's type; types of v2 name a part of their object in brackets."""
THIN = "v2.core.event"
ABOUT_ITSELF = re.compile(r"payment_intent\.")
ABOUT_A_CHARGE = re.compile(r"(charge|refund)\.")
ABOUT_A_PAGE = re.compile(r"checkout\.session\.")
ABOUT_AN_ACCOUNT = re.compile(r"(account|capability|payout)\.")
INTENT = "payment_intent"
ACCOUNTS = frozenset({"account", "v2.core.account"})
ABOUT_ITS_CONTEXT = frozenset({"application", "capability", "payout"})
"""The kinds of objects that concern the connected account that they belong to."""
LONGEST_WORD = PROVIDER_ID.max
LARGEST_NUMBER = 2**53


class MalformedEvent(ValidationFailed):
    """The payload is signed, but it is no event."""

    code = "payment.webhook.malformed"
    message = "The payload is not an event"


@frozen
class StripeNotices:
    """Reads webhooks; several secrets are valid at once while one replaces another."""

    secrets: tuple[str, ...] = field(repr=False)

    def read(self, payload: bytes, signature: str | None) -> Notice:
        """Returns the notice of a webhook. Raises: NoticeNotSigned, MalformedEvent."""
        if not any(is_signed(payload, signature, secret) for secret in self.secrets):
            raise NoticeNotSigned
        event = _event(payload)
        return _thin(event) if event.get("object") == THIN else _full(event)


def _event(payload: bytes) -> dict[str, Any]:
    """Decodes the event; raises MalformedEvent also for numbers such as NaN and for endless nesting."""
    try:
        event = msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedEvent from error
    if not isinstance(event, dict):
        raise MalformedEvent
    return event


def _full(event: dict[str, Any]) -> Notice:
    """Returns the notice of an event that carries its object."""
    thing = _dict(event.get("data")).get("object")
    if not isinstance(thing, dict):
        raise MalformedEvent
    kind = _name(event, "type", KIND)
    intent_id = _intent_id(kind, thing)
    return Notice(
        id=_name(event, "id", NAME),
        type=kind,
        intent_id=intent_id,
        payment_id=_payment_id(thing) if intent_id or ABOUT_A_PAGE.match(kind) else None,
        account_id=_account_id(kind, thing, event),
        payload=_stored_payload(event, thing, account=event.get("account")),
    )


def _thin(event: dict[str, Any]) -> Notice:
    """Returns the notice of an event that names its object by kind and id only."""
    related = _dict(event.get("related_object"))
    kind, name, context = _word(related.get("type")), _word(related.get("id")), _context(event)
    account_id = name if kind in ACCOUNTS else context if kind in ABOUT_ITS_CONTEXT else None
    return Notice(
        id=_name(event, "id", NAME),
        type=_name(event, "type", KIND),
        intent_id=name if kind == INTENT else None,
        account_id=account_id,
        payload=_stored_payload(event, {"object": kind, "id": name}, account=context),
    )


def _context(event: dict[str, Any]) -> str | None:
    """Returns the account that a thin event comes from, which is the last segment of its path."""
    path = event.get("context")
    return _word(path.rpartition("/")[2]) if isinstance(path, str) else None


def _name(event: dict[str, Any], key: str, form: re.Pattern[str]) -> str:
    value = event.get(key)
    if not isinstance(value, str) or not form.fullmatch(value):
        raise MalformedEvent
    return value


def _intent_id(kind: str, thing: dict[str, Any]) -> str | None:
    """Returns the intent that a known event is about, None for other events."""
    if ABOUT_ITSELF.match(kind):
        return _word(thing.get("id"))
    if ABOUT_A_CHARGE.match(kind) or ABOUT_A_PAGE.match(kind):
        intent = thing.get("payment_intent")
        return _word(intent.get("id") if isinstance(intent, dict) else intent)
    return None


def _payment_id(thing: dict[str, Any]) -> PaymentId | None:
    """Returns our payment id from the metadata of an intent or charge, None for any other text."""
    given = _dict(thing.get("metadata")).get("payment_id")
    try:
        return PaymentId(UUID(given)) if isinstance(given, str) else None
    except ValueError:
        return None


def _account_id(kind: str, thing: dict[str, Any], event: dict[str, Any]) -> str | None:
    """Returns the connected account that a known event is about, None for other events."""
    if not ABOUT_AN_ACCOUNT.match(kind):
        return None
    own = thing.get("id") if kind == "account.updated" else None
    return _word(event.get("account") or own)


def _stored_payload(event: dict[str, Any], thing: dict[str, Any], account: Any) -> dict[str, Any]:
    """Returns the stored part of an event: short values that find it at Stripe, without data about the payer."""
    return {
        "created": _plain(event.get("created")),
        "livemode": _plain(event.get("livemode")),
        "account": _plain(account),
        "object": {key: _plain(thing.get(key)) for key in ("object", "id", "status")},
    }


def _plain(value: Any) -> Any:
    """Returns a short text, a whole number or a truth value unchanged, None for everything else."""
    if isinstance(value, int):
        return value if abs(value) <= LARGEST_NUMBER else None
    return value if isinstance(value, str) and len(value) <= LONGEST_WORD else None


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) and NAME.fullmatch(value) else None
