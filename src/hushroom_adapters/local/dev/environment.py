"""The environment of the programs, and the list of the servers that `hushroom dev` itself starts."""

from collections.abc import Mapping
from enum import StrEnum

from hushroom_adapters.local.dev.keys import Keys
from hushroom_adapters.local.dev.ports import HOST, Ports


class Part(StrEnum):
    POSTGRES = "postgres"
    VALKEY = "valkey"
    STRIPE = "stripe"
    LIVEKIT = "livekit"
    MAILBOX = "mailbox"


DECIDED_BY = {
    Part.POSTGRES: ("DATABASE_URL",),
    Part.VALKEY: ("REDIS_URL",),
    Part.STRIPE: ("STRIPE_SECRET_KEY", "STRIPE_API_BASE"),
    Part.LIVEKIT: ("LIVEKIT_URL",),
    Part.MAILBOX: ("SMTP_URL",),
}
"""One of these variables in the environment means that the user has such a server: we start none."""


def local_parts(environ: Mapping[str, str]) -> frozenset[Part]:
    """Returns the parts that the user has not configured."""
    return frozenset(part for part, names in DECIDED_BY.items() if not any(_is_set(environ, name) for name in names))


def child_environment(environ: Mapping[str, str], ports: Ports, keys: Keys, urls: Mapping[Part, str]) -> dict[str, str]:
    """Returns the user's environment, completed; a variable that is set, also as NAME_FILE, is not changed.

    `urls` holds the address of each part that `hushroom dev` starts.
    """
    ours = {
        "HUSHROOM_PUBLIC_URL": f"http://{HOST}:{ports.api}",
        "HUSHROOM_HOST": HOST,
        "HUSHROOM_TOKEN_KEYS": keys.token_key,
        **(_stripe(keys, urls[Part.STRIPE]) if Part.STRIPE in urls else {}),
        **(_livekit(keys, urls[Part.LIVEKIT]) if Part.LIVEKIT in urls else {}),
        **{DECIDED_BY[part][0]: url for part, url in urls.items() if part not in {Part.STRIPE, Part.LIVEKIT}},
    }
    completed = {name: value for name, value in ours.items() if not _is_set(environ, name)}
    return {**environ, **completed, "HUSHROOM_PORT": str(ports.api), "PYTHONUNBUFFERED": "1"}


def _stripe(keys: Keys, url: str) -> dict[str, str]:
    return {
        "STRIPE_API_BASE": url,
        "STRIPE_SECRET_KEY": keys.stripe_secret_key,
        "STRIPE_WEBHOOK_SECRET": keys.stripe_webhook_secret,
    }


def _livekit(keys: Keys, url: str) -> dict[str, str]:
    return {
        "LIVEKIT_URL": url,
        "LIVEKIT_API_KEY": keys.livekit_api_key,
        "LIVEKIT_API_SECRET": keys.livekit_api_secret,
    }


def _is_set(environ: Mapping[str, str], name: str) -> bool:
    return bool(environ.get(name) or environ.get(f"{name}_FILE"))
