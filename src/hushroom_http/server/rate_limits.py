"""Rate limits of each client, overall and on the routes that invite guessing."""

from typing import Any, ClassVar

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard, Scope

from hushroom_domain.shared.errors import DomainError
from hushroom_http.server.ports import Platform, RateLimits, RateLimitVerdict

COUNTED = "rate_limits"


class TooManyRequests(DomainError):
    """The client reached a limit, which resets after `retry_after_seconds`."""

    code: ClassVar[str] = "request.rate_limited"
    message: ClassVar[str] = "Too many requests; try again later"

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__()
        self.retry_after_seconds = retry_after_seconds


async def count(rate_limits: RateLimits, name: str, scope: Scope, client: str) -> None:
    """Counts a request under `name` and notes the verdict. Raises: TooManyRequests."""
    verdict = await rate_limits.hit(name, client)
    if verdict is None:
        return
    noted: dict[str, RateLimitVerdict] = scope["state"].setdefault(COUNTED, {})
    noted[name] = verdict
    if not verdict.allowed:
        raise TooManyRequests(max(1, verdict.reset_seconds))


def limited(name: str) -> Guard:
    """Returns a guard that counts the requests of a route under its own limit."""

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        await require_within(connection, name)

    return guard


async def require_within(connection: ASGIConnection[Any, Any, Any, Any], name: str, client: str | None = None) -> None:
    """Counts a request under a limit of its own, for its client or for the one named here. Raises: TooManyRequests."""
    platform: Platform = connection.app.state.platform
    counted = connection.scope["state"]["client"] if client is None else client
    await count(platform.rate_limits, name, connection.scope, counted)


def headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    """Returns the fields `RateLimit-Policy` and `RateLimit` (IETF draft) with every limit of this request."""
    noted: dict[str, RateLimitVerdict] = scope["state"].get(COUNTED, {})
    if not noted:
        return []
    policies = (f'"{name}";q={verdict.limit};w={verdict.window_seconds}' for name, verdict in noted.items())
    states = (f'"{name}";r={verdict.remaining};t={verdict.reset_seconds}' for name, verdict in noted.items())
    return [
        (b"ratelimit-policy", ", ".join(policies).encode()),
        (b"ratelimit", ", ".join(states).encode()),
    ]
