"""CORS: scripts of the websites in the settings may use the API."""

import httpx
import pytest

from tests.integration.http.platform_parts import Parts
from tests.integration.http.test_middleware import OneLimit
from tests.integration.http.world import NOWHERE, World

APP = "https://app.hushroom.test"
AHEAD = {"Origin": APP, "Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization"}


def leave(answer: httpx.Response) -> str | None:
    found: str | None = answer.headers.get("access-control-allow-origin")
    return found


@pytest.mark.parametrize("path", ["/health", "/users/me", "/nowhere", f"/sessions/{NOWHERE}", "/companions"])
async def test_any_website_may_read_any_answer_unless_the_settings_say_otherwise(world: World, path: str) -> None:
    answer = await world.ask("GET", path, headers={"Origin": APP})
    assert leave(answer) == "*"
    assert "X-Correlation-Id" in answer.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in answer.headers


async def test_a_browser_that_asks_ahead_is_told_what_a_script_may_send_and_is_counted(parts: Parts) -> None:
    limits = OneLimit(limit=1)
    world = World.new(parts, limits)
    answer = await world.ask("OPTIONS", "/users/me", headers=AHEAD)
    assert (answer.status_code, answer.content, leave(answer)) == (204, b"", "*")
    assert "PATCH" in answer.headers["access-control-allow-methods"]
    assert "Authorization" in answer.headers["access-control-allow-headers"]
    assert answer.headers["x-correlation-id"]
    assert limits.counts == {("overall", "127.0.0.1"): 1}
    assert (await world.ask("OPTIONS", "/users/me", headers=AHEAD)).status_code == 429


async def test_a_refusal_by_the_limit_can_be_read_by_the_script_that_caused_it(parts: Parts) -> None:
    answer = await World.new(parts, OneLimit(limit=0)).ask("GET", "/companions", headers={"Origin": APP})
    assert (answer.status_code, leave(answer)) == (429, "*")
    assert "Retry-After" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [(APP, APP), ("https://evil.test", None), (f"{APP}.evil.test", None), ("null", None), (None, None)],
)
async def test_of_the_websites_in_the_settings_each_may_and_no_other(
    parts: Parts, origin: str | None, allowed: str | None
) -> None:
    world = World.new(parts, cors_origins=(APP, "https://admin.hushroom.test"))
    for method, asked in (("GET", {}), ("OPTIONS", AHEAD)):
        headers = {**asked, "Origin": origin} if origin else {}
        answer = await world.ask(method, "/health", headers=headers)
        assert leave(answer) == allowed
        assert answer.headers["vary"] == "Origin"
