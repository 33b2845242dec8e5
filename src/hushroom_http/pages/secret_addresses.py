"""Addresses that hold a secret: those of mailed links, and those to which a provider leads a browser back."""

from urllib.parse import parse_qsl

from litestar.types import Scope

from hushroom_http.server.surfaces import Headers

SECRETS = frozenset({"token", "code"})
"""The parameters that let their holder do something."""
AT_SECRET: Headers = ((b"referrer-policy", b"strict-origin"), (b"cache-control", b"no-store"))
"""The headers where the address holds a secret: no cache keeps the page, and no request names its address.

The origin is still named: without it, a browser that does not know `Sec-Fetch-Site` cannot prove its own form.
"""


def headers_of_secrets(scope: Scope) -> Headers:
    """Returns the headers that the answer to a request gets if its address holds a secret, whatever its path."""
    asked = scope["query_string"].decode("latin-1")
    has_secret = any(name in SECRETS for name, _ in parse_qsl(asked, keep_blank_values=True))
    return AT_SECRET if has_secret else ()
