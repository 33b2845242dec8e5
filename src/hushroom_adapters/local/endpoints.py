"""`endpoints.json`: written by a running `hushroom dev`, read by programs and by commands without settings."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from hushroom_adapters.settings import Settings
from hushroom_adapters.system.files import write_private

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
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  what the user may have chosen to listen on


def endpoints_of(
    settings: Settings, mailbox: str | None, sign_ins: str | None, pids: Mapping[str, int]
) -> dict[str, Any]:
    """Returns the content of `endpoints.json`.

    `web` is the address for browsers; `api` has no /api/v1; `mailbox`, `stripe` and `signIns` are null for the user's
    own.
    """
    api = f"http://{reachable(settings.http.host)}:{settings.http.port}"
    return {
        "web": settings.http.public_url,
        "api": api,
        "docs": f"{api}/docs",
        "mailbox": mailbox,
        "stripe": settings.stripe.api_base,
        "signIns": sign_ins,
        "livekit": settings.livekit.url,
        "databaseUrl": settings.database.url,
        "redisUrl": settings.redis.url,
        "smtpUrl": _smtp(settings),
        "stripeSecretKey": settings.stripe.secret_key,
        "stripeWebhookSecret": ",".join(settings.stripe.webhook_secrets),
        "livekitApiKey": settings.livekit.api_key,
        "livekitApiSecret": settings.livekit.api_secret,
        "tokenKeys": ",".join(f"{key.kid}:{key.secret}" for key in settings.tokens.keys),
        "pids": dict(pids),
    }


def publish(path: Path, endpoints: Mapping[str, Any]) -> None:
    """Writes the whole file at once, readable by its owner only."""
    write_private(path, json.dumps(endpoints, indent=2) + "\n")


def withdraw(path: Path) -> None:
    path.unlink(missing_ok=True)


def _smtp(settings: Settings) -> str:
    smtp = settings.smtp
    login = f"{quote(smtp.username, safe='')}:{quote(smtp.password or '', safe='')}@" if smtp.username else ""
    return f"{'smtps' if smtp.implicit_tls else 'smtp'}://{login}{smtp.host}:{smtp.port}"


def read_endpoints(data: Path = DATA) -> Mapping[str, Any]:
    """Returns the addresses of the running `hushroom dev`; empty when none runs on `data`."""
    try:
        text = (data / "endpoints.json").read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    found: dict[str, Any] = json.loads(text)
    return found


def environment(environ: Mapping[str, str], data: Path = DATA) -> dict[str, str]:
    """Returns `environ`, completed by the running `hushroom dev` unless it names a database of its own."""
    if environ.get("DATABASE_URL") or environ.get("DATABASE_URL_FILE"):
        return dict(environ)
    found = read_endpoints(data)
    running = {variable: str(found[key]) for key, variable in VARIABLES.items() if found.get(key)}
    return {**running, **environ}


def reachable(host: str) -> str:
    """Returns the host to write in a URL for a server that listens on this address."""
    return EVERYWHERE.get(host, f"[{host}]" if ":" in host else host)
