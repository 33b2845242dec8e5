"""Data channels of the local LiveKit: a reliable packet waits for a channel that is still opening."""

from collections.abc import AsyncIterator

import pytest
from aiortc import RTCDataChannel, RTCPeerConnection
from livekit.protocol.models import DataPacket, UserPacket

from hushroom_adapters.local.emulators.livekit.candidates import gather_on_loopback_only
from hushroom_adapters.local.emulators.livekit.channels import RELIABLE, WAITING_PACKETS, DataChannels
from hushroom_adapters.local.emulators.livekit.links import PeerLink
from tests.support.waiting import until


@pytest.fixture
async def links(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[PeerLink, PeerLink]]:
    """The server's connection and the client's, which are not negotiated yet."""
    monkeypatch.setattr("aioice.ice.get_host_addresses", lambda *_args, **_kinds: [])
    gather_on_loopback_only()
    server, client = PeerLink(), PeerLink()
    yield server, client
    await server.close()
    await client.close()


def packet(number: int) -> DataPacket:
    return DataPacket(user=UserPacket(payload=b"%d" % number))


def collect(connection: RTCPeerConnection) -> list[str]:
    """Returns a list to which the packets that arrive are added."""
    arrived: list[str] = []

    def listen(channel: RTCDataChannel) -> None:
        channel.on("message", lambda data: arrived.append(DataPacket.FromString(data).user.payload.decode()))

    connection.on("datachannel", listen)
    return arrived


async def negotiate(server: PeerLink, client: PeerLink) -> None:
    await client.take("offer", await server.offer())
    await server.take("answer", await client.answer())


async def test_reliable_packets_wait_until_the_channel_is_open_and_late_ones_are_dropped(
    links: tuple[PeerLink, PeerLink],
) -> None:
    server, client = links
    arrived = collect(client.connection)
    channels = DataChannels(lambda _data, _is_reliable: None)
    channels.send(packet(1), is_reliable=True)
    channels.offer(server)
    channels.send(packet(2), is_reliable=True)
    channels.send(packet(3), is_reliable=False)
    await negotiate(server, client)
    assert await until(lambda: _equal(arrived, ["1", "2"]))
    channels.send(packet(4), is_reliable=True)
    assert await until(lambda: _equal(arrived, ["1", "2", "4"]))


async def test_the_oldest_packets_are_dropped_when_too_many_wait(links: tuple[PeerLink, PeerLink]) -> None:
    server, client = links
    arrived = collect(client.connection)
    channels = DataChannels(lambda _data, _is_reliable: None)
    for number in range(WAITING_PACKETS + 1):
        channels.send(packet(number), is_reliable=True)
    channels.use(server.open_channel(RELIABLE))
    await negotiate(server, client)
    assert await until(lambda: _equal(arrived, [str(number) for number in range(1, WAITING_PACKETS + 1)]))


async def _equal(found: object, wanted: object) -> bool:
    return found == wanted
