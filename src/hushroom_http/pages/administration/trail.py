"""The newest acts on one thing, which stand beside it."""

from uuid import UUID

from hushroom_domain.administration.queries import AuditSearch, AuditView
from hushroom_domain.shared.paging import Window
from hushroom_http.server.request import WebRequest

SHOWN = Window(10)


async def trail_of(request: WebRequest, entity_id: UUID) -> tuple[AuditView, ...]:
    """Returns the ten newest entries of the audit log about an entity."""
    return (await request.queries.admin.audit_logs(SHOWN, AuditSearch(entity_id=entity_id))).items
