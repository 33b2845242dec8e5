"""Plays the steps in their order and passes each result to a report."""

import re
import time
from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

from hushroom_adapters.local.walkthrough.money import Bill
from hushroom_adapters.local.walkthrough.steps import STEPS, Step
from hushroom_adapters.local.walkthrough.story import Story
from hushroom_adapters.local.walkthrough.surprises import Skipped, Surprise
from hushroom_adapters.local.walkthrough.wire import Exchange

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MILLISECONDS = 1000


@frozen(kw_only=True)
class Row:
    """The result of one step. A step may send several `requests`; the row shows the last one."""

    number: int
    step: str
    who: str
    request: str
    status: int | None
    milliseconds: int
    requests: int
    changed: str
    skipped: bool = False


@frozen(kw_only=True)
class Outcome:
    """The result of a walkthrough; `failed` is the step that got an unexpected response."""

    rows: tuple[Row, ...]
    seconds: float
    bill: Bill | None
    failed: str | None = None
    surprise: Surprise | None = None


class Report(Protocol):
    """The output of a walkthrough."""

    def step(self, row: Row) -> None: ...
    def pause(self, seconds: int) -> None: ...
    def end(self, outcome: Outcome) -> None: ...


def play(story: Story, report: Report, steps: Sequence[Step] = STEPS) -> Outcome:
    """Plays all steps, or those up to the first unexpected response."""
    began = time.perf_counter()
    story.api.tell_of_pause = report.pause
    rows: list[Row] = []
    failed: tuple[str | None, Surprise | None] = (None, None)
    for number, step in enumerate(steps, start=1):
        try:
            row = _taken(story, number, step)
        except Surprise as surprise:
            failed = (step.title, surprise)
            break
        rows.append(row)
        report.step(row)
    outcome = Outcome(
        rows=tuple(rows),
        seconds=time.perf_counter() - began,
        bill=story.bill,
        failed=failed[0],
        surprise=failed[1],
    )
    report.end(outcome)
    return outcome


def _taken(story: Story, number: int, step: Step) -> Row:
    began, before = time.perf_counter(), len(story.exchanges)
    skipped = False
    try:
        changed = step.take(story)
    except Skipped as reason:
        changed, skipped = reason.reason, True
    milliseconds = round((time.perf_counter() - began) * MILLISECONDS)
    return _row(number, step, story.exchanges[before:], milliseconds, changed, skipped)


def _row(number: int, step: Step, exchanges: list[Exchange], milliseconds: int, changed: str, skipped: bool) -> Row:
    last = exchanges[-1] if exchanges else None
    return Row(
        number=number,
        step=step.title,
        who=last.who if last else "",
        request=f"{last.method} {_template(last.path)}" if last else "",
        status=last.status if last else None,
        milliseconds=milliseconds,
        requests=len(exchanges),
        changed=changed,
        skipped=skipped,
    )


def _template(path: str) -> str:
    """Returns a path without the version, and with `:id` for each id."""
    return ID.sub(":id", path.removeprefix("/api/v1")).partition("?")[0]
