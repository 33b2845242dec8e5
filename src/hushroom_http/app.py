"""The application: every route of API v1 in its frame, around a platform that is open or will be."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.exceptions import NotFoundException
from litestar.types import Receive, Scope, Send

from hushroom_adapters.settings import HttpSettings
from hushroom_http.api import (
    admin,
    auth,
    availability,
    companions,
    contracts,
    goals,
    health,
    matching,
    media,
    payments,
    ratings,
    reports,
    sessions,
    users,
)
from hushroom_http.documentation import openapi
from hushroom_http.errors import answer
from hushroom_http.exporting import Places
from hushroom_http.frame import Frame
from hushroom_http.json_bodies import JsonBodies
from hushroom_http.methods import allow, allowed_at
from hushroom_http.origins import Origins
from hushroom_http.pages import links
from hushroom_http.platform import Platform
from hushroom_http.realtime import METHODS, Gateway
from hushroom_http.remembered import Remembered
from hushroom_http.request import Asked

PREFIX = "/api/v1"
MAX_BODY_BYTES = 1024 * 1024

FEATURES = (
    auth, users, companions, availability, sessions, goals, contracts, media, matching, payments, ratings,
    reports, admin, health,
)  # fmt: skip

Opening = Callable[[Litestar], AbstractAsyncContextManager[None]]


class Web(Litestar):
    """Litestar and the realtime gateway within our frame, which also surrounds what matches no route."""

    frame: Frame
    gateway: Gateway

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request, live through one websocket or through the lifespan."""
        if scope["type"] == "lifespan":
            await super().__call__(scope, receive, send)
        else:
            await self.frame(scope, receive, send)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer within the frame."""
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
        """The methods of a path. Raises: NotFoundException."""
        return allow(METHODS) if self.gateway.takes(path) else allowed_at(self, path)


def create_app(platform: Platform) -> Litestar:
    """The application around a platform that is open already."""
    app = assemble(platform.settings.http)
    app.state.platform = platform
    return app


def assemble(http: HttpSettings, opening: Sequence[Opening] = ()) -> Web:
    """The application; `opening` puts `platform` into its state before the first request."""
    app = Web(
        route_handlers=[Router(PREFIX, route_handlers=[feature.routes() for feature in FEATURES]), links.routes()],
        request_class=Asked,
        dto=JsonBodies,
        return_dto=None,
        exception_handlers={Exception: answer},
        request_max_body_size=MAX_BODY_BYTES,
        openapi_config=openapi(http.public_url),
        lifespan=[*opening, _gateway_closing],
        state=State(),
        logging_config=None,
        debug=False,
    )
    app.state.statistics = Remembered(admin.STATISTICS_SECONDS)
    app.state.exports = Places()
    app.gateway = Gateway(lambda: _platform(app), polling=http.polling, trusted_proxies=http.trusted_proxies)
    app.frame = Frame(
        app,
        lambda: _platform(app),
        trusted_proxies=http.trusted_proxies,
        is_https=http.public_url.startswith("https://"),
        origins=Origins(http.cors_origins),
    )
    return app


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
