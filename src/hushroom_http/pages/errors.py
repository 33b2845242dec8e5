"""The pages of errors, in the reader's language, with a way on."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from litestar import Request, Response
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from hushroom_domain.identity.errors import StepUpRequired
from hushroom_domain.identity.model import FactorKind
from hushroom_domain.shared.errors import DomainError, Unauthenticated
from hushroom_http.pages.cookies import set_visit
from hushroom_http.pages.csrf import SAFE, StaleForm
from hushroom_http.pages.guards import find_reader
from hushroom_http.pages.identity.forms import SECOND_STEP, SIGN_IN
from hushroom_http.pages.next_paths import LOGIN, PROVE
from hushroom_http.pages.rendering import HTML, READER, context_of, render, see_other
from hushroom_http.pages.requested import asked
from hushroom_http.pages.resent_forms import SUBMITTED, holds_secrets_alone, resent
from hushroom_http.pages.visits import begin_visit
from hushroom_http.server.faults import Fault, fault_of

log = structlog.get_logger(__name__)
TEMPLATES = {
    HTTPStatus.NOT_FOUND: "errors/not_found.html",
    HTTPStatus.FORBIDDEN: "errors/forbidden.html",
    HTTPStatus.SERVICE_UNAVAILABLE: "errors/unavailable.html",
    HTTPStatus.TOO_MANY_REQUESTS: "errors/too_many.html",
    HTTPStatus.INTERNAL_SERVER_ERROR: "errors/failed.html",
}
OTHER = "errors/refused.html"


def problem_page(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Writes an exception as a page; a reader who has to sign in first is sent to the page for it."""
    fault = fault_of(request, error)
    if fault.status is HTTPStatus.UNAUTHORIZED:
        return see_other(LOGIN, next=asked(request)) if request.method in SAFE else _sign_in_again(request)
    if isinstance(error, StepUpRequired):
        return _prove_first(request, error)
    if isinstance(error, StaleForm):
        return _send_again(request)
    if fault.status is HTTPStatus.TOO_MANY_REQUESTS and request.scope["state"].get(SUBMITTED) is not None:
        return _send_later(request, fault, error)
    if _may_know_reader(request, fault):
        return PageForReader(request, lambda: _page(request, fault, error))
    return _page(request, fault, error)


def _may_know_reader(request: Request[Any, Any, Any], fault: Fault) -> bool:
    """Returns whether the reader is looked up for this page: no guard has done it, and the database is not at fault."""
    state, status = request.scope["state"], fault.status
    is_ours = status < HTTPStatus.INTERNAL_SERVER_ERROR and status is not HTTPStatus.TOO_MANY_REQUESTS
    return is_ours and READER not in state and request.scope.get("litestar_app") is not None


def _page(request: Request[Any, Any, Any], fault: Fault, error: Exception) -> Response[bytes]:
    answer = render(context_of(request), _template(fault), status=fault.status.value, **_facts(request, fault, error))
    answer.headers.update({name: value for name, value in fault.headers.items() if name != "WWW-Authenticate"})
    return answer


def _facts(request: Request[Any, Any, Any], fault: Fault, error: Exception) -> dict[str, Any]:
    return {
        "fault": fault,
        "refusal": error if isinstance(error, DomainError) else None,
        "correlation_id": request.scope["state"].get("correlation_id", ""),
        "seconds": int(fault.headers.get("Retry-After", 0)),
    }


class PageForReader(Response[bytes]):
    """An error page that finds out for whom it is written when it is sent; for a stranger if nobody can be found."""

    def __init__(self, request: Request[Any, Any, Any], write: Callable[[], Response[bytes]]) -> None:
        super().__init__(b"", media_type=HTML)
        self._request = request
        self._write = write

    def to_asgi_response(self, *_: Any, **given: Any) -> ASGIResponse:
        """Returns the application that finds the reader and sends the page."""
        return _Late(self._request, self._write, given)


class _Late(ASGIResponse):
    def __init__(
        self, request: Request[Any, Any, Any], write: Callable[[], Response[bytes]], given: dict[str, Any]
    ) -> None:
        super().__init__()
        self._request = request
        self._write = write
        self._given = {**given, "app": None, "request": request}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the page."""
        try:
            await find_reader(self._request)
        except Unauthenticated:
            pass  # The cookie is worthless, or there is none: the page is for a stranger.
        except Exception:
            # The first error is the one to be told about; the second one must not hide it.
            log.warning("reader of an error page not found", exc_info=True)
        await self._write().to_asgi_response(**self._given)(scope, receive, send)


def _sign_in_again(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Returns the form of signing in, with what was typed before the sign-in ended."""
    again = resent(request.scope["path"], request.scope["state"].get(SUBMITTED))
    return _to_stranger(
        request,
        "identity/login.html",
        HTTPStatus.UNAUTHORIZED,
        form=SIGN_IN,
        next="",
        again=again,
        comes_back=False,
        providers=(),
    )


def _prove_first(request: Request[Any, Any, Any], refusal: StepUpRequired) -> Response[bytes]:
    """Returns the form of a second factor, with what was typed before; an opened page is asked for again after it."""
    if request.method in SAFE:
        return see_other(PROVE, next=asked(request))
    path, sent = request.scope["path"], request.scope["state"].get(SUBMITTED)
    is_empty = holds_secrets_alone(sent)
    facts: dict[str, Any] = {"next": path if is_empty else "", "again": None if is_empty else resent(path, sent)}
    facts["by_passkey"] = any(one.message == FactorKind.PASSKEY for one in refusal.problems)
    return render(
        context_of(request), "identity/prove.html", status=HTTPStatus.FORBIDDEN.value, form=SECOND_STEP, **facts
    )


def _send_again(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Returns a form whose token was refused, with what was typed and a token that is right."""
    again = resent(request.scope["path"], request.scope["state"].get(SUBMITTED))
    return _to_stranger(request, "errors/form_again.html", HTTPStatus.FORBIDDEN, again=again)


def _send_later(request: Request[Any, Any, Any], fault: Fault, error: Exception) -> Response[bytes]:
    """Returns the page of a limit with the form that met it, so that nothing that was typed is lost."""
    again = resent(request.scope["path"], request.scope["state"].get(SUBMITTED))
    facts = _facts(request, fault, error)
    answer = _to_stranger(request, _template(fault), fault.status, again=again, **facts)
    answer.headers.update(fault.headers)
    return answer


def _to_stranger(request: Request[Any, Any, Any], template: str, status: HTTPStatus, **facts: Any) -> Response[bytes]:
    secret = begin_visit(request)
    answer = render(context_of(request), template, status=status.value, **facts)
    if secret:
        set_visit(request, answer, secret)
    return answer


def _template(fault: Fault) -> str:
    return TEMPLATES.get(fault.status, OTHER)
