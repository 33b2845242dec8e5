"""The routes of the pages of administrators."""

from litestar import Router

from hushroom_domain.identity.model import UserRole
from hushroom_http.pages.administration import (
    audit,
    companions,
    overview,
    payments,
    ratings,
    recoveries,
    reports,
    sessions,
    templates,
    users,
)
from hushroom_http.pages.guards import require_reader_role


def routes() -> Router:
    """Returns the routes, which administrators alone may open."""
    handlers = [
        overview.show_overview,
        *users.HANDLERS,
        *companions.HANDLERS,
        *sessions.HANDLERS,
        *payments.HANDLERS,
        *reports.HANDLERS,
        *ratings.HANDLERS,
        *templates.HANDLERS,
        *recoveries.HANDLERS,
        *audit.HANDLERS,
    ]
    return Router("/", route_handlers=handlers, guards=[require_reader_role(UserRole.ADMIN)], include_in_schema=False)
