"""The page of the audit log, and its download as CSV."""

import json
from collections.abc import Callable, Mapping

from litestar import Response
from litestar.response import Stream

from hushroom_domain.administration.queries import AuditEntry, AuditSearch, AuditView
from hushroom_domain.shared.audit import AuditAction, Entity
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.paging import Page, Window
from hushroom_http.pages.administration.downloads import csv_file, time_in_file
from hushroom_http.pages.administration.lists import choice_of, show_list
from hushroom_http.pages.administration.names import ANY, name_of, options_of
from hushroom_http.pages.form_fields import Field
from hushroom_http.pages.forms import Form, Submission, query_values
from hushroom_http.pages.translations import N_
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get

FILTERS = Form((
    Field(
        name="action", label=N_("Act"), kind="select", options=(ANY, *options_of(AuditAction)), is_required=False
    ),
    Field(name="actor", label=N_("Id of the acting person"), is_required=False),
    Field(name="entity", label=N_("Id of what was acted upon"), is_required=False),
))  # fmt: skip
COLUMNS: Mapping[str, Callable[[AuditView], object]] = {
    "time": lambda view: time_in_file(view.entry.at),
    "action": lambda view: view.entry.action,
    "actorId": lambda view: view.entry.actor_id,
    "actorEmail": lambda view: view.actor.email if view.actor else None,
    "entity": lambda view: view.entry.entity,
    "entityId": lambda view: view.entry.entity_id,
    "ipAddress": lambda view: view.entry.ip_address,
    "userAgent": lambda view: view.entry.user_agent,
    "metadata": lambda view: json.dumps(view.entry.metadata, ensure_ascii=False, sort_keys=True),
}
PATHS: dict[str, str] = {
    Entity.USER: "/admin/users/",
    Entity.COMPANION: "/admin/companions/",
    Entity.SESSION: "/admin/sessions/",
    Entity.PAYMENT: "/admin/payments/",
    Entity.REPORT: "/admin/reports/",
}


@get("/admin/audit")
async def show_audit(request: WebRequest) -> Response[bytes]:
    """Returns the entries that match the filters, newest first."""

    async def find(sent: Submission, window: Window) -> Page[AuditView]:
        return await request.queries.admin.audit_logs(window, _search(sent))

    return await show_list(request, "administration/audit.html", FILTERS, find, path_of=path_of, entity_of=entity_of)


@get("/admin/audit/entries.csv")
async def download(request: WebRequest) -> Stream:
    """Returns all entries that match the filters as CSV, written while they are read."""
    search = _search(query_values(request))
    return await csv_file(
        request, "audit", FILTERS, COLUMNS, lambda window: request.queries.admin.audit_logs(window, search)
    )


def path_of(entry: AuditEntry) -> str:
    """Returns the address of the page about what was acted upon."""
    return f"{PATHS.get(entry.entity, '/admin/audit?entity=')}{entry.entity_id}"


def entity_of(entry: AuditEntry) -> str:
    """Returns the English name of the kind of thing that was acted upon."""
    return next((name_of(kind) for kind in Entity if kind.value == entry.entity), entry.entity)


def _search(sent: Submission) -> AuditSearch:
    """Returns the filters of a query string. Raises: ValidationFailed."""
    return AuditSearch(
        actor_id=UserId(sent.uuid("actor")) if sent.text("actor") else None,
        action=choice_of(sent, "action", AuditAction),
        entity_id=sent.uuid("entity") if sent.text("entity") else None,
    )


HANDLERS = (show_audit, download)
