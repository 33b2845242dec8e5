"""The caller's account and the export of its data."""

from collections.abc import Awaitable
from typing import Annotated

from litestar import Router
from litestar.openapi import ResponseSpec
from litestar.params import JSONBody
from litestar.response import Stream
from msgspec import UNSET, UnsetType

from hushroom_domain.application import Queries
from hushroom_domain.identity.model import Claimant, Proficiency
from hushroom_domain.identity.policy import LANGUAGES
from hushroom_domain.identity.queries import UserProfile
from hushroom_domain.identity.use_cases.set_languages import SetLanguages
from hushroom_domain.identity.use_cases.update_profile import UpdateProfile
from hushroom_domain.shared.ids import FamilyId
from hushroom_http.api_v1.identity.export_responses import ExportAnswer
from hushroom_http.api_v1.identity.export_writer import Places, written
from hushroom_http.api_v1.identity.responses import (
    LanguageAnswer,
    ProfileAnswer,
    VerificationAnswer,
    language_answer,
    profile_answer,
)
from hushroom_http.api_v1.openapi import TOKEN, refusals, with_body
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_shape import Message
from hushroom_http.api_v1.routing import delete, get, patch, post, put
from hushroom_http.inputs.field_types import Language, Name, TimeZone, WebAddress, items
from hushroom_http.inputs.request_bodies import Body, Nothing, changes_in
from hushroom_http.server.guards import claimant_of, owned_row, require_owner, require_user
from hushroom_http.server.request import WebRequest


class ProfileChanges(Body):
    """Only the given fields change; null clears a name or the avatar."""

    first_name: Name | UnsetType | None = UNSET
    last_name: Name | UnsetType | None = UNSET
    display_name: Name | UnsetType | None = UNSET
    avatar_url: WebAddress | UnsetType | None = UNSET
    preferred_language: Language | UnsetType = UNSET
    timezone: TimeZone | UnsetType = UNSET


class SpokenLanguage(Body):
    language: Language
    proficiency: Proficiency
    is_preferred: bool = False


class Languages(Body):
    languages: Annotated[list[SpokenLanguage], items(LANGUAGES)]


def _profile_of(queries: Queries, claimant: Claimant) -> Awaitable[UserProfile | None]:
    return queries.users.profile(claimant.user_id, claimant.sign_in_id)


@get("/me", summary="Show my account", guards=[require_owner(_profile_of)], security=TOKEN, responses=refusals(401))
async def show(request: ApiRequest) -> ProfileAnswer:
    """Returns the caller's account with languages."""
    profile = owned_row(request, UserProfile)
    assert profile is not None, "a user with a valid token has a profile"
    return profile_answer(profile)


@patch("/me", summary="Change my account", guards=[require_user], security=TOKEN, responses=with_body(401))
async def change(request: ApiRequest, data: JSONBody[ProfileChanges]) -> ProfileAnswer:
    """Changes the given fields only."""
    user_id = request.viewer.user_id
    user = await request.application.identity.update_profile(UpdateProfile.Command(user_id=user_id, **changes_in(data)))
    return profile_answer(UserProfile(user, await request.queries.users.languages(user_id)))


@delete(
    "/me",
    status_code=200,
    summary="Close my account",
    guards=[require_user],
    security=TOKEN,
    responses=refusals(401, 403),
)
async def close(request: ApiRequest) -> Message:
    """Closes the account; no sign-in is possible any more, and every token ends at once.

    Sessions that have not begun are cancelled; past partners keep their history. The owner can bring the account back
    within 30 days (`POST /auth/reactivate`). Then it is erased, or as soon as its last payment is settled: a hold, an
    open dispute and a refund on its way need to know whose they are. A second factor must have been shown within ten
    minutes: `POST /auth/step-up`.
    """
    claimant = claimant_of(request)
    await request.application.identity.delete(claimant.user_id, claimant.sign_in_id)
    return Message(message="Account deleted successfully")


@get("/me/languages", summary="List my languages", guards=[require_user], security=TOKEN, responses=refusals(401))
async def languages(request: ApiRequest) -> list[LanguageAnswer]:
    """Returns the caller's languages."""
    spoken = await request.queries.users.languages(request.viewer.user_id)
    return [language_answer(one) for one in spoken]


@put("/me/languages", summary="Replace my languages", guards=[require_user], security=TOKEN, responses=with_body(401))
async def replace_languages(request: ApiRequest, data: JSONBody[Languages]) -> list[LanguageAnswer]:
    """Replaces the caller's list of languages."""
    items = tuple(SetLanguages.Language(one.language, one.proficiency, one.is_preferred) for one in data.languages)
    command = SetLanguages.Command(request.viewer.user_id, items)
    return [language_answer(one) for one in await request.application.identity.set_languages(command)]


@post(
    "/me/data-export",
    status_code=200,
    summary="Export my data",
    guards=[require_user],
    security=TOKEN,
    responses={200: ResponseSpec(ExportAnswer, generate_examples=False, description="Done"), **with_body(401, 403)},
)
async def export(request: ApiRequest, data: JSONBody[Nothing]) -> Stream:  # noqa: ARG001 - a bad body is refused
    """Returns all stored data of the caller; the audit log records the export.

    The server writes a few exports at a time; 503 asks to try again later. A second factor must have been shown within
    ten minutes: `POST /auth/step-up`.
    """
    return await write_export(request, claimant_of(request).sign_in_id)


async def write_export(request: WebRequest, sign_in_id: FamilyId | None) -> Stream:
    """Returns all stored data of the viewer.

    Raises: ExportsBusy, NoRoomForExport, StepUpRequired, ExportQuotaReached.
    """
    places: Places = request.app.state.exports
    with places.taken():
        slices, exported_at = await request.application.administration.export_data(request.viewer.user_id, sign_in_id)
        return await written(slices, exported_at)


@post(
    "/me/identity-verification",
    summary="Verify my identity",
    guards=[require_user],
    security=TOKEN,
    responses=with_body(401, 503),
)
async def verify_identity(request: ApiRequest, data: JSONBody[Nothing]) -> VerificationAnswer:  # noqa: ARG001 - a bad body is refused
    """Begins the verification of the caller's identity by a document, or continues it.

    The person goes on at `url`, which is used once; it is null while the document is looked at, and when the identity
    is verified. A person has one open verification at a time.
    """
    step = await request.application.verification.begin(request.viewer.user_id)
    return VerificationAnswer(url=step.url, status=step.status)


def routes() -> Router:
    handlers = [show, change, close, languages, replace_languages, export, verify_identity]
    return Router("/users", route_handlers=handlers, tags=["users"])
