"""The authentication of webhooks: a provider signs the raw body, and unsigned requests are counted."""

from collections.abc import Callable
from typing import TypeVar

from hushroom_domain.shared.errors import DomainError
from hushroom_http.server.rate_limits import count
from hushroom_http.server.request import WebRequest, check_encoding

N = TypeVar("N")
LIMIT = "webhooks"
"""The rate limit of each client's unsigned requests; signed ones have no limit."""


async def signed_notice(
    request: WebRequest, header: str, read: Callable[[bytes, str], N], unsigned: type[DomainError]
) -> N:
    """Returns the notice that `read` makes of the raw body and the signature in `header`.

    A request without a signature is refused before its body is read. Raises: EncodedBody, `unsigned`,
    TooManyRequests, and the errors of `read` for a signed notice.
    """
    check_encoding(request.scope)
    signature = request.headers.get(header, "")
    try:
        return read(await request.raw() if signature else b"", signature)
    except unsigned:
        limits, client = request.platform.rate_limits, request.scope["state"]["client"]
        await count(limits, LIMIT, request.scope, client)
        raise
