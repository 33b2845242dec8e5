"""`hushroom walkthrough`: plays against a target, prints each step and returns an exit code."""

from contextlib import ExitStack

from rich.console import Console

from hushroom_adapters.local.walkthrough.playing import play
from hushroom_adapters.local.walkthrough.report import Document, Page, console_of
from hushroom_adapters.local.walkthrough.story import open_story
from hushroom_adapters.local.walkthrough.target import Target

WENT_WELL, SURPRISED = 0, 1


def run_walkthrough(target: Target, *, as_json: bool = False, console: Console | None = None) -> int:
    """Plays all steps. Returns 0 when every response was as the API promises, 1 after the first that was not."""
    page = console or console_of()
    report = Document(page) if as_json else Page(page)
    with ExitStack() as stack:
        outcome = play(open_story(target, stack), report)
    return WENT_WELL if outcome.surprise is None else SURPRISED
