"""`python -m hushroom_adapters.local.emulators.livekit`: serves until it is stopped."""

import argparse
import asyncio
import json
import os
import signal

from aiohttp import web
from livekit.api import TokenVerifier

from hushroom_adapters.local.emulators.lifeline import die_with_parent
from hushroom_adapters.local.emulators.livekit.admin import Admin, explain
from hushroom_adapters.local.emulators.livekit.candidates import gather_on_loopback_only
from hushroom_adapters.local.emulators.livekit.faults import FaultPlan
from hushroom_adapters.local.emulators.livekit.grants import Gate, Renewal
from hushroom_adapters.local.emulators.livekit.notices import Notices
from hushroom_adapters.local.emulators.livekit.rpc import Calls, RoomService
from hushroom_adapters.local.emulators.livekit.signalling import Signalling
from hushroom_adapters.local.emulators.livekit.speakers import Speakers
from hushroom_adapters.local.emulators.livekit.world import World

GOODBYE_SECONDS = 0.3
REFRESH_SECONDS = 300.0
LEAVING_SECONDS = 5.0


def main() -> None:
    options = _parser().parse_args()
    if options.die_with_parent:
        die_with_parent()
    asyncio.run(_serve(options))


async def _serve(options: argparse.Namespace) -> None:
    gather_on_loopback_only()
    stop = _stop_signal()
    plan = FaultPlan([])
    notices = Notices(options.webhook_url, options.api_key, options.api_secret, plan)
    gate = Gate(TokenVerifier(options.api_key, options.api_secret))
    renewal = Renewal(options.api_key, options.api_secret)
    world = World(notices.tell, creates_rooms=options.auto_create)
    signalling = Signalling(world, gate, renewal, plan, options.token_refresh_seconds, options.leaving_seconds)
    app = _application(signalling, notices)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=GOODBYE_SECONDS)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", options.port).start()
    background = [
        asyncio.create_task(notices.deliver_for_ever()),
        asyncio.create_task(Speakers(world).watch_for_ever()),
    ]
    ready = {"url": f"http://127.0.0.1:{runner.addresses[0][1]}", "pid": os.getpid()}
    print(json.dumps(ready), flush=True)  # noqa: T201  whoever started us reads this line
    await stop.wait()
    for task in background:
        task.cancel()
    await runner.cleanup()


def _application(signalling: Signalling, notices: Notices) -> web.Application:
    world, gate, plan = signalling.world, signalling.gate, signalling.plan
    log: list[dict[str, str]] = []
    app = web.Application(middlewares=[explain])
    app.add_routes(Admin(world, gate, signalling.renewal, plan, notices, signalling, log).routes())
    app.add_routes(signalling.routes())
    calls = Calls(RoomService(world, gate), gate, plan, log)
    app.router.add_post("/twirp/livekit.RoomService/{method}", calls.take)
    app.router.add_get("/", _alive)
    return app


async def _alive(_request: web.Request) -> web.Response:
    return web.Response(text="OK")


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="livekit", description="LiveKit on one machine: its server API and rooms with sound."
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--api-key", required=True)
    parser.add_argument("--api-secret", required=True, help="32 characters or more")
    parser.add_argument("--webhook-url", help="where room and participant events are posted")
    parser.add_argument("--token-refresh-seconds", type=float, default=REFRESH_SECONDS, help="between two fresh tokens")
    parser.add_argument(
        "--leaving-seconds",
        type=float,
        default=LEAVING_SECONDS,
        help="until a client is cut off that was told to leave",
    )
    parser.add_argument(
        "--no-auto-create", dest="auto_create", action="store_false", help="nobody enters a room that is not open"
    )
    parser.add_argument("--die-with-parent", action="store_true", help="stop when the parent process does")
    return parser


if __name__ == "__main__":
    main()
