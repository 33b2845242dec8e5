"""The page of the accounts at providers by which a reader signs in."""

from typing import Any

from attrs import evolve
from litestar import Response, Router

from hushroom_domain.identity.errors import IdentityNotFound, ProviderProofInvalid
from hushroom_domain.identity.services.attempt_keeper import ProviderReturn
from hushroom_domain.identity.use_cases.begin_provider_attempt import BeginProviderAttempt
from hushroom_domain.shared.errors import DomainError, Unavailable
from hushroom_domain.shared.ids import IdentityId
from hushroom_http.pages.cookies import AttemptCookie, end_attempt
from hushroom_http.pages.forms import NO_FIELDS, submission
from hushroom_http.pages.guards import reader_of, require_reader
from hushroom_http.pages.identity.provider_visits import leave, name_of, offered_by
from hushroom_http.pages.rendering import READER, see_other, show, show_refused
from hushroom_http.server.faults import fault_of
from hushroom_http.server.rate_limits import require_within
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

PATH = "/account/identities"
PAGE = "identity/identities.html"


@get(PATH, guards=[require_reader])
async def list_identities(request: WebRequest) -> Response[bytes]:
    """Returns the identities of the reader, and the providers of which one can be added."""
    return show(request, PAGE, form=NO_FIELDS, **await _facts(request))


@post(f"{PATH}/add", guards=[require_reader])
async def add(request: WebRequest) -> Response[bytes]:
    """Begins to add an identity, and leads the browser to the provider."""
    sent = await submission(request)
    provider_id = sent.text("provider")
    try:
        await require_within(request, "providers")
        command = BeginProviderAttempt.Command(provider_id, request.viewer.user_id)
        begun = await request.application.identity.begin_provider_attempt(command)
    except DomainError as refusal:
        return show_refused(request, PAGE, form=NO_FIELDS, sent=sent, refusal=refusal, **await _facts(request))
    return leave(request, provider_id, begun, AttemptCookie(secret=begun.attempt, adds=True))


async def add_answered(request: WebRequest, entries: ProviderReturn) -> Response[bytes]:
    """Adds the identity that a provider proves to the account of the reader who comes back from there.

    Raises: ProviderProofInvalid (the reader has signed out meanwhile).
    """
    reader = request.scope["state"].get(READER)
    if reader is None:
        raise ProviderProofInvalid
    try:
        await request.application.identity.link_identity(reader.user_id, entries)
    except DomainError as refusal:
        return await _refused(request, refusal)
    answer = see_other(PATH, done="added")
    end_attempt(request, answer)
    return answer


@post(f"{PATH}/remove", guards=[require_reader])
async def remove(request: WebRequest) -> Response[bytes]:
    """Removes an identity; this browser stays signed in, and no other device does."""
    sent = await submission(request)
    reader = reader_of(request)
    try:
        identity_id = IdentityId(sent.uuid("identityId"))
        await request.application.identity.unlink_identity(reader.user_id, identity_id, reader.sign_in_id)
    except IdentityNotFound:
        return see_other(PATH, done="removed")  # It has been removed meanwhile.
    except DomainError as refusal:
        return show_refused(request, PAGE, form=NO_FIELDS, sent=sent, refusal=refusal, **await _facts(request))
    return see_other(PATH, done="removed")


def routes() -> Router:
    return Router("/", route_handlers=[list_identities, add, remove], include_in_schema=False)


async def _refused(request: WebRequest, refusal: DomainError) -> Response[bytes]:
    """Returns the page with the reason why nothing was added, in place of the page that the provider led to."""
    fault = fault_of(request, refusal)
    status = fault.status.value if isinstance(refusal, Unavailable) else 400
    shown = show(request, PAGE, form=evolve(NO_FIELDS, refusal=refusal), status=status, **await _facts(request))
    shown.headers.update(fault.headers)
    shown.headers["Cache-Control"] = "no-store"
    return shown


async def _facts(request: WebRequest) -> dict[str, Any]:
    found = await request.queries.users.identities(request.viewer.user_id)
    identities = [(one, name_of(request, one.provider)) for one in found]
    return {"identities": identities, "providers": offered_by(request)}
