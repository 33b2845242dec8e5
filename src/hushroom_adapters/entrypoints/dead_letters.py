"""Prints the effects that were given up: their names, times and errors."""

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TextIO

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from hushroom_adapters.observability.redaction import scrub


class DeadLetter(Protocol):
    """A row of the outbox that was given up."""

    @property
    def id(self) -> int: ...
    @property
    def event(self) -> str: ...
    @property
    def reaction(self) -> str: ...
    @property
    def attempts(self) -> int: ...
    @property
    def error(self) -> str | None: ...
    @property
    def died_at(self) -> datetime: ...


def print_dead_letters(letters: Sequence[DeadLetter], *, as_json: bool, stream: TextIO | None = None) -> None:
    """Prints a table for people or a list for programs; the payloads of the events stay in the database."""
    out = stream or sys.stdout
    if as_json:
        json.dump([_row(letter) for letter in letters], out, indent=2)
        out.write("\n")
        return
    if not letters:
        out.write("There are no dead letters.\n")
        return
    Console(file=out, highlight=False).print(_table(letters))


def _row(letter: DeadLetter) -> dict[str, object]:
    return {
        "id": letter.id,
        "event": letter.event,
        "reaction": letter.reaction,
        "attempts": letter.attempts,
        "error": scrub(letter.error or ""),
        "diedAt": letter.died_at.isoformat(),
    }


def _table(letters: Sequence[DeadLetter]) -> Table:
    table = Table("id", "event", "reaction", "tries", "given up", "last error", box=None, padding=(0, 2, 0, 0))
    for letter in letters:
        when = f"{letter.died_at:%Y-%m-%d %H:%M}"
        error = escape(scrub(letter.error or ""))
        table.add_row(str(letter.id), letter.event, letter.reaction, str(letter.attempts), when, error)
    return table
