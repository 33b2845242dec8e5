"""The order in which the processes of a test run take up the tests, and which tests stay together."""

from collections.abc import Mapping, Sequence

import pytest
from xdist.scheduler.loadscope import LoadScopeScheduling

FIRST: Sequence[str] = (
    "tests/integration/browser/test_room",
    "tests/integration/browser/test_whole_session.py",
    "tests/integration/browser/",
    "tests/integration/journeys/",
    "tests/integration/jobs/",
    "tests/integration/local/",
    "tests/integration/livekit/",
    "tests/integration/realtime/",
    "tests/integration/",
)
"""The beginnings of paths, the longest files first, so that no process waits for one of them at the end."""
TOGETHER: Mapping[str, str] = {
    "tests/integration/browser/test_pages.py": "browser: pages",
    "tests/integration/browser/test_whole_session.py": "browser: pages",
    "tests/integration/browser/": "browser: all others",
    "tests/integration/journeys/": "journeys",
}
"""The beginnings of the paths of files that share a platform, which takes long to start, and a name for them.

The tests in a browser are two such parts, because one alone would take as long as all other tests.
"""


def in_order(items: list[pytest.Item]) -> None:
    """Sorts the tests by `FIRST`; others come last, as they were collected."""
    items.sort(key=lambda item: _place(item.nodeid))


def _place(test: str) -> int:
    return next((place for place, beginning in enumerate(FIRST) if test.startswith(beginning)), len(FIRST))


def unit_of(test: str) -> str:
    """Returns the name of the files with which a test stays in one process; usually its own file alone."""
    named = (name for beginning, name in TOGETHER.items() if test.startswith(beginning))
    return next(named, test.partition("::")[0])


class Schedule(LoadScopeScheduling):  # type: ignore[misc] # pytest-xdist has no types
    """Gives the next unit of tests, in their order, to the process that is free."""

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)
