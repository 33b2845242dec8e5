"""The open connections of each holder, over all processes, as entries that expire by themselves.

A holder is a person, or a client address.

As with presence, the connections of a process that dies expire, because they get no heartbeat.
"""

from collections import defaultdict
from typing import TYPE_CHECKING

from attrs import field, frozen

from hushroom_adapters.redis.connection import RedisAway, RedisConnection
from hushroom_adapters.redis.presence import PATIENCE_MS
from hushroom_domain.shared.ids import UserId

if TYPE_CHECKING:
    from redis.commands.core import AsyncScript

PREFIX = "hushroom:sockets"
NO_LIMIT = 0
Holder = UserId | str

LUA = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1])
local limit = tonumber(ARGV[2])
for position = 3, #ARGV do
  local is_new = not redis.call('ZSCORE', KEYS[1], ARGV[position])
  if limit > 0 and is_new and redis.call('ZCARD', KEYS[1]) >= limit then return 0 end
  redis.call('ZADD', KEYS[1], now, ARGV[position])
end
redis.call('PEXPIRE', KEYS[1], ARGV[1] * 2)
return 1
"""


@frozen
class RedisSockets:
    """Implements `Sockets`; `limit` None is no limit. While Redis is away each process counts for itself."""

    connection: RedisConnection
    limit: int | None
    prefix: str = PREFIX
    """The part of the keys in Redis that tells this kind of connection from others."""
    _own: dict[Holder, set[str]] = field(factory=lambda: defaultdict(set), init=False)
    """The connections of this process, those among them about which Redis is being asked."""
    _taken: set[str] = field(factory=set, init=False)
    """Those that have a place."""
    _script: "AsyncScript" = field(init=False)

    @_script.default
    def _registered(self) -> "AsyncScript":
        return self.connection.client.register_script(LUA)

    async def take(self, holder: Holder, socket_id: str) -> bool:
        if self.limit is None or socket_id in self._taken:
            return True
        # Noted at once, so that connections which come while Redis is asked are counted here, too.
        self._own[holder].add(socket_id)
        try:
            is_allowed = await self._ask(holder, self.limit, (socket_id,))
        except RedisAway:
            is_allowed = len(self._own[holder] | {socket_id}) <= self.limit
        if is_allowed:
            self._own[holder].add(socket_id)
            self._taken.add(socket_id)
        elif socket_id not in self._taken:
            self._forget(holder, socket_id)
        return is_allowed

    async def release(self, holder: Holder, socket_id: str) -> None:
        if socket_id not in self._own.get(holder, ()):
            return
        self._forget(holder, socket_id)
        try:
            await self.connection.ask(lambda: self.connection.client.zrem(f"{self.prefix}:{holder}", socket_id))
        except RedisAway:
            return

    async def give_signs(self) -> None:
        for holder, sockets in list(self._own.items()):
            try:
                await self._ask(holder, NO_LIMIT, tuple(sockets & self._taken))
            except RedisAway:
                return

    async def _ask(self, holder: Holder, limit: int, sockets: tuple[str, ...]) -> bool:
        words: tuple[str | int, ...] = (PATIENCE_MS, limit, *sockets)
        return bool(await self.connection.ask(lambda: self._script(keys=[f"{self.prefix}:{holder}"], args=words)))

    def _forget(self, holder: Holder, socket_id: str) -> None:
        self._taken.discard(socket_id)
        self._own[holder].discard(socket_id)
        if not self._own[holder]:
            del self._own[holder]
