"""Appointments as iCalendar files, against the rules of RFC 5545."""

from datetime import UTC, datetime, timedelta, timezone

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_http.pages.sessions.icalendar import CalendarEvent, EventStatus, written

EVENT = CalendarEvent(
    uid="session-1@hushroom",
    sequence=1,
    status=EventStatus.CONFIRMED,
    changed_at=datetime(2026, 10, 24, 12, 0, tzinfo=UTC),
    start=datetime(2026, 10, 25, 1, 30, tzinfo=timezone(timedelta(hours=2))),
    minutes=90,
    summary="Focus with Cleo",
    description="https://hushroom.example/sessions/1",
    url="https://hushroom.example/sessions/1",
)


def properties(file: bytes) -> dict[str, str]:
    """Returns the properties of the event, unfolded and unescaped as a calendar reads them."""
    lines = file.decode().replace("\r\n ", "").split("\r\n")
    return dict(line.split(":", 1) for line in lines if line)


def unescaped(text: str) -> str:
    parts = text.split("\\\\")
    return "\\".join(part.replace("\\n", "\n").replace("\\;", ";").replace("\\,", ",") for part in parts)


def test_times_are_in_utc_whatever_their_zone() -> None:
    found = properties(written(EVENT))
    assert (found["DTSTART"], found["DTEND"]) == ("20261024T233000Z", "20261025T010000Z")
    assert (found["UID"], found["SEQUENCE"], found["STATUS"]) == ("session-1@hushroom", "1", "CONFIRMED")
    assert found["DTSTAMP"] == "20261024T120000Z"


def test_the_file_begins_and_ends_as_calendars_demand() -> None:
    lines = written(EVENT).split(b"\r\n")
    assert lines[:2] == [b"BEGIN:VCALENDAR", b"VERSION:2.0"]
    assert lines[-3:] == [b"END:VEVENT", b"END:VCALENDAR", b""]


@given(st.text(max_size=300))
def test_any_text_stays_in_its_line(text: str) -> None:
    file = written(evolve(EVENT, summary=text))
    assert max(map(len, file.split(b"\r\n"))) <= 75
    assert len(properties(file)) == len(properties(written(EVENT)))
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    assert unescaped(properties(file)["SUMMARY"]) == "".join(one for one in kept if one == "\n" or one.isprintable())


def test_letters_of_several_octets_are_not_divided() -> None:
    file = written(evolve(EVENT, summary="جلسة " * 40))
    assert [line.decode() for line in file.split(b"\r\n")]
