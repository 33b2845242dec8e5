from collections.abc import Iterator

import pytest

from tests.support.whole_hushroom import WholeHushroom, whole_hushroom


@pytest.fixture(scope="session")
def hushroom() -> Iterator[WholeHushroom]:
    """One for all journeys that break nothing; those that do start their own."""
    with whole_hushroom() as started:
        yield started


@pytest.fixture(scope="session")
def twofold() -> Iterator[WholeHushroom]:
    """Two web workers, two job workers and two schedulers, which share one database and one Redis."""
    with whole_hushroom(workers=2) as started:
        yield started


@pytest.fixture(scope="session", params=["hushroom", "twofold"], ids=["one", "two"])
def any_hushroom(request: pytest.FixtureRequest) -> WholeHushroom:
    """One process of each kind, then two: what uses this must come out the same."""
    started: WholeHushroom = request.getfixturevalue(request.param)
    return started
