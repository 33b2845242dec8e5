from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.support.whole_hushroom import WholeHushroom, whole_hushroom


@pytest.fixture(scope="session")
def hushroom() -> Iterator[WholeHushroom]:
    """Starts one platform for all journeys; a test that breaks a part restores it."""
    with whole_hushroom() as started:
        yield started


@pytest.fixture(scope="session")
def twofold() -> Iterator[WholeHushroom]:
    """Starts two web processes in strict rotation, two workers and two schedulers with one database and one Redis."""
    with whole_hushroom(workers=2) as started:
        yield started


@pytest.fixture(scope="session", params=["hushroom", "twofold"], ids=["one", "two"])
def either(request: pytest.FixtureRequest) -> WholeHushroom:
    started: WholeHushroom = request.getfixturevalue(request.param)
    return started


@pytest.fixture
def any_hushroom(either: WholeHushroom) -> Iterator[WholeHushroom]:
    """Runs the test with one and with two processes of each kind, and asserts that every web process responded."""
    began = datetime.now(UTC)
    yield either
    parts = Counter(who for who, _ in either.answered(began))
    assert len(parts) == either.workers, parts
