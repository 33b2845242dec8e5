"""The application in a server process: by its import string, with and without PostgreSQL and Redis."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx
import psutil
import psycopg
from livekit.api import AccessToken

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.local.embedded.server import free_port
from hushroom_adapters.settings import read_settings
from hushroom_domain.shared.lanes import Lane
from hushroom_http.serving import serving
from tests.integration.http.world import BASE, PASSWORD
from tests.support.platforms import WEBHOOK_SECRET, an_environment, program
from tests.support.servers import LIVEKIT_API_KEY, LIVEKIT_API_SECRET, alive
from tests.support.waiting import PATIENCE_SECONDS, wait_until
from tests.support.watch import LeakWatch

DEAD_DATABASE = "postgresql://nobody@127.0.0.1:9/nothing"
DEAD_REDIS = "redis://127.0.0.1:9/0"
ADA = {"email": "ada@example.com", "password": PASSWORD, "dateOfBirth": "1990-05-17"}


@contextmanager
def served(environment: dict[str, str]) -> Iterator[httpx.Client]:
    """Runs `hushroom serve` as a process and yields a client."""
    port = free_port()
    server = program("serve", {**environment, "HUSHROOM_PORT": str(port)})
    url, hooks = f"http://127.0.0.1:{port}/api/v1", LeakWatch().hooks
    with server, httpx.Client(base_url=url, timeout=PATIENCE_SECONDS, event_hooks=hooks) as client:
        _wait_until_up(client)
        yield client


def _wait_until_up(client: httpx.Client) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            client.get("/health").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("it never answered")


@asynccontextmanager
async def opened(environment: dict[str, str]) -> AsyncIterator[httpx.AsyncClient]:
    """Opens the application in this process and yields a client."""
    app = serving(read_settings(environment))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    hooks = LeakWatch().async_hooks
    async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url=BASE, event_hooks=hooks) as client:
        yield client


def signed(payload: bytes, at: float) -> str:
    """Returns Stripe's signature of the raw bytes."""
    moment = int(at)
    digest = hmac.new(WEBHOOK_SECRET.encode(), f"{moment}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def test_the_import_string_serves_on_real_parts(database_url: str, valkey: EmbeddedServer) -> None:
    environment = an_environment(database_url, valkey.url, HUSHROOM_RATE_LIMITS="off")
    with served(environment) as client:
        registered = client.post("/auth/register", json=ADA)
        assert registered.status_code == 201
        headers = {"Authorization": f"Bearer {registered.json()['accessToken']}"}
        me = client.get("/users/me", headers=headers)
        assert (me.status_code, me.json()["email"]) == (200, ADA["email"])
        booked = client.post("/sessions", headers=headers, json={"type": "FOCUS"})
        assert booked.status_code == 201
        assert client.get(f"/sessions/{booked.json()['id']}", headers=headers).json() == {
            **booked.json(),
            "goal": None,
            "contract": None,
            "companion": None,
        }
        assert client.get("/health/ready").json()["services"] == {
            "database": "ok",
            "migrations": "ok",
            "effects": "ok",
            **{f"effects.{lane.value}": "ok" for lane in Lane},
            "disk": "ok",
        }
        assert client.post("/sessions", content=b"x" * 2_000_000, headers=headers).status_code == 413
        assert client.get("/users/me", headers=headers).status_code == 200
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (1,)


def test_several_processes_that_share_a_port_offer_no_polling_and_all_stop(
    database_url: str, valkey: EmbeddedServer
) -> None:
    port = free_port()
    environment = an_environment(database_url, valkey.url, HUSHROOM_RATE_LIMITS="off", HUSHROOM_PORT=str(port))
    url, hooks = f"http://127.0.0.1:{port}/api/v1", LeakWatch().hooks
    with (
        program("serve", environment, "--workers", "2") as server,
        httpx.Client(base_url=url, timeout=PATIENCE_SECONDS, event_hooks=hooks) as client,
    ):
        _wait_until_up(client)
        assert client.post("/auth/register", json=ADA).status_code == 201
        assert client.get(f"http://127.0.0.1:{port}/socket.io/?EIO=4&transport=polling").status_code == 400
        workers = psutil.Process(server.pid).children()
        client.close()
        assert server.stop()[0] == 0
        assert wait_until(lambda: not any(alive(worker.pid) for worker in workers))


async def test_notices_are_verified_over_the_raw_bytes_and_kept_once(database_url: str, valkey: EmbeddedServer) -> None:
    payload = json.dumps({"id": "evt_1", "object": "event", "type": "ping", "data": {"object": {}}}).encode()
    async with opened(an_environment(database_url, valkey.url)) as client:

        async def deliver(signature: str, body: bytes = payload) -> int:
            answer = await client.post("/payments/webhook", content=body, headers={"Stripe-Signature": signature})
            return answer.status_code

        good = signed(payload, time.time())
        assert [await deliver(good), await deliver(good)] == [201, 201]
        assert await deliver(good, payload + b" ") == 400
        assert await deliver(signed(payload, time.time() - 301)) == 400
        assert await deliver("") == 400
        no_event = b'{"object": "charge"}'
        headers = {"Stripe-Signature": signed(no_event, time.time())}
        malformed = await client.post("/payments/webhook", content=no_event, headers=headers)
        assert (malformed.status_code, malformed.json()["code"]) == (400, "payment.webhook.malformed")
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM inbox").fetchone() == (1,)


async def test_notices_of_the_audio_service_are_verified_over_the_raw_bytes(
    database_url: str, valkey: EmbeddedServer
) -> None:
    body = b'{"event": "room_started", "id": "EV_1", "createdAt": "1767225600", "room": {"name": "session-1"}}'
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    good = AccessToken(LIVEKIT_API_KEY, LIVEKIT_API_SECRET).with_sha256(digest).to_jwt()
    forged = AccessToken(LIVEKIT_API_KEY, "x" * 40).with_sha256(digest).to_jwt()
    async with opened(an_environment(database_url, valkey.url)) as client:

        async def deliver(authorization: str, sent: bytes = body) -> int:
            headers = {"Authorization": authorization, "Content-Type": "application/webhook+json"}
            return (await client.post("/media/webhook", content=sent, headers=headers)).status_code

        assert [await deliver(good), await deliver(good)] == [200, 200]
        assert [await deliver(good, body + b" "), await deliver(forged), await deliver("x")] == [401, 401, 401]
        assert await deliver(good, b"\xff") == 401


async def test_limits_are_counted_in_redis(database_url: str, valkey: EmbeddedServer) -> None:
    environment = an_environment(
        database_url,
        valkey.url,
        HUSHROOM_RATE_LIMIT_LOGIN="2/minute",
        HUSHROOM_RATE_LIMIT_OVERALL="4/minute",
        HUSHROOM_TRUSTED_PROXIES="1",
    )
    client_address = {"X-Forwarded-For": f"203.0.113.{time.time_ns() % 250}"}
    async with opened(environment) as client, opened(environment) as other:
        body = {"email": "nobody@example.com", "password": "Wrong123!"}
        statuses = [
            (await one.post("/auth/login", json=body, headers=client_address)).status_code
            for one in (client, other, client)
        ]
        assert statuses == [401, 401, 429]
        statuses = [(await other.get("/companions", headers=client_address)).status_code for _ in range(2)]
        assert statuses == [200, 429]


async def test_without_redis_the_api_keeps_serving_and_counting(database_url: str) -> None:
    environment = an_environment(database_url, DEAD_REDIS, HUSHROOM_RATE_LIMIT_OVERALL="3/minute")
    async with opened(environment) as client:
        statuses = [(await client.get("/companions")).status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]


async def test_without_postgresql_it_says_when_to_come_back(valkey: EmbeddedServer) -> None:
    environment = an_environment(DEAD_DATABASE, valkey.url, HUSHROOM_RATE_LIMITS="off")
    async with opened(environment) as client:
        for answer in (await client.get("/companions"), await client.post("/auth/register", json=ADA)):
            assert answer.status_code == 503
            assert answer.headers["content-type"] == "application/problem+json"
            assert int(answer.headers["retry-after"]) > 0
        assert (await client.get("/health")).status_code == 200
        assert (await client.get("/health/db")).json() == {"status": "error", "service": "database"}
        assert (await client.get("/health/ready")).status_code == 503
