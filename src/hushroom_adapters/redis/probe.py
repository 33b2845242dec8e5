"""Asks a Redis server whether it is there, and which it is."""

from redis.asyncio import Redis


async def probe_redis(url: str, *, timeout_seconds: float = 5.0) -> str:
    """Returns the state of the service in one line. Raises the errors of the client unchanged."""
    client = Redis.from_url(url, socket_connect_timeout=timeout_seconds, socket_timeout=timeout_seconds)
    async with client:
        info = await client.info("server")
    version = info.get("valkey_version") or info.get("redis_version")
    return f"answers, {'Valkey' if 'valkey_version' in info else 'Redis'} {version}"
