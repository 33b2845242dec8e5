"""The page of a reader's second factor: the authenticator app, and the recovery codes."""

from typing import Any

from litestar import Response, Router

from hushroom_domain.identity.errors import FactorNotFound, TotpEnrolled, TotpNotBegun, WrongTotpCode
from hushroom_domain.identity.use_cases.confirm_totp import ConfirmTotp
from hushroom_domain.shared.errors import DomainError, FieldProblem, ValidationFailed
from hushroom_http.pages.form_fields import Field
from hushroom_http.pages.forms import Form, Submission, submission
from hushroom_http.pages.guards import reader_of, require_reader
from hushroom_http.pages.identity.enrolment import (
    FIRST_CODE,
    SECRET_FIELD,
    enrolment_facts,
    shown_once,
    wrong_first_code,
)
from hushroom_http.pages.identity.forms import FACTOR_FIELD
from hushroom_http.pages.rendering import UNPROCESSABLE, see_other, show, show_refused
from hushroom_http.pages.translations import N_
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

PATH = "/account/second-factor"
APP, CONFIRM, CODES = f"{PATH}/app", f"{PATH}/confirm", f"{PATH}/codes"
PAGE, APP_PAGE, CODES_PAGE = "identity/factors.html", "identity/authenticator_app.html", "identity/recovery_codes.html"
REMOVAL = Form((Field(name="sure", label=N_("I want to log in without a code"), kind="checkbox"),))


@get(PATH, guards=[require_reader])
async def show_factors(request: WebRequest) -> Response[bytes]:
    """Returns what the reader has, and the buttons that change it."""
    return show(request, PAGE, form=REMOVAL, **await _facts(request))


@get([APP, CONFIRM, CODES], guards=[require_reader])
async def lead_back(request: WebRequest) -> Response[bytes]:  # noqa: ARG001 - every route has the request
    """Leads back to the page: what these addresses show is the answer to a form, and is not shown again."""
    return see_other(PATH)


@post(APP, guards=[require_reader])
async def begin_app(request: WebRequest) -> Response[bytes]:
    """Returns the key for an authenticator app, once, and the form of its first code."""
    sent = await submission(request)
    try:
        begun = await request.application.identity.begin_totp(request.viewer.user_id)
    except DomainError as refusal:
        return await _refused(request, sent, refusal)
    return shown_once(show(request, APP_PAGE, form=FIRST_CODE, **enrolment_facts(begun)))


@post(CONFIRM, guards=[require_reader])
async def confirm_app(request: WebRequest) -> Response[bytes]:
    """Makes the app a second factor, and returns the recovery codes, once."""
    sent, reader = await submission(request), reader_of(request)
    try:
        command = ConfirmTotp.Command(user_id=reader.user_id, sign_in_id=reader.sign_in_id, code=_code(sent))
        issued = await request.application.identity.confirm_totp(command)
    except (WrongTotpCode, ValidationFailed) as refusal:
        return await _confirm_again(request, sent, refusal)
    except TotpEnrolled:
        return see_other(PATH, done="enrolled")  # The same form has confirmed it a moment before.
    except DomainError as refusal:
        return await _refused(request, sent, refusal)
    return shown_once(show(request, CODES_PAGE, codes=issued, is_new=True))


@post(CODES, guards=[require_reader])
async def replace_codes(request: WebRequest) -> Response[bytes]:
    """Returns new recovery codes, once."""
    sent, reader = await submission(request), reader_of(request)
    try:
        issued = await request.application.identity.replace_recovery_codes(reader.user_id, reader.sign_in_id)
    except FactorNotFound:
        return see_other(PATH)  # The app has been removed meanwhile.
    except DomainError as refusal:
        return await _refused(request, sent, refusal)
    return shown_once(show(request, CODES_PAGE, codes=issued, is_new=False))


@post(f"{PATH}/remove", guards=[require_reader])
async def remove_app(request: WebRequest) -> Response[bytes]:
    """Removes the app and the recovery codes; the box must be ticked."""
    sent, reader = await submission(request), reader_of(request)
    if not sent.has("sure"):
        problem = FieldProblem("sure", "must be chosen")
        return await _refused(request, sent, ValidationFailed(problem.message, problems=(problem,)))
    try:
        await request.application.identity.remove_totp(reader.user_id, reader.sign_in_id)
    except FactorNotFound:
        return see_other(PATH, done="removed")  # It has been removed meanwhile.
    except DomainError as refusal:
        return await _refused(request, sent, refusal)
    return see_other(PATH, done="removed")


def routes() -> Router:
    handlers = [show_factors, lead_back, begin_app, confirm_app, replace_codes, remove_app]
    return Router("/", route_handlers=handlers, include_in_schema=False)


async def _facts(request: WebRequest) -> dict[str, Any]:
    return {"factors": await request.queries.users.second_factors(request.viewer.user_id)}


async def _refused(request: WebRequest, sent: Submission, refusal: DomainError) -> Response[bytes]:
    return show_refused(request, PAGE, form=REMOVAL, sent=sent, refusal=refusal, **await _facts(request))


async def _confirm_again(request: WebRequest, sent: Submission, refusal: DomainError) -> Response[bytes]:
    """Returns the form of the first code with the same key; the page before it if the key is none that waits."""
    identity = request.application.identity
    try:
        begun = await identity.repeat_totp_enrolment(request.viewer.user_id, sent.text(SECRET_FIELD))
    except TotpNotBegun as other:
        return await _refused(request, Submission({}), other)
    form = wrong_first_code(refusal)
    return shown_once(show(request, APP_PAGE, form=form, **enrolment_facts(begun), status=UNPROCESSABLE))


def _code(sent: Submission) -> str:
    """Returns the code that was typed. Raises: ValidationFailed."""
    sent.required(FACTOR_FIELD)
    return sent.text(FACTOR_FIELD)
