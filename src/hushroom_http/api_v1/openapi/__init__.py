"""The OpenAPI document: its head, and the errors that every operation may answer with."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig, ResponseSpec
from litestar.openapi.spec import Components, SecurityRequirement, SecurityScheme, Server

from hushroom_http.api_v1.errors import PROBLEM, Problem
from hushroom_http.api_v1.openapi.document import Document
from hushroom_http.api_v1.openapi.page import InteractivePage, PlainPage, SwaggerUi

SCHEME = "accessToken"
TOKEN: list[SecurityRequirement] = [{SCHEME: []}]
"""The security requirement of routes for signed-in users."""
BEARER = SecurityScheme(type="http", scheme="bearer", bearer_format="JWT", description="The access token of a sign-in")
ABOUT = (
    "Seekers book human companions for time-bound audio sessions under a contract. Every error has one shape, "
    "`application/problem+json`, with a stable `code`; all invalid fields are named at once in `details`. "
    "Every answer carries `X-Correlation-Id`."
)

ALWAYS = (400, 429, 500, 503)

WORDS: Mapping[int, str] = {
    400: "Malformed, with every invalid field in `details`, or against a rule",
    401: "No access token, or one that is not valid (any more)",
    403: "Known, but not allowed",
    404: "No such thing, or none that the caller may know of",
    409: "It already exists, or is in progress",
    413: "The body is larger than 1 MiB",
    415: "The body is not JSON, or has a Content-Encoding",
    422: "The `Idempotency-Key` belongs to another request",
    429: "Too many requests; `Retry-After` says when to come back",
    500: "A mistake of ours; `correlationId` helps to find it",
    503: "Something this needs is down; `Retry-After` says when to come back",
}


def refusals(*statuses: int) -> dict[int, ResponseSpec]:
    """Returns the documented errors of an operation: its own and those of every operation."""
    return {
        status: ResponseSpec(Problem, generate_examples=False, description=WORDS[status], media_type=PROBLEM)
        for status in sorted({*statuses, *ALWAYS})
    }


def with_body(*statuses: int) -> dict[int, ResponseSpec]:
    """Returns the documented errors of an operation with a body."""
    return refusals(*statuses, 413, 415)


def with_key(*statuses: int) -> dict[int, ResponseSpec]:
    """Returns the documented errors of an operation with a body and an `Idempotency-Key`."""
    return with_body(*statuses, 409, 422)


def openapi(public_url: str, swagger_ui: SwaggerUi | None = None) -> OpenAPIConfig:
    """Returns the configuration of the document at `/docs/openapi.json` and the pages at `/docs` and `/docs/plain`.

    Without the files of Swagger UI both are the page without scripts.
    """
    pages = (InteractivePage(swagger_ui), PlainPage("/plain")) if swagger_ui else (PlainPage("/", "/plain"),)
    return OpenAPIConfig(
        title="Hushroom",
        version="1.0.0",
        summary="Structured human presence",
        description=ABOUT,
        path="/docs",
        servers=[Server(url=public_url)],
        components=Components(security_schemes={SCHEME: BEARER}),
        use_handler_docstrings=True,
        operation_id_creator=_operation_id,
        render_plugins=[Document(path="/openapi.json"), *pages],
    )


STABLE_PREFIXES = {
    "hushroom_http.api_v1.administration.companion_reviews": "admin",
    "hushroom_http.api_v1.administration.routes": "admin",
    "hushroom_http.api_v1.identity.auth_routes": "auth",
    "hushroom_http.api_v1.identity.routes": "users",
    "hushroom_http.api_v1.moderation.routes": "reports",
    "hushroom_http.webhooks.livekit": "media",
    "hushroom_http.webhooks.stripe": "payments",
}
"""The prefixes of operation ids that differ from the name of the feature's folder; generated clients keep them."""
STABLE_NAMES = {"contracts.create": "contracts.draw_up"}
"""The operation ids that differ from the name of the handler; generated clients keep them."""


def _operation_id(handler: HTTPRouteHandler, _: str, path: Sequence[str | Any]) -> str:
    """Returns the feature and the function, such as `sessions.book`, stable for generated clients."""
    module = handler.fn.__module__
    feature = STABLE_PREFIXES.get(module, module.split(".")[-2])
    suffix = f".{path[-1]}" if len(handler.paths) > 1 and path[-1] != feature else ""
    name = f"{feature}.{handler.fn.__name__}{suffix}"
    return STABLE_NAMES.get(name, name)
