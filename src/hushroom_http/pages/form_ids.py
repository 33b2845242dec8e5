"""The ids of forms: a form that is sent twice, as by a double click, takes effect once and gets the same answer."""

import asyncio
import hashlib
from typing import Any

import structlog
from litestar import Request, Response
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from hushroom_domain.shared.errors import Unavailable
from hushroom_domain.shared.idempotency import Claim, KeptResponse, KeyedRequest, KeyReused, RequestInProgress
from hushroom_http.pages.cookies import set_sign_in
from hushroom_http.pages.csrf import SAFE
from hushroom_http.pages.following_secrets import FOLLOWED, form_id_of, repeated_sign_in
from hushroom_http.pages.forms import submission
from hushroom_http.pages.rendering import HTML, PERSONAL, READER, SEE_OTHER, show
from hushroom_http.pages.resent_forms import resent
from hushroom_http.server.ports import Platform
from hushroom_http.server.request import WebRequest

CLAIMED = "claimed_form"
CONFLICT = 409
LOOKS, SECONDS_BETWEEN = 50, 0.2
"""The number of looks for the redirect of a form that is being processed, and the pause before each."""

log = structlog.get_logger(__name__)


async def claim_form(request: Request[Any, Any, Any]) -> Response[bytes] | None:
    """Claims the id of a signed-in reader's form, or returns the redirect that the first one got.

    A form that was sent before with other entries, as after the Back button, is shown to be sent again.

    Raises: RequestInProgress (the first one has no redirect after ten seconds).
    """
    assert isinstance(request, WebRequest)
    reader = request.scope["state"].get(READER)
    if request.method in SAFE or reader is None:
        return None
    form_id = await form_id_of(request)
    if not form_id:
        return None
    keyed = KeyedRequest(
        user_id=reader.user_id,
        route=f"page {request.method} {request.route_handler.handler_name}",
        key=form_id,
        fingerprint=hashlib.sha256(request.scope["path"].encode() + b"\0" + await request.raw()).hexdigest(),
    )
    try:
        found = await _claimed(request.platform, keyed)
    except KeyReused:
        again = resent(request.scope["path"], await submission(request))
        return show(request, "errors/form_again.html", status=CONFLICT, again=again, was_sent=True)
    if isinstance(found, Claim):
        request.scope["state"][CLAIMED] = found
        return None
    return await _repeated(request, found)


async def _repeated(request: WebRequest, kept: KeptResponse) -> Response[bytes]:
    """Returns a kept redirect, with the cookie of the sign-in that the first request began."""
    headers = {"Location": kept.body.decode(), "Cache-Control": PERSONAL}
    answer = Response(b"", status_code=kept.status, media_type=HTML, headers=headers)
    begun = await repeated_sign_in(request)
    if begun is not None:
        secret, _ = begun
        set_sign_in(request, answer, secret)
    return answer


async def _claimed(platform: Platform, keyed: KeyedRequest) -> Claim | KeptResponse:
    """Claims an id; waits for the first request with it, because a browser shows the answer to the second one only.

    Raises: KeyReused, RequestInProgress.
    """
    for _ in range(LOOKS):
        try:
            return await platform.idempotency.claim(keyed)
        except RequestInProgress:
            await asyncio.sleep(SECONDS_BETWEEN)
    return await platform.idempotency.claim(keyed)


class KeptRedirects:
    """Middleware of the pages: keeps the redirect of a claimed form, and ends the claim after any other answer.

    No cookie is kept. A redirect that sets one is kept where the repeated request leads to the same cookie again.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""

        async def keeping(message: Message) -> None:
            if message["type"] == "http.response.start" and CLAIMED in scope["state"]:
                await _settle(scope, message["status"], dict(message["headers"]))
            await send(message)

        try:
            await self._app(scope, receive, keeping)
        except Exception:
            if CLAIMED in scope["state"]:
                await _settle(scope, 0, {})
            raise


async def _settle(scope: Scope, status: int, headers: dict[bytes, bytes]) -> None:
    found: Claim = scope["state"].pop(CLAIMED)
    platform: Platform = scope["litestar_app"].state.platform
    try:
        is_repeatable = b"set-cookie" not in headers or FOLLOWED in scope["state"]
        if status == SEE_OTHER and is_repeatable:
            await platform.idempotency.keep(found, KeptResponse(status, HTML, headers[b"location"]))
        else:
            await platform.idempotency.free(found)
    except Unavailable as refusal:
        # The effect is stored and the reader has the answer. A repeat waits until the claim ends.
        log.warning("form not kept", code=refusal.code)
