"""Runs the checks of the settings and of every dependency, and prints what to fix."""

import asyncio
import difflib
import json
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TextIO

from attrs import frozen
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from hushroom_adapters.observability.findings import CheckFailed, CheckWarning, Finding, cause_in_words
from hushroom_adapters.observability.redaction import scrub
from hushroom_adapters.settings import VARIABLES, Problem, Settings, SettingsError, read_settings

PATIENCE_SECONDS = 8.0
OURS = "HUSHROOM_"


@frozen
class Check:
    """One check: `look` returns its finding in a line, or raises; `fix` says what to do then."""

    name: str
    look: Callable[[Settings], Awaitable[str]]
    fix: str


async def diagnose(
    environ: Mapping[str, str], examinations: Sequence[Check], *, patience_seconds: float = PATIENCE_SECONDS
) -> tuple[Finding, ...]:
    """Returns every finding, in the order of the checks; without usable settings no check runs."""
    try:
        settings = read_settings(environ)
    except SettingsError as error:
        return tuple(_to_set(problem) for problem in error.problems)
    looked = await asyncio.gather(*(_examine(each, settings, patience_seconds) for each in examinations))
    return (_settings_finding(environ, settings), *looked)


def _to_set(problem: Problem) -> Finding:
    fix = f"Set {problem.variable} in the environment; .env.example lists every setting."
    return Finding(name="Settings", is_well=False, says=str(problem), fix=fix)


def _settings_finding(environ: Mapping[str, str], settings: Settings) -> Finding:
    unknown = _unknown(environ)
    if unknown:
        return Finding(name="Settings", is_well=False, says=" ".join(unknown), fix="Correct or remove these variables.")
    return Finding(name="Settings", is_well=True, says=f"complete, {settings.environment.value}")


def _unknown(environ: Mapping[str, str]) -> list[str]:
    known = {variable.name for variable in VARIABLES}
    known |= {f"{variable.name}_FILE" for variable in VARIABLES if variable.secret}
    return [_guess(name, known) for name in sorted(environ) if name.startswith(OURS) and name not in known]


def _guess(name: str, known: set[str]) -> str:
    likely = difflib.get_close_matches(name, known, n=1)
    return f"{name} is not a setting" + (f": {likely[0]}?" if likely else ".")


async def _examine(examination: Check, settings: Settings, patience_seconds: float) -> Finding:
    started = time.perf_counter()
    try:
        async with asyncio.timeout(patience_seconds):
            says = await examination.look(settings)
    except CheckWarning as found:
        return Finding(name=examination.name, is_well=True, says=scrub(str(found)), fix=found.advice)
    except CheckFailed as unwell:
        return Finding(name=examination.name, is_well=False, says=scrub(str(unwell)), fix=unwell.fix)
    except Exception as error:  # noqa: BLE001 - whatever a dependency raises is what the doctor reports
        return Finding(name=examination.name, is_well=False, says=_in_words(error), fix=examination.fix)
    took_ms = (time.perf_counter() - started) * 1000
    return Finding(name=examination.name, is_well=True, says=f"{says} ({took_ms:.0f} ms)")


def _in_words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "does not answer in time"
    return cause_in_words(error)


def print_findings(findings: Sequence[Finding], *, as_json: bool, stream: TextIO | None = None) -> None:
    """Prints a table for people, or `{well, findings: [{name, well, says, fix}]}` for programs."""
    out = stream or sys.stdout
    if as_json:
        rows = [{"name": f.name, "well": f.is_well, "says": f.says, "fix": f.fix or None} for f in findings]
        json.dump({"well": all(f.is_well for f in findings), "findings": rows}, out, indent=2)
        out.write("\n")
        return
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for finding in findings:
        mark = "[green]ok[/]" if finding.is_well else "[bold red]failed[/]"
        table.add_row(mark, finding.name, _told(finding))
    Console(file=out, highlight=False).print(table)


def _told(finding: Finding) -> str:
    says = escape(finding.says)
    return f"{says}\n[yellow]{escape(finding.fix)}[/]" if finding.fix else says
