"""The reader's picture: sent by a form without scripts, and removed."""

from litestar import Response, Router

from hushroom_domain.identity.errors import AvatarRefused
from hushroom_domain.shared.errors import DomainError, FieldProblem, ValidationFailed
from hushroom_http.pages.forms import TAKES_FILES, submission
from hushroom_http.pages.guards import reader_of, require_reader
from hushroom_http.pages.identity.account import (
    PICTURE,
    PICTURE_FIELD,
    PROFILE_PAGE,
    filled_profile,
    profile_facts,
)
from hushroom_http.pages.rendering import see_other, show_refused
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import post
from hushroom_http.server.uploads import MOST_BYTES, multipart_of


@post("/account/profile/picture", guards=[require_reader], request_max_body_size=MOST_BYTES, opt={TAKES_FILES: True})
async def send_picture(request: WebRequest) -> Response[bytes]:
    """Stores the reader's picture."""
    picture = (await multipart_of(request)).files.get(PICTURE_FIELD, b"")
    try:
        await request.application.identity.replace_avatar(request.viewer.user_id, picture)
    except DomainError as refusal:
        return show_refused(
            request,
            PROFILE_PAGE,
            form=PICTURE,
            sent=await submission(request),
            refusal=_at_field(refusal),
            **profile_facts(request, names=filled_profile(reader_of(request))),
        )
    return see_other("/account/profile", done="picture")


@post("/account/profile/picture/remove", guards=[require_reader])
async def remove_picture(request: WebRequest) -> Response[bytes]:
    """Removes the reader's picture."""
    await request.application.identity.remove_avatar(request.viewer.user_id)
    return see_other("/account/profile", done="picture-removed")


def routes() -> Router:
    return Router("/", route_handlers=[send_picture, remove_picture], include_in_schema=False)


def _at_field(refusal: DomainError) -> DomainError:
    """Returns the refusal of a file as one of its field."""
    if not isinstance(refusal, AvatarRefused):
        return refusal
    return ValidationFailed(refusal.text, problems=(FieldProblem(PICTURE_FIELD, refusal.text),))
