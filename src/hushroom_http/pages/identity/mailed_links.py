"""The pages that the links of emails open. Opening one changes nothing, because mail scanners open links, too."""

from typing import Any

from litestar import Response, Router

from hushroom_domain.identity.errors import UselessToken
from hushroom_domain.identity.policy import TOKEN
from hushroom_domain.identity.services.sign_in_gate import FactorDemand
from hushroom_domain.identity.use_cases.confirm_email_change import ConfirmEmailChange
from hushroom_domain.identity.use_cases.reactivate_by_link import ReactivateByLink
from hushroom_domain.identity.use_cases.reset_password import ResetPassword
from hushroom_domain.identity.use_cases.sign_out_browser import SignOutBrowser
from hushroom_domain.identity.use_cases.stop_recovery_by_link import StopRecoveryByLink
from hushroom_domain.identity.use_cases.undo_email_change import UndoEmailChange
from hushroom_domain.identity.use_cases.verify_email import VerifyEmail
from hushroom_domain.shared.errors import DomainError
from hushroom_http.pages.forms import NO_FIELDS, Submission, submission
from hushroom_http.pages.guards import optional_reader
from hushroom_http.pages.identity.forms import NEW_PASSWORD
from hushroom_http.pages.identity.password_advice import advice_on
from hushroom_http.pages.identity.signing_in import lead_on
from hushroom_http.pages.next_paths import HOME, LOGIN
from hushroom_http.pages.rendering import DONE, READER, has_web_app, see_other, show, show_refused
from hushroom_http.pages.visits import show_to_stranger
from hushroom_http.server.rate_limits import require_within
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

VERIFICATION, RESET, RETURN = "identity/verify_email.html", "identity/reset_password.html", "identity/come_back.html"
CONFIRMATION, UNDOING = "identity/confirm_email_change.html", "identity/undo_email_change.html"
VERIFY_PATH, RESET_PATH, RETURN_PATH = "/verify-email", "/reset-password", "/come-back"
CONFIRM_PATH, UNDO_PATH, STOP_PATH = "/confirm-email-change", "/undo-email-change", "/stop-recovery"
DONE_AT = {
    VERIFY_PATH: "verified",
    RESET_PATH: "password",
    CONFIRM_PATH: "address",
    UNDO_PATH: "undone",
    STOP_PATH: "stopped",
    RETURN_PATH: "back",
}
"""The names of the messages after the effect of each link."""
PATHS = frozenset(DONE_AT)


@get(VERIFY_PATH, guards=[optional_reader])
async def show_verification(request: WebRequest) -> Response[bytes]:
    """Returns the page with the button that confirms an address."""
    return _opened(request, VERIFY_PATH, VERIFICATION)


@post(VERIFY_PATH, guards=[optional_reader])
async def verify(request: WebRequest) -> Response[bytes]:
    """Confirms an address."""
    sent = await submission(request)
    token = _token(sent)
    if not token:
        return _useless(request)
    try:
        await request.application.identity.verify_email(VerifyEmail.Command(token))
    except UselessToken:
        return _useless(request)
    is_signed_in = request.scope["state"].get(READER) is not None
    return _used(request, VERIFY_PATH, HOME if is_signed_in else LOGIN)


@get(RESET_PATH, guards=[optional_reader])
async def show_reset(request: WebRequest) -> Response[bytes]:
    """Returns the page with the form of a new password."""
    return _opened(request, RESET_PATH, RESET, form=NEW_PASSWORD, advice=())


@post(RESET_PATH, guards=[optional_reader])
async def reset(request: WebRequest) -> Response[bytes]:
    """Sets a new password; every sign-in ends."""
    sent = await submission(request)
    token = _token(sent)
    if not token:
        return _useless(request)
    try:
        await require_within(request, "reset_password")
        await request.application.identity.reset_password(ResetPassword.Command(token, sent.typed("password")))
    except UselessToken:
        return _useless(request)
    except DomainError as refusal:
        advice = await advice_on(request, sent.typed("password"), refusal, "password")
        return show_refused(request, RESET, form=NEW_PASSWORD, sent=sent, refusal=refusal, token=token, advice=advice)
    return _used(request, RESET_PATH, LOGIN)


@get(CONFIRM_PATH, guards=[optional_reader])
async def show_confirmation(request: WebRequest) -> Response[bytes]:
    """Returns the page with the button that gives an account its new address."""
    return _opened(request, CONFIRM_PATH, CONFIRMATION, form=NO_FIELDS)


