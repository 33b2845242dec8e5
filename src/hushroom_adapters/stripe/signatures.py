"""The signatures of Stripe's webhooks: by a secret of ours, over exactly the bytes that came, made just now."""

import time

from stripe import SignatureVerificationError, WebhookSignature

TOLERANCE_SECONDS = 300


def is_signed(payload: bytes, signature: str | None, secret: str) -> bool:
    """Returns whether the signature is good and no more than five minutes away, in either direction."""
    try:
        WebhookSignature.verify_header(payload, signature, secret, TOLERANCE_SECONDS)
    except SignatureVerificationError:
        return False
    except (UnicodeDecodeError, UnicodeEncodeError, TypeError):  # bytes that are no text, a signature that is no ASCII
        return False
    return _moment(signature or "") <= time.time() + TOLERANCE_SECONDS


def _moment(signature: str) -> int:
    """The moment that a good signature was made at, in seconds; the library looks at the first one named, too."""
    items = (item.split("=", 2) for item in signature.split(","))
    return int(next(item[1] for item in items if item[0] == "t"))
