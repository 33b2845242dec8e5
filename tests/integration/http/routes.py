"""The routes of API v1, read from the application."""

from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from tests.integration.http.world import http_settings, web

Route = tuple[str, str]
PREFIX = "/api/v1"


def handlers() -> dict[Route, HTTPRouteHandler]:
    """Returns every route of API v1 by method and path without the prefix, in the same order in every process."""
    found: dict[Route, HTTPRouteHandler] = {}
    for route in web(http_settings()).routes:
        if isinstance(route, HTTPRoute) and route.path.startswith(PREFIX):
            path = route.path_format.removeprefix(PREFIX)
            for handler in route.route_handlers:
                found.update({(method, path): handler for method in handler.http_methods if method != "OPTIONS"})
    return dict(sorted(found.items(), key=lambda item: item[0]))
