"""The senders of notices: a provider is known by its signature, and whoever has none is counted."""

from collections.abc import Callable
from typing import TypeVar

from hushroom_domain.shared.errors import DomainError
from hushroom_http.server.rate_limits import count
from hushroom_http.server.request import ApiRequest, check_encoding

Told = TypeVar("Told")
LIMIT = "webhooks"
"""The limit of the notices of one client that are not signed; those that are have none."""


async def told(
    request: ApiRequest, header: str, read: Callable[[bytes, str], Told], unsigned: type[DomainError]
) -> Told:
    """Returns what `read` makes of the raw body and the signature in `header`.

    A request without a signature is refused before its body is read. Raises: EncodedBody, `unsigned`,
    TooManyRequests, and what `read` refuses of a signed notice.
    """
    check_encoding(request.scope)
    signature = request.headers.get(header, "")
    try:
        return read(await request.raw() if signature else b"", signature)
    except unsigned:
        limits, client = request.platform.rate_limits, request.scope["state"]["client"]
        await count(limits, LIMIT, request.scope, client)
        raise
