"""The participants in the room of each session, over all processes, as connections that expire by themselves.

Each connection is one member of a sorted set whose score is the time of its last heartbeat. The connections of a
process that dies expire, because they get no heartbeat; no counter exists that could be wrong.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen

from hushroom_adapters.redis.connection import RedisAway, RedisConnection
from hushroom_domain.shared.ids import SessionId, UserId

if TYPE_CHECKING:
    from redis.commands.core import AsyncScript

PREFIX = "hushroom:presence"
SIGN_SECONDS = 5.0
"""The interval at which each process confirms its connections."""
PATIENCE_MS = 16_000
"""The time for which a connection counts as present without a confirmation."""

# Redis's own clock, so that those of the web processes need not agree.
LUA = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local function people()
  local seen, count = {}, 0
  for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
    local person = string.sub(member, 1, 36)
    if not seen[person] then seen[person] = true; count = count + 1 end
  end
  return count
end
local known = people()
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1])
local alive = people()
for position = 3, #ARGV do
  if ARGV[2] == 'leave' then redis.call('ZREM', KEYS[1], ARGV[position])
  else redis.call('ZADD', KEYS[1], now, ARGV[position]) end
end
redis.call('PEXPIRE', KEYS[1], ARGV[1] * 2)
return {known, alive, people()}
"""


@frozen
class Attendance:
    """The number of people in a room now.

    `known` is the number before, and `alive` the number of those with a recent heartbeat.
    """

    people: int
    known: int
    alive: int

    @property
    def is_news(self) -> bool:
        """Returns whether a person arrived or left."""
        return not self.people == self.known == self.alive


@frozen
class RedisPresence:
    """The presence of people in rooms. While Redis is away each process counts its own connections."""

    connection: RedisConnection
    _own: dict[SessionId, set[str]] = field(factory=lambda: defaultdict(set), init=False)
    """The members that are connected to this process."""
    _script: "AsyncScript" = field(init=False)

    @_script.default
    def _registered(self) -> "AsyncScript":
        return self.connection.client.register_script(LUA)

    async def enter(self, session_id: SessionId, user_id: UserId, connection_id: str) -> Attendance:
        """Adds a connection of this person; a known connection changes nothing."""
        before = self._people_here(session_id)
        member = _member(user_id, connection_id)
        self._own[session_id].add(member)
        return await self._ask(session_id, "enter", (member,), before)

    async def leave(self, session_id: SessionId, user_id: UserId, connection_id: str) -> Attendance:
        """Removes a connection; an unknown connection changes nothing."""
        before = self._people_here(session_id)
        member = _member(user_id, connection_id)
        self._own[session_id].discard(member)
        if not self._own[session_id]:
            del self._own[session_id]
        return await self._ask(session_id, "leave", (member,), before)

    async def give_signs(self) -> Mapping[SessionId, Attendance]:
        """Sends the heartbeats of this process's connections.

        Returns the rooms that lost people without a heartbeat.
        """
        lost = {}
        for session_id, members in list(self._own.items()):
            attendance = await self._ask(session_id, "enter", tuple(members), self._people_here(session_id))
            if attendance.people < attendance.known:
                lost[session_id] = attendance
        return lost

    async def _ask(self, session_id: SessionId, verb: str, members: tuple[str, ...], before: int) -> Attendance:
        key = f"{PREFIX}:{session_id}"
        words: tuple[str | int, ...] = (PATIENCE_MS, verb, *members)
        try:
            found: list[int] = await self.connection.ask(lambda: self._script(keys=[key], args=words))
        except RedisAway:
            return Attendance(self._people_here(session_id), known=before, alive=before)
        known, alive, people = found
        return Attendance(people, known, alive)

    def _people_here(self, session_id: SessionId) -> int:
        return len({member.partition("/")[0] for member in self._own.get(session_id, ())})


def _member(user_id: UserId, connection_id: str) -> str:
    return f"{user_id}/{connection_id}"
