"""The names of the rooms of sessions."""

from uuid import UUID

from hushroom_domain.shared.ids import SessionId

ROOM_PREFIX = "session-"


def room_name_of(session_id: SessionId) -> str:
    """Returns the name of the room of a session; a room that is opened again has the same name."""
    return f"{ROOM_PREFIX}{session_id}"


def session_of_room(room_name: str) -> SessionId | None:
    """Returns the session whose room has this name; None for rooms of other applications."""
    try:
        session_id = SessionId(UUID(room_name.removeprefix(ROOM_PREFIX)))
    except ValueError:
        return None
    return session_id if room_name_of(session_id) == room_name else None
