"""The websites with scripts that may read responses (CORS).

Tokens identify users, never cookies, so an allowed site gains no right that it does not have.
"""

from collections.abc import Collection, Mapping

from litestar.types import Scope, Send

Fields = Mapping[bytes, bytes]
"""The fields of a request's header by their names, in lower case."""
EVERY_SITE = "*"
ORIGIN = b"origin"
ALLOW_ORIGIN = b"access-control-allow-origin"
WANTED_METHOD = b"access-control-request-method"
VARIES = (b"vary", b"Origin")
EXPOSED = (
    b"access-control-expose-headers",
    b"X-Correlation-Id, Link, Retry-After, RateLimit, RateLimit-Policy, WWW-Authenticate",
)
"""The response headers that scripts may read beside the safe ones."""
PERMITTED = [
    (b"access-control-allow-methods", b"GET, POST, PUT, PATCH, DELETE"),
    (b"access-control-allow-headers", b"Authorization, Content-Type, Idempotency-Key, X-Correlation-Id"),
    (b"access-control-max-age", b"7200"),
]
"""The response to a preflight request; browsers keep it for their longest time."""


class CorsPolicy:
    """The websites of the settings that may read responses; `*` is every site."""

    def __init__(self, sites: Collection[str]) -> None:
        """Takes sites such as `https://app.example.com`."""
        self._sites = frozenset(site.encode("ascii") for site in sites)
        self._everybody = [(ALLOW_ORIGIN, b"*"), EXPOSED] if EVERY_SITE in sites else None

    def headers(self, fields: Fields) -> list[tuple[bytes, bytes]]:
        """Returns the CORS headers for the site of a request; a browser refuses a response without them."""
        site = fields.get(ORIGIN)
        if self._everybody is not None:
            return self._everybody if site is not None else []
        return [(ALLOW_ORIGIN, site), EXPOSED, VARIES] if site is not None and site in self._sites else [VARIES]


def asks_ahead(scope: Scope) -> bool:
    """Returns whether an OPTIONS request is a browser's preflight."""
    return any(name == WANTED_METHOD for name, _ in scope["headers"])


async def give_leave(send: Send) -> None:
    """Answers a preflight request; the headers of every response tell if the site is allowed."""
    await send({"type": "http.response.start", "status": 204, "headers": PERMITTED})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
