"""Who asks: the guards of the routes. They run before anything of the request is parsed: 401, then 403, then 400."""

from collections.abc import Iterable
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from hushroom_domain.identity.errors import InactiveAccount
from hushroom_domain.identity.model import Claimant, User, UserRole, Viewer
from hushroom_domain.shared.errors import Forbidden, Unauthenticated
from hushroom_http.server.ports import Platform
from hushroom_http.server.request import ApiRequest

Connection = ASGIConnection[Any, Any, Any, Any]
CLAIMANT = "claimant"


class WrongRole(Forbidden):
    code = "auth.wrong_role"
    message = "Your role does not allow this"


async def require_user(connection: Connection, _: BaseRouteHandler) -> None:
    """Let nobody in without a good token. Refuses with the `Unauthenticated` family."""
    await _identify(connection)


async def require_token(connection: Connection, _: BaseRouteHandler) -> None:
    """Let nobody in without a good token, and leave it to the route to see whether its owner still may enter.

    For a route that reads the owner's row anyway: one question of the database instead of two.
    """
    platform: Platform = connection.app.state.platform
    token = bearer(connection.scope["headers"])
    connection.scope["state"][CLAIMANT] = platform.application.identity.authenticate.claimant(token)


def token_claimant(request: ApiRequest) -> Claimant:
    """Whose token it is, on a route with the guard `claimed`, which asks about the sign-in too."""
    found: Claimant = request.scope["state"][CLAIMANT]
    return found


async def check_user(request: ApiRequest, user: User | None) -> None:
    """Find that the claimant is this user; without a row of theirs it is looked up who the claimant is.

    Refuses with `InactiveAccount` and `SignInEnded`.
    """
    if user is None:
        await _identify(request)
        return
    if not user.is_enabled:
        raise InactiveAccount
    request.scope["user"] = Viewer(user.id, user.role)


async def check_role(request: ApiRequest, user: User | None, *roles: UserRole) -> None:
    """Like `admit`, for these roles alone. Refuses with `InactiveAccount`, `SignInEnded` and `WrongRole`."""
    await check_user(request, user)
    if request.viewer.role not in roles:
        raise WrongRole


async def optional_user(connection: Connection, _: BaseRouteHandler) -> None:
    """Find out who asks where anybody may: without a good token it is nobody."""
    try:
        await _identify(connection)
    except Unauthenticated:
        connection.scope["user"] = None


def require_role(*roles: UserRole) -> Guard:
    """A guard that lets in these roles alone. Refuses with the `Unauthenticated` family and `WrongRole`."""

    async def guard(connection: Connection, _: BaseRouteHandler) -> None:
        viewer = await _identify(connection)
        if viewer.role not in roles:
            raise WrongRole

    return guard


def bearer(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The token of the `Authorization` header; refuses with `Unauthenticated` when there is none."""
    value = next((value for name, value in headers if name == b"authorization"), b"")
    scheme, _, token = value.decode("latin-1").strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated
    return token.strip()


async def _identify(connection: Connection) -> Viewer:
    platform: Platform = connection.app.state.platform
    viewer = await platform.application.identity.authenticate(bearer(connection.scope["headers"]))
    connection.scope["user"] = viewer
    return viewer
