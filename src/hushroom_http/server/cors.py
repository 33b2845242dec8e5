"""Which websites' scripts may read our answers: a browser asks before it lets them (CORS).

Who asks is known from the token and never from a cookie, so a site that may ask gains nothing that it does not have.
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
"""What a script could not read of an answer otherwise."""
PERMITTED = [
    (b"access-control-allow-methods", b"GET, POST, PUT, PATCH, DELETE"),
    (b"access-control-allow-headers", b"Authorization, Content-Type, Idempotency-Key, X-Correlation-Id"),
    (b"access-control-max-age", b"7200"),
]
"""What a browser is told when it asks ahead; it remembers that for the longest time that browsers do."""


class CorsPolicy:
    """The websites that may read, as the settings name them; `*` is every one."""

    def __init__(self, sites: Collection[str]) -> None:
        """Sites read like `https://app.example.com`."""
        self._sites = frozenset(site.encode("ascii") for site in sites)
        self._everybody = [(ALLOW_ORIGIN, b"*"), EXPOSED] if EVERY_SITE in sites else None

    def headers(self, fields: Fields) -> list[tuple[bytes, bytes]]:
        """What an answer says to the browser of the site that asks, which refuses the answer when nothing is said."""
        site = fields.get(ORIGIN)
        if self._everybody is not None:
            return self._everybody if site is not None else []
        return [(ALLOW_ORIGIN, site), EXPOSED, VARIES] if site is not None and site in self._sites else [VARIES]


def asks_ahead(scope: Scope) -> bool:
    """Returns whether OPTIONS is a browser's own question for leave, before it sends what the script wants."""
    return any(name == WANTED_METHOD for name, _ in scope["headers"])


async def give_leave(send: Send) -> None:
    """Answer such a question; whether the site is one of ours is said by the headers of every answer."""
    await send({"type": "http.response.start", "status": 204, "headers": PERMITTED})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
