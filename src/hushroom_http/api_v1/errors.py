"""The errors of API v1 in their one shape, the problem JSON of RFC 9457."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Request, Response
from msgspec import Struct

from hushroom_domain.identity.errors import StepUpRequired
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.request import UNKEPT
from hushroom_http.server.faults import Fault, fault_of

PROBLEM = "application/problem+json"


class Detail(Struct):
    """One invalid field."""

    field: str
    message: str


class Problem(Struct, rename="camel", kw_only=True):
    """The body of every error: the members of API v1, then those of RFC 9457."""

    status_code: int
    error: str
    message: str
    details: list[Detail] | None = None
    correlation_id: str
    timestamp: str
    type: str
    title: str
    status: int
    detail: str
    code: str


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Writes an exception as problem JSON."""
    if isinstance(error, StepUpRequired):
        request.scope["state"][UNKEPT] = True  # the same request is sent again after the second factor
    fault = fault_of(request, error)
    return Response(
        msgspec.json.encode(problem(fault, request.scope["state"].get("correlation_id", ""))),
        status_code=fault.status.value,
        media_type=PROBLEM,
        headers=fault.headers,
    )


def problem(fault: Fault, correlation_id: str) -> Problem:
    """Returns the body for a fault."""
    phrase = fault.status.phrase
    return Problem(
        status_code=fault.status.value,
        error=phrase,
        message=fault.text,
        details=[Detail(one.field, one.message) for one in fault.problems] or None,
        correlation_id=correlation_id,
        timestamp=at(datetime.now(UTC)),
        type=f"urn:hushroom:problem:{fault.code}",
        title=phrase,
        status=fault.status.value,
        detail=fault.text,
        code=fault.code,
    )
