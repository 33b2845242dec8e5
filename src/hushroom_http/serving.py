"""The application that opens its own platform when the server starts, and closes it when the server stops."""

import gc
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
            # What is here now stays for good. Without this the collector looks at all of it again and again while
            # requests are answered, which costs a search a third of its time.
            gc.collect()
            gc.freeze()
            yield

    return assemble(settings.http, [opening])
