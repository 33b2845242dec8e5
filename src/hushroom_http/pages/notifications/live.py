"""The stream of notifications to an open page (server-sent events), which ends with the sign-in."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from attrs import define, field
from litestar import Request, Router
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send
from msgspec import json

from hushroom_domain.identity.queries import BrowserViewer
from hushroom_domain.notifications.model import Notification
from hushroom_domain.notifications.policy import SENT_AT_ONCE
from hushroom_domain.notifications.queries import NOTIFICATION_LIST
from hushroom_domain.shared.errors import Unauthenticated, Unavailable, ValidationFailed
from hushroom_domain.shared.paging import Position, Window
from hushroom_http.inputs.cursors import BY_AGE, position_in, written
from hushroom_http.pages.context import PageContext
from hushroom_http.pages.cookies import sign_in_secret
from hushroom_http.pages.notifications.rows import notice_row
from hushroom_http.pages.notifications.streams import NoticeStreams, Wake
from hushroom_http.pages.rendering import READER, context_of
from hushroom_http.server.endless_responses import on_server_end, until_disconnected
from hushroom_http.server.methods import HEAD, METHOD
from hushroom_http.server.outages import TROUBLES
from hushroom_http.server.ports import Platform
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get

EVENTS: Final = "text/event-stream"
RETRY_MILLISECONDS = 5_000
"""The time after which a browser connects again to a stream that ended."""
OVER, TOO_MANY = 204, 429
RETRY_AFTER_SECONDS = 60
BEGINNING = Position((datetime(1970, 1, 1, tzinfo=UTC), UUID(int=0)))
"""The position before every notification."""
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_RAW_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    *((name.lower().encode(), value.encode()) for name, value in HEADERS.items()),
]


@get("/notices")
async def stream_notices(request: WebRequest) -> ASGIResponse:
    """Streams the reader's new notifications and the number of unread ones, until the sign-in ends.

    A stranger gets 204 and a reader with too many open streams 429; browsers do not come back after either (WHATWG
    HTML, server-sent events). The field `Last-Event-ID`, or `after` in the query, names the last notification that the
    page has.
    """
    secret = sign_in_secret(request)
    try:
        reader = await request.application.identity.authenticate_browser.unused(secret)
    except Unauthenticated:
        return ASGIResponse(status_code=OVER, media_type=EVENTS, headers=HEADERS)
    request.scope["user"] = reader.viewer
    request.scope["state"][READER] = reader
    news = News(request.platform, secret, reader, context_of(request), _asked(request))
    return NewsResponse(news, request.app.state.notice_streams)


def _asked(request: Request[Any, Any, Any]) -> Position | None:
    """Returns the position of the last notification that the page has; None for one that nothing wrote."""
    asked = request.headers.get("last-event-id") or request.query_params.get("after")
    try:
        return position_in(asked or None, BY_AGE)
    except ValidationFailed:
        return None


@define
class News:
    """Looks for the news of one reader, and writes them as server-sent events in the words of `page`."""

    platform: Platform
    secret: str = field(repr=False)
    reader: BrowserViewer
    page: PageContext
    position: Position | None
    """The place behind the last notification that the page has; None before the first look."""
    unread: int = -1
    """The number of unread notifications that was sent last."""

    @property
    def seconds_left(self) -> float:
        """Returns the seconds until the sign-in ends by itself."""
        return max(0.0, (self.reader.ends_at - self.platform.clock.now()).total_seconds())

    async def look(self) -> AsyncIterator[bytes]:
        """Yields what is new since the last look, a few notifications at a time; a comment if nothing is.

        While the database is away a comment says so. Raises: SignInEnded.
        """
        try:
            self.reader = await self.platform.application.identity.authenticate_browser.unused(self.secret)
            async for event in self._events():
                yield event
        except Unavailable as trouble:
            TROUBLES.note(trouble)
            yield b": not now\n\n"

    async def _events(self) -> AsyncIterator[bytes]:
        goes_on = True
        while goes_on:
            is_first, window = self.position is None, Window(take=SENT_AT_ONCE, after=self.position)
            listed = await self.platform.queries.notifications.since(self.reader.user_id, self.position)
            self.position = NOTIFICATION_LIST.beyond(listed.found, window) or BEGINNING
            told = () if is_first else listed.found.items
            is_news = bool(told) or listed.unread != self.unread
            self.unread = listed.unread
            yield self._event(told) if is_news else b":\n\n"
            goes_on = not is_first and listed.found.next is not None

    def _event(self, told: tuple[Notification, ...]) -> bytes:
        """Returns an event with the words of what is new, oldest first, and the number of unread notifications."""
        assert self.position is not None
        words = [self.page.language.catalogue.gettext(notice_row(one).words) for one in told]
        said = {"told": words, "unread": self.unread, "label": self.page.unread(self.unread)}
        return b"id: %s\ndata: %s\n\n" % (written(self.position).encode("ascii"), json.encode(said))


@define(eq=False)
class NewsResponse(ASGIResponse):
    """Sends news until the sign-in, the connection or the server ends.

    Nothing is queued: what is new is read from the database when the client has taken what was sent before.
    """

    news: News
    streams: NoticeStreams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the response, with status 429 where the reader or the client's address has too many streams."""
        user_id, address = self.news.reader.user_id, scope["state"]["client"]
        place = await self.streams.take(user_id, address)
        if not place:
            refusal = ASGIResponse(
                status_code=TOO_MANY,
                media_type=EVENTS,
                headers={**HEADERS, "Retry-After": str(RETRY_AFTER_SECONDS)},
            )
            await refusal(scope, receive, send)
            return
        try:
            with self.streams.opened(user_id) as wake:
                on_server_end(scope, wake.end)
                watch = asyncio.create_task(_end_with(wake, receive))
                try:
                    await self._send(scope, wake, send)
                finally:
                    watch.cancel()
        finally:
            await self.streams.release(user_id, address, place)

    async def _send(self, scope: Scope, wake: Wake, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": _RAW_HEADERS})
        if scope["state"][METHOD] != HEAD:
            await _send_part(send, b"retry: %d\n\n" % RETRY_MILLISECONDS)
            with contextlib.suppress(Unauthenticated):
                while not wake.is_over:
                    async for event in self.news.look():
                        await _send_part(send, event)
                    await wake.wait(min(self.streams.beat_seconds, self.news.seconds_left))
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send_part(send: Send, part: bytes) -> None:
    await send({"type": "http.response.body", "body": part, "more_body": True})


async def _end_with(wake: Wake, receive: Receive) -> None:
    await until_disconnected(receive)
    wake.end()


def routes() -> Router:
    return Router("/", route_handlers=[stream_notices], include_in_schema=False)
