"""The client for URLs from outside, against a server on this machine that misbehaves."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from attrs import define, field

from hushroom_adapters.outgoing import AddressRefused, CallFailed, OutgoingClient
from hushroom_adapters.outgoing.client import CONNECTIONS_EACH
from tests.support.waiting import PATIENCE_SECONDS, until

MOST = 1_000


@define
class Host:
    """A server whose answers are those of a bad host; it notes what it is asked."""

    port: int = 0
    asked: list[str] = field(factory=list)
    cookies: list[str] = field(factory=list)
    may_end: asyncio.Event = field(factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(f"{request.method} {request.path}")
        self.cookies.append(request.headers.get("Cookie", ""))
        slow = {"/endless": self._endless, "/slow": self._slow, "/slow-body": self._slow}.get(request.path)
        return await slow(request) if slow else self._at_once(request.path)

    def _at_once(self, path: str) -> web.Response:
        match path:
            case "/exact":
                return web.Response(body=b"x" * MOST)
            case "/huge":
                return web.Response(body=b"x" * (MOST + 1))
            case "/packed":
                return web.Response(body=gzip.compress(b"x" * 1_000_000), headers={"Content-Encoding": "gzip"})
            case "/cookie":
                return web.Response(headers={"Set-Cookie": "a=b"})
            case "/redirect":
                return web.Response(status=302, headers={"Location": f"{self.url}/inside"})
        return web.Response(text="ok", headers={"Connection": "close"})

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while not self.may_end.is_set():
                await response.write(b"x" * 4_096)
        finally:
            self.may_end.set()
        return response

    async def _slow(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        if request.path == "/slow-body":
            await response.prepare(request)
            await response.write(b"x")
        await self.may_end.wait()
        return response


@asynccontextmanager
async def serving() -> AsyncIterator[Host]:
    host = Host()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", host.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host.port = runner.addresses[0][1]
    try:
        yield host
    finally:
        host.may_end.set()
        await runner.cleanup()


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    async with serving() as host:
        yield host


@pytest.fixture
async def client() -> AsyncIterator[OutgoingClient]:
    async with OutgoingClient(takes_loopback=True, timeout_seconds=3_600) as client:
        yield client


class Names(AbstractResolver):
    """Resolves every name to the next of these answers, the last one again and again."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self._answers, self.asked = list(answers), list[str]()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        addresses = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return [ResolveResult(hostname=host, host=one, port=port, family=family, proto=0, flags=0) for one in addresses]

    async def close(self) -> None:
        pass


async def test_an_answer_has_its_status_its_headers_and_its_body(host: Host, client: OutgoingClient) -> None:
    answer = await client.call("GET", f"{host.url}/a", most_bytes=MOST)
    assert (answer.status, answer.body, answer.headers["Content-Type"]) == (200, b"ok", "text/plain; charset=utf-8")
    assert "ok" not in repr(answer.body and answer)


async def test_no_body_is_read_unless_one_is_asked_for(host: Host, client: OutgoingClient) -> None:
    assert (await client.call("POST", f"{host.url}/huge", body=b"a")).body == b""


async def test_a_body_may_be_as_long_as_allowed_and_no_longer(host: Host, client: OutgoingClient) -> None:
    assert len((await client.call("GET", f"{host.url}/exact", most_bytes=MOST)).body) == MOST
    with pytest.raises(CallFailed):
        await client.call("GET", f"{host.url}/huge", most_bytes=MOST)


async def test_a_body_without_an_end_is_hung_up_on(host: Host, client: OutgoingClient) -> None:
    with pytest.raises(CallFailed):
        await client.call("GET", f"{host.url}/endless", most_bytes=MOST)
    await host.may_end.wait()


async def test_a_packed_body_is_not_unpacked(host: Host, client: OutgoingClient) -> None:
    body = (await client.call("GET", f"{host.url}/packed", most_bytes=2_000)).body
    assert gzip.decompress(body) == b"x" * 1_000_000


@pytest.mark.parametrize("path", ["/slow", "/slow-body"])
async def test_a_slow_host_is_not_waited_for(host: Host, path: str) -> None:
    async with OutgoingClient(takes_loopback=True, timeout_seconds=0.05) as client:
        with pytest.raises(CallFailed):
            await client.call("GET", f"{host.url}{path}", most_bytes=MOST)


