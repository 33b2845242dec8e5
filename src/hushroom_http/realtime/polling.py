"""The bodies of polling requests, read and checked before the library gets them.

The library would refuse a body that is too large, or that holds a packet of no client, only after all waiting packets
of the connection were fetched; and it would log a body that is no text as an error of the server.
"""

from typing import Any, ClassVar

from engineio.packet import CLOSE, MESSAGE, PONG, UPGRADE  # type: ignore[import-untyped]
from engineio.payload import Payload  # type: ignore[import-untyped]
from litestar.types import Receive, Scope

from hushroom_domain.shared.errors import ValidationFailed
from hushroom_http.realtime.channel import LARGEST_MESSAGE_BYTES
from hushroom_http.server.request import BodyTooLarge, ClientDisconnected, check_encoding

OF_A_SCRIPT = b"d="
"""The start of a JSONP form."""
SENT_BY_CLIENTS = frozenset({CLOSE, PONG, MESSAGE, UPGRADE})


class NotPackets(ValidationFailed):
    code: ClassVar[str] = "realtime.not_packets"
    message: ClassVar[str] = "The body does not hold packets of Engine.IO 4"


async def packets_of(scope: Scope, receive: Receive) -> bytes:
    """Returns the body. Raises: BodyTooLarge, EncodedBody, NotPackets, ClientDisconnected."""
    body = bytearray()
    more = True
    while more:
        message: Any = await receive()
        if message["type"] != "http.request":
            raise ClientDisconnected
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST_MESSAGE_BYTES:
            raise BodyTooLarge
    if body:
        check_encoding(scope)
    _check(bytes(body))
    return bytes(body)


def _check(body: bytes) -> None:
    if body.startswith(OF_A_SCRIPT):
        raise NotPackets
    try:
        kinds = [packet.packet_type for packet in Payload(encoded_payload=body.decode()).packets]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise NotPackets from error
    if not SENT_BY_CLIENTS.issuperset(kinds) or CLOSE in kinds[:-1]:
        raise NotPackets


def received_at_once(body: bytes, receive: Receive) -> Receive:
    """Returns a `receive` that returns this body first, and all further messages after it."""
    held = [body]

    async def received() -> Any:
        return {"type": "http.request", "body": held.pop(), "more_body": False} if held else await receive()

    return received
