"""Where the request comes from that is being served; the audit log notes it beside each act."""

from collections.abc import Callable
from contextvars import ContextVar

from attrs import frozen


@frozen
class RequestOrigin:
    """The address and the program of whoever asks; both are None where nobody does, as in a worker."""

    ip_address: str | None = None
    user_agent: str | None = None


NOBODY = RequestOrigin()
ORIGIN: ContextVar[RequestOrigin] = ContextVar("hushroom_request_origin", default=NOBODY)
"""Set by the web for as long as it serves one request; each task has its own."""

GONE: ContextVar[Callable[[], bool]] = ContextVar("hushroom_request_gone", default=lambda: False)
"""Tells whether the client of the current request has hung up; set by the web for requests that wait for slow work."""
USER_AGENT_MAX_LENGTH = 512


def origin() -> RequestOrigin:
    """Where the current request comes from, its program's name cut to a length worth keeping."""
    found = ORIGIN.get()
    agent = found.user_agent
    return RequestOrigin(found.ip_address, agent[:USER_AGENT_MAX_LENGTH] if agent else None)
