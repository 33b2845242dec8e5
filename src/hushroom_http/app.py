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
from hushroom_http.api_v1.administration import routes as administration_routes
from hushroom_http.api_v1.availability import routes as availability_routes
from hushroom_http.api_v1.companions import routes as companions_routes
from hushroom_http.api_v1.contracts import routes as contracts_routes
from hushroom_http.api_v1.errors import answer
from hushroom_http.api_v1.goals import routes as goals_routes
from hushroom_http.api_v1.health import routes as health_routes
from hushroom_http.api_v1.identity import auth_routes as identity_auth_routes
from hushroom_http.api_v1.identity import routes as identity_routes
from hushroom_http.api_v1.identity.export_writer import Places
from hushroom_http.api_v1.json_decoder import JsonBodies
from hushroom_http.api_v1.matching import routes as matching_routes
from hushroom_http.api_v1.media import routes as media_routes
from hushroom_http.api_v1.moderation import routes as moderation_routes
from hushroom_http.api_v1.openapi import openapi, refusals
from hushroom_http.api_v1.payments import routes as payments_routes
from hushroom_http.api_v1.ratings import routes as ratings_routes
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.sessions import routes as sessions_routes
from hushroom_http.api_v1.surface import api, documentation
from hushroom_http.pages import links
from hushroom_http.realtime import METHODS, Gateway
from hushroom_http.server.cors import CorsPolicy
from hushroom_http.server.methods import allow, allowed_at
from hushroom_http.server.middleware import RequestMiddleware
from hushroom_http.server.ports import Platform
from hushroom_http.server.request import WebRequest
from hushroom_http.server.surfaces import write_error
from hushroom_http.server.ttl_cache import TtlCache
from hushroom_http.webhooks import livekit, stripe
from hushroom_http.webhooks.surface import webhooks

PREFIX = "/api/v1"
MAX_BODY_BYTES = 1024 * 1024

FEATURES = (
    identity_auth_routes,
    identity_routes,
    companions_routes,
    availability_routes,
    sessions_routes,
    goals_routes,
    contracts_routes,
    media_routes,
    matching_routes,
    payments_routes,
    ratings_routes,
    moderation_routes,
    administration_routes,
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
        route_handlers=[_api(), _webhooks(), links.routes()],
        request_class=WebRequest,
        exception_handlers={Exception: write_error},
        request_max_body_size=MAX_BODY_BYTES,
        openapi_config=openapi(http.public_url),
        lifespan=[*opening, _gateway_closing],
        state=State(),
        logging_config=None,
        debug=False,
    )
    app.state.statistics = TtlCache(administration_routes.STATISTICS_SECONDS)
    app.state.exports = Places()
    app.gateway = Gateway(lambda: _platform(app), polling=http.polling, trusted_proxies=http.trusted_proxies)
    app.frame = RequestMiddleware(
        app,
        lambda: _platform(app),
        trusted_proxies=http.trusted_proxies,
        is_https=http.public_url.startswith("https://"),
        origins=CorsPolicy(http.cors_origins),
        surfaces=(links.surface(), documentation(), app.gateway.surface(answer), webhooks(PREFIX, answer), api()),
    )
    return app


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
        await app.gateway.close()


def _platform(app: Litestar) -> Platform:
    platform: Platform = app.state.platform
    return platform
