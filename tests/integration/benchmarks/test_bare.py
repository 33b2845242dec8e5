"""The bare application of the benchmarks responds, because its routes run statements of the platform by hand."""

import importlib
from uuid import UUID

import httpx
import pytest

from tests.integration.http.platform_parts import parts_on_postgres
from tests.support.databases import opened
from tests.support.platforms import SessionDriver

REQUESTS = (
    ("GET", "/users/me", None),
    ("GET", "/companions", None),
    ("POST", "/sessions", {"type": "FOCUS", "plannedDuration": 30}),
    ("POST", "/matching/find", {"sessionId": str(UUID(int=1))}),
)


async def test_every_bare_route_answers_with_rows(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(database_url) as database:
        parts = parts_on_postgres(database)
        lives = SessionDriver(parts.application, parts.queries)
        user = await lives.user()
        await lives.companion()
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("BENCH_USER", str(user.id))
    bare = importlib.import_module("tests.benchmarks.bare")
    transport = httpx.ASGITransport(bare.app, raise_app_exceptions=False)
    async with bare.app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://bare.test") as http:
        for method, path, body in REQUESTS:
            answer = await http.request(method, path, json=body)
            assert (answer.is_success, bool(answer.json())) == (True, True), (path, answer.text)
