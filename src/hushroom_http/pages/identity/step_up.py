"""The page on which a reader shows a second factor again, and goes on with what asked for it."""

from litestar import Response, Router

from hushroom_domain.identity.errors import WrongSecondFactor
from hushroom_domain.identity.model import FactorKind
from hushroom_domain.identity.rules.factor_codes import looks_like_totp
from hushroom_domain.identity.use_cases.step_up_sign_in import StepUpSignIn
from hushroom_domain.shared.errors import ValidationFailed
from hushroom_http.pages.forms import Submission, submission
from hushroom_http.pages.guards import reader_of, require_reader
from hushroom_http.pages.identity.forms import FACTOR_FIELD, SECOND_STEP
from hushroom_http.pages.next_paths import PROVE, safe_path
from hushroom_http.pages.rendering import UNPROCESSABLE, see_other, show
from hushroom_http.pages.resent_forms import unpacked
from hushroom_http.server.rate_limits import require_within
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

PAGE = "identity/prove.html"
ACCOUNT = "/account"


@get(PROVE, guards=[require_reader])
async def ask(request: WebRequest) -> Response[bytes]:
    """Returns the form of a code; a reader without a second factor is led on."""
    following = safe_path(request.query_params.get("next", ""), ACCOUNT)
    if not (await request.queries.users.second_factors(request.viewer.user_id)).methods:
        return see_other(following)
    return show(request, PAGE, form=SECOND_STEP, next=following, again=None)


@post(PROVE, guards=[require_reader])
async def prove(request: WebRequest) -> Response[bytes]:
    """Notes that the factor was shown, and shows the form that came along to be sent again."""
    sent, reader = await submission(request), reader_of(request)
    following, again = safe_path(sent.text("next"), ACCOUNT), unpacked(sent)
    try:
        await require_within(request, "login")
        kind, code = _shown(sent)
        command = StepUpSignIn.Command(user_id=reader.user_id, sign_in_id=reader.sign_in_id, kind=kind, code=code)
        await request.application.identity.step_up_sign_in(command)
    except (WrongSecondFactor, ValidationFailed) as refusal:
        form = SECOND_STEP.refused(Submission({}), refusal)
        return show(request, PAGE, form=form, next=following, again=again, status=UNPROCESSABLE)
    if again is None:
        return see_other(following)
    return show(request, "errors/form_again.html", again=again, is_proved=True)


def routes() -> Router:
    return Router("/", route_handlers=[ask, prove], include_in_schema=False)


def _shown(sent: Submission) -> tuple[FactorKind, str]:
    """Returns the kind of the code that was typed, and the code."""
    code = sent.text(FACTOR_FIELD)
    return FactorKind.TOTP if looks_like_totp(code) else FactorKind.RECOVERY_CODE, code
