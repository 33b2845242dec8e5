"""The examples of the API page are true: they are run against a served platform, in their order."""

import re
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.settings import read_settings
from hushroom_http.serving import serving
from tests.integration.documents.examples import DOCS, Command, Exchange, examples_of
from tests.integration.documents.player import Player
from tests.integration.documents.response_matcher import ID
from tests.integration.http.routes import PREFIX, handlers
from tests.integration.realtime.harness import RealtimeHarness
from tests.support.listening import listening
from tests.support.platforms import an_environment
from tests.support.servers import MailboxPeer
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.watch import LeakWatch

PAGE = (DOCS / "reference/api.md").read_text(encoding="utf-8")
EXAMPLES = examples_of("reference/api.md")
NAMED = re.compile(rf"{ID.pattern}|(?<=/providers/)github(?=/)")
"""The parts of paths that name something: an id, or a provider."""


@pytest.fixture
async def player(stage: RealtimeHarness, mailbox: MailboxPeer) -> AsyncIterator[Player]:
    async def read_letters(response: httpx.Response) -> None:
        stage.watch.read_letter((await response.aread()).decode())

    async with (
        httpx.AsyncClient(base_url=stage.url, timeout=PATIENCE_SECONDS, event_hooks=stage.watch.async_hooks) as http,
        httpx.AsyncClient(
            base_url=mailbox.url, event_hooks={"response": [read_letters]}, timeout=PATIENCE_SECONDS
        ) as box,
    ):
        made = Player(stage, http, box)
        await made.cast()
        yield made


async def test_every_example_gets_the_answer_below_it(player: Player) -> None:
    for example in EXAMPLES:
        await player.play(example)
    assert not player.differences, "\n".join(player.differences)


def test_every_route_has_an_example() -> None:
    asked = {example.request.words[:2] for example in EXAMPLES if isinstance(example, Exchange)}
    asked |= {("POST", found[0]) for one in EXAMPLES if isinstance(one, Command) for found in [_path_in(one.shell)]}
    played = {(method, NAMED.sub("{id}", path).partition("?")[0]) for method, path in asked}
    routes = {(method, PREFIX + re.sub(r"{\w+}", "{id}", path).rstrip("/")) for method, path in handlers()}
    assert routes - played == set()
    assert played - routes == set()


def _path_in(shell: str) -> re.Match[str]:
    found = re.search(r"/api/v1/[\w/-]+", shell)
    assert found is not None
    return found


async def test_the_headers_and_limits_that_the_page_tells_are_the_usual_ones(
    database_url: str, valkey: EmbeddedServer
) -> None:
    environment = an_environment(database_url, valkey.url, HUSHROOM_TRUSTED_PROXIES="1")
    somebody = {"X-Forwarded-For": f"198.51.100.{time.time_ns() % 250}"}
    async with (
        listening(serving(read_settings(environment))) as url,
        httpx.AsyncClient(base_url=url, event_hooks=LeakWatch().async_hooks, timeout=PATIENCE_SECONDS) as http,
    ):
        headers = (await http.get("/api/v1/companions", headers=somebody)).headers
    for name in ("RateLimit-Policy", "RateLimit"):
        (told,) = re.findall(rf"`{name}: ([^`]+)`", PAGE)
        assert re.sub(r"t=\d+", "t=", headers[name]) == re.sub(r"t=\d+", "t=", told)
    limits = read_settings(environment).rate_limits
    counts = [
        limits.overall, limits.register, limits.login, limits.forgot_password, limits.reset_password,
        limits.password_strength, limits.passkey,
        limits.payments_authorize, limits.payments_refund,
    ]  # fmt: skip
    (sentence,) = re.findall(r"Limits a minute: (.*?refunds)\.", PAGE, re.DOTALL)
    assert [f"{count}/minute" for count in re.findall(r"\d+", sentence)] == counts
