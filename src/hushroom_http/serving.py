"""The application that opens its own platform when the server starts, and closes it when the server stops."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar

from hushroom_adapters.bootstrap import open_application
from hushroom_adapters.settings import Settings
from hushroom_http.app import Web, assemble


def serving(settings: Settings) -> Web:
    """The application on the parts that the settings name; none of them needs to answer at the start."""

    @asynccontextmanager
    async def opening(app: Litestar) -> AsyncIterator[None]:
        async with open_application(settings) as platform:
            app.state.platform = platform
            yield

    return assemble(settings.http, [opening])
