"""The checks of unsafe requests: a browser sends them from our own pages, and from a page of the same reader."""

import hashlib
import hmac
from typing import Any, ClassVar
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from hushroom_domain.shared.errors import Forbidden
from hushroom_http.pages.forms import FORM_TOKEN, submission
from hushroom_http.pages.rendering import FORM_TOKEN_STATE, READER
from hushroom_http.pages.resent_forms import remember
from hushroom_http.server.request import WebRequest

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SAME_ORIGIN = "same-origin"
LABEL = b"hushroom form token\0"
OWN_PROOF = frozenset({"/login/by/apple/done"})
"""The paths of requests that carry a proof of their own, and whose routes read no cookie."""
FOR_STRANGERS = frozenset({"/language"})
"""The paths of forms that anybody may send without a visit: they give no right to anybody."""


class ForeignForm(Forbidden):
    code: ClassVar[str] = "page.foreign_form"
    message: ClassVar[str] = "This form was sent from another site"


class StaleForm(Forbidden):
    """The form is of an earlier sign-in, or of none: it is shown again with what was typed."""

    code: ClassVar[str] = "page.stale_form"
    message: ClassVar[str] = "This form is older than your sign-in"


def token_of(secret: str) -> str:
    """Returns the form token of a browser: known to nobody who does not know the secret in its cookie."""
    return hashlib.sha256(LABEL + secret.encode()).hexdigest()


async def require_own_site(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Refuses unsafe requests from other sites, as the first guard of every page.

    Nothing that another site sent is counted against the reader, and nothing of it is kept to be sent again: a browser
    sends it without the cookie, so that the reader seems to be a stranger who has to sign in.

    Raises: ForeignForm.
    """
    if connection.scope.get("method") not in SAFE and _path(connection) not in OWN_PROOF:
        check_origin(connection)


async def check_form(request: Request[Any, Any, Any]) -> None:
    """Checks the token of an unsafe request between its guards and its route.

    Raises: StaleForm, NotAForm, UnsupportedMediaType.
    """
    assert isinstance(request, WebRequest)
    path = _path(request)
    if request.method in SAFE or path in OWN_PROOF:
        return
    state = request.scope["state"]
    if state.get(READER) is None and path in FOR_STRANGERS:
        return
    await remember(request)
    expected, sent = state.get(FORM_TOKEN_STATE, ""), (await submission(request)).text(FORM_TOKEN)
    if not expected or not hmac.compare_digest(expected.encode(), sent.encode()):
        raise StaleForm


def check_origin(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Checks that a browser says that the request comes from our own pages. Raises: ForeignForm."""
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        if site != SAME_ORIGIN:
            raise ForeignForm
        return
    origin = connection.headers.get("origin", "")
    try:
        is_own = bool(origin) and urlsplit(origin).netloc == connection.headers.get("host", "")
    except ValueError:
        is_own = False
    if not is_own:
        raise ForeignForm


def _path(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    path: str = connection.scope["path"]
    return path.rstrip("/")
