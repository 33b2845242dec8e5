"""One address for the pages of a server on this machine: `localhost`, whatever number of it was typed."""

from typing import Any
from urllib.parse import urlsplit

from litestar import Request, Response

from hushroom_http.pages.rendering import HTML
from hushroom_http.pages.requested import asked

NAME = "localhost"
NUMBERS = frozenset({"127.0.0.1", "::1"})
TEMPORARY_REDIRECT = 307


def to_localhost(request: Request[Any, Any, Any]) -> Response[bytes] | None:
    """Returns a redirect to the same page at `localhost`, because cookies of the one name are not sent to the other.

    Returns None for a request that has come to the right name, and where the public address is another one.
    """
    public: str = request.app.state.platform.settings.http.public_name
    if public != NAME or request.method != "GET":
        return None
    try:
        here = urlsplit(f"//{request.headers.get('host', '')}")
        name, number = here.hostname, here.port
    except ValueError:
        return None
    if name not in NUMBERS:
        return None
    port = f":{number}" if number else ""
    headers = {"Location": f"http://{NAME}{port}{asked(request)}", "Cache-Control": "no-store"}
    return Response(b"", status_code=TEMPORARY_REDIRECT, media_type=HTML, headers=headers)
