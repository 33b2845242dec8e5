"""The secrets of a local Hushroom: made at the first start, then kept as long as the data they belong to."""

import json
import secrets
from pathlib import Path

import cattrs
from attrs import frozen

from hushroom_adapters.local.dev.errors import DevFailed
from hushroom_adapters.local.endpoints import write_private


@frozen(kw_only=True)
class Keys:
    stripe_secret_key: str
    stripe_webhook_secret: str
    livekit_api_key: str
    livekit_api_secret: str
    token_key: str


def kept_keys(path: Path) -> Keys:
    """Returns the keys in the file, which only its owner can read; the first call makes it."""
    if not path.exists():
        write_private(path, json.dumps(cattrs.unstructure(_fresh()), indent=2))
    try:
        return cattrs.structure(json.loads(path.read_text("utf-8")), Keys)
    except (cattrs.BaseValidationError, ValueError) as error:
        raise DevFailed(f"{path} can not be read: start afresh with --reset") from error


def _fresh() -> Keys:
    return Keys(
        stripe_secret_key=f"sk_test_{secrets.token_hex(24)}",
        stripe_webhook_secret=f"whsec_{secrets.token_hex(24)}",
        livekit_api_key=f"API{secrets.token_hex(6)}",
        livekit_api_secret=secrets.token_hex(24),
        token_key=f"dev:{secrets.token_hex(32)}",
    )
