"""Redis: data that may be lost at any time: rate limits, match results, presence in rooms."""

from hushroom_adapters.redis.brakes import RedisBrakes
from hushroom_adapters.redis.broadcasts import RedisBroadcasts
from hushroom_adapters.redis.connection import RedisConnection
from hushroom_adapters.redis.fanout import Fanout
from hushroom_adapters.redis.match_results import RedisMatchResults
from hushroom_adapters.redis.presence import RedisPresence
from hushroom_adapters.redis.rate_limits import RateLimits, Verdict
from hushroom_adapters.redis.sockets import RedisSockets
from hushroom_adapters.redis.user_signals import RedisUserSignals

__all__ = [
    "Fanout",
    "RateLimits",
    "RedisBrakes",
    "RedisBroadcasts",
    "RedisConnection",
    "RedisMatchResults",
    "RedisPresence",
    "RedisSockets",
    "RedisUserSignals",
    "Verdict",
]
