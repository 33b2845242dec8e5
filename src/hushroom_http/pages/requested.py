"""The address that a request asked for."""

from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from litestar import Request


def asked(request: Request[Any, Any, Any], *, without: str = "") -> str:
    """Returns the path and the query of a request, without one name of the query."""
    query = request.scope["query_string"].decode("ascii", "replace")
    if without in request.query_params:
        query = urlencode([pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != without])
    path = quote(request.scope["path"])
    return f"{path}?{query}" if query else path
