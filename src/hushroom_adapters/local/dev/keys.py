"""The secrets of a local Hushroom: made at the first start, then kept as long as the data they belong to."""

import json
import secrets
from pathlib import Path

import cattrs
from attrs import field, frozen
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from hushroom_adapters.local.dev.errors import DevFailed
from hushroom_adapters.system.files import write_private
from hushroom_adapters.webpush import new_vapid_key


def new_apple_key() -> str:
    """Returns a private key (PEM, P-256) for the local provider in the dialect of Apple."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_key_of(private_key: str) -> str:
    """Returns the public key (PEM) that belongs to a private one."""
    key = load_pem_private_key(private_key.encode(), None)
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@frozen(kw_only=True)
class Keys:
    stripe_secret_key: str
    stripe_webhook_secret: str
    livekit_api_key: str
    livekit_api_secret: str
    token_key: str
    vapid_private_key: str = field(factory=new_vapid_key)
    sign_in_client_secret: str = field(factory=lambda: secrets.token_hex(24))
    apple_private_key: str = field(factory=new_apple_key)


def kept_keys(path: Path) -> Keys:
    """Returns the keys in the file, which only its owner can read; the first call makes it.

    A key that the file of an earlier version lacks is made and added.
    """
    if not path.exists():
        _keep(path, _fresh())
    try:
        stored = json.loads(path.read_text("utf-8"))
        keys = cattrs.structure(stored, Keys)
    except (cattrs.BaseValidationError, ValueError) as error:
        raise DevFailed(f"{path} can not be read: start afresh with --reset") from error
    if cattrs.unstructure(keys) != stored:
        _keep(path, keys)
    return keys


def _keep(path: Path, keys: Keys) -> None:
    write_private(path, json.dumps(cattrs.unstructure(keys), indent=2))


def _fresh() -> Keys:
    return Keys(
        stripe_secret_key=f"sk_test_{secrets.token_hex(24)}",
        stripe_webhook_secret=f"whsec_{secrets.token_hex(24)}",
        livekit_api_key=f"API{secrets.token_hex(6)}",
        livekit_api_secret=secrets.token_hex(24),
        token_key=f"dev:{secrets.token_hex(32)}",
    )
