"""The application that opens its own platform when the server starts, and closes it when the server stops."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar

from hushroom_adapters.bootstrap import open_application
from hushroom_adapters.settings import Settings
from hushroom_http.app import Web, assemble

YOUNG_OBJECTS = 20_000
"""How many more objects there may be before the collector looks for circles among them."""


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
            # And what requests leave behind is little and not in circles: look at it less often than by default.
            gc.set_threshold(YOUNG_OBJECTS, 20, 50)
            yield

    return assemble(settings.http, [opening])
