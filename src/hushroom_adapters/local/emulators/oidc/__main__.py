"""`python -m hushroom_adapters.local.emulators.oidc`: serves on this machine until it is stopped."""

import argparse
import asyncio
import json
import os
import signal

from aiohttp import web

from hushroom_adapters.local.emulators.lifeline import die_with_parent
from hushroom_adapters.local.emulators.oidc.server import application
from hushroom_adapters.local.emulators.oidc.world import World

GOODBYE_SECONDS = 0.3


def main() -> None:
    options = _parser().parse_args()
    if options.die_with_parent:
        die_with_parent()
    asyncio.run(_serve(options))


async def _serve(options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    world = World(
        client_id=options.client_id,
        client_secret=options.client_secret,
        redirect_uris=frozenset(options.redirect_uri),
        apple_key=options.apple_key,
    )
    runner = web.AppRunner(application(world), access_log=None, shutdown_timeout=GOODBYE_SECONDS)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", options.port).start()
    world.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    print(json.dumps({"url": world.url, "pid": os.getpid()}), flush=True)  # noqa: T201  whoever started us reads this line
    await stop.wait()
    await runner.cleanup()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="oidc", description="Sign people in as a provider would.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--client-id", default="hushroom-local", help="the id of the only client")
    parser.add_argument("--client-secret", required=True, help="the secret of the client")
    parser.add_argument("--redirect-uri", action="append", default=[], help="an address to go back to; may be repeated")
    parser.add_argument("--apple-key", default="", help="the client's public key (PEM) in Apple's dialect")
    parser.add_argument("--die-with-parent", action="store_true", help="stop when the parent process does")
    return parser


if __name__ == "__main__":
    main()
