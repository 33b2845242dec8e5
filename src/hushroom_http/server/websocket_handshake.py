"""The opening handshake of websockets (RFC 6455), checked before the connection changes its protocol."""

import binascii
from collections.abc import Iterable

KEY_BYTES = 16
LONGEST_FIELD_BYTES, MOST_FIELDS = 8_192, 128
"""The header limits of the websocket library, which would refuse more without the headers of the middleware."""


def is_handshake(method: bytes, fields: Iterable[tuple[bytes, bytes]]) -> bool:
    """Returns whether the library will accept this handshake; any other is served as a plain request."""
    fields = list(fields)
    named = dict(fields)
    return (
        method == b"GET"
        and named.get(b"sec-websocket-version", b"").strip() == b"13"
        and [name for name, _ in fields].count(b"sec-websocket-key") == 1
        and _is_key(named[b"sec-websocket-key"].strip())
        and len(fields) <= MOST_FIELDS
        and all(len(name) + len(value) + 2 <= LONGEST_FIELD_BYTES for name, value in fields)
    )


def _is_key(text: bytes) -> bool:
    try:
        return len(binascii.a2b_base64(text, strict_mode=True)) == KEY_BYTES
    except binascii.Error:
        return False
