"""The surface of API v1, and that of its documentation."""

from hushroom_http.api_v1.errors import answer
from hushroom_http.server.surfaces import FOR_PROGRAMS, Headers, Surface

DOCS = "/docs"
DOCS_POLICY = (
    b"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
DOCS_HEADERS: Headers = ((b"cache-control", b"no-cache"), (b"content-security-policy", DOCS_POLICY))
PROBES = frozenset({"/api/v1/health/live", "/api/v1/health/ready"})
"""The paths that an orchestrator asks in bursts from one address."""


def api() -> Surface:
    """Returns the surface that takes every path; a path without a route gets the problem JSON of API v1."""
    return Surface(takes=lambda _: True, headers=FOR_PROGRAMS, write_error=answer, uncounted=PROBES)


def documentation() -> Surface:
    """Returns the surface of the OpenAPI document and its page."""
    return Surface(takes=lambda path: path.startswith(DOCS), headers=DOCS_HEADERS, write_error=answer)
