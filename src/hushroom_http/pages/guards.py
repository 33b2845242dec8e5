"""The guards of pages: they find the reader by the cookie of the browser, never by a bearer token."""

from collections.abc import Awaitable, Callable

from litestar.handlers import BaseRouteHandler

from hushroom_domain.identity.model import UserRole
from hushroom_domain.identity.queries import BrowserViewer
from hushroom_domain.shared.errors import Unauthenticated
from hushroom_http.pages.cookies import Connection, sign_in_secret, visit_secret
from hushroom_http.pages.csrf import SAFE, token_of
from hushroom_http.pages.following_secrets import repeated_sign_in
from hushroom_http.pages.rendering import FORM_TOKEN_STATE, READER
from hushroom_http.pages.resent_forms import SUBMITTED, remember
from hushroom_http.server.guards import WrongRole
from hushroom_http.server.ports import Platform
from hushroom_http.server.rate_limits import TooManyRequests, require_within
from hushroom_http.server.request import WebRequest
from hushroom_http.server.surfaces import OVERALL

READERS = "readers"
"""The rate limit of the pages and forms of one account, wherever its reader is."""


async def require_reader(connection: Connection, _: BaseRouteHandler) -> None:
    """Admits a signed-in reader. Raises: Unauthenticated, SignInEnded."""
    await _admitted(connection)


async def optional_reader(connection: Connection, _: BaseRouteHandler) -> None:
    """Finds the reader of a public page, if there is one; for others, the form token of their visit."""
    try:
        await _counted_reader(connection)
    except Unauthenticated:
        await _count_form(connection)
        if await _has_begun_another(connection):
            return
        connection.scope["user"] = None
        secret = visit_secret(connection)
        connection.scope["state"][FORM_TOKEN_STATE] = token_of(secret) if secret else ""


def require_reader_role(*roles: UserRole) -> Callable[[Connection, BaseRouteHandler], Awaitable[None]]:
    """Returns a guard that admits these roles. Raises: Unauthenticated, SignInEnded, WrongRole."""

    async def guard(connection: Connection, _: BaseRouteHandler) -> None:
        reader = await _admitted(connection)
        if reader.role not in roles:
            raise WrongRole

    return guard


def reader_of(request: WebRequest) -> BrowserViewer:
    """Returns the reader whom the guard of the page found."""
    reader = request.scope["state"][READER]
    assert isinstance(reader, BrowserViewer), "the page has a guard that admits readers only"
    return reader


async def _admitted(connection: Connection) -> BrowserViewer:
    """Returns the reader; keeps what a reader without a sign-in has sent. Raises: Unauthenticated, SignInEnded."""
    try:
        return await _counted_reader(connection)
    except Unauthenticated:
        if connection.scope.get("method") in SAFE:
            raise
        await _count_form(connection)
        request = WebRequest(connection.scope, connection.receive)
        await remember(request)
        repeated = await _repeats(request)
        if repeated is None:
            raise
        return repeated


async def _counted_reader(connection: Connection) -> BrowserViewer:
    """Returns the reader, and counts the request under the account. Raises: Unauthenticated, TooManyRequests."""
    reader = await find_reader(connection)
    await _count(connection, READERS, str(reader.user_id))
    return reader


async def _count_form(connection: Connection) -> None:
    """Counts a form of somebody who is not signed in under the overall limit. Raises: TooManyRequests."""
    if connection.scope.get("method") not in SAFE:
        await _count(connection, OVERALL)


async def _count(connection: Connection, limit: str, client: str | None = None) -> None:
    """Counts a request; keeps what a refused form has sent for the page of the refusal. Raises: TooManyRequests."""
    try:
        await require_within(connection, limit, client)
    except TooManyRequests:
        if connection.scope.get("method") not in SAFE:
            await remember(WebRequest(connection.scope, connection.receive))
        raise


async def _has_begun_another(connection: Connection) -> bool:
    """Returns whether the cookie of this form has ended because the same form, sent before, began another sign-in."""
    if connection.scope.get("method") in SAFE or not sign_in_secret(connection):
        return False
    request = WebRequest(connection.scope, connection.receive)
    await remember(request)
    return await _repeats(request) is not None


async def _repeats(request: WebRequest) -> BrowserViewer | None:
    """Returns the reader whose sign-in ended because the same form was sent a moment ago, and began another one."""
    if request.scope["state"].get(SUBMITTED) is None:
        return None
    begun = await repeated_sign_in(request)
    return None if begun is None else _known(request, begun[1], sign_in_secret(request))


async def find_reader(connection: Connection) -> BrowserViewer:
    """Returns the reader of the browser's cookie, and notes it for the page. Raises: Unauthenticated, SignInEnded."""
    secret = sign_in_secret(connection)
    if not secret:
        raise Unauthenticated
    platform: Platform = connection.app.state.platform
    return _known(connection, await platform.application.identity.authenticate_browser(secret), secret)


def _known(connection: Connection, reader: BrowserViewer, secret: str) -> BrowserViewer:
    connection.scope["user"] = reader.viewer
    connection.scope["state"][READER] = reader
    connection.scope["state"][FORM_TOKEN_STATE] = token_of(secret)
    return reader
