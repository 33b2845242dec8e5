"""Redis: what may be forgotten at any time, rate limits and match results."""

from hushroom_adapters.redis.connection import RedisConnection
from hushroom_adapters.redis.match_results import RedisMatchResults
from hushroom_adapters.redis.rate_limits import RateLimits, Verdict

__all__ = ["RateLimits", "RedisConnection", "RedisMatchResults", "Verdict"]
