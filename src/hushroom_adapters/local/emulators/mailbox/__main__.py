"""`python -m hushroom_adapters.local.emulators.mailbox`: serves until it is stopped."""

import argparse
import asyncio
import json
import os
import signal

from aiohttp import web

from hushroom_adapters.local.emulators.lifeline import die_with_parent
from hushroom_adapters.local.emulators.mailbox.certificate import self_signed_context
from hushroom_adapters.local.emulators.mailbox.faults import FaultPlan
from hushroom_adapters.local.emulators.mailbox.reception import Credentials, Reception, receive
from hushroom_adapters.local.emulators.mailbox.store import Store
from hushroom_adapters.local.emulators.mailbox.web import application

GOODBYE_SECONDS = 0.3


def main() -> None:
    options = _parser().parse_args()
    if options.die_with_parent:
        die_with_parent()
    with Store(options.data) as store:
        asyncio.run(_serve(store, options))


async def _serve(store: Store, options: argparse.Namespace) -> None:
    stop = _stop_signal()
    plan = FaultPlan()
    credentials = Credentials(options.user.encode(), options.password.encode()) if options.user else None
    smtp = await receive(Reception(store, plan), options.smtp_port, self_signed_context(), credentials)
    runner = web.AppRunner(application(store, plan), access_log=None, shutdown_timeout=GOODBYE_SECONDS)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", options.http_port)
    await site.start()
    _tell(runner.addresses[0][1], smtp.sockets[0].getsockname()[1], options)
    await stop.wait()
    smtp.close()
    await runner.cleanup()


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def _tell(http_port: int, smtp_port: int, options: argparse.Namespace) -> None:
    login = f"{options.user}:{options.password}@" if options.user else ""
    ready = {
        "url": f"http://127.0.0.1:{http_port}",
        "smtp": f"smtp://{login}127.0.0.1:{smtp_port}",
        "pid": os.getpid(),
    }
    print(json.dumps(ready), flush=True)  # noqa: T201  whoever started us reads this line


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mailbox", description="Take mail by SMTP and show it over HTTP.")
    parser.add_argument("--http-port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--smtp-port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--data", default=":memory:", help="the SQLite file that keeps the mails")
    parser.add_argument("--user", help="take mail only after a login (over TLS) with this name")
    parser.add_argument("--password", default="", help="the password of --user")
    parser.add_argument("--die-with-parent", action="store_true", help="stop when the parent process does")
    return parser


if __name__ == "__main__":
    main()
