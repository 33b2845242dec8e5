"""The terminal's output: progress during the start, then the addresses of everything."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel as Box
from rich.table import Table

from hushroom_adapters.local.endpoints import DATA

ACCOUNTS = (
    ("admin@hushroom.com", "administrator"),
    ("user1@hushroom.com, user2@hushroom.com", "seekers"),
    ("companion1@hushroom.com", "companion, standard"),
    ("companion2@hushroom.com", "companion, verified"),
    ("companion3@hushroom.com", "companion, expert"),
)
PASSWORD = "Password123!"  # noqa: S105  the documented one of the demo accounts


class Screen(Console):
    """A console that survives a closed pipe while the programs run on."""

    def on_broken_pipe(self) -> None:
        self.quiet = True


class DevConsole:
    """Prints progress and addresses; with `quiet`, only errors and the one line at the end."""

    def __init__(self, *, quiet: bool) -> None:
        """Prints progress to standard output and errors to standard error."""
        self._quiet = quiet
        self._out = Screen(highlight=False, quiet=quiet)
        self._err = Screen(stderr=True, highlight=False)

    @contextmanager
    def starting(self) -> Iterator[None]:
        with self._out.status("Starting Hushroom ..."):
            yield

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Prints how long the step took when it is done."""
        begun = time.monotonic()
        yield
        self._out.print(f"[green]✓[/] {escape(what):<28} [dim]{time.monotonic() - begun:5.1f} s[/]")

    def ready(self, endpoints: Mapping[str, Any], data: Path, *, seeded: bool) -> None:
        if self._quiet:
            print(f"Hushroom is ready: {endpoints['api']} ({data}/endpoints.json)", flush=True)  # noqa: T201 - this line is the output
        else:
            self._out.print(Box(_contents(endpoints, data, seeded=seeded), title="Hushroom", expand=False))

    def note(self, line: str) -> None:
        """Prints an event that the user did not ask for, such as a program that died."""
        self._err.print(f"[dim]{datetime.now().astimezone():%H:%M:%S}[/] {escape(line)}", soft_wrap=True)

    def say(self, line: str) -> None:
        self._out.print(escape(line))

    def fail(self, sentence: str) -> None:
        self._err.print(f"[red]✗[/] {escape(sentence)}", soft_wrap=True)


def _walkthrough(data: Path) -> str:
    """Returns the command that plays a session against these servers."""
    return "hushroom walkthrough" if data == DATA else f"hushroom walkthrough --data {data}"


def _contents(endpoints: Mapping[str, Any], data: Path, *, seeded: bool) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_row("Web app", endpoints["web"])
    table.add_row("API", f"{endpoints['api']}/api/v1")
    table.add_row("Docs", endpoints["docs"])
    if endpoints["mailbox"]:
        table.add_row("Mailbox", endpoints["mailbox"])
    if endpoints["stripe"]:
        table.add_row("Stripe (local)", endpoints["stripe"])
    if endpoints["signIns"]:
        table.add_row("Sign-ins (local)", endpoints["signIns"])
    table.add_row("Data, logs", f"{data}, {data / 'logs'}")
    if seeded:
        table.add_row("", "")
        for address, role in ACCOUNTS:
            table.add_row("Demo accounts" if role == "administrator" else "", f"{address} [dim]({role})[/]")
        table.add_row("", f"password {PASSWORD}")
    table.add_row("", "")
    table.add_row("Next", f"{_walkthrough(data)}  [dim](in another shell; Ctrl-C here stops everything)[/]")
    return table
