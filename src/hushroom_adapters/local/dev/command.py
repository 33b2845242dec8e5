"""`hushroom dev`: starts everything in one order and stops everything in one way."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from hushroom_adapters.local.dev import application, plan
from hushroom_adapters.local.dev.application import Commands
from hushroom_adapters.local.dev.console import DevConsole
from hushroom_adapters.local.dev.environment import Part, child_environment, local_parts
from hushroom_adapters.local.dev.errors import DevFailed
from hushroom_adapters.local.dev.folder import Folder, usable
from hushroom_adapters.local.dev.keys import kept_keys
from hushroom_adapters.local.dev.ports import HOST, choose_ports
from hushroom_adapters.local.dev.program import Program
from hushroom_adapters.local.dev.supervisor import Supervisor
from hushroom_adapters.local.embedded import EmbeddedServerFailed, Server
from hushroom_adapters.local.endpoints import endpoints_of, publish, withdraw
from hushroom_adapters.settings import Settings, read_settings

FAILED = 1
STOPPED_BY = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@frozen(kw_only=True)
class DevOptions:
    """The options of the command. `port` 0 picks a free port; `workers` is the number of processes of each kind."""

    port: int = 8000
    data: Path = Path(".hushroom")
    workers: int = 1
    reset: bool = False
    seed: bool = True
    quiet: bool = False
    commands: Commands = field(factory=Commands)


def run_dev(options: DevOptions) -> int:
    """Runs until Ctrl-C, SIGTERM or a failed start. Returns the exit code."""
    panel = DevConsole(quiet=options.quiet)
    if sys.platform == "win32":
        panel.fail("hushroom dev runs on Linux and macOS; on Windows, run it inside WSL")
        return FAILED
    from hushroom_adapters.local.dev.lock import held

    folder = Folder(options.data)
    code = 0
    try:
        with held(folder.lock):
            with usable(options.data):
                if options.reset:
                    folder.reset()
                folder.prepare()
            asyncio.run(_run(options, folder, panel))
    except* (DevFailed, EmbeddedServerFailed) as failures:
        code = FAILED
        for sentence in _sentences(failures):
            panel.fail(sentence)
    return code


def _sentences(failures: BaseExceptionGroup[Exception]) -> list[str]:
    """Returns the failures of all programs that were starting at the same time."""
    return [
        sentence
        for failure in failures.exceptions
        for sentence in (_sentences(failure) if isinstance(failure, BaseExceptionGroup) else [str(failure)])
    ]


async def _run(options: DevOptions, folder: Folder, panel: DevConsole) -> None:
    told_to_stop = asyncio.Event()
    for number in STOPPED_BY:
        asyncio.get_running_loop().add_signal_handler(number, told_to_stop.set)
    local = Local(options, folder, panel)
    starting = asyncio.create_task(local.start())
    stopping = asyncio.create_task(told_to_stop.wait())
    try:
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            await starting
            await stopping
    finally:
        panel.say("Stopping ...")
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await local.stop()


class Local:
    """A local Hushroom: its running programs."""

    def __init__(self, options: DevOptions, folder: Folder, panel: DevConsole) -> None:
        """Chooses the ports and reads which servers the user has configured; starts nothing yet."""
        self._options, self._folder, self._panel = options, folder, panel
        with usable(folder.path):
            self._keys = kept_keys(folder.keys)
        self._parts = local_parts(os.environ)
        self._ports = choose_ports(options.port, os.environ.get("HUSHROOM_HOST") or HOST, options.workers)
        self._supervisor = Supervisor(panel.note, self._publish)
        self._settings: Settings | None = None

    async def start(self) -> None:
        with self._panel.starting():
            servers = await self._prepare()
            urls = {part: server.url for part, server in servers.items()}
            urls |= plan.peer_urls(self._ports, self._parts)
            environment = child_environment(os.environ, self._ports, self._keys, urls, self._folder.storage)
            settings = read_settings(environment)
            data_is_there = asyncio.Event()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._bring_data(servers, environment, data_is_there))
                group.create_task(self._start_application(data_is_there, environment, settings))
                for peer in plan.peers(self._folder, self._ports, settings, self._parts, environment, self._keys):
                    group.create_task(self._start(peer))
        self._settings = settings
        self._publish()
        self._panel.ready(self._endpoints(settings), self._folder.path, seeded=self._options.seed)

    async def stop(self) -> None:
        withdraw(self._folder.endpoints)
        self._settings = None
        await self._supervisor.stop()

    async def _prepare(self) -> dict[Part, Server]:
        makers = plan.database_servers(self._folder, self._ports, self._parts)
        servers = await asyncio.gather(*(asyncio.to_thread(maker) for maker in makers.values()))
        return dict(zip(makers, servers, strict=True))

    async def _bring_data(
        self,
        servers: Mapping[Part, Server],
        environment: Mapping[str, str],
        data_is_there: asyncio.Event,
    ) -> None:
        """Starts the databases, brings the tables up to date and seeds the demo accounts."""
        options, folder = self._options, self._folder
        async with asyncio.TaskGroup() as group:
            for server in servers.values():
                group.create_task(self._start(plan.program_of(server, folder, environment)))
        await self._finish(application.chore("migrate", options.commands.migrate, folder, environment))
        if options.seed and not folder.seeded.exists():
            await self._seed(environment)
        data_is_there.set()

    async def _seed(self, environment: Mapping[str, str]) -> None:
        await self._finish(application.chore("seed", self._options.commands.seed, self._folder, environment))
        if Part.POSTGRES in self._parts:  # of a database of the user's own we know nothing at the next start
            self._folder.seeded.touch()

    async def _start_application(
        self, data_is_there: asyncio.Event, environment: Mapping[str, str], settings: Settings
    ) -> None:
        """Starts the API after its data is there, then the other programs, which would slow its start down."""
        commands, folder, workers = self._options.commands, self._folder, self._options.workers
        several = workers > 1
        web_environment = application.behind_one(environment, settings) if several else environment
        async with asyncio.TaskGroup() as group:
            for server in application.web_servers(commands, folder, self._ports, web_environment):
                group.create_task(self._start(server, data_is_there))
        front = [application.round_robin(folder, self._ports, environment)] if several else []
        for program in (*front, *application.background(commands, folder, workers, environment)):
            await self._start(program)

    async def _start(self, program: Program, go: asyncio.Event | None = None) -> None:
        with self._panel.step(program.name):
            await self._supervisor.start(program, go)

    async def _finish(self, program: Program) -> None:
        with self._panel.step(program.name):
            await self._supervisor.finish(program)

    def _publish(self) -> None:
        """Writes `endpoints.json` when everything is ready, and again whenever a process id changes."""
        if self._settings is not None:
            publish(self._folder.endpoints, self._endpoints(self._settings))

    def _endpoints(self, settings: Settings) -> dict[str, object]:
        mailbox = plan.mailbox_page(self._ports, self._parts)
        sign_ins = plan.sign_in_page(self._ports, self._parts)
        return endpoints_of(settings, mailbox, sign_ins, self._supervisor.pids)
