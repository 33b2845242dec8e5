"""What surrounds every request: its correlation id, the client's limit, the security headers and one log line."""

import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Send
from uuid_utils import uuid4

from hushroom_adapters.bootstrap import ORIGIN, RequestOrigin
from hushroom_adapters.logs import correlated, log_request
from hushroom_domain.shared.errors import Refusal
from hushroom_http.addresses import address_of, canonical, client_at
from hushroom_http.errors import answer
from hushroom_http.limits import EXEMPT, OVERALL, count, headers
from hushroom_http.methods import HEAD, OPTIONS, as_get, name_methods, without_body
from hushroom_http.origins import Fields, Origins, asks_ahead, give_leave
from hushroom_http.paths import check_spelling
from hushroom_http.platform import Platform

Headers = list[tuple[bytes, bytes]]
CORRELATION = re.compile(rb"[!-~]{1,128}")
HEADER = b"x-correlation-id"
DOCS = "/docs"

EVERYWHERE = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
API_ONLY = [
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
DOCS_POLICY = (
    b"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
DOCS_ONLY = [(b"cache-control", b"no-cache"), (b"content-security-policy", DOCS_POLICY)]
HTTPS_ONLY = [(b"strict-transport-security", b"max-age=31536000; includeSubDomains")]


class Frame:
    """An ASGI application around another one; one layer for everything that each request needs."""

    def __init__(
        self,
        app: ASGIApp,
        platform: Callable[[], Platform],
        allowed: Callable[[str], str],
        *,
        trusted_proxies: int,
        is_https: bool,
        origins: Origins,
    ) -> None:
        """Surround `app`; `allowed` names the methods of a path, or raises `NotFoundException`."""
        self._app = app
        self._platform = platform
        self._allowed = allowed
        self._trusted_proxies = trusted_proxies
        self._origins = origins
        strict = HTTPS_ONLY if is_https else []
        self._api_headers = [*EVERYWHERE, *API_ONLY, *strict]
        self._docs_headers = [*EVERYWHERE, *DOCS_ONLY, *strict]

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request; whatever is raised within becomes a problem."""
        began = time.perf_counter()
        state = scope.setdefault("state", {})
        fields: Fields = dict(scope["headers"])
        address = address_of(scope, self._trusted_proxies)
        state["client"] = client_at(address)
        correlation_id = state["correlation_id"] = _correlation_id(fields)
        own = [(HEADER, correlation_id.encode("ascii")), *self._origins.headers(fields)]
        origin = ORIGIN.set(origin_of(fields, address))
        asked = as_get(scope) if scope["method"] == HEAD else scope
        with correlated(correlation_id):
            try:
                await self._answer(asked, receive, self._with_headers(scope, send, own))
            finally:
                ORIGIN.reset(origin)
                _say(asked, scope["method"], correlation_id, began)

    async def _answer(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        try:
            if scope["path"] not in EXEMPT:
                await count(self._platform().rate_limits, OVERALL, scope, scope["state"]["client"])
            check_spelling(scope)
            if scope["method"] == OPTIONS:
                await self._answer_options(scope, send)
                return
        except (Refusal, HTTPException) as refusal:
            request: Request[Any, Any, Any] = Request(scope, receive, send)
            response = answer(request, refusal).to_asgi_response(app=None, request=request)
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _answer_options(self, scope: HTTPScope, send: Send) -> None:
        """Answer before any guard: a browser asks without the token that it asks leave to send."""
        if asks_ahead(scope):
            await give_leave(send)
        else:
            await name_methods(self._allowed(scope["path"]), send)

    def _with_headers(self, scope: HTTPScope, send: Send, own: Headers) -> Callable[[Message], Awaitable[None]]:
        is_head = scope["method"] == HEAD
        fixed = self._docs_headers if scope["path"].startswith(DOCS) else self._api_headers

        async def framed(message: Message) -> None:
            if message["type"] == "http.response.start":
                scope["state"]["status"] = message["status"]
                message["headers"] = [*message["headers"], *fixed, *own, *headers(scope)]
            await send(without_body(message) if is_head else message)

        return framed


def _correlation_id(fields: Fields) -> str:
    """The client's own id if it is a sane one, else a new one."""
    given = fields.get(HEADER, b"")
    return given.decode("ascii") if CORRELATION.fullmatch(given) else str(uuid4())


def origin_of(fields: Fields, address: str) -> RequestOrigin:
    """Where the request came from, for the audit log: the whole address, and what the client calls itself."""
    agent = fields.get(b"user-agent", b"").decode("latin-1")
    return RequestOrigin(ip_address=canonical(address), user_agent=agent or None)


def _say(scope: HTTPScope, method: str, correlation_id: str, began: float) -> None:
    """One line a request: the template of its path, for a path itself may hold what no log may."""
    viewer = scope.get("user")
    log_request(
        correlation_id,
        method=method,
        path=scope.get("path_template") or "(none)",
        status=scope["state"].get("status"),
        duration_ms=round((time.perf_counter() - began) * 1_000, 1),
        user_id=str(viewer.user_id) if viewer else None,
    )
