"""The caller's avatar: a picture that is sent, and its removal."""

from dataclasses import dataclass

from litestar import Router
from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema

from hushroom_domain.identity.model import User
from hushroom_domain.identity.queries import UserProfile
from hushroom_http.api_v1.identity.responses import ProfileAnswer, profile_answer
from hushroom_http.api_v1.openapi import TOKEN, refusals, with_body
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.routing import delete, put
from hushroom_http.server.guards import require_user
from hushroom_http.server.uploads import MOST_BYTES, picture_in

FIELD = "avatar"
"""The name of the file in a multipart form."""


@dataclass
class PictureOperation(Operation):
    """An operation whose body is a picture."""

    def __post_init__(self) -> None:
        file = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        form = Schema(type=OpenAPIType.OBJECT, properties={FIELD: file}, required=[FIELD])
        # Programs that generate clients know bytes and forms, and none of the types of pictures.
        self.request_body = RequestBody(
            content={
                "application/octet-stream": OpenAPIMediaType(schema=file),
                "multipart/form-data": OpenAPIMediaType(schema=form),
            },
            required=True,
            description="The picture, also as image/jpeg and the like: at most 5 MB and 25 million pixels",
        )


@put(
    "/me/avatar",
    summary="Send my picture",
    guards=[require_user],
    security=TOKEN,
    responses=with_body(401),
    request_max_body_size=MOST_BYTES,
    operation_class=PictureOperation,
)
async def replace(request: ApiRequest) -> ProfileAnswer:
    """The body is the picture itself, or a form with the file `avatar`: JPEG, PNG, WebP or GIF.

    Its middle square is stored in three sizes without metadata; of an animated picture it is the first frame. The
    answer's `avatarUrl` is the address of 256 pixels. A file that is no picture, or more than a picture, is refused.
    """
    picture = await picture_in(request, FIELD)
    return await _profile(request, await request.application.identity.replace_avatar(request.viewer.user_id, picture))


@delete(
    "/me/avatar",
    status_code=200,
    summary="Remove my picture",
    guards=[require_user],
    security=TOKEN,
    responses=refusals(401),
)
async def remove(request: ApiRequest) -> ProfileAnswer:
    """Removes the caller's picture, whether it was sent or is on another website."""
    return await _profile(request, await request.application.identity.remove_avatar(request.viewer.user_id))


async def _profile(request: ApiRequest, user: User) -> ProfileAnswer:
    return profile_answer(UserProfile(user, await request.queries.users.languages(user.id)))


def routes() -> Router:
    return Router("/users", route_handlers=[replace, remove], tags=["users"])
