"""The page on which a reader shows a second factor again, and goes on with what asked for it."""

from typing import Any

from litestar import Response, Router

from hushroom_domain.identity.errors import CopiedPasskey, WrongPasskey, WrongSecondFactor
from hushroom_domain.identity.model import FactorKind
from hushroom_domain.identity.queries import BrowserViewer
from hushroom_domain.identity.rules.factor_codes import looks_like_totp
from hushroom_domain.identity.use_cases.step_up_by_passkey import StepUpByPasskey
from hushroom_domain.identity.use_cases.step_up_sign_in import StepUpSignIn
from hushroom_domain.shared.errors import ValidationFailed
from hushroom_http.pages.forms import Submission, submission
from hushroom_http.pages.guards import reader_of, require_reader
from hushroom_http.pages.identity.forms import FACTOR_FIELD, SECOND_STEP
from hushroom_http.pages.identity.passkey_answers import OFFERS_PASSKEY, assertion_in
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
    methods = (await request.queries.users.second_factors(request.viewer.user_id)).methods
    if not methods:
        return see_other(following)
    return show(request, PAGE, form=SECOND_STEP, next=following, again=None, by_passkey=FactorKind.PASSKEY in methods)


@post(PROVE, guards=[require_reader])
async def prove(request: WebRequest) -> Response[bytes]:
    """Notes that the factor was shown, and shows the form that came along to be sent again."""
    sent, reader = await submission(request), reader_of(request)
    following, again = safe_path(sent.text("next"), ACCOUNT), unpacked(sent)
    try:
        await require_within(request, "login")
        await _prove(request, sent, reader)
    except (WrongSecondFactor, WrongPasskey, CopiedPasskey, ValidationFailed) as refusal:
        form = SECOND_STEP.refused(Submission({}), refusal)
        facts: dict[str, Any] = {"next": following, "again": again, "by_passkey": sent.has(OFFERS_PASSKEY)}
        return show(request, PAGE, form=form, status=UNPROCESSABLE, **facts)
    if again is None:
        return see_other(following)
    return show(request, "errors/form_again.html", again=again, is_proved=True)


def routes() -> Router:
    return Router("/", route_handlers=[ask, prove], include_in_schema=False)


async def _prove(request: WebRequest, sent: Submission, reader: BrowserViewer) -> None:
    """Notes the factor that came with a form.

    Raises: ValidationFailed, SignInEnded, WrongSecondFactor, WrongPasskey, CopiedPasskey, PasskeysBusy.
    """
    user_id, here, identity = reader.user_id, reader.sign_in_id, request.application.identity
    assertion = assertion_in(sent)
    if assertion is not None:
        await identity.step_up_by_passkey(
            StepUpByPasskey.Command(user_id=user_id, sign_in_id=here, assertion=assertion)
        )
        return
    code = sent.text(FACTOR_FIELD)
    kind = FactorKind.TOTP if looks_like_totp(code) else FactorKind.RECOVERY_CODE
    await identity.step_up_sign_in(StepUpSignIn.Command(user_id=user_id, sign_in_id=here, kind=kind, code=code))
