"""Chapter three: the session itself. Each response lists the actions that are allowed next."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hushroom_adapters.local.walkthrough.people import Person
from hushroom_adapters.local.walkthrough.story import Story
from hushroom_adapters.local.walkthrough.surprises import Surprise, expect, member, require

HALF_A_MINUTE = 0.5
"""The rounding error of a duration, in minutes."""


def seeker_is_ready(story: Story) -> str:
    return _step(story, story.seeker, "ready", "READY", ["cancel"])


def companion_is_ready(story: Story) -> str:
    return f"{_step(story, story.companion, 'ready', 'READY', ['start', 'cancel'])}, both are"


def start(story: Story) -> str:
    room = f"session-{story.ids['session']}"
    return _step(story, story.seeker, "start", "IN_PROGRESS", ["pause", "end"], livekitRoomName=room)


def pause(story: Story) -> str:
    return _step(story, story.companion, "pause", "PAUSED", ["resume", "end"])


def resume(story: Story) -> str:
    return _step(story, story.seeker, "resume", "IN_PROGRESS", ["pause", "end"])


def end(story: Story) -> str:
    session = _moved(story, story.seeker, "end", "COMPLETED", [])
    lasted = _moment(session, "endedAt") - _moment(session, "startedAt")
    longest = lasted.total_seconds() / 60 + HALF_A_MINUTE
    minutes = member(session, "durationMinutes")
    require(isinstance(minutes, int) and 0 <= minutes <= longest, f"durationMinutes of at most {lasted}", f"{minutes}")
    return "session COMPLETED"


def _step(story: Story, person: Person, step: str, status: str, next_steps: Sequence[str], **wanted: Any) -> str:
    _moved(story, person, step, status, next_steps, **wanted)
    return f"session {status}"


def _moved(story: Story, person: Person, step: str, status: str, next_steps: Sequence[str], **wanted: Any) -> Any:
    session = person.post(f"/sessions/{story.ids['session']}/{step}")
    expect(session, status=status, allowedActions=next_steps, **wanted)
    return session


def _moment(session: Any, name: str) -> datetime:
    text = member(session, name)
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise Surprise(f"{name} as an ISO 8601 time", f"{text!r}") from error
