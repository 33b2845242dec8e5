"""Prints a walkthrough for people, on wide and narrow terminals, or as JSON for programs."""

import json
from typing import Any

from attrs import asdict, frozen
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from hushroom_adapters.local.walkthrough.money import Bill, plain
from hushroom_adapters.local.walkthrough.playing import Outcome, Row

WIDE = 110
NUMBER, STEP, WHO, REQUEST, STATUS, TIME = 2, 23, 9, 34, 6, 5
"""The widths of the columns of a wide table; the last column gets the rest."""
PIPED_WIDTH = 120


def console_of() -> Console:
    """Returns a console on standard output, wide and without colour when that is no terminal."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PIPED_WIDTH, no_color=True)


@frozen
class Page:
    """Prints a row after each step, and the money at the end."""

    console: Console

    def step(self, row: Row) -> None:
        if row.number == 1:
            self._heading()
        self.console.print(self._wide(row) if self._is_wide else _narrow(row))

    def pause(self, seconds: int) -> None:
        self.console.print(Text(f"   the server limits requests and asks for a pause of {seconds} s", style="dim"))

    def end(self, outcome: Outcome) -> None:
        self.console.print()
        if outcome.surprise is not None:
            self._surprise(outcome)
            return
        if outcome.bill is not None:
            self.console.print(_money(outcome.bill, outcome.rows[-1]))
            self.console.print()
        skipped = sum(row.skipped for row in outcome.rows)
        taken = f"{len(outcome.rows) - skipped} steps in {outcome.seconds:.1f} s"
        left_out = f", {skipped} left out" if skipped else ""
        self.console.print(Text(f"All went as expected: {taken}{left_out}.", style="bold green"))

    @property
    def _is_wide(self) -> bool:
        return self.console.width >= WIDE

    def _heading(self) -> None:
        if self._is_wide:
            self.console.print(_line("", "step", "who", "request", "status", "ms", "what changed", style="bold"))
            self.console.rule(style="dim", characters="-")

    def _wide(self, row: Row) -> Table:
        return _line(
            f"{row.number}",
            row.step,
            row.who,
            _request(row),
            "" if row.status is None else f"{row.status}",
            "" if row.status is None else f"{row.milliseconds}",
            row.changed,
            style="dim" if row.skipped else "",
        )

    def _surprise(self, outcome: Outcome) -> None:
        assert outcome.surprise is not None
        self.console.print(
            Text(f"Unexpected response at step {len(outcome.rows) + 1}: {outcome.failed}", style="bold red")
        )
        self.console.print(Text(f"  expected  {outcome.surprise.expected}"))
        self.console.print(Text(f"  got       {outcome.surprise.came}"))


@frozen
class Document:
    """Prints one JSON object at the end."""

    console: Console

    def step(self, row: Row) -> None:
        """Prints nothing, because the object is printed at the end."""

    def pause(self, seconds: int) -> None:
        """Prints nothing, because the milliseconds of the step include the pause."""

    def end(self, outcome: Outcome) -> None:
        self.console.print(json.dumps(_document(outcome), indent=2), markup=False, soft_wrap=True)


def _document(outcome: Outcome) -> dict[str, Any]:
    surprise = outcome.surprise
    return {
        "ok": surprise is None,
        "seconds": round(outcome.seconds, 3),
        "steps": [asdict(row) for row in outcome.rows],
        "money": outcome.bill and {name: str(value) for name, value in asdict(outcome.bill).items()},
        "surprise": surprise and {"step": outcome.failed, "expected": surprise.expected, "came": surprise.came},
    }


def _line(*cells: str, style: str) -> Table:
    line = Table.grid(padding=(0, 1), expand=True)
    for width in (NUMBER, STEP, WHO, REQUEST):
        line.add_column(width=width, justify="right" if width == NUMBER else "left", overflow="fold")
    for width in (STATUS, TIME):
        line.add_column(width=width, justify="right")
    line.add_column(ratio=1, overflow="fold")
    texts = [Text(cell, style=style) for cell in cells]
    if not style:
        texts[4].stylize("green")
        texts[6].stylize("cyan")
    line.add_row(*texts)
    return line


def _narrow(row: Row) -> Text:
    """Returns a row for a narrow terminal: the request on one line, its result on the next."""
    asked = f"{row.number:>2} {row.step}\n"
    status = f"{row.status}, {row.milliseconds} ms, " if row.status is not None else ""
    request = f"   {row.who}: {_request(row)}\n" if row.who else ""
    return Text.assemble((asked, "bold"), (request, "dim"), (f"   {status}{row.changed}", "dim" if row.skipped else ""))


def _request(row: Row) -> str:
    return f"{row.request} x{row.requests}" if row.requests > 1 else row.request


def _money(bill: Bill, last: Row) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title="The money of this session", title_justify="left", title_style="bold")
    table.add_column("")
    table.add_column("EUR", justify="right")
    table.add_column("")
    table.add_row("hourly rate", f"{bill.hourly_rate:.2f}", f"for {bill.minutes} minutes")
    table.add_row("amount", f"{bill.amount:.2f}", "the seeker paid")
    table.add_row("fee", f"{bill.fee:.2f}", f"the platform's, {plain(bill.commission * 100)} %")
    table.add_row("share", f"{bill.share:.2f}", "the companion's")
    table.add_row("Stripe's books", "" if last.skipped else f"{bill.amount:.2f}", last.changed)
    return table
