"""Restricts rows of a session to its participants and administrators; the viewer is a parameter."""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, cast, false, func, or_, select
from sqlalchemy.dialects.postgresql import UUID

from hushroom_adapters.postgres.identity.tables import BROWSER_SIGN_INS, REFRESH_TOKENS
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.identity.model import Viewer

VIEWER: BindParameter[Any] = bindparam("viewer")
IS_ADMIN: BindParameter[Any] = bindparam("is_admin")

SIGN_IN: ColumnElement[Any] = cast(bindparam("sign_in"), UUID(as_uuid=True))


def is_live(user_id: ColumnElement[Any], sign_in_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Returns whether the sign-in is one of the user's that has not ended; true when none is named."""
    _t, _b = REFRESH_TOKENS.c, BROWSER_SIGN_INS.c
    # A scalar question, because the planner may answer EXISTS under OR by reading the whole table. The user is compared
    # in its answer, because as a condition it would make the planner look into a second index.
    link = select(_t.user_id == user_id).where(_t.family_id == sign_in_id, _t.revoked_at.is_(None)).limit(1)
    browser = select(_b.user_id == user_id).where(_b.id == sign_in_id, _b.revoked_at.is_(None))
    return or_(sign_in_id.is_(None), func.coalesce(link.scalar_subquery(), browser.scalar_subquery(), false()))


def seen_by_viewer() -> ColumnElement[bool]:
    """Selects rows whose session has the viewer as a participant; administrators see all."""
    return or_(IS_ADMIN, SESSIONS.c.seeker_id == VIEWER, SESSIONS.c.companion_user_id == VIEWER)


def as_viewer(viewer: Viewer) -> dict[str, Any]:
    """Returns the parameters of the viewer."""
    return {"viewer": viewer.user_id, "is_admin": viewer.is_admin}
