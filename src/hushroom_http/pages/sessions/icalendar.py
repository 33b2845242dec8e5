"""Writes one appointment as an iCalendar file (RFC 5545)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from attrs import frozen

MEDIA_TYPE = "text/calendar"
LONGEST_LINE = 75
"""Octets of a line without its line break; longer lines are folded (RFC 5545, 3.1)."""
LINE_BREAK = b"\r\n"
FOLD = b"\r\n "
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
"""The characters of a text that have a meaning of their own (RFC 5545, 3.3.11)."""


class EventStatus(StrEnum):
    """The statuses of an event (RFC 5545, 3.8.1.11)."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@frozen(kw_only=True)
class CalendarEvent:
    """One appointment. `sequence` grows with each change, so that calendars replace the one with the same `uid`."""

    uid: str
    sequence: int
    status: EventStatus
    changed_at: datetime
    start: datetime
    minutes: int
    summary: str
    description: str
    url: str


def written(event: CalendarEvent) -> bytes:
    """Returns the file."""
    return b"".join(_folded(line) + LINE_BREAK for line in _lines(event))


def _lines(event: CalendarEvent) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hushroom//Sessions//EN", "METHOD:PUBLISH", "BEGIN:VEVENT")
    yield f"UID:{_text(event.uid)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{_moment(event.changed_at)}"
    yield f"DTSTART:{_moment(event.start)}"
    yield f"DTEND:{_moment(event.start + timedelta(minutes=event.minutes))}"
    yield f"STATUS:{event.status}"
    yield f"SUMMARY:{_text(event.summary)}"
    yield f"DESCRIPTION:{_text(event.description)}"
    yield f"URL:{event.url}"
    yield from ("END:VEVENT", "END:VCALENDAR")


def _moment(when: datetime) -> str:
    """Returns a time in UTC, to the second (RFC 5545, 3.3.5)."""
    return when.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    """Returns a text with its special characters escaped, and without control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in lines if one == "\n" or one.isprintable()).translate(ESCAPED)


def _folded(line: str) -> bytes:
    """Returns a line in parts of at most 75 octets; no character is divided."""
    return FOLD.join(_parts(line))


def _parts(line: str) -> Iterable[bytes]:
    part, room = b"", LONGEST_LINE
    for character in line:
        octets = character.encode()
        if len(part) + len(octets) > room:
            yield part
            part, room = b"", LONGEST_LINE - 1
        part += octets
    yield part
