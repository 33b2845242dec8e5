"""The favourites of a reader: the list, and the buttons that keep and remove one."""

from urllib.parse import parse_qsl, urlencode

from litestar import Response, Router

from hushroom_domain.companions.errors import TooManyFavourites
from hushroom_domain.companions.use_cases.keep_favourite import KeepFavourite
from hushroom_domain.shared.ids import CompanionId
from hushroom_http.pages.forms import NO_FIELDS, Submission, submission
from hushroom_http.pages.guards import require_reader
from hushroom_http.pages.next_paths import safe_path
from hushroom_http.pages.rendering import DONE, see_other, show, show_refused
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

PATH = "/account/favourites"
TEMPLATE = "companions/favourites.html"
BACK = "back"
"""The field with the address of the list in which the reader pressed the button."""
LONGEST_ADDRESS = 4_000
"""The number of characters of an address with every filter of a list."""


@get(PATH, guards=[require_reader])
async def list_favourites(request: WebRequest) -> Response[bytes]:
    """Returns the companions whom the reader keeps; those who cannot be booked now are left out."""
    found = await request.queries.companions.favourites(request.viewer.user_id)
    return show(request, TEMPLATE, form=NO_FIELDS, found=found)


@post(PATH, guards=[require_reader])
async def keep(request: WebRequest) -> Response[bytes]:
    """Keeps a companion whose profile or place in a list the reader looks at."""
    sent = await submission(request)
    wanted = CompanionId(sent.uuid("companionId"))
    try:
        await request.application.companions.keep_favourite(KeepFavourite.Command(request.viewer.user_id, wanted))
    except TooManyFavourites as refusal:
        found = await request.queries.companions.favourites(request.viewer.user_id)
        return show_refused(request, TEMPLATE, form=NO_FIELDS, sent=sent, refusal=refusal, found=found)
    return _back(sent, wanted, "kept")


@post("/account/favourites/remove", guards=[require_reader])
async def drop(request: WebRequest) -> Response[bytes]:
    """Removes a companion from the favourites."""
    sent = await submission(request)
    wanted = CompanionId(sent.uuid("companionId"))
    await request.application.companions.drop_favourite(request.viewer.user_id, wanted)
    return _back(sent, wanted, "removed")


def _back(sent: Submission, companion_id: CompanionId, done: str) -> Response[bytes]:
    """Returns the redirect to the companion's place in the list with its filters; to the favourites without one."""
    path, _, query = safe_path(sent.text(BACK), PATH, LONGEST_ADDRESS).partition("?")
    place = "" if path == PATH else f"#companion-{companion_id}"
    return see_other(f"{path}?{urlencode([*parse_qsl(query), (DONE, done)])}{place}")


def routes() -> Router:
    return Router("/", route_handlers=[list_favourites, keep, drop], include_in_schema=False)