async def test_a_redirect_is_an_answer_and_not_followed(host: Host, client: OutgoingClient) -> None:
    assert (await client.call("GET", f"{host.url}/redirect", most_bytes=MOST)).status == 302
    assert host.asked == ["GET /redirect"]


async def test_no_cookie_is_kept(host: Host, client: OutgoingClient) -> None:
    for _ in range(2):
        await client.call("GET", f"{host.url}/cookie")
    assert host.cookies == ["", ""]


async def test_a_proxy_of_the_environment_is_not_used(
    host: Host, client: OutgoingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://10.0.0.1:3128")
    assert (await client.call("GET", f"{host.url}/a")).status == 200


async def test_a_closed_port_is_a_failed_call(client: OutgoingClient) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(CallFailed):
            await client.call("GET", f"http://127.0.0.1:{taken.getsockname()[1]}/a")


async def test_a_name_without_an_address_is_a_failed_call() -> None:
    async with OutgoingClient(names=Names(())) as client:
        with pytest.raises(CallFailed):
            await client.call("GET", "https://push.example.com/a")


async def test_a_header_that_cannot_be_sent_is_a_failed_call(host: Host, client: OutgoingClient) -> None:
    with pytest.raises(CallFailed):
        await client.call("GET", f"{host.url}/a", headers={"Authorization": "Bearer a\r\nHost: inside"})
    assert host.asked == []


async def test_this_machine_is_not_called_unless_allowed(host: Host) -> None:
    async with OutgoingClient() as client:
        for name in ("127.0.0.1", "localhost"):
            with pytest.raises(AddressRefused):
                await client.call("GET", f"http://{name}:{host.port}/a")
    assert host.asked == []


@pytest.mark.parametrize(
    "addresses",
    [
        ("10.0.0.1",),
        ("127.0.0.1",),
        ("169.254.169.254",),
        ("::1",),
        ("::ffff:192.168.0.1",),
        ("fd00::1",),
        ("fe80::1%eth0",),
        ("93.184.216.34", "10.0.0.1"),
        ("10.0.0.1", "93.184.216.34"),
        ("2606:2800:220:1::1", "::1"),
    ],
)
@pytest.mark.parametrize("takes_loopback", [True, False])
async def test_a_public_name_with_a_private_address_is_not_called(
    addresses: tuple[str, ...], *, takes_loopback: bool
) -> None:
    names = Names(addresses)
    async with OutgoingClient(names=names, takes_loopback=takes_loopback) as client:
        with pytest.raises(AddressRefused):
            await client.call("GET", "https://provider.example.com/a")
    assert names.asked == ["provider.example.com"]


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "93.184.216.34"])
async def test_localhost_is_this_machine_and_no_other(address: str) -> None:
    async with OutgoingClient(names=Names((address,)), takes_loopback=True) as client:
        with pytest.raises(AddressRefused):
            await client.call("GET", "http://localhost:9/a")


async def test_the_address_that_was_checked_is_the_one_that_is_called(host: Host) -> None:
    names = Names(("127.0.0.1",), ("10.0.0.1",))
    async with OutgoingClient(names=names, takes_loopback=True) as client:
        assert (await client.call("GET", f"http://localhost:{host.port}/a")).status == 200
        assert names.asked == ["localhost"]
        with pytest.raises(AddressRefused):
            await client.call("GET", f"http://localhost:{host.port}/a")
    assert host.asked == ["GET /a"]


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/", "https://169.254.169.254/latest", "https://[::1]/", "file:///etc/passwd"]
)
async def test_a_private_url_is_refused_before_anything_is_resolved(url: str) -> None:
    names = Names(("93.184.216.34",))
    async with OutgoingClient(names=names) as client:
        with pytest.raises(AddressRefused):
            await client.call("GET", url)
    assert names.asked == []


async def test_a_host_that_hangs_holds_up_its_own_calls_alone(host: Host, client: OutgoingClient) -> None:
    async with serving() as other, asyncio.TaskGroup() as group:
        hanging = [group.create_task(client.call("GET", f"{host.url}/slow")) for _ in range(2 * CONNECTIONS_EACH)]

        async def is_full() -> bool:
            return len(host.asked) == CONNECTIONS_EACH

        assert await until(is_full)
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert (await client.call("GET", f"{other.url}/a", most_bytes=MOST)).body == b"ok"
        assert not any(call.done() for call in hanging)
        assert len(host.asked) == CONNECTIONS_EACH, "the rest waits for a connection"
        host.may_end.set()
