"""Who may see what belongs to a session: the viewer is a parameter of the statement."""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, or_

from hushroom_adapters.postgres.tables import SESSIONS
from hushroom_domain.accounts.model import Viewer

VIEWER: BindParameter[Any] = bindparam("viewer")
IS_ADMIN: BindParameter[Any] = bindparam("is_admin")


def seen_by_viewer() -> ColumnElement[bool]:
    """Whether the viewer is a party of the session in this row, or an admin."""
    return or_(IS_ADMIN, SESSIONS.c.seeker_id == VIEWER, SESSIONS.c.companion_user_id == VIEWER)


def as_viewer(viewer: Viewer) -> dict[str, Any]:
    """The parameters that say who asks."""
    return {"viewer": viewer.user_id, "is_admin": viewer.is_admin}
