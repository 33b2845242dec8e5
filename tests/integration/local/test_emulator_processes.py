"""The emulators stop on request and end with the process that started them."""

import asyncio
import signal
import subprocess
import sys

import aiosmtplib
import httpx
import pytest

from tests.support.servers import alive, livekit_for_tests, mailbox_for_tests, peer
from tests.support.waiting import PATIENCE_SECONDS, wait_until

KEYS = ("--api-key", "key", "--api-secret", "a-secret-of-at-least-thirty-two-letters")
PEERS = {
    "livekit": KEYS,
    "mailbox": (),
    "oidc": ("--client-secret", "of-this-test"),
    "stripe": ("--secret-key", "sk_test_of_this_test"),
}
STARTER = """
import subprocess, sys, time
peer = subprocess.Popen([sys.executable, "-m", *sys.argv[1:], "--die-with-parent"], stdout=subprocess.PIPE)
peer.stdout.readline()
print(peer.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_says_where_it_is_and_stops(name: str) -> None:
    with peer(f"hushroom_adapters.local.emulators.{name}", *PEERS[name]) as started:
        assert httpx.get(f"{started.url}/_sandbox/health", timeout=PATIENCE_SECONDS).status_code == 200
        assert started.said["pid"] == started.pid
    assert not alive(started.pid)


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_ends_when_its_parent_is_killed(name: str) -> None:
    command = [sys.executable, "-c", STARTER, f"hushroom_adapters.local.emulators.{name}", *PEERS[name]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:  # noqa: S603  our own program
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert alive(pid)
        parent.send_signal(signal.SIGKILL)
    assert wait_until(lambda: not alive(pid))


async def test_a_livekit_that_hangs_by_order_stops_all_the_same() -> None:
    with livekit_for_tests() as started:
        async with httpx.AsyncClient(base_url=started.url, timeout=PATIENCE_SECONDS) as client:
            await client.post("/_sandbox/faults", json={"trouble": "hang", "seconds": 3_600})
            call = asyncio.create_task(client.post("/twirp/livekit.RoomService/ListRooms", json={}))
            await asyncio.sleep(0.3)
            assert not call.done()
            call.cancel()


async def test_a_mailbox_that_hangs_by_order_stops_all_the_same() -> None:
    with mailbox_for_tests() as started:
        async with httpx.AsyncClient(base_url=started.url, timeout=PATIENCE_SECONDS) as client:
            await client.post("/_sandbox/faults", json={"trouble": "hang", "stage": "recipient"})
        port = int(started.smtp.rsplit(":", 1)[1])
        server = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
        await server.connect()
        await server.mail("a@example.com")
        asking = asyncio.create_task(server.rcpt("b@example.com"))
        await asyncio.sleep(0.3)
        assert not asking.done()
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await asking
