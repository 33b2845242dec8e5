"""The companion profile of the reader of a page."""

from hushroom_domain.companions.errors import CompanionNotFound
from hushroom_domain.companions.queries import OwnProfile
from hushroom_http.server.request import WebRequest

APPLICATION_PATH = "/companion/application"


async def own_profile(request: WebRequest) -> OwnProfile:
    """Returns the reader's own profile. Raises: CompanionNotFound."""
    profile = await request.queries.companions.own(request.viewer.user_id)
    if profile is None:
        raise CompanionNotFound
    return profile
