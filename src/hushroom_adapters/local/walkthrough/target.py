"""Which server to play against, and what is known of its surroundings."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen


@frozen(kw_only=True)
class Target:
    """Addresses without a slash at the end; of a server that is no `hushroom dev` here only the API's is known."""

    api: str
    mailbox: str | None = None
    stripe: str | None = None


def target_of(url: str, endpoints: Mapping[str, Any]) -> Target | None:
    """The server at `url`, or the `hushroom dev` of the endpoints when no URL is given; None when there is neither."""
    local = str(endpoints.get("api") or "").rstrip("/")
    api = url.rstrip("/").removesuffix("/api/v1") or local
    if not api:
        return None
    if api != local:
        return Target(api=api)
    return Target(api=api, mailbox=_address(endpoints, "mailbox"), stripe=_address(endpoints, "stripe"))


def _address(endpoints: Mapping[str, Any], name: str) -> str | None:
    return str(endpoints.get(name) or "").rstrip("/") or None
