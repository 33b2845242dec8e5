"""One seeker, companion and administrator with sessions in every state, for the tests that only look at pages."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hushroom_adapters.local.walkthrough import booking
from tests.support.journeys import MATCH, PAY, play
from tests.support.page_stage import PageStage, page_stage
from tests.support.whole_hushroom import WholeHushroom

SCHEDULED = (datetime.now(UTC) + timedelta(days=9)).replace(hour=14, minute=0, second=0, microsecond=0)
FOCUS: dict[str, Any] = {"type": "FOCUS", "plannedDuration": 30}


@pytest.fixture(scope="package")
def stage(hushroom: WholeHushroom) -> Iterator[PageStage]:
    """Yields the people with three more sessions: cancelled, with companions to choose from, and one to be heard."""
    with page_stage(hushroom) as made:
        story = made.story
        book(made, "cancelled", FOCUS | {"scheduledAt": SCHEDULED.isoformat()})
        play(story, MATCH)
        story.seeker.post(f"/sessions/{story.ids['session']}/cancel", {"reason": "I am ill."})
        book(made, "offered", FOCUS)
        play(story, (booking.choose_template, booking.draw_up_contract))
        book(made, "emotional", FOCUS | {"type": "EMOTIONAL_UNLOAD"})
        play(story, (*MATCH, *PAY))
        yield made


@pytest.fixture(scope="module", autouse=True)
def english(stage: PageStage) -> Iterator[None]:
    """Gives all people their first language again after the tests of a file."""
    yield
    for who in stage.people:
        stage.speak(who, "en")


def book(stage: PageStage, name: str, session: dict[str, Any]) -> None:
    """Books a session with a goal, and keeps its id under a name."""
    stage.sessions[name] = stage.story.ids["session"] = stage.story.seeker.post("/sessions", session)["id"]
    booking.set_goal(stage.story)
