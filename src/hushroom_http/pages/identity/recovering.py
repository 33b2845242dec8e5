"""The page on which a person asks to log in without the second factors that are lost."""

from litestar import Response, Router

from hushroom_domain.identity.errors import ChallengeEnded
from hushroom_domain.identity.use_cases.ask_for_recovery import AskForRecovery
from hushroom_domain.shared.errors import DomainError, ValidationFailed
from hushroom_http.pages.forms import submission
from hushroom_http.pages.guards import optional_reader
from hushroom_http.pages.identity.signing_in import begin_again, begin_again_after
from hushroom_http.pages.visits import show_to_stranger
from hushroom_http.server.rate_limits import require_within
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

RECOVERY = "/login/recovery"


@get(RECOVERY, guards=[optional_reader])
async def show_first_step(request: WebRequest) -> Response[bytes]:
    """Returns the form of the first step, after which the recovery is asked for."""
    return begin_again(request)


@post(RECOVERY, guards=[optional_reader])
async def ask_for_recovery(request: WebRequest) -> Response[bytes]:
    """Stores the request, and says what happens now."""
    sent = await submission(request)
    try:
        await require_within(request, "login")
        if not sent.text("challenge"):
            raise ChallengeEnded
        asked = await request.application.identity.ask_for_recovery(AskForRecovery.Command(sent.text("challenge")))
    except ValidationFailed:
        return begin_again_after(request, ChallengeEnded(), "", None)
    except DomainError as refusal:
        return begin_again_after(request, refusal, "", None)
    return show_to_stranger(request, "identity/recovery_asked.html", recovery=asked)


def routes() -> Router:
    return Router("/", route_handlers=[show_first_step, ask_for_recovery], include_in_schema=False)
