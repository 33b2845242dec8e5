"""Supervises all children: starts them, restarts those that die, and stops them in order."""

import asyncio
from collections.abc import Callable, Mapping

from hushroom_adapters.local.dev.child import Child
from hushroom_adapters.local.dev.program import Program, Tier
from hushroom_adapters.local.dev.reaper_client import ReaperClient

PATIENCE_SECONDS = {Tier.APPLICATION: 2.5, Tier.PEER: 0.7, Tier.DATABASE: 1.3}
"""Together less than five seconds, which is how long a stop may take."""


class Supervisor:
    def __init__(self, tell: Callable[[str], None], changed: Callable[[], None]) -> None:
        """Keeps `tell` for a line about each program that died, and `changed`, called when a process id changes."""
        self._guard = ReaperClient()
        self._children: list[Child] = []
        self._tell = tell
        self._changed = changed

    @property
    def pids(self) -> Mapping[str, int]:
        return {child.program.name: child.pid for child in self._children}

    async def start(self, program: Program, go: asyncio.Event | None = None) -> None:
        """Starts the program and returns when it is ready. A program that preloads waits until `go` is set."""
        child = self._child(program)
        self._children.append(child)
        await child.start(go)

    async def finish(self, program: Program) -> None:
        """Runs the program to its end."""
        child = self._child(program)
        self._children.append(child)
        await child.finish()
        self._children.remove(child)

    async def stop(self) -> None:
        """Stops all programs, the clients of a server before the server."""
        for tier in sorted(Tier):
            children = [child for child in self._children if child.program.tier is tier]
            await asyncio.gather(*(child.stop(PATIENCE_SECONDS[tier]) for child in children))
        self._guard.close()

    def _child(self, program: Program) -> Child:
        return Child(program, self._guard, self._died)

    def _died(self, line: str) -> None:
        self._tell(line)
        try:
            self._changed()
        except OSError as error:  # a full disk keeps the list of processes old, and no process from being looked after
            self._tell(f"the list of processes cannot be written: {error.strerror}")
