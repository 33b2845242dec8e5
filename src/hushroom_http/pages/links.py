"""The target pages of the links in emails and of the payment provider, until a website serves these paths.

Opening a page changes nothing, because mail scanners open links, too; only its form does.
"""

from typing import Any, TypeVar, cast
from urllib.parse import parse_qsl

import msgspec
from litestar import Request, Response, Router, get, post

from hushroom_domain.identity.errors import UselessToken
from hushroom_domain.identity.policy import TOKEN
from hushroom_domain.identity.use_cases.reset_password import ResetPassword
from hushroom_domain.identity.use_cases.verify_email import VerifyEmail
from hushroom_domain.shared.errors import ValidationFailed
from hushroom_http.inputs.field_types import NewPassword, Opaque
from hushroom_http.inputs.request_bodies import Body, read
from hushroom_http.pages.rendering import Form, language_of, page, style, words_in
from hushroom_http.server.faults import Fault, fault_of
from hushroom_http.server.rate_limits import TooManyRequests, limited
from hushroom_http.server.request import UnsupportedMediaType, WebRequest, media_type
from hushroom_http.server.surfaces import Headers, Surface

FRONT, VERIFY, RESET, PAYOUTS, STYLE = "/", "/verify-email", "/reset-password", "/companion/payouts", "/pages.css"
PATHS = frozenset({FRONT, VERIFY, RESET, PAYOUTS, STYLE})
HEADERS: Headers = (
    (b"cache-control", b"no-store"),
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
)
FORM = b"application/x-www-form-urlencoded"
MOST_FIELDS = 10
CSS = "text/css"
WORDS = {UselessToken.code: "useless", TooManyRequests.code: "many"}
"""The name of the text of a problem, by its code."""
BUSY = 503

B = TypeVar("B", bound=Body)


class _Verification(Body):
    token: Opaque


class _Reset(Body):
    token: Opaque
    password: NewPassword


class NotAForm(ValidationFailed):
    code = "request.not_a_form"
    message = "The body must be a form"


@get(FRONT, include_in_schema=False)
async def front(request: WebRequest) -> Response[bytes]:
    """Returns the page for emails without a link of their own."""
    language = _language(request)
    return page(language, **words_in(language)["front"])


@get(VERIFY, include_in_schema=False)
async def show_verification(request: WebRequest) -> Response[bytes]:
    """Returns the page with the button that confirms an address."""
    return _shown(request, "verify")


@post(VERIFY, status_code=200, include_in_schema=False)
async def verify(request: WebRequest) -> Response[bytes]:
    """Confirms an address."""
    sent = await _form(request, _Verification)
    await request.application.identity.verify_email(VerifyEmail.Command(sent.token))
    return _done(request, "verify")


@get(RESET, include_in_schema=False)
async def show_reset(request: WebRequest) -> Response[bytes]:
    """Returns the page with the form for a new password."""
    return _shown(request, "reset")


@post(RESET, status_code=200, include_in_schema=False, guards=[limited("reset_password")])
async def reset(request: WebRequest) -> Response[bytes]:
    """Sets a new password; after a weak one the form is shown again."""
    try:
        sent = await _form(request, _Reset)
    except ValidationFailed as refusal:
        if [problem.field for problem in refusal.problems] != ["password"]:
            raise
        words = words_in(_language(request))
        token = dict(await _pairs(request))["token"]
        return _asking(request, "reset", token, problem=words["problems"]["password"], status=400)
    await request.application.identity.reset_password(ResetPassword.Command(sent.token, sent.password))
    return _done(request, "reset")


@get(PAYOUTS, include_in_schema=False)
async def payouts(request: WebRequest) -> Response[bytes]:
    """Returns the page to which the payment provider sends companions back."""
    language = _language(request)
    words = words_in(language)["payouts"]
    has_expired = request.query_params.get("onboarding") == "again"
    return page(language, title=words["title"], text=words["again" if has_expired else "text"])


@get(STYLE, include_in_schema=False)
async def stylesheet(request: WebRequest) -> Response[bytes]:  # noqa: ARG001 - every handler is called alike
    """Returns the style sheet of all pages."""
    return Response(style(), media_type=CSS)


def routes() -> Router:
    handlers = [front, show_verification, verify, show_reset, reset, payouts, stylesheet]
    return Router("/", route_handlers=handlers, include_in_schema=False)


def surface() -> Surface:
    """Returns the surface of the pages."""
    return Surface(takes=_is_page, headers=HEADERS, write_error=problem_page)


def _is_page(path: str) -> bool:
    """Returns whether the router serves a page at this path; it allows one slash at the end."""
    return path in PATHS or ("//" not in path and path.rstrip("/") in PATHS)


def problem_page(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Writes an exception as a page with the reason in words."""
    fault, language = fault_of(request, error), _language(request)
    problems = words_in(language)["problems"]
    answer = page(language, title=problems["title"], problem=problems[_word(fault)], status=fault.status.value)
    answer.headers.update(fault.headers)
    return answer


def _word(fault: Fault) -> str:
    if fault.status.value == BUSY:
        return "busy"
    if [problem.field for problem in fault.problems] == ["token"]:
        return "incomplete"
    return WORDS.get(fault.code, "failed")


def _shown(request: WebRequest, kind: str) -> Response[bytes]:
    """Returns the page of a link, or an error page without a token."""
    token = request.query_params.get("token", "")
    if not token.strip() or len(token) > TOKEN.max:
        language = _language(request)
        problems = words_in(language)["problems"]
        return page(language, title=problems["title"], problem=problems["incomplete"], status=400)
    return _asking(request, kind, token)


def _asking(request: WebRequest, kind: str, token: str, *, problem: str = "", status: int = 200) -> Response[bytes]:
    language = _language(request)
    words = words_in(language)[kind]
    action = VERIFY if kind == "verify" else RESET
    form = Form(action=action, token=token, button=words["button"], asks_password=kind == "reset")
    return page(language, title=words["title"], text=words["text"], problem=problem, form=form, status=status)


def _done(request: WebRequest, kind: str) -> Response[bytes]:
    language = _language(request)
    words = words_in(language)[kind]
    return page(language, title=words["done_title"], text=words["done"])


async def _form(request: WebRequest, kind: type[B]) -> B:
    """Returns the form as a body of the API's types. Raises: UnsupportedMediaType, NotAForm, ValidationFailed."""
    known = {field.encode_name for field in msgspec.structs.fields(kind)}
    sent = {name: value for name, value in await _pairs(request) if name in known}
    return cast("B", read(kind, msgspec.json.encode(sent)))


async def _pairs(request: WebRequest) -> list[tuple[str, str]]:
    raw = await request.raw()
    if media_type(request.scope) != FORM:
        raise UnsupportedMediaType
    try:
        return parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise NotAForm from error


def _language(request: Request[Any, Any, Any]) -> str:
    return language_of(request.headers.get("accept-language", ""))
