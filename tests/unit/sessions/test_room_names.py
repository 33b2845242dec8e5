"""The names of rooms: each session has one, and other names belong to no session."""

from hypothesis import example, given
from hypothesis import strategies as st

from hushroom_domain.sessions.rules.room_names import room_name_of, session_of_room
from hushroom_domain.shared.ids import SessionId
from tests.support.builders import an_id


@given(st.uuids().map(SessionId))
def test_a_room_leads_back_to_its_session(session_id: SessionId) -> None:
    assert session_of_room(room_name_of(session_id)) == session_id


@given(st.text(max_size=60) | st.uuids().map(str) | st.uuids().map(lambda one: f"session-{one.hex}"))
@example("session-{0199a1c2-7d3e-7b10-9f4a-2c5d8e6f7a20}")
@example("session-urn:uuid:0199a1c2-7d3e-7b10-9f4a-2c5d8e6f7a20")
@example("session-0199A1C2-7D3E-7B10-9F4A-2C5D8E6F7A20")
@example(f"session-session-{an_id()}")
@example(f"session-{an_id()} ")
def test_any_other_name_is_none_of_ours(name: str) -> None:
    assert session_of_room(name) is None
