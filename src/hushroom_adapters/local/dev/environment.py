"""The environment of the programs, and the list of the servers that `hushroom dev` itself starts."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from hushroom_adapters.local.dev.keys import Keys
from hushroom_adapters.local.dev.ports import HOST, NAME, Ports


class Part(StrEnum):
    POSTGRES = "postgres"
    VALKEY = "valkey"
    STRIPE = "stripe"
    LIVEKIT = "livekit"
    MAILBOX = "mailbox"
    OIDC = "oidc"


DECIDED_BY = {
    Part.POSTGRES: ("DATABASE_URL",),
    Part.VALKEY: ("REDIS_URL",),
    Part.STRIPE: ("STRIPE_SECRET_KEY", "STRIPE_API_BASE"),
    Part.LIVEKIT: ("LIVEKIT_URL",),
    Part.MAILBOX: ("SMTP_URL",),
    Part.OIDC: ("HUSHROOM_SIGN_IN_PROVIDERS",),
}
"""One of these variables in the environment means that the user has such a server: we start none."""

WITH_KEYS = frozenset({Part.STRIPE, Part.LIVEKIT, Part.OIDC})
"""The parts whose variables hold more than an address."""
SIGN_IN_CLIENT = "hushroom-local"
"""The id of the platform at the local provider of sign-ins, in each of its dialects."""


def local_parts(environ: Mapping[str, str]) -> frozenset[Part]:
    """Returns the parts that the user has not configured."""
    return frozenset(part for part, names in DECIDED_BY.items() if not any(_is_set(environ, name) for name in names))


def child_environment(
    environ: Mapping[str, str], ports: Ports, keys: Keys, urls: Mapping[Part, str], storage: Path
) -> dict[str, str]:
    """Returns the user's environment, completed; a variable that is set, also as NAME_FILE, is not changed.

    `urls` holds the address of each part that `hushroom dev` starts, `storage` is the folder of pictures.
    """
    ours = {
        "HUSHROOM_PUBLIC_URL": f"http://{NAME}:{ports.api}",
        "HUSHROOM_HOST": HOST,
        "HUSHROOM_STORAGE": str(storage.absolute()),
        "HUSHROOM_TOKEN_KEYS": keys.token_key,
        "HUSHROOM_VAPID_PRIVATE_KEY": keys.vapid_private_key,
        **(_stripe(keys, urls[Part.STRIPE]) if Part.STRIPE in urls else {}),
        **(_livekit(keys, urls[Part.LIVEKIT]) if Part.LIVEKIT in urls else {}),
        **(_sign_in_providers(environ, keys, urls[Part.OIDC]) if Part.OIDC in urls else {}),
        **{DECIDED_BY[part][0]: url for part, url in urls.items() if part not in WITH_KEYS},
    }
    completed = {name: value for name, value in ours.items() if not _is_set(environ, name)}
    return {**environ, **completed, "HUSHROOM_PORT": str(ports.api), "PYTHONUNBUFFERED": "1"}


def _stripe(keys: Keys, url: str) -> dict[str, str]:
    return {
        "STRIPE_API_BASE": url,
        "STRIPE_SECRET_KEY": keys.stripe_secret_key,
        "STRIPE_WEBHOOK_SECRET": keys.stripe_webhook_secret,
    }


def _sign_in_providers(environ: Mapping[str, str], keys: Keys, url: str) -> dict[str, str]:
    """Returns the local provider by OpenID Connect and in the dialects of GitHub and, where there are pages, Apple."""
    client = f'client_id = "{SIGN_IN_CLIENT}"'
    secret = f'client_secret = "{keys.sign_in_client_secret}"'
    has_pages = environ.get("HUSHROOM_WEB", "").lower() != "off" and not environ.get("HUSHROOM_WEB_URL")
    tables = (
        f'[local]\nname = "Local"\nissuer = "{url}"\n{client}\n{secret}',
        f'[github]\nissuer = "{url}/github/login/oauth"\napi = "{url}/github"\n{client}\n{secret}',
    )
    apple = (
        f'[apple]\nissuer = "{url}/apple"\n{client}\nteam = "LOCALTEAM1"\nkey_id = "local"\n'
        f'private_key = """\n{keys.apple_private_key}"""'
    )
    return {"HUSHROOM_SIGN_IN_PROVIDERS": "\n".join((*tables, *((apple,) if has_pages else ())))}


def _livekit(keys: Keys, url: str) -> dict[str, str]:
    return {
        "LIVEKIT_URL": url,
        "LIVEKIT_API_KEY": keys.livekit_api_key,
        "LIVEKIT_API_SECRET": keys.livekit_api_secret,
    }


def _is_set(environ: Mapping[str, str], name: str) -> bool:
    return bool(environ.get(name) or environ.get(f"{name}_FILE"))
