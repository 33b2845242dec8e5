"""A running program: started until it is ready, started again when it dies, stopped on request."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress

from hushroom_adapters.local.dev.errors import DevFailed
from hushroom_adapters.local.dev.program import Program
from hushroom_adapters.local.dev.reaper_client import ReaperClient
from hushroom_adapters.local.embedded.server import last_lines

START_SECONDS = 60.0
POLL_SECONDS = 0.05
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 10.0
STEADY_SECONDS = 10.0
"""A program that ran this long before it died is started again after the shortest pause."""


class Child:
    def __init__(self, program: Program, guard: ReaperClient, tell: Callable[[str], None]) -> None:
        """Keeps `tell`, which receives a line whenever the program dies and is started again."""
        self.program = program
        self.pid = 0
        self._guard = guard
        self._tell = tell
        self._stop = asyncio.Event()
        self._launching = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._keeping: asyncio.Task[None] | None = None

    async def start(self, go: asyncio.Event | None = None) -> None:
        """Launches the program, lets it go when `go` is set, and waits until it is ready.

        Raises: DevFailed, with the end of the program's log.
        """
        process = await self._launch(append=False)
        while go is not None and not go.is_set():
            self._expect_alive(process)
            await asyncio.sleep(POLL_SECONDS)
        self._let_go(process)
        deadline = time.monotonic() + START_SECONDS
        while not await self.program.is_ready(process.pid):
            self._expect_alive(process)
            if time.monotonic() > deadline:
                raise DevFailed(self._failure(f"is not ready after {START_SECONDS:.0f} seconds"))
            await asyncio.sleep(POLL_SECONDS)
        self._keeping = asyncio.create_task(self._keep_alive(process))

    def _expect_alive(self, process: asyncio.subprocess.Process) -> None:
        if process.returncode is not None:
            self._bury(process)
            raise DevFailed(self._failure(f"stopped while starting ({how_it_ended(process.returncode)})"))

    def _let_go(self, process: asyncio.subprocess.Process) -> None:
        """Writes one line to the standard input of a program that waits for it (see `preload`)."""
        if process.stdin is not None:
            process.stdin.write(b"go\n")
            process.stdin.close()

    async def finish(self) -> None:
        """Launches a program that ends by itself and waits for its end. Raises: DevFailed."""
        process = await self._launch(append=False)
        code = await process.wait()
        self._bury(process)
        if code != 0 and not self._stop.is_set():
            raise DevFailed(self._failure(f"failed ({how_it_ended(code)})"))

    async def stop(self, patience_seconds: float) -> None:
        """Asks the program to stop; after the grace period, kills it and everything that it started."""
        self._stop.set()
        async with self._launching:
            process = self._process
        if process is not None:
            await self._end(process, patience_seconds)
        if self._keeping is not None:
            await self._keeping

    async def _end(self, process: asyncio.subprocess.Process, patience_seconds: float) -> None:
        _signal(process, self.program.stop_signal)
        try:
            await asyncio.wait_for(process.wait(), patience_seconds)
        except TimeoutError:
            _signal(process, signal.SIGKILL)
            await process.wait()
        self._bury(process)

    async def _keep_alive(self, process: asyncio.subprocess.Process) -> None:
        pause = 0.0
        while True:
            begun = time.monotonic()
            code = await process.wait()
            self._bury(process)
            steady = time.monotonic() - begun > STEADY_SECONDS
            pause = FIRST_PAUSE_SECONDS if steady else _longer(pause)
            if await self._told_to_stop_within(pause):
                return
            relaunched = await self._launch_at_last(pause)
            if relaunched is None:
                return
            process = relaunched
            self._let_go(process)
            self._tell(f"{self.program.name} stopped ({how_it_ended(code)}): started again")

    async def _launch_at_last(self, pause: float) -> asyncio.subprocess.Process | None:
        """Launches the program again, retrying while the machine has no room.

        Returns None when told to stop meanwhile.
        """
        while True:
            try:
                return await self._launch(append=True)
            except OSError as error:
                self._tell(f"{self.program.name} cannot be started ({error.strerror}): tried again")
            pause = _longer(pause)
            if await self._told_to_stop_within(pause):
                return None

    async def _told_to_stop_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def _launch(self, *, append: bool) -> asyncio.subprocess.Process:
        program = self.program
        program.log.touch(mode=0o600)
        async with self._launching:
            with program.log.open("ab" if append else "wb") as log:
                process = await asyncio.create_subprocess_exec(
                    *program.command,
                    env=dict(program.environment),
                    stdin=asyncio.subprocess.PIPE if program.waits else asyncio.subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,  # a Ctrl-C is for us; we stop the others in their order
                )
            self._guard.watch(process.pid)
            self._process, self.pid = process, process.pid
        return process

    def _bury(self, process: asyncio.subprocess.Process) -> None:
        """Ends the processes that the program left behind, so that its port is free for the next one."""
        if self._process is not process:
            return
        self._process = None
        with suppress(ProcessLookupError, PermissionError):  # nobody is left; macOS says the latter of zombies
            os.killpg(process.pid, signal.SIGKILL)
        self._guard.forget(process.pid)

    def _failure(self, what: str) -> str:
        return f"{self.program.name} {what}; its log {self.program.log} ends:\n{last_lines(self.program.log)}"


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):  # it has ended, and the event loop does not know yet
            os.kill(process.pid, number)


def _longer(pause_seconds: float) -> float:
    return min(max(pause_seconds * 2, FIRST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)


def how_it_ended(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
