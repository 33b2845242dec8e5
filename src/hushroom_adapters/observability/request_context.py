"""The origin of the current request: the audit log records it with each act."""

from collections.abc import Callable
from contextvars import ContextVar

from attrs import frozen

from hushroom_domain.shared.audit import Act, Entity


@frozen
class RequestOrigin:
    """The address and the user agent of the client; both are None in a worker."""

    ip_address: str | None = None
    user_agent: str | None = None


NOBODY = RequestOrigin()
ORIGIN: ContextVar[RequestOrigin] = ContextVar("hushroom_request_origin", default=NOBODY)
"""Set by the web for as long as it serves one request; each task has its own."""

GONE: ContextVar[Callable[[], bool]] = ContextVar("hushroom_request_gone", default=lambda: False)
"""Tells whether the client of the current request has hung up; set by the web for requests that wait for slow work."""
USER_AGENT_MAX_LENGTH = 512


def origin_of(act: Act) -> RequestOrigin:
    """Returns the origin with which an act is recorded; none for an act that no person did.

    A provider's answer may arrive within the request of a person, who did not cause it.
    """
    return NOBODY if act.actor_id is None and act.entity is not Entity.USER else origin()


def origin() -> RequestOrigin:
    """Returns the origin of the current request, with the user agent cut to the length that is kept."""
    found = ORIGIN.get()
    agent = found.user_agent
    return RequestOrigin(found.ip_address, agent[:USER_AGENT_MAX_LENGTH] if agent else None)
