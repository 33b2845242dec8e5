"""`endpoints.json`: where everything of a running `hushroom dev` is, for programs."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from hushroom_adapters.local.dev.keys import write_private
from hushroom_adapters.local.dev.ports import reachable
from hushroom_adapters.settings import Settings


def endpoints_of(settings: Settings, mailbox: str | None, pids: Mapping[str, int]) -> dict[str, Any]:
    """`api` comes without /api/v1; `mailbox` and `stripe` are null where the user's own are used."""
    api = f"http://{reachable(settings.http.host)}:{settings.http.port}"
    return {
        "api": api,
        "docs": f"{api}/docs",
        "mailbox": mailbox,
        "stripe": settings.stripe.api_base,
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
    """The whole file at once, readable by its owner only."""
    write_private(path, json.dumps(endpoints, indent=2) + "\n")


def withdraw(path: Path) -> None:
    path.unlink(missing_ok=True)


def _smtp(settings: Settings) -> str:
    smtp = settings.smtp
    login = f"{quote(smtp.username, safe='')}:{quote(smtp.password or '', safe='')}@" if smtp.username else ""
    return f"{'smtps' if smtp.implicit_tls else 'smtp'}://{login}{smtp.host}:{smtp.port}"
