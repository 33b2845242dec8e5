"""The identities at providers by which a user signs in."""

from litestar import Router
from litestar.params import JSONBody

from hushroom_domain.identity.errors import IdentityNotFound
from hushroom_domain.identity.model import LinkedIdentity
from hushroom_domain.identity.use_cases.begin_provider_attempt import BeginProviderAttempt
from hushroom_domain.shared.ids import IdentityId
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.identity.provider_routes import (
    AttemptAnswer,
    ProviderAnswerBody,
    attempt_answer,
    provider_return,
)
from hushroom_http.api_v1.openapi import TOKEN, refusals, with_body
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_shape import Answer, Id, Time
from hushroom_http.api_v1.routing import delete, get, post
from hushroom_http.inputs.field_types import ProviderName
from hushroom_http.inputs.request_bodies import Body
from hushroom_http.server.guards import claimant_of, require_user
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.rate_limits import limited


class IdentityToLink(Body):
    provider: ProviderName


class ProviderAnswerForLink(ProviderAnswerBody, kw_only=True):
    """The answer of the provider of an attempt, with the id of the provider."""

    provider: ProviderName


class LinkedIdentityAnswer(Answer):
    """An identity: its provider, and the address that the provider named when the identity was added."""

    id: Id
    provider: str
    email: str | None
    created_at: Time
    last_used_at: Time


@get("/", summary="List my linked identities", responses=refusals(401))
async def show_identities(request: ApiRequest) -> list[LinkedIdentityAnswer]:
    """Returns the identities by which the caller signs in, oldest first, at most a hundred."""
    return [_answer(one) for one in await request.queries.users.identities(request.viewer.user_id)]


@post(
    "/begin",
    summary="Begin to add an identity",
    guards=[limited("providers")],
    responses=with_body(401, 404),
)
async def begin_link(request: ApiRequest, data: JSONBody[IdentityToLink]) -> AttemptAnswer:
    """Begins an attempt that adds an identity to the caller's account; at most 20 in a day."""
    command = BeginProviderAttempt.Command(data.provider, request.viewer.user_id)
    return attempt_answer(await request.application.identity.begin_provider_attempt(command))


@post(
    "/finish",
    summary="Finish adding an identity",
    guards=[limited("providers")],
    responses=with_body(401, 404, 409),
)
async def finish_link(request: ApiRequest, data: JSONBody[ProviderAnswerForLink]) -> LinkedIdentityAnswer:
    """Adds the identity, by which the caller signs in from then on.

    Only who began the attempt finishes it, and only as long as no credential of the account was changed since.
    """
    command = provider_return(data.provider, data)
    return _answer(await request.application.identity.link_identity(request.viewer.user_id, command))


@delete("/{identity_id:str}", status_code=204, summary="Remove an identity", responses=refusals(401, 404))
async def unlink(request: ApiRequest, identity_id: PathId) -> None:
    """Removes an identity, and ends every sign-in of the caller except the one that asks.

    The last way to sign in stays: 400 `auth.last_credential`.
    """
    wanted = IdentityId(id_in_path(identity_id, IdentityNotFound))
    claimant = claimant_of(request)
    await request.application.identity.unlink_identity(claimant.user_id, wanted, claimant.sign_in_id)


def routes() -> Router:
    handlers = [show_identities, begin_link, finish_link, unlink]
    return Router(
        "/users/me/identities", route_handlers=handlers, guards=[require_user], security=TOKEN, tags=["users"]
    )


def _answer(identity: LinkedIdentity) -> LinkedIdentityAnswer:
    return LinkedIdentityAnswer(
        id=identity.id,
        provider=identity.provider,
        email=identity.email,
        created_at=at(identity.created_at),
        last_used_at=at(identity.last_used_at),
    )
