"""HTTP/1.1 of the server: uvicorn's protocol with a limit for all bytes outside of the body."""

import re
from typing import Any

import httptools

from hushroom_http.server.connection import TimedConnection
from hushroom_http.server.unfinished_requests import HeadTooLarge, MalformedHttp, TooManyConnections
from hushroom_http.server.websocket_handshake import is_handshake

FRAMING_BYTES = 65_536
"""The limit of one request's bytes outside of its body: request line, header, chunk marks, trailers."""
BETWEEN_BYTES = 4
"""The bytes between the name and the value of a field, and after them."""
UNKNOWN_METHOD = re.compile(rb"([A-Z][A-Z0-9_-]{0,31}) [^ ]+ HTTP/1\.[01]\r\n")
STANDS_IN = b"POST"
"""The method that replaces an unknown one for the parser."""


class _Refused(Exception):
    """The request was refused while it was parsed."""


class BoundedProtocol(TimedConnection):
    """Parses the requests of one connection within limits."""

    def __init__(self, *about: Any, **more: Any) -> None:
        super().__init__(*about, **more)
        self._was_whole = True
        """True if no request was incomplete before the newest data."""
        self._begun = 0
        """The number of requests that began in the newest data."""
        self._is_large = False
        self._framing_bytes = self._body_bytes = self._unseen_bytes = 0
        self._unknown_method = b""

    def data_received(self, data: bytes) -> None:
        """Parses received bytes, or discards them after a refusal."""
        if self._is_over:
            return
        self._unset_keepalive_if_required()
        self._was_whole = self._is_whole
        self._begun = self._body_bytes = 0
        self._is_large = self._framing_bytes + self._unseen_bytes + len(data) > FRAMING_BYTES
        self._parse(data)
        if not self._is_finished():
            self._measure(len(data))

    def _parse(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            if self._should_upgrade():
                self._is_over = True
                self.handle_websocket_upgrade()
            else:
                self._parse_again(self._head_without_upgrade() + data[upgrade.args[0] :])
        except httptools.HttpParserInvalidMethodError:
            unknown = UNKNOWN_METHOD.match(data) if self._was_whole and self._begun == 1 else None
            if unknown:
                self._unknown_method = unknown[1]
                self._parse_again(STANDS_IN + data[unknown.end(1) :])
            else:
                self._refuse(MalformedHttp())
        except httptools.HttpParserError:
            if not self._is_over:
                self._refuse(MalformedHttp())

    def _parse_again(self, data: bytes) -> None:
        self.parser = httptools.HttpRequestParser(self)
        self._parse(data)

    def _head_without_upgrade(self) -> bytes:
        """Returns a head without its unserved upgrade, because the parser would read no body after it."""
        line = b"%b %b HTTP/%b" % (self.parser.get_method(), self.url, self.parser.get_http_version().encode())
        fields = [b"%b: %b" % field for field in self.headers if field[0] != b"upgrade"]
        return b"\r\n".join([line, *fields, b"", b""])

    def _measure(self, length: int) -> None:
        """Checks the size and the deadline of an incomplete request."""
        if not self._begun:
            self._framing_bytes += length - self._body_bytes
        elif not self._is_headed:
            self._framing_bytes = self._head_bytes()
            self._unseen_bytes = length
        if self._framing_bytes > FRAMING_BYTES:
            self._refuse(HeadTooLarge())
        else:
            self._expect_rest()

    def _head_bytes(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + BETWEEN_BYTES for name, value in self.headers)

    def _should_upgrade(self) -> bool:
        return super()._should_upgrade() and is_handshake(self.parser.get_method(), self.headers)

    def on_message_begin(self) -> None:
        """Begins a request."""
        super().on_message_begin()
        self._is_whole = self._is_headed = False
        self._framing_bytes = self._unseen_bytes = 0
        self._begun += 1

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keeps a header field, and drops trailers, because a trailer could pass for a proxy's field."""
        if not self._is_headed:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Passes the request to the application, unless the connection becomes a websocket."""
        self._is_headed = True
        self._has_arrived()
        if self._is_large and self._head_bytes() > FRAMING_BYTES:
            self._refuse(HeadTooLarge())
            raise _Refused
        if not self._has_room:
            self._refuse(TooManyConnections())
            raise _Refused
        if self.parser.should_upgrade() and self.parser.get_method() != b"CONNECT":
            self.scope["method"] = self.parser.get_method().decode("ascii")
            return
        super().on_headers_complete()
        if self._unknown_method:
            self.scope["method"], self._unknown_method = self._unknown_method.decode("ascii"), b""

    def on_body(self, body: bytes) -> None:
        """Keeps a piece of the body."""
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Ends a request."""
        self._is_whole, self._framing_bytes = True, 0
        self._lift_deadline()
        if not self.parser.should_upgrade():
            super().on_message_complete()
