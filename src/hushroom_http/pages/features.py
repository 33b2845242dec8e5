"""The features with pages, one line each, and the checks that every page has."""

from typing import Any, Protocol

from litestar import Request, Response, Router

from hushroom_http.pages.administration import routes as administration_routes
from hushroom_http.pages.availability import routes as availability_routes
from hushroom_http.pages.companions import favourites
from hushroom_http.pages.companions import routes as companions_routes
from hushroom_http.pages.contracts import routes as contracts_routes
from hushroom_http.pages.csrf import check_form, require_own_site
from hushroom_http.pages.directory import routes as directory_routes
from hushroom_http.pages.form_ids import KeptRedirects, claim_form
from hushroom_http.pages.goals import routes as goals_routes
from hushroom_http.pages.identity import (
    account,
    by_provider,
    email_change,
    enrolling,
    forgotten,
    linked_identities,
    mailed_links,
    passkeys,
    picture,
    recovering,
    second_factor,
    second_step,
    sign_in_devices,
    signing_in,
    step_up,
    welcome,
)
from hushroom_http.pages.information import crawling
from hushroom_http.pages.information import routes as information_routes
from hushroom_http.pages.installation import devices
from hushroom_http.pages.installation import routes as installation_routes
from hushroom_http.pages.loopback import to_localhost
from hushroom_http.pages.matching import routes as matching_routes
from hushroom_http.pages.media import room
from hushroom_http.pages.moderation import filed, filing, profile_reports
from hushroom_http.pages.notifications import centre, live
from hushroom_http.pages.payments import earnings, paying, receipts
from hushroom_http.pages.ratings import look_back, received
from hushroom_http.pages.sessions import booking, calendar, lists, showing


class PageFeature(Protocol):
    """A module of routes."""

    def routes(self) -> Router: ...


FEATURES: tuple[PageFeature, ...] = (
    administration_routes,
    information_routes,
    crawling,
    directory_routes,
    booking,
    showing,
    goals_routes,
    contracts_routes,
    matching_routes,
    paying,
    installation_routes,
    devices,
    centre,
    live,
    signing_in,
    second_step,
    enrolling,
    forgotten,
    by_provider,
    linked_identities,
    mailed_links,
    account,
    email_change,
    sign_in_devices,
    passkeys,
    second_factor,
    step_up,
    picture,
    recovering,
    welcome,
    lists,
    look_back,
    room,
    filing,
    profile_reports,
    receipts,
    companions_routes,
    favourites,
    availability_routes,
    earnings,
    received,
    filed,
    calendar,
)


WITHOUT_WEB_APP: tuple[PageFeature, ...] = (mailed_links,)
"""The features of a server that serves the API alone: its emails still lead to pages."""


def page_router(features: tuple[PageFeature, ...] = FEATURES) -> Router:
    """Returns the routes of pages; no unsafe request reaches one before its origin and its form are checked."""
    return Router(
        "/",
        route_handlers=[feature.routes() for feature in features],
        guards=[require_own_site],
        before_request=_check,
        middleware=[KeptRedirects],
        include_in_schema=False,
    )


async def _check(request: Request[Any, Any, Any]) -> Response[bytes] | None:
    moved = to_localhost(request)
    if moved is not None:
        return moved
    await check_form(request)
    return await claim_form(request)
