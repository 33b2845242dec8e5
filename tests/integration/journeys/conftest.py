from collections.abc import Iterator

import pytest

from tests.support.whole_hushroom import WholeHushroom, whole_hushroom


@pytest.fixture(scope="session")
def hushroom() -> Iterator[WholeHushroom]:
    """One for all journeys that break nothing; those that do start their own."""
    with whole_hushroom() as started:
        yield started
