"""The way of a browser to a provider of identities, from whichever page."""

from litestar import Response

from hushroom_domain.identity.model import IdentityProvider
from hushroom_domain.identity.services.attempt_keeper import BegunAttempt
from hushroom_http.pages.cookies import AttemptCookie, set_attempt
from hushroom_http.pages.rendering import show
from hushroom_http.server.request import WebRequest


def offered_by(request: WebRequest) -> tuple[IdentityProvider, ...]:
    """Returns the providers by which people sign in."""
    return request.application.identity.begin_provider_attempt.offered


def leave(request: WebRequest, provider_id: str, begun: BegunAttempt, attempt: AttemptCookie) -> Response[bytes]:
    """Returns the page that leads on to a provider.

    It is no redirect, because the policy of the page with the form lets forms end on this site alone.
    """
    answer = show(request, "identity/to_provider.html", address=begun.address, provider=name_of(request, provider_id))
    answer.headers["Cache-Control"] = "no-store"
    set_attempt(request, answer, attempt)
    return answer


def name_of(request: WebRequest, provider_id: str) -> str:
    """Returns the name of a provider; its id if it is not configured any more."""
    return next((one.name for one in offered_by(request) if one.id == provider_id), provider_id)
