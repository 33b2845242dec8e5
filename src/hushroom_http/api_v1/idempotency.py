"""The header `Idempotency-Key` (IETF draft): a repeated request takes effect once and gets the same response.

A route takes the header by `post(..., **KEYED)`. Without the header nothing is read, kept or looked up.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

import structlog
from litestar import Request, Response
from litestar.openapi.spec import Operation, Parameter, Schema
from litestar.openapi.spec.enums import OpenAPIType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from hushroom_domain.shared.errors import Unavailable, ValidationFailed
from hushroom_domain.shared.idempotency import Claim, KeptResponse, KeyedRequest
from hushroom_http.api_v1.request import CLAIM, UNKEPT, ApiRequest
from hushroom_http.server.ports import Platform

HEADER = b"idempotency-key"
SHAPE = r'^([A-Za-z0-9_.:~+/=\-]{1,255}|"[ !#-\[\]-~]{1,255}")$'
"""A string of the structured fields of HTTP (RFC 8941), without escapes, or the same without its quotation marks."""
_KEY = re.compile(SHAPE.encode())
SERVER_ERRORS = 500

log = structlog.get_logger(__name__)


class MalformedKey(ValidationFailed):
    code = "request.idempotency_key_malformed"
    message = 'The Idempotency-Key must be one string of 1 to 255 characters, such as "8e03978e-40d5-43e8"'


def key_of(scope: Scope) -> str | None:
    """Reads the key, without quotation marks; None without the header. Raises: MalformedKey."""
    values = [value for name, value in scope["headers"] if name == HEADER]
    if not values:
        return None
    if len(values) > 1 or not _KEY.fullmatch(values[0].strip()):
        raise MalformedKey
    return values[0].strip().strip(b'"').decode("ascii")


async def claim(request: Request[Any, Any, Any]) -> Response[bytes] | None:
    """Claims the key of a request before its handler runs, or returns the response that was kept under the key.

    Raises: MalformedKey, KeyReused, RequestInProgress.
    """
    assert isinstance(request, ApiRequest)
    key = key_of(request.scope)
    if key is None:
        return None
    keyed = KeyedRequest(
        user_id=request.viewer.user_id,
        route=f"{request.method} {request.route_handler.handler_name}",
        key=key,
        fingerprint=hashlib.sha256(request.scope["path"].encode() + b"\0" + await request.body()).hexdigest(),
    )
    found = await request.platform.idempotency.claim(keyed)
    if isinstance(found, Claim):
        request.scope["state"][CLAIM] = found
        return None
    return Response(found.body, status_code=found.status, media_type=found.content_type)


class KeptResponses:
    """Middleware of one route: keeps the response of a claimed request before it is sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request without the header on unchanged."""
        if any(name == HEADER for name, _ in scope["headers"]):
            send = _Keeping(scope, send)
        await self._app(scope, receive, send)


class _Keeping:
    """Sends a response once it is whole and kept."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        assert message["type"] == "http.response.body"
        self._body += message["body"]
        if not message["more_body"]:
            assert self._start is not None
            await self._keep(self._start)
            await self._send(self._start)
            await self._send({"type": "http.response.body", "body": self._body, "more_body": False})

    async def _keep(self, start: Message) -> None:
        found: Claim | None = self._scope["state"].get(CLAIM)
        if found is None:
            return
        assert start["type"] == "http.response.start"
        platform: Platform = self._scope["litestar_app"].state.platform
        content_type = dict(start["headers"]).get(b"content-type", b"").decode("latin-1")
        try:
            if start["status"] >= SERVER_ERRORS or UNKEPT in self._scope["state"]:
                await platform.idempotency.free(found)
            else:
                await platform.idempotency.keep(found, KeptResponse(start["status"], content_type, self._body))
        except Unavailable as refusal:
            # The effect is stored and the client has its response. A repeat waits until the claim ends, and finds it.
            log.warning("response not kept", code=refusal.code)


@dataclass
class KeyedOperation(Operation):
    """An operation with the header `Idempotency-Key`."""

    def __post_init__(self) -> None:
        """Adds the header to the parameters."""
        shape = Schema(type=OpenAPIType.STRING, pattern=SHAPE, examples=["8e03978e-40d5-43e8-bc93-6894a57f9324"])
        header = Parameter(
            name="Idempotency-Key",
            param_in="header",
            required=False,
            schema=shape,
            description="A key of the client's own for this request: repeated under the same key within 24 hours it "
            "takes effect once and gets the same response",
        )
        self.parameters = [*(self.parameters or []), header]


KEYED: Final[dict[str, Any]] = {
    "before_request": claim,
    "middleware": [KeptResponses],
    "operation_class": KeyedOperation,
}