@post(CONFIRM_PATH, guards=[optional_reader])
async def confirm(request: WebRequest) -> Response[bytes]:
    """Gives an account its new address."""
    sent = await submission(request)
    token = _token(sent)
    if not token:
        return _useless(request)
    try:
        await require_within(request, "reset_password")
        await request.application.identity.confirm_email_change(ConfirmEmailChange.Command(token))
    except UselessToken:
        return _useless(request)
    except DomainError as refusal:
        return show_refused(request, CONFIRMATION, form=NO_FIELDS, sent=sent, refusal=refusal, token=token)
    return see_other(CONFIRM_PATH, done=DONE_AT[CONFIRM_PATH])


@get(UNDO_PATH, guards=[optional_reader])
async def show_undoing(request: WebRequest) -> Response[bytes]:
    """Returns the page with the button that takes an old address back."""
    return _opened(request, UNDO_PATH, UNDOING, form=NO_FIELDS)


@post(UNDO_PATH, guards=[optional_reader])
async def undo(request: WebRequest) -> Response[bytes]:
    """Takes an old address back; every sign-in ends."""
    sent = await submission(request)
    token = _token(sent)
    if not token:
        return _useless(request)
    try:
        await require_within(request, "reset_password")
        await request.application.identity.undo_email_change(UndoEmailChange.Command(token))
    except UselessToken:
        return _useless(request)
    except DomainError as refusal:
        return show_refused(request, UNDOING, form=NO_FIELDS, sent=sent, refusal=refusal, token=token)
    return see_other(UNDO_PATH, done=DONE_AT[UNDO_PATH])


@get(STOP_PATH, guards=[optional_reader])
async def show_stop(request: WebRequest) -> Response[bytes]:
    """Returns the page with the button that stops the recovery of an account."""
    return _opened(request, STOP_PATH, "identity/stop_recovery.html")


@post(STOP_PATH, guards=[optional_reader])
async def stop(request: WebRequest) -> Response[bytes]:
    """Stops the recovery of an account; its second factors stay."""
    sent = await submission(request)
    token = _token(sent)
    if not token:
        return _useless(request)
    try:
        await request.application.identity.stop_recovery(StopRecoveryByLink.Command(token))
    except UselessToken:
        return _useless(request)
    return _used(request, STOP_PATH, LOGIN)


@get(RETURN_PATH, guards=[optional_reader])
async def show_return(request: WebRequest) -> Response[bytes]:
    """Returns the page with the button that brings a deleted account back."""
    return _opened(request, RETURN_PATH, RETURN, form=NO_FIELDS)


@post(RETURN_PATH, guards=[optional_reader])
async def come_back(request: WebRequest) -> Response[bytes]:
    """Brings a deleted account back, and signs the browser in."""
    sent = await submission(request)
    token = _token(sent)
    if not token:
        return _useless(request)
    identity = request.application.identity
    try:
        await require_within(request, "reset_password")
        made = await identity.reactivate_browser_by_link(ReactivateByLink.Command(token))
    except UselessToken:
        return _useless(request)
    except DomainError as refusal:
        return show_refused(request, RETURN, form=NO_FIELDS, sent=sent, refusal=refusal, token=token)
    if has_web_app(request):
        return await lead_on(request, made, "")
    if isinstance(made, FactorDemand):  # No page of this server takes a second factor.
        return _useless(request)
    await identity.sign_out_browser(SignOutBrowser.Command(made.secret))
    return _used(request, RETURN_PATH, LOGIN)


def routes() -> Router:
    handlers = [
        show_verification, verify, show_reset, reset, show_confirmation, confirm, show_undoing, undo,
        show_stop, stop, show_return, come_back,
    ]  # fmt: skip
    return Router("/", route_handlers=handlers, include_in_schema=False)


def _opened(request: WebRequest, path: str, template: str, **facts: Any) -> Response[bytes]:
    """Returns the page of a link, whose address holds a secret."""
    stays = not has_web_app(request) or path in {CONFIRM_PATH, UNDO_PATH}
    if stays and request.query_params.get(DONE) == DONE_AT[path]:
        return show(request, "identity/used_link.html")
    token = request.query_params.get("token", "").strip()
    if not token or len(token) > TOKEN.max:
        return _useless(request)
    return show_to_stranger(request, template, token=token, **facts)


def _used(request: WebRequest, path: str, onward: str) -> Response[bytes]:
    """Returns a redirect to a page that says what the link has done; without the web app, it is at the link's path."""
    return see_other(onward if has_web_app(request) else path, done=DONE_AT[path])


def _token(sent: Submission) -> str:
    token = sent.text("token")
    return token if len(token) <= TOKEN.max else ""


def _useless(request: WebRequest) -> Response[bytes]:
    return show(request, "identity/useless_link.html", status=400)
