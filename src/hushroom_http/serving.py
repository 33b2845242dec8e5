"""The application that opens its own platform when the server starts, and closes it when the server stops."""

import gc
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from litestar import Litestar

from hushroom_adapters.bootstrap import Platform, open_application
from hushroom_adapters.settings import Settings
from hushroom_http.app import Web, assemble

YOUNG_OBJECTS = 20_000
"""The number of new objects after which the garbage collector looks for cycles among them."""


def serving(settings: Settings) -> Web:
    """Returns the application on the services of the settings; none of them has to be reachable at the start."""

    @asynccontextmanager
    async def opening(app: Litestar) -> AsyncIterator[None]:
        async with open_application(settings) as platform, _candidates_kept(platform):
            app.state.platform = platform
            # All present objects stay for ever. Without freezing, the garbage collector would visit them again and
            # again during requests, which costs a search a third of its time.
            gc.collect()
            gc.freeze()
            # Requests leave few objects in reference cycles, so the collector runs less often than by default.
            gc.set_threshold(YOUNG_OBJECTS, 20, 50)
            yield

    return assemble(settings.http, [opening])


def _candidates_kept(platform: Platform) -> AbstractAsyncContextManager[None]:
    """Keeps the candidates in the memory of this process, unless the settings leave them in the database."""
    return nullcontext() if platform.candidates is None else platform.candidates.kept_fresh()
