"""The surface of API v1, and that of its documentation."""

from hushroom_http.api_v1.errors import answer
from hushroom_http.server.surfaces import FOR_PROGRAMS, Headers, Surface

API = "/api/"
NO_PATH = "*"
"""The path in place of that of a request which is not HTTP, or whose head never arrived whole."""
DOCS = "/docs"
DOCS_POLICY = (
    b"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
DOCS_HEADERS: Headers = ((b"cache-control", b"no-cache"), (b"content-security-policy", DOCS_POLICY))
REFERENCE_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The policy of the interactive page: Swagger UI writes HTML by itself, and its style sheet contains pictures."""
REFERENCE_HEADERS: Headers = ((b"cache-control", b"no-cache"), (b"content-security-policy", REFERENCE_POLICY))
PROBES = frozenset({"/api/v1/health/live", "/api/v1/health/ready"})
"""The paths that an orchestrator asks in bursts from one address."""


def api(*, takes_all: bool = False) -> Surface:
    """Returns the surface of all versions and of unreadable requests; its errors are the problem JSON of API v1.

    With `takes_all`, unknown paths belong to it too.
    """
    return Surface(
        takes=lambda path: takes_all or path.startswith(API) or path == NO_PATH,
        headers=FOR_PROGRAMS,
        write_error=answer,
        uncounted=PROBES.__contains__,
    )


def reference() -> Surface:
    """Returns the surface of the interactive page alone; no other page runs scripts that write HTML."""
    return Surface(takes=lambda path: path.rstrip("/") == DOCS, headers=REFERENCE_HEADERS, write_error=answer)


def documentation() -> Surface:
    """Returns the surface of the OpenAPI document and its page without scripts."""
    return Surface(takes=lambda path: path.startswith(DOCS), headers=DOCS_HEADERS, write_error=answer)
