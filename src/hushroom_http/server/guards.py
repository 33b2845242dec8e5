"""The guards of the routes: they find the viewer before the request is parsed, so 401 and 403 come before 400."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol, TypeVar

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from hushroom_domain.application import Queries
from hushroom_domain.identity.errors import InactiveAccount
from hushroom_domain.identity.model import Claimant, User, UserRole, Viewer
from hushroom_domain.shared.errors import Forbidden, Unauthenticated
from hushroom_http.server.ports import Platform
from hushroom_http.server.request import WebRequest

Connection = ASGIConnection[Any, Any, Any, Any]
OWNED_ROW = "owned_row"

T = TypeVar("T")


class WrongRole(Forbidden):
    code = "auth.wrong_role"
    message = "Your role does not allow this"


async def require_user(connection: Connection, _: BaseRouteHandler) -> None:
    """Admits users with a valid token. Raises: the `Unauthenticated` family."""
    await _identify(connection)


class HasUser(Protocol):
    """A row that includes its owner."""

    @property
    def user(self) -> User: ...


def require_owner(read: Callable[[Queries, Claimant], Awaitable[HasUser | None]], *roles: UserRole) -> Guard:
    """Returns a guard that reads a row of the token's owner and keeps it for the route (`owned_row`).

    A route that needs this row anyway asks the database once instead of twice. Without `roles` every role passes.
    Raises: the `Unauthenticated` family, InactiveAccount, SignInEnded, WrongRole.
    """

    async def guard(connection: Connection, _: BaseRouteHandler) -> None:
        platform = _platform(connection)
        authenticate = platform.application.identity.authenticate
        row = await read(platform.queries, authenticate.claimant(_token(connection)))
        viewer = _viewer_of(row.user) if row else await authenticate(_token(connection))
        if roles and viewer.role not in roles:
            raise WrongRole
        connection.scope["user"] = viewer
        connection.scope["state"][OWNED_ROW] = row

    return guard


def owned_row(request: WebRequest, kind: type[T]) -> T | None:
    """Returns the row that the guard `require_owner` read; None when its owner has none."""
    row = request.scope["state"][OWNED_ROW]
    assert row is None or isinstance(row, kind), "the guard of the route reads this kind"
    return row


async def optional_user(connection: Connection, _: BaseRouteHandler) -> None:
    """Finds the viewer on a public route; without a valid token there is none."""
    try:
        await _identify(connection)
    except Unauthenticated:
        connection.scope["user"] = None


def require_role(*roles: UserRole) -> Guard:
    """Returns a guard that admits these roles alone. Raises: the `Unauthenticated` family, WrongRole."""

    async def guard(connection: Connection, _: BaseRouteHandler) -> None:
        viewer = await _identify(connection)
        if viewer.role not in roles:
            raise WrongRole

    return guard


def claimant_of(request: WebRequest) -> Claimant:
    """Returns the user and the sign-in of the request's token; the route has a guard that checked it."""
    return request.application.identity.authenticate.claimant(_token(request))


def bearer(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Returns the token of the `Authorization` header. Raises: Unauthenticated when there is none."""
    value = next((value for name, value in headers if name == b"authorization"), b"")
    scheme, _, token = value.decode("latin-1").strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated
    return token.strip()


async def _identify(connection: Connection) -> Viewer:
    viewer = await _platform(connection).application.identity.authenticate(_token(connection))
    connection.scope["user"] = viewer
    return viewer


def _platform(connection: Connection) -> Platform:
    platform: Platform = connection.app.state.platform
    return platform


def _token(connection: Connection) -> str:
    return bearer(connection.scope["headers"])


def _viewer_of(user: User) -> Viewer:
    if not user.is_enabled:
        raise InactiveAccount
    return Viewer(user.id, user.role)
