"""The health of the platform, for people, monitors and orchestrators."""

from datetime import UTC, datetime

from litestar import Router

from hushroom_domain.shared.errors import Unavailable
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.openapi import refusals
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_shape import Answer
from hushroom_http.api_v1.routing import get

OK, ERROR = "ok", "error"


class NotReady(Unavailable):
    code = "health.not_ready"
    message = "Not ready"


class Alive(Answer):
    status: str
    timestamp: str


class Condition(Answer):
    status: str
    service: str


class Conditions(Answer):
    status: str
    services: dict[str, str]


@get(["/", "/live"], summary="Is the process there?", responses=refusals())
async def live(request: ApiRequest) -> Alive:  # noqa: ARG001 - every handler is called alike
    """Returns 200 without a check of any service."""
    return Alive(status=OK, timestamp=at(datetime.now(UTC)))


@get("/db", summary="Does PostgreSQL answer?", responses=refusals())
async def database(request: ApiRequest) -> Condition:
    """`status` says so; the answer itself is always 200."""
    return Condition(status=_said(is_well=await request.platform.health.database()), service="database")


@get("/redis", summary="Does Redis answer?", responses=refusals())
async def redis(request: ApiRequest) -> Condition:
    """`status` says so; the answer itself is always 200."""
    return Condition(status=_said(is_well=await request.platform.health.redis()), service="redis")


@get("/ready", summary="May this process be sent requests?", responses=refusals())
async def ready(request: ApiRequest) -> Conditions:
    """Returns 200 if this process can serve requests, else 503.

    `effects` tells if the outbox is processed, `disk` if the database has room to write. Neither of them causes 503,
    because reading requests still work.
    """
    found = await request.platform.health.ready()
    unwell = [name for name, is_well in found.items() if not is_well]
    if unwell:
        raise NotReady(f"Not ready: {', '.join(unwell)}")
    tolerated = await request.platform.health.tolerated()
    services = {name: _said(is_well=is_well) for name, is_well in {**found, **tolerated}.items()}
    return Conditions(status=OK, services=services)


@get("/dependencies", summary="How is everything that this platform talks to?", responses=refusals())
async def dependencies(request: ApiRequest) -> Conditions:
    """Returns the last checks of all services; the HTTP status is always 200."""
    found = await request.platform.health.dependencies()
    services = {name: _said(is_well=is_well) for name, is_well in found.items()}
    return Conditions(status=_said(is_well=all(found.values())), services=services)


def _said(*, is_well: bool) -> str:
    return OK if is_well else ERROR


def routes() -> Router:
    return Router("/health", route_handlers=[live, database, redis, ready, dependencies], tags=["health"])
