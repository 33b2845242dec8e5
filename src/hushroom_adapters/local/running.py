"""Finds a `hushroom dev` that runs on this machine, for commands that are given no settings."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

DATA = Path(".hushroom")
VARIABLES = {
    "databaseUrl": "DATABASE_URL",
    "redisUrl": "REDIS_URL",
    "stripe": "STRIPE_API_BASE",
    "stripeSecretKey": "STRIPE_SECRET_KEY",
    "stripeWebhookSecret": "STRIPE_WEBHOOK_SECRET",
    "livekit": "LIVEKIT_URL",
    "livekitApiKey": "LIVEKIT_API_KEY",
    "livekitApiSecret": "LIVEKIT_API_SECRET",
    "smtpUrl": "SMTP_URL",
    "tokenKeys": "HUSHROOM_TOKEN_KEYS",
    "api": "HUSHROOM_PUBLIC_URL",
}


def endpoints(data: Path = DATA) -> Mapping[str, Any]:
    """Where everything of the running `hushroom dev` is; empty when none runs on `data`."""
    try:
        text = (data / "endpoints.json").read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    found: dict[str, Any] = json.loads(text)
    return found


def environment(environ: Mapping[str, str], data: Path = DATA) -> dict[str, str]:
    """`environ`, completed by the running `hushroom dev` unless it names a database of its own."""
    if environ.get("DATABASE_URL") or environ.get("DATABASE_URL_FILE"):
        return dict(environ)
    found = endpoints(data)
    running = {variable: str(found[key]) for key, variable in VARIABLES.items() if found.get(key)}
    return {**running, **environ}
