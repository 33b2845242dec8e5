"""The middleware of every request: correlation id, rate limit of the client, security headers, one log line."""

import re
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from litestar.types import Message, Receive, Scope, Send
from uuid_utils import uuid4

from hushroom_adapters.bootstrap import ORIGIN, RequestOrigin
from hushroom_adapters.observability.logs import correlated, log_request
from hushroom_http.server.client_address import address_of, canonical, client_at
from hushroom_http.server.cors import CorsPolicy, Fields, asks_ahead, give_leave
from hushroom_http.server.early_responses import STATUS, answer_with, denying, status_begun
from hushroom_http.server.methods import HEAD, METHOD, OPTIONS, as_get, name_methods, without_body
from hushroom_http.server.path_params import check_spelling
from hushroom_http.server.ports import Platform
from hushroom_http.server.rate_limits import count, headers
from hushroom_http.server.surfaces import SURFACE, Headers, Surface, surface_at, surface_of
from hushroom_http.server.unfinished_requests import refused_by_server, unless_refused

CORRELATION = re.compile(rb"[!-~]{1,128}")
HEADER = b"x-correlation-id"
HANDSHAKE = "websocket"
"""The method of a websocket's request in the log."""

EVERYWHERE = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
HTTPS_ONLY = [(b"strict-transport-security", b"max-age=31536000; includeSubDomains")]


class ObservedRequest(Protocol):
    """The application within the middleware."""

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request or one websocket."""
        ...

    def continues(self, scope: Scope) -> bool:
        """Returns whether the request belongs to a connection that has been counted already."""
        ...

    def allowed(self, path: str) -> str:
        """Returns the methods of a path as the field `Allow` names them. Raises: NotFoundException."""
        ...


class RequestMiddleware:
    """An ASGI application around another one: a single layer for every need of requests and websockets."""

    def __init__(
        self,
        app: ObservedRequest,
        platform: Callable[[], Platform],
        *,
        trusted_proxies: int,
        is_https: bool,
        origins: CorsPolicy,
        surfaces: Sequence[Surface],
    ) -> None:
        self._app = app
        self._platform = platform
        self._trusted_proxies = trusted_proxies
        self._origins = origins
        self._surfaces = surfaces
        self._everywhere = [*EVERYWHERE, *(HTTPS_ONLY if is_https else [])]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request or the opening of one websocket; an exception becomes an error of the surface."""
        began = time.perf_counter()
        state = scope.setdefault("state", {})
        fields: Fields = dict(scope["headers"])
        address = address_of(scope, self._trusted_proxies)
        state["client"] = client_at(address)
        state[SURFACE] = surface_at(scope["path"], self._surfaces)
        correlation_id = state["correlation_id"] = _correlation_id(fields)
        own = [(HEADER, correlation_id.encode("ascii")), *self._origins.headers(fields)]
        origin = ORIGIN.set(origin_of(fields, address))
        method = state[METHOD] = str(scope.get("method", HANDSHAKE))
        asked = as_get(scope) if method == HEAD else scope
        with correlated(correlation_id):
            try:
                await self._answer(asked, unless_refused(scope, receive), self._with_headers(scope, send, own))
            finally:
                ORIGIN.reset(origin)
                _say(asked, method, correlation_id, began)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            surface = surface_of(scope)
            if not surface.uncounted(scope["path"]) and not self._app.continues(scope):
                await count(self._platform().rate_limits, surface.limit, scope, scope["state"]["client"])
            refused_by_server(scope)
            check_spelling(scope)
            if scope.get("method") == OPTIONS:
                await self._answer_options(scope, send)
            else:
                await self._app.serve(scope, receive, denying(scope, receive, send))
        except Exception as error:
            if STATUS in scope["state"]:  # The response has begun: no other one can be sent.
                raise
            await answer_with(error, scope, receive, send)

    async def _answer_options(self, scope: Scope, send: Send) -> None:
        """Responds to OPTIONS before any guard, because a preflight carries no token."""
        if asks_ahead(scope):
            await give_leave(send)
        else:
            await name_methods(self._app.allowed(scope["path"]), send)

    def _with_headers(self, scope: Scope, send: Send, own: Headers) -> Callable[[Message], Awaitable[None]]:
        is_head = scope.get("method") == HEAD
        surface = surface_of(scope)
        forced = dict(surface.forced(scope))
        fixed = [*self._everywhere, *surface.headers, *own]

        async def framed(message: Message) -> None:
            status = status_begun(message)
            if status:
                scope["state"][STATUS] = status
                given = list(message.get("headers", ()))  # type: ignore[call-overload]
                sent = [*(field for field in given if field[0].lower() not in forced), *forced.items()]
                added = _completing(sent, fixed, surface.defaults) if surface.defaults else fixed
                message["headers"] = [*sent, *added, *headers(scope)]  # type: ignore[typeddict-unknown-key]
            await send(without_body(message) if is_head else message)

        return framed


def _completing(sent: Headers, fixed: Headers, defaults: Headers) -> Headers:
    """Returns the fields to add to those that a response sends: its own fields and the defaults win over fixed ones."""
    set_by_response = {name.lower() for name, _ in sent}
    of_surface = [field for field in defaults if field[0] not in set_by_response]
    taken = set_by_response.union(name for name, _ in of_surface)
    return [*of_surface, *(field for field in fixed if field[0] not in taken)]


def _correlation_id(fields: Fields) -> str:
    """Returns the client's correlation id if it is short printable ASCII, else a new one."""
    given = fields.get(HEADER, b"")
    return given.decode("ascii") if CORRELATION.fullmatch(given) else str(uuid4())


def origin_of(fields: Fields, address: str) -> RequestOrigin:
    """Returns the whole address and the user agent of a request, for the audit log."""
    agent = fields.get(b"user-agent", b"").decode("latin-1")
    return RequestOrigin(ip_address=canonical(address), user_agent=agent or None)


def _say(scope: Scope, method: str, correlation_id: str, began: float) -> None:
    """Logs one line with the template of the path, because a path itself may hold secrets."""
    viewer = scope.get("user")
    log_request(
        correlation_id,
        method=method,
        path=scope.get("path_template") or "(none)",
        status=scope["state"].get(STATUS),
        duration_ms=round((time.perf_counter() - began) * 1_000, 1),
        user_id=str(viewer.user_id) if viewer else None,
    )
