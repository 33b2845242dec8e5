"""The one table of error families and HTTP statuses, and the meaning of an exception for a client, in no format."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import structlog
from attrs import field, frozen
from litestar import Request
from litestar.exceptions import HTTPException, ValidationException

from hushroom_domain.identity.errors import AvatarTooLarge, ProofRefused
from hushroom_domain.shared.errors import (
    Conflict,
    DomainError,
    FieldProblem,
    Forbidden,
    NotFound,
    RuleViolated,
    Unauthenticated,
    Unavailable,
    ValidationFailed,
)
from hushroom_domain.shared.idempotency import KeyReused, RequestInProgress
from hushroom_http.inputs.error_messages import expectation
from hushroom_http.inputs.request_bodies import refused
from hushroom_http.server.methods import allow
from hushroom_http.server.outages import TROUBLES
from hushroom_http.server.rate_limits import TooManyRequests
from hushroom_http.server.request import BodyTooLarge, EncodedBody, UnsupportedMediaType
from hushroom_http.server.unfinished_requests import HeadTooLarge, TooManyConnections, TooSlow, UnfinishedRequest

STATUS: dict[type[DomainError], HTTPStatus] = {
    ValidationFailed: HTTPStatus.BAD_REQUEST,
    RuleViolated: HTTPStatus.BAD_REQUEST,
    KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    UnsupportedMediaType: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    AvatarTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    BodyTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UnfinishedRequest: HTTPStatus.BAD_REQUEST,
    HeadTooLarge: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    TooSlow: HTTPStatus.REQUEST_TIMEOUT,
    TooManyConnections: HTTPStatus.SERVICE_UNAVAILABLE,
}

OF_THE_WEB = {
    HTTPStatus.BAD_REQUEST: ("request.malformed", "The request is malformed"),
    HTTPStatus.UNAUTHORIZED: (Unauthenticated.code, Unauthenticated.message),
    HTTPStatus.NOT_FOUND: ("request.unknown_path", "There is nothing at this path"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("request.method_not_allowed", "This path does not take this method"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("request.too_large", "The body is larger than 1 MiB"),
}
"""The code and the text of each error that the framework itself raises."""
UNEXPECTED = ("request.failed", "Something went wrong on our side")


@frozen(kw_only=True)
class Fault:
    """The meaning of an exception for the client."""

    status: HTTPStatus
    code: str
    text: str
    problems: Iterable[FieldProblem] = ()
    headers: dict[str, str] = field(factory=dict)


def status_of(refusal: type[DomainError]) -> HTTPStatus:
    """Returns the status of an error's family."""
    return next(STATUS[family] for family in refusal.__mro__ if family in STATUS)


def fault_of(request: Request[Any, Any, Any], error: Exception) -> Fault:
    """Returns the fault of an exception; logs unexpected exceptions and outages."""
    fault = _fault(request, error)
    if fault.status is HTTPStatus.INTERNAL_SERVER_ERROR:
        structlog.get_logger("hushroom.http").error("request failed", exc_info=error)
    if isinstance(error, Unavailable):
        TROUBLES.note(error)
    return fault


def _fault(request: Request[Any, Any, Any], error: Exception) -> Fault:
    match error:
        case DomainError():
            return _of_refusal(error)
        case ValidationException():
            return _of_refusal(refused(tuple(_parameters(request, error))))
        case HTTPException() if error.status_code in OF_THE_WEB:
            status = HTTPStatus(error.status_code)
            code, text = OF_THE_WEB[status]
            return Fault(status=status, code=code, text=text, headers=_allowed(error))
        case _:
            code, text = UNEXPECTED
            return Fault(status=HTTPStatus.INTERNAL_SERVER_ERROR, code=code, text=text)


def _of_refusal(refusal: DomainError) -> Fault:
    headers = {}
    if isinstance(refusal, Unauthenticated):
        headers["WWW-Authenticate"] = 'Bearer realm="hushroom"'
    if isinstance(refusal, EncodedBody):
        headers["Accept-Encoding"] = "identity"
    if isinstance(refusal, UnfinishedRequest):
        headers["Connection"] = "close"
    if isinstance(refusal, ProofRefused) and refusal.retry_after_seconds is not None:
        headers["Retry-After"] = str(refusal.retry_after_seconds)
    if isinstance(refusal, Unavailable | TooManyConnections | TooManyRequests | RequestInProgress):
        headers["Retry-After"] = str(refusal.retry_after_seconds)
    return Fault(
        status=status_of(type(refusal)),
        code=refusal.code,
        text=refusal.text,
        problems=refusal.problems,
        headers=headers,
    )


def _parameters(request: Request[Any, Any, Any], error: ValidationException) -> Iterable[FieldProblem]:
    """Yields the problems of the query parameters that the framework refused."""
    handler = request.route_handler
    for found in error.extra if isinstance(error.extra, list) else []:
        name = str(found.get("key", ""))
        known = handler.parsed_fn_signature.parameters.get(name)
        alias = getattr(known.kwarg_definition, "name", None) if known else None
        annotation = handler.signature_model.__annotations__.get(name)
        yield FieldProblem(alias or name, expectation(annotation) if annotation else "is not valid")


def _allowed(error: HTTPException) -> dict[str, str]:
    """Returns the header `Allow` of a framework's error, which writes its name in lower case."""
    methods = {name.lower(): value for name, value in (error.headers or {}).items()}.get("allow")
    return {"Allow": allow(methods.split(", "))} if methods else {}
