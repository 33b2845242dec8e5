"""`python -m hushroom_adapters.local.emulators.stripe`: the local Stripe as a process of its own."""

import argparse
import asyncio
import json
import os
import signal
import sqlite3
import sys

from attrs import evolve

from hushroom_adapters.local.emulators.lifeline import die_with_parent
from hushroom_adapters.local.emulators.stripe.desk import Policy
from hushroom_adapters.local.emulators.stripe.server import start_local_stripe
from hushroom_adapters.local.emulators.stripe.world import Options

USAGE = 2
UNUSABLE_DATA = 3


def main() -> int:
    arguments = _parser().parse_args()
    if bool(arguments.webhook_url) != bool(arguments.webhook_secret):
        sys.stderr.write("--webhook-url and --webhook-secret belong together\n")
        return USAGE
    if arguments.die_with_parent:
        die_with_parent()
    try:
        asyncio.run(_serve(_options(arguments)))
    except sqlite3.Error as error:
        sys.stderr.write(f"the local Stripe cannot use {arguments.data}: {error}\n")
        return UNUSABLE_DATA
    return 0


async def _serve(options: Options) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with start_local_stripe(options) as stripe:
        sys.stdout.write(json.dumps({"url": stripe.url, "pid": os.getpid()}) + "\n")
        sys.stdout.flush()
        await stop.wait()


def _options(arguments: argparse.Namespace) -> Options:
    return Options(
        secret_key=arguments.secret_key,
        data=arguments.data,
        host=arguments.host,
        port=arguments.port,
        webhook_url=arguments.webhook_url,
        webhook_secret=arguments.webhook_secret,
        policy=evolve(Policy(), settlement_seconds=arguments.settlement_seconds),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m hushroom_adapters.local.emulators.stripe", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--data", default=":memory:", help="an SQLite file that keeps the state")
    parser.add_argument("--secret-key", required=True, help="the only key that is accepted")
    parser.add_argument("--webhook-url", help="told of every event, of connected accounts too")
    parser.add_argument("--webhook-secret", help="signs what is sent to --webhook-url")
    parser.add_argument("--settlement-seconds", type=int, default=0, help="until captured money may be transferred")
    parser.add_argument("--die-with-parent", action="store_true", help="stop when the starting process is gone")
    return parser


if __name__ == "__main__":
    sys.exit(main())
