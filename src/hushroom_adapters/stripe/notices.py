"""Stripe's webhooks: believed only when signed with a secret of ours over exactly the bytes that came."""

import json
import re
from typing import Any
from uuid import UUID

from attrs import field, frozen
from stripe import SignatureVerificationError, WebhookSignature

from hushroom_domain.payments.ports import Notice
from hushroom_domain.shared.errors import Invalid
from hushroom_domain.shared.ids import PaymentId

TOLERANCE_SECONDS = 300
NAME = re.compile(r"[\w.:-]{1,255}", re.ASCII)
ABOUT_ITSELF = re.compile(r"payment_intent\.")
ABOUT_A_CHARGE = re.compile(r"(charge|refund)\.")
ABOUT_AN_ACCOUNT = re.compile(r"(account\.updated|account\.application\.|capability\.|payout\.)")


class BadSignature(Invalid):
    """Not signed by Stripe, or too long ago."""

    code = "payment.webhook.bad_signature"
    message = "The signature is missing, wrong or older than five minutes"


class Malformed(Invalid):
    """Signed, and yet not an event."""

    code = "payment.webhook.malformed"
    message = "The payload is not an event"


@frozen
class StripeNotices:
    """Reads webhooks. While a secret is replaced the old one and the new one are both good."""

    secrets: tuple[str, ...] = field(repr=False)

    def read(self, payload: bytes, signature: str | None) -> Notice:
        """The notice; refuses with `BadSignature` and `Malformed`."""
        if not any(_is_signed(payload, signature, secret) for secret in self.secrets):
            raise BadSignature
        event = _event(payload)
        return Notice(
            id=_name(event, "id"),
            type=_name(event, "type"),
            intent_id=_intent_id(event),
            payment_id=_payment_id(event),
            account_id=_account_id(event),
            payload=_essence(event),
        )


def _is_signed(payload: bytes, signature: str | None, secret: str) -> bool:
    try:
        WebhookSignature.verify_header(payload, signature, secret, TOLERANCE_SECONDS)
    except SignatureVerificationError:
        return False
    except (UnicodeDecodeError, TypeError):  # bytes that are no text, a signature that is no ASCII
        return False
    return True


def _event(payload: bytes) -> dict[str, Any]:
    try:
        event = json.loads(payload)
    except ValueError as error:
        raise Malformed from error
    if not isinstance(event, dict) or not isinstance(_object(event), dict):
        raise Malformed
    return event


def _object(event: dict[str, Any]) -> Any:
    data = event.get("data")
    return data.get("object") if isinstance(data, dict) else None


def _name(event: dict[str, Any], key: str) -> str:
    value = event.get(key)
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise Malformed
    return value


def _intent_id(event: dict[str, Any]) -> str | None:
    """The intent that a known event is about."""
    if ABOUT_ITSELF.match(event["type"]):
        return _word(_object(event).get("id"))
    if ABOUT_A_CHARGE.match(event["type"]):
        intent = _object(event).get("payment_intent")
        return _word(intent.get("id") if isinstance(intent, dict) else intent)
    return None


def _payment_id(event: dict[str, Any]) -> PaymentId | None:
    """Our own id, which intents and their charges carry; whatever else stands there is not ours."""
    metadata = _object(event).get("metadata")
    given = metadata.get("payment_id") if isinstance(metadata, dict) else None
    if _intent_id(event) is None or not isinstance(given, str):
        return None
    try:
        return PaymentId(UUID(given))
    except ValueError:
        return None


def _account_id(event: dict[str, Any]) -> str | None:
    """The connected account that a known event is about."""
    if not ABOUT_AN_ACCOUNT.match(event["type"]):
        return None
    own = _object(event).get("id") if event["type"] == "account.updated" else None
    return _word(event.get("account") or own)


def _essence(event: dict[str, Any]) -> dict[str, Any]:
    """What is kept: enough to find the event at Stripe, nothing about the payer."""
    thing = _object(event)
    return {
        "created": event.get("created"),
        "livemode": event.get("livemode"),
        "account": event.get("account"),
        "object": {key: thing.get(key) for key in ("object", "id", "status")},
    }


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) and NAME.fullmatch(value) else None
