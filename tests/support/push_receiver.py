"""A push service on this machine, and a browser that subscribed to it: they check what real ones would check."""

import base64
import json
import struct
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from attrs import define, field, frozen
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()


def text_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


@frozen
class Browser:
    """The private half of a subscription."""

    key: ec.EllipticCurvePrivateKey = field(factory=lambda: ec.generate_private_key(CURVE))
    auth: bytes = b"0123456789abcdef"

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def keys(self) -> dict[str, str]:
        """Returns the keys as `PushSubscription.toJSON()` has them."""
        return {"p256dh": text_of(self.point), "auth": text_of(self.auth)}

    def read(self, body: bytes) -> bytes:
        """Decrypts a message of one record (RFC 8188, RFC 8291)."""
        salt, (record_bytes, length) = body[:16], struct.unpack("!LB", body[16:21])
        sender, record = body[21 : 21 + length], body[21 + length :]
        assert len(record) <= record_bytes
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender))
        secret = derived(shared, self.auth, b"WebPush: info\0" + self.point + sender, 32)
        key = derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derived(secret, salt, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\0")
        assert plain.endswith(b"\x02"), "the last record ends with its delimiter"
        return plain[:-1]


@frozen
class Received:
    """A message as the push service got it."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    def claims(self, public_key: str) -> dict[str, Any]:
        """Returns the claims of the VAPID token after checking its signature with the platform's key (RFC 8292)."""
        scheme, _, parameters = self.headers["Authorization"].partition(" ")
        given = dict(part.strip().split("=", 1) for part in parameters.split(","))
        assert (scheme, given["k"]) == ("vapid", public_key)
        signed, _, signature = given["t"].rpartition(".")
        numbers = bytes_of(signature)
        pair = encode_dss_signature(int.from_bytes(numbers[:32]), int.from_bytes(numbers[32:]))
        key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, bytes_of(public_key))
        key.verify(pair, signed.encode(), ec.ECDSA(SHA256()))
        header, claims = (json.loads(bytes_of(part)) for part in signed.split("."))
        assert header == {"typ": "JWT", "alg": "ES256"}
        return dict(claims)


@define
class PushReceiver:
    """The push service: it answers with `status`, or with the status in `answers` for a path."""

    url: str = ""
    status: int = 201
    answers: dict[str, int] = field(factory=dict)
    received: list[Received] = field(factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.received.append(Received(request.path, request.headers.copy(), await request.read()))
        status = self.answers.get(request.path, self.status)
        return web.Response(status=status, headers={"Location": "/elsewhere"} if 300 <= status < 400 else {})

    def at(self, path: str) -> list[Received]:
        return [one for one in self.received if one.path == path]


@asynccontextmanager
async def push_receiver() -> AsyncIterator[PushReceiver]:
    """Serves a push service on a free port of this machine."""
    receiver = PushReceiver()
    app = web.Application()
    app.router.add_post("/{path:.*}", receiver.take)
    app.router.add_get("/{path:.*}", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield receiver
    finally:
        await runner.cleanup()
