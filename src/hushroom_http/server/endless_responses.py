"""Responses that end only when their reason ends, such as event streams."""

from collections.abc import Callable

from litestar.types import Receive, Scope

END_OF_SERVER = "end_of_server"
"""The name in the state of a request of the function that the server calls when it stops."""


def on_server_end(scope: Scope, end: Callable[[], None]) -> None:
    """Lets the server call `end` when it stops, because it waits for every response before it ends."""
    scope["state"][END_OF_SERVER] = end


async def until_disconnected(receive: Receive) -> None:
    """Returns when the client has disconnected; ignores what it still sends."""
    while (await receive())["type"] != "http.disconnect":
        continue
