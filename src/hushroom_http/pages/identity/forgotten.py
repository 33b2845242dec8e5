"""The page on which a person asks for a link that sets a new password."""

from litestar import Response, Router

from hushroom_domain.identity.use_cases.request_password_reset import RequestPasswordReset
from hushroom_domain.shared.errors import DomainError
from hushroom_http.pages.cookies import device_token
from hushroom_http.pages.forms import submission
from hushroom_http.pages.guards import optional_reader
from hushroom_http.pages.identity.forms import FORGOTTEN
from hushroom_http.pages.rendering import see_other, show_refused
from hushroom_http.pages.visits import show_to_stranger
from hushroom_http.server.rate_limits import require_within
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post


@get("/forgot-password", guards=[optional_reader])
async def show_forgotten(request: WebRequest) -> Response[bytes]:
    """Returns the form that asks for a link."""
    return show_to_stranger(request, "identity/forgot_password.html", form=FORGOTTEN)


@post("/forgot-password", guards=[optional_reader])
async def forget_password(request: WebRequest) -> Response[bytes]:
    """Requests a link for a new password; the answer does not depend on whether the address has an account."""
    sent = await submission(request)
    try:
        await require_within(request, "forgot_password")
        command = RequestPasswordReset.Command(email=sent.text("email"), device_token=device_token(request))
        await request.application.identity.request_password_reset(command)
    except DomainError as refusal:
        return show_refused(request, "identity/forgot_password.html", form=FORGOTTEN, sent=sent, refusal=refusal)
    return see_other("/forgot-password", done="sent")


def routes() -> Router:
    return Router("/", route_handlers=[show_forgotten, forget_password], include_in_schema=False)
