"""The list of dead letters, as text and as JSON."""

import io
import json
from datetime import UTC, datetime

from attrs import frozen

from hushroom_adapters.entrypoints.dead_letters import print_dead_letters


@frozen(kw_only=True)
class Letter:
    id: int = 7
    event: str = "session.ended"
    reaction: str = "settle_payment"
    attempts: int = 12
    error: str | None = "[Errno 111] cannot write to ada@mail.example"
    died_at: datetime = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def printed(*letters: Letter, as_json: bool) -> str:
    written = io.StringIO()
    print_dead_letters(letters, as_json=as_json, stream=written)
    return written.getvalue()


def test_programs_get_a_list_without_addresses() -> None:
    assert json.loads(printed(Letter(), as_json=True)) == [
        {
            "id": 7,
            "event": "session.ended",
            "reaction": "settle_payment",
            "attempts": 12,
            "error": "[Errno 111] cannot write to [hidden]",
            "diedAt": "2026-03-01T12:30:00+00:00",
        }
    ]
    assert json.loads(printed(as_json=True)) == []


def test_people_get_a_line_for_each() -> None:
    text = " ".join(printed(Letter(), Letter(id=8, error=None), as_json=False).split())
    assert "7 session.ended settle_payment 12 2026-03-01 12:30 [Errno 111] cannot write to [hidden]" in text
    assert "8 session.ended" in text


def test_nothing_is_said_to_be_nothing() -> None:
    assert printed(as_json=False) == "There are no dead letters.\n"
