"""Checks the signatures of Stripe's webhooks, which cover the exact bytes and the time."""

import time

from stripe import SignatureVerificationError, WebhookSignature

TOLERANCE_SECONDS = 300


def is_signed(payload: bytes, signature: str | None, secret: str) -> bool:
    """Returns whether the signature is valid and at most five minutes old or early."""
    try:
        WebhookSignature.verify_header(payload, signature, secret, TOLERANCE_SECONDS)
    except SignatureVerificationError:
        return False
    except (UnicodeDecodeError, UnicodeEncodeError, TypeError):  # a payload or a signature that is no text
        return False
    return _moment(signature or "") <= time.time() + TOLERANCE_SECONDS


def _moment(signature: str) -> int:
    """Returns the time of a valid signature in seconds: the first one named, which the library checks, too."""
    items = (item.split("=", 2) for item in signature.split(","))
    return int(next(item[1] for item in items if item[0] == "t"))
