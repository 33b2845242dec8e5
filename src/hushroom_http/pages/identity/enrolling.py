"""The pages on which a person sets up the second factor that they must have, before the sign-in."""

from litestar import Response, Router

from hushroom_domain.identity.errors import ChallengeEnded, TotpNotBegun, WrongTotpCode
from hushroom_domain.identity.services.browser_signer import SignedInBrowser
from hushroom_domain.identity.use_cases.finish_enrolment import EnrolledSignIn, FinishEnrolment
from hushroom_domain.shared.errors import DomainError, ValidationFailed
from hushroom_http.pages.cookies import device_token, set_language
from hushroom_http.pages.csrf import token_of
from hushroom_http.pages.forms import Submission, submission
from hushroom_http.pages.guards import optional_reader
from hushroom_http.pages.identity.enrolment import SECRET_FIELD, shown_once, wrong_first_code
from hushroom_http.pages.identity.enrolment_step import ENROL, begin_enrolment, enrolment_page
from hushroom_http.pages.identity.forms import FACTOR_FIELD
from hushroom_http.pages.identity.signing_in import begin_again, begin_again_after, replace_sign_in
from hushroom_http.pages.next_paths import HOME, safe_path
from hushroom_http.pages.rendering import FORM_TOKEN_STATE, show
from hushroom_http.pages.resent_forms import ResentForm, unpacked
from hushroom_http.server.rate_limits import require_within
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

ENROLLED_PAGE = "identity/enrolled.html"


@get(ENROL, guards=[optional_reader])
async def show_first_step(request: WebRequest) -> Response[bytes]:
    """Returns the form of the first step: the key is shown as the answer to it and cannot be come back to."""
    return begin_again(request)


@post(ENROL, guards=[optional_reader])
async def finish_enrolment(request: WebRequest) -> Response[bytes]:
    """Signs the browser in with the first code of an authenticator app, and shows the recovery codes, once."""
    sent = await submission(request)
    following, again = safe_path(sent.text("next"), ""), unpacked(sent)
    try:
        await require_within(request, "login")
        enrolled = await request.application.identity.finish_enrolment_in_browser(_entries(request, sent))
    except ChallengeEnded as refusal:
        return begin_again_after(request, refusal, following, again)
    except (WrongTotpCode, TotpNotBegun, ValidationFailed) as refusal:
        return await _repeated(request, sent, refusal, following, again)
    return await _enrolled_page(request, enrolled, following, again)


def routes() -> Router:
    return Router("/", route_handlers=[show_first_step, finish_enrolment], include_in_schema=False)


def _entries(request: WebRequest, sent: Submission) -> FinishEnrolment.Command:
    """Returns the entries of the step. Raises: ChallengeEnded (without a challenge), ValidationFailed."""
    if not sent.text("challenge"):
        raise ChallengeEnded
    sent.required(FACTOR_FIELD)
    return FinishEnrolment.Command(
        challenge=sent.text("challenge"), code=sent.text(FACTOR_FIELD), device_token=device_token(request)
    )


async def _repeated(
    request: WebRequest, sent: Submission, refusal: DomainError, following: str, again: ResentForm | None
) -> Response[bytes]:
    """Returns the form of the first code with the same key; with a new one if the key is none that waits."""
    challenge, form = sent.text("challenge"), wrong_first_code(refusal)
    try:
        begun = await request.application.identity.repeat_enrolment(challenge, sent.text(SECRET_FIELD))
    except TotpNotBegun:
        return await begin_enrolment(request, challenge, following, again, form)
    except ChallengeEnded as other:
        return begin_again_after(request, other, following, again)
    return enrolment_page(request, begun, challenge, following, again, form)


async def _enrolled_page(
    request: WebRequest, enrolled: EnrolledSignIn[SignedInBrowser], following: str, again: ResentForm | None
) -> Response[bytes]:
    """Gives the browser its new sign-in, and shows the recovery codes with the way on."""
    made = enrolled.signed_in
    request.scope["state"][FORM_TOKEN_STATE] = token_of(made.secret)
    answer = shown_once(
        show(
            request,
            ENROLLED_PAGE,
            codes=enrolled.recovery_codes,
            account=made.user.display_name or made.user.first_name or "",
            next=following or HOME,
            again=again,
        )
    )
    await replace_sign_in(request, answer, made)
    set_language(request, answer, made.user.preferred_language)
    return answer
