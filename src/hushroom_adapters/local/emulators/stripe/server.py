"""The local Stripe as a server: in this process for a test, or on its own by `python -m`."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from aiohttp import web
from attrs import frozen

from hushroom_adapters.local.emulators.stripe.admin import Admin, refusals
from hushroom_adapters.local.emulators.stripe.calls import Calls
from hushroom_adapters.local.emulators.stripe.card_pages import CardPages
from hushroom_adapters.local.emulators.stripe.catalogue import OPERATIONS
from hushroom_adapters.local.emulators.stripe.operations import Operation
from hushroom_adapters.local.emulators.stripe.pages import Pages
from hushroom_adapters.local.emulators.stripe.world import Options, World

GRACE_SECONDS = 0.2
LOG = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@frozen(kw_only=True)
class LocalStripe:
    """A running local Stripe; the official library needs only `base_addresses={"api": url}`."""

    url: str
    secret_key: str
    world: World


@asynccontextmanager
async def start_local_stripe(options: Options) -> AsyncIterator[LocalStripe]:
    """Serves until the block ends; with port 0 the system picks a free one."""
    world = World(options)
    runner = web.AppRunner(application(world), access_log=None, shutdown_timeout=GRACE_SECONDS)
    try:
        await runner.setup()
        await web.TCPSite(runner, world.options.host, world.options.port).start()
        host, port = runner.addresses[0][:2]
        world.base_url = f"http://{host}:{port}"
        async with _background(world):
            yield LocalStripe(url=world.base_url, secret_key=world.options.secret_key, world=world)
            await runner.cleanup()
    finally:
        await runner.cleanup()
        world.store.close()


def application(world: World) -> web.Application:
    app = web.Application(middlewares=[refusals])
    calls, admin = Calls(world), Admin(world)
    for operation in OPERATIONS:
        app.router.add_route(operation.method, operation.path, _handler(calls, operation))
    app.add_routes([*admin.routes(), *Pages(admin).routes(), *CardPages(admin).routes()])
    app.router.add_route("*", "/{path:.*}", calls.unknown)
    return app


def _handler(calls: Calls, operation: Operation) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await calls.answer(operation, request)

    return handle


@asynccontextmanager
async def _background(world: World) -> AsyncIterator[None]:
    """Runs webhooks and timers beside the requests."""
    tasks = [asyncio.create_task(world.courier.run()), asyncio.create_task(world.keep_time())]
    for task in tasks:
        task.add_done_callback(_told)
    await asyncio.sleep(0)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


def _told(task: "asyncio.Task[None]") -> None:
    """Logs webhooks or timers that stop before their time."""
    if not task.cancelled() and task.exception() is not None:
        LOG.critical("the local Stripe lost a part of itself", exc_info=task.exception())
