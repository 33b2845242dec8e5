"""A whole Hushroom and a browser for all tests of the pages; they are left out where a part of these is missing."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, expect

from hushroom_adapters.local.walkthrough.story import ADMIN, DEMO_PASSWORD, Story
from tests.integration.browser.meeting_room import Meeting, at_the_room
from tests.support.browsing import MILLISECONDS, People, local_address, missing_part, open_browser, people_at
from tests.support.journeys import PAID, RUNNING, story_of
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.whole_hushroom import WholeHushroom, whole_hushroom

HERE = Path(__file__).parent
LEFT_OUT = pytest.StashKey[int]()

expect.set_options(timeout=PATIENCE_SECONDS * MILLISECONDS)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    reason = missing_part()
    if reason:
        mine = [item for item in items if HERE in item.path.parents]
        for item in mine:
            item.add_marker(pytest.mark.skip(reason=reason))
        config.stash[LEFT_OUT] = len(mine)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(
            f"{config.stash[LEFT_OUT]} tests in a browser were left out: {missing_part()}", yellow=True
        )


@pytest.fixture(scope="session")
def hushroom() -> Iterator[WholeHushroom]:
    """Starts one platform for all tests in a browser."""
    with whole_hushroom() as started:
        yield started


@pytest.fixture(scope="module", autouse=True)
def administrator(hushroom: WholeHushroom) -> Iterator[None]:
    """Checks that the tests of a file leave the account of the administrator, which all files share, as it was."""
    before = _administrator(hushroom)
    yield
    assert _administrator(hushroom) == before


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as opened:
        yield opened


@pytest.fixture
async def people(hushroom: WholeHushroom, browser: Browser) -> AsyncIterator[People]:
    """Yields the people of one test; a complaint of any of their pages fails it."""
    async with people_at(local_address(hushroom.endpoints["api"]), browser) as everybody:
        yield everybody


@pytest.fixture
def paid(hushroom: WholeHushroom) -> Iterator[Story]:
    """Yields two people whose session is paid."""
    with story_of(hushroom, PAID) as story:
        yield story


@pytest.fixture
def running(hushroom: WholeHushroom) -> Iterator[Story]:
    """Yields two people whose session is running."""
    with story_of(hushroom, RUNNING) as story:
        yield story


@pytest.fixture
async def meeting(hushroom: WholeHushroom, people: People, running: Story) -> Meeting:
    """Yields two people at the room's page of their session, who have not gone in yet."""
    return await at_the_room(hushroom, people, running)


def _administrator(hushroom: WholeHushroom) -> dict[str, Any]:
    """Returns the account of the administrator, without the time of its last change."""
    body = {"email": ADMIN, "password": DEMO_PASSWORD}
    base = f"{hushroom.endpoints['api']}/api/v1"
    with httpx.Client(
        base_url=base, timeout=PATIENCE_SECONDS, event_hooks=hushroom.watch.hooks, trust_env=False
    ) as client:
        token = client.post("/auth/login", json=body).json()["accessToken"]
        account: dict[str, Any] = client.get("/users/me", headers={"Authorization": f"Bearer {token}"}).json()
    return {name: value for name, value in account.items() if name != "updatedAt"}
