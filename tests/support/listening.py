"""A server for an application on a real port within this process."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn

from hushroom_http.server.protocol import BoundedProtocol
from hushroom_http.server.websockets import ObservedWebsocket


class _Server(uvicorn.Server):
    """A uvicorn server that installs no signal handlers, because the test process has its own."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def listening(app: Any, http: type[BoundedProtocol] = BoundedProtocol) -> AsyncIterator[str]:
    """Serves the application until the end of the block and yields its URL."""
    config = uvicorn.Config(
        app,
        lifespan="on",
        http=http,
        ws=ObservedWebsocket,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=2,
        ws_max_size=65_536,
    )
    server = _Server(config)
    with socket.create_server(("127.0.0.1", 0)) as door:
        # Otherwise the second half of each response would wait 40 ms for the acknowledgement of the first.
        door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        running = asyncio.create_task(server.serve([door]))
        while not server.started:
            assert not running.done(), "the server did not start"
            await asyncio.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running
