"""Who may see what belongs to a session."""

from hushroom_adapters.memory.tables import Tables
from hushroom_domain.identity.model import Viewer
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import SessionId


def session_seen_by(tables: Tables, session_id: SessionId, viewer: Viewer) -> Session | None:
    """The session, if the viewer is a party of it or an admin."""
    session = tables.sessions.get(session_id)
    if session is None:
        return None
    return session if viewer.is_admin or session.role_of(viewer.user_id) is not None else None
