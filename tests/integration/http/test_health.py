"""The health routes."""

from tests.integration.http.expected import TIME
from tests.integration.http.world import World


async def test_how_the_platform_is(world: World) -> None:
    assert await world.get("/health") == {"status": "ok", "timestamp": TIME}
    assert await world.get("/health/live") == {"status": "ok", "timestamp": TIME}
    assert await world.get("/health/db") == {"status": "ok", "service": "database"}
    assert await world.get("/health/redis") == {"status": "ok", "service": "redis"}
    services = {"database": "ok", "effects": "ok", "effects.mail": "ok", "disk": "ok"}
    assert await world.get("/health/ready") == {"status": "ok", "services": services}
    world.platform.health.sick.update({"effects", "effects.mail", "disk"})
    services = {"database": "ok", "effects": "error", "effects.mail": "error", "disk": "error"}
    assert await world.get("/health/ready") == {"status": "ok", "services": services}
    world.platform.health.sick.update({"database", "redis"})
    assert await world.get("/health/db") == {"status": "error", "service": "database"}
    assert await world.get("/health/redis") == {"status": "error", "service": "redis"}
    services = {"database": "error", "redis": "error", "stripe": "ok"}
    assert await world.get("/health/dependencies") == {"status": "error", "services": services}
    unready = await world.ask("GET", "/health/ready")
    assert (unready.status_code, unready.json()["message"]) == (503, "Not ready: database")
    assert unready.headers["retry-after"]
    assert (await world.ask("GET", "/health")).status_code == 200
