"""Runs the examples of the realtime page with real Socket.IO clients."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
from attrs import define, evolve, field, frozen

from hushroom_domain.notifications.services.room_messages import ROOM_MESSAGES
from hushroom_domain.sessions.events import SessionChanged
from hushroom_domain.sessions.state_machine import SessionAction
from hushroom_domain.shared.ids import SessionId
from tests.integration.documents.examples import Block, Pause, read_json
from tests.integration.documents.response_matcher import ResponseMatcher
from tests.integration.realtime.harness import RealtimeClient, RealtimeHarness

NAMESPACE = re.compile(r"(/ws/\w+)\n")
LINE = re.compile(r"^(?P<who>[A-Z]+) +(?P<way>[<>]) (?P<event>[\w-]+) (?P<data>\{.*?\})$", re.DOTALL | re.MULTILINE)
OPENED = re.compile(
    r'const (\w+) = io\("https://[^/"]+(/ws/\w+)", \{ auth: \{ token: (\w+) \}, transports: \["(\w+)"\] \}\);'
)
LISTENS = re.compile(r'(\w+)\.on\("([\w-]+)", \(\{ ([\w, ]+) \}\) => \w+\(.*\)\);')
SENDS = re.compile(r'(\w+)\.emit\("([\w-]+)", \{ (\w+) \}\);')
SESSION, ADA = ("0199a1c2-7d3e-7b10-9f4a-2c5d8e6f7a" + end for end in ("20", "01"))
"""The ids of the session and its seeker on the pages."""
CLOCK, LATE_SECONDS = {"elapsed": 1, "remaining": -1}, 300
"""The members that change with time and their direction, and the tolerated seconds."""


@frozen
class SpokenLine:
    who: str
    is_sent: bool
    event: str
    data: Any


def lines_of(block: Block) -> Iterator[SpokenLine]:
    found = NAMESPACE.match(block.text)
    assert found is not None, f"line {block.line}: no namespace"
    rest = block.text[found.end() :]
    assert LINE.sub("", rest).strip() == "", f"line {block.line}: not all of it is talk"
    for one in LINE.finditer(rest):
        yield SpokenLine(one["who"], one["way"] == ">", one["event"], read_json(one["data"]))


@define
class RealtimeExamples:
    """Ada and Cleo, and the messages that they send and receive about a session that is ready."""

    stage: RealtimeHarness
    likeness: ResponseMatcher = field(factory=ResponseMatcher)
    users: dict[str, Any] = field(factory=dict)
    ears: dict[tuple[str, str], RealtimeClient] = field(factory=dict)
    session_id: str = ""

    async def begin(self) -> None:
        lives = self.stage.lives
        session = await lives.matched()
        await lives.authorize(session)
        await lives.move(session, SessionAction.READY)
        await lives.move(session, SessionAction.READY, as_companion=True)
        self.session_id = str(session.id)
        self.users = {"ADA": session.seeker_id, "CLEO": session.companion_user_id}
        assert self.likeness.bind(SESSION, self.session_id)
        assert self.likeness.bind(ADA, str(session.seeker_id))

    async def play(self, example: Block | Pause) -> None:
        await self.stage.settle()
        if isinstance(example, Pause):
            self._wait(example.minutes)
        elif example.language == "js":
            await self._script(example)
        else:
            await self._talk(example)

    async def _talk(self, block: Block) -> None:
        namespace = block.text.partition("\n")[0]
        for line in lines_of(block):
            ear = await self._ear(line.who, namespace)
            if line.is_sent:
                await ear.send(line.event, self.likeness.filled(line.data))
                await ear.send("(is it done?)")
                await ear.refused("(is it done?)")
                await self.stage.settle()
            else:
                await self._hears(ear, line, block.line)

    async def _ear(self, who: str, namespace: str) -> RealtimeClient:
        if (who, namespace) not in self.ears:
            self.ears[who, namespace] = await self.stage.ear(self.users[who], namespace)
        return self.ears[who, namespace]

    async def _hears(self, ear: RealtimeClient, line: SpokenLine, number: int) -> None:
        """Waits for a message like this one; other messages of the same event may come first."""
        found: list[str] = []

        def is_it(said: Any) -> bool:
            tried = evolve(self.likeness, real=dict(self.likeness.real), shown=list(self.likeness.shown))
            found[:] = tried.differences(line.data, on_time(line.data, said))
            return not found

        try:
            said = await ear.hears(line.event, is_it)
        except AssertionError as error:
            raise AssertionError(f"line {number}: {line.event}: {found}") from error
        assert not list(self.likeness.differences(line.data, on_time(line.data, said)))

    async def _script(self, block: Block) -> None:
        """Runs a script line by line; each event that it listens for is caused and has the members that it reads."""
        opened, *statements = block.text.strip().splitlines()
        found = OPENED.fullmatch(opened)
        assert found is not None, opened
        ear = await self.stage.ear(self.users["ADA"], found[2], transports=(found[4],))
        listening = dict[str, set[str]]()
        for statement in statements:
            if listens := LISTENS.fullmatch(statement):
                listening[listens[2]] = set(listens[3].split(", "))
            else:
                sends = SENDS.fullmatch(statement)
                assert sends is not None, statement
                assert sends[3] == "sessionId"
                await ear.send(sends[2], {sends[3]: self.session_id})
        await ear.hears("participant-joined")
        await self.cause_all(ear)
        for event, taken in listening.items():
            assert taken <= (await ear.hears(event)).keys(), event
        await ear.close()

    async def cause_all(self, ear: RealtimeClient) -> None:
        """Causes an error message and a state update."""
        await ear.send("session-resume", {"sessionId": self.session_id})
        state = next(row for row in ROOM_MESSAGES if row.event is SessionChanged)
        changed = SessionChanged(SessionId(UUID(self.session_id)))
        await self.stage.platform.application.notifications.broadcast(state.compose, changed)

    def _wait(self, minutes: int) -> None:
        """Moves the start of everything in progress, and the due times of everything planned, into the past."""
        with psycopg.connect(self.stage.environment["DATABASE_URL"]) as rows:
            span = {"minutes": minutes}
            rows.execute("UPDATE sessions SET started_at = started_at - make_interval(mins => %(minutes)s)", span)
            rows.execute("UPDATE outbox SET next_at = next_at - make_interval(mins => %(minutes)s)", span)


def on_time(example: Any, said: Any) -> Any:
    """Returns the message as if no time had passed since the start."""
    late = {
        name: example[name]
        for name, way in CLOCK.items()
        if name in example and name in said and 0 <= way * (said[name] - example[name]) <= LATE_SECONDS
    }
    return {**said, **late}
