"""The examples of the realtime page are true: they are run in their order."""

import pytest

from tests.integration.documents.examples import Block, Pause, examples_of
from tests.integration.documents.realtime_examples import RealtimeExamples, lines_of
from tests.integration.realtime.harness import RealtimeHarness

EXAMPLES = [one for one in examples_of("reference/realtime.md") if isinstance(one, Block | Pause)]
EVENTS = {
    "join-room", "leave-room", "session-start", "session-pause", "session-resume", "session-end", "join-session",
    "leave-session", "companion-drift-flag", "drift-acknowledge",
}  # fmt: skip
ANNOUNCED = {
    "participant-joined", "participant-left", "session-state-update", "timer-tick", "timer-milestone", "error",
    "drift-alert", "drift-acknowledged",
}  # fmt: skip


async def test_every_example_is_said_and_heard(stage: RealtimeHarness) -> None:
    talk = RealtimeExamples(stage)
    await talk.begin()
    for example in EXAMPLES:
        await talk.play(example)


def test_every_event_has_an_example() -> None:
    lines = [
        line for one in EXAMPLES if isinstance(one, Block) and one.language == "realtime" for line in lines_of(one)
    ]
    assert {line.event for line in lines if line.is_sent} == EVENTS
    assert {line.event for line in lines if not line.is_sent} == ANNOUNCED


@pytest.mark.parametrize(
    "text",
    [
        'ADA > join-room {"sessionId": "1"}\n',
        '/ws/session\nADA joins {"sessionId": "1"}\n',
        '/ws/session\nADA > join-room {"sessionId": "1"}\nand so on\n',
    ],
)
def test_what_is_no_talk_is_a_mistake_of_the_page(text: str) -> None:
    with pytest.raises(AssertionError, match="line 3"):
        list(lines_of(Block("realtime", text, 3)))
