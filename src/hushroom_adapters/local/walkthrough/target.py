"""The server of a walkthrough and its local mailbox and Stripe, where there are any."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen


@frozen(kw_only=True)
class Target:
    """The addresses of a server, without a slash at the end. A server elsewhere has that of the API only."""

    api: str
    mailbox: str | None = None
    stripe: str | None = None


def target_of(url: str, endpoints: Mapping[str, Any]) -> Target | None:
    """Returns the server at `url`, or without a URL the running `hushroom dev`; None when there is neither."""
    local = str(endpoints.get("api") or "").rstrip("/")
    api = url.rstrip("/").removesuffix("/api/v1") or local
    if not api:
        return None
    if api != local:
        return Target(api=api)
    return Target(api=api, mailbox=_address(endpoints, "mailbox"), stripe=_address(endpoints, "stripe"))


def _address(endpoints: Mapping[str, Any], name: str) -> str | None:
    return str(endpoints.get(name) or "").rstrip("/") or None
