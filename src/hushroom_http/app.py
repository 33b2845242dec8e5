"""The composition of the surfaces: one ASGI application around an open platform."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.exceptions import NotFoundException
from litestar.types import Receive, Scope, Send

from hushroom_adapters.settings import HttpSettings
from hushroom_http.api_v1.administration import recoveries
from hushroom_http.api_v1.administration import routes as administration_routes
from hushroom_http.api_v1.availability import routes as availability_routes
from hushroom_http.api_v1.companions import favourites
from hushroom_http.api_v1.companions import routes as companions_routes
from hushroom_http.api_v1.contracts import routes as contracts_routes
from hushroom_http.api_v1.errors import answer
from hushroom_http.api_v1.goals import routes as goals_routes
from hushroom_http.api_v1.health import routes as health_routes
from hushroom_http.api_v1.identity import auth_routes as identity_auth_routes
from hushroom_http.api_v1.identity import avatar_routes as identity_avatar_routes
from hushroom_http.api_v1.identity import devices, email_changes, factors, linked_identities, passkeys, provider_routes
from hushroom_http.api_v1.identity import routes as identity_routes
from hushroom_http.api_v1.identity.export_writer import Places
from hushroom_http.api_v1.json_decoder import JsonBodies
from hushroom_http.api_v1.matching import routes as matching_routes
from hushroom_http.api_v1.media import routes as media_routes
from hushroom_http.api_v1.moderation import reports_made
from hushroom_http.api_v1.moderation import routes as moderation_routes
from hushroom_http.api_v1.notifications import centre
from hushroom_http.api_v1.notifications import routes as notifications_routes
from hushroom_http.api_v1.openapi import openapi, refusals
from hushroom_http.api_v1.openapi.page import SwaggerUi
from hushroom_http.api_v1.payments import routes as payments_routes
from hushroom_http.api_v1.ratings import routes as ratings_routes
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.sessions import routes as sessions_routes
from hushroom_http.api_v1.surface import api, documentation, reference
from hushroom_http.pages import assets, avatars
from hushroom_http.pages.assets import asset, has_asset
from hushroom_http.pages.features import WITHOUT_WEB_APP, page_router
from hushroom_http.pages.notifications.streams import NoticeStreams
from hushroom_http.pages.surface import mailed_pages, pages
from hushroom_http.realtime import METHODS, Gateway
from hushroom_http.server.cors import CorsPolicy
from hushroom_http.server.methods import allow, allowed_at
from hushroom_http.server.middleware import RequestMiddleware
from hushroom_http.server.ports import Platform
from hushroom_http.server.request import WebRequest
from hushroom_http.server.surfaces import write_error
from hushroom_http.server.ttl_cache import TtlCache
from hushroom_http.server.uploads import UploadPlaces
from hushroom_http.webhooks import livekit, stripe
from hushroom_http.webhooks.surface import webhooks

PREFIX = "/api/v1"
MAX_BODY_BYTES = 1024 * 1024
SWAGGER_SCRIPT, SWAGGER_STYLE = "vendor/swagger-ui-bundle.js", "vendor/swagger-ui.css"

FEATURES = (
    identity_auth_routes,
    identity_routes,
    identity_avatar_routes,
    companions_routes,
    favourites,
    devices,
    provider_routes,
    linked_identities,
    passkeys,
    factors,
    email_changes,
    availability_routes,
    sessions_routes,
    goals_routes,
    contracts_routes,
    media_routes,
    matching_routes,
    payments_routes,
    ratings_routes,
    moderation_routes,
    reports_made,
    notifications_routes,
    centre,
    administration_routes,
    recoveries,
    health_routes,
)

Opening = Callable[[Litestar], AbstractAsyncContextManager[None]]


class Web(Litestar):
    """Litestar and the realtime gateway within the request middleware, also for paths without a route."""

    frame: RequestMiddleware
    gateway: Gateway

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serves one request, one websocket or the lifespan."""
        if scope["type"] == "lifespan":
            await super().__call__(scope, receive, send)
        else:
            await self.frame(scope, receive, send)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request or websocket within the middleware."""
        if self.gateway.takes(scope["path"]):
            await self.gateway(scope, receive, send)
        elif scope["type"] == ScopeType.WEBSOCKET:
            raise NotFoundException
        else:
            await super().__call__(scope, receive, send)

    def continues(self, scope: Scope) -> bool:
        """Returns whether the request belongs to a realtime connection that is open."""
        return self.gateway.takes(scope["path"]) and self.gateway.knows(scope)

    def allowed(self, path: str) -> str:
        """Returns the methods of a path as the field `Allow` names them. Raises: NotFoundException."""
        return allow(METHODS) if self.gateway.takes(path) else allowed_at(self, path)


def create_app(platform: Platform) -> Litestar:
    """Returns the application for a platform that is already open."""
    app = assemble(platform.settings.http)
    app.state.platform = platform
    return app


def assemble(http: HttpSettings, opening: Sequence[Opening] = ()) -> Web:
    """Returns the application; `opening` puts the platform into its state before the first request."""
    app = Web(
        route_handlers=[_api(), _webhooks(), *_pages(http)],
        request_class=WebRequest,
        exception_handlers={Exception: write_error},
        request_max_body_size=MAX_BODY_BYTES,
        openapi_config=openapi(http.public_url, _swagger_ui()),
        lifespan=[*opening, _gateway_closing],
        state=State(),
        logging_config=None,
        debug=False,
    )
    app.state.statistics = TtlCache(administration_routes.STATISTICS_SECONDS)
    app.state.exports = Places()
    app.state.upload_places = UploadPlaces()
    # The pages offer the same file as the API; the surfaces do not know each other.
    app.state.write_export = identity_routes.write_export
    app.gateway = Gateway(lambda: _platform(app), polling=http.polling, trusted_proxies=http.trusted_proxies)
    app.state.notice_streams = NoticeStreams(lambda: _platform(app))
    app.frame = RequestMiddleware(
        app,
        lambda: _platform(app),
        trusted_proxies=http.trusted_proxies,
        is_https=http.public_url.startswith("https://"),
        origins=CorsPolicy(http.cors_origins),
        surfaces=(
            reference(),
            documentation(),
            app.gateway.surface(answer),
            webhooks(PREFIX, answer),
            *((api(), pages()) if http.has_pages else (mailed_pages(), api(takes_all=True))),
        ),
    )
    return app


def _pages(http: HttpSettings) -> list[Router]:
    """Returns the routes of the web app; without it, those of the pages that links in emails open."""
    return [assets.routes(), avatars.routes(), page_router() if http.has_pages else page_router(WITHOUT_WEB_APP)]


def _swagger_ui() -> SwaggerUi | None:
    """Returns the addresses of Swagger UI's files; None where npm has not installed them."""
    return SwaggerUi(asset(SWAGGER_SCRIPT), asset(SWAGGER_STYLE)) if has_asset(SWAGGER_SCRIPT) else None


def _api() -> Router:
    features = [feature.routes() for feature in FEATURES]
    return Router(PREFIX, route_handlers=features, request_class=ApiRequest, dto=JsonBodies, return_dto=None)


def _webhooks() -> Router:
    return Router(PREFIX, route_handlers=[stripe.route(refusals), livekit.route(refusals)])


@asynccontextmanager
async def _gateway_closing(app: Litestar) -> AsyncIterator[None]:
    assert isinstance(app, Web)
    try:
        yield
    finally:
        streams: NoticeStreams = app.state.notice_streams
        await streams.close()
        await app.gateway.close()


def _platform(app: Litestar) -> Platform:
    platform: Platform = app.state.platform
    return platform
