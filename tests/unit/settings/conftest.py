import pytest

from tests.unit.settings.environments import DEVELOPMENT, PRODUCTION


@pytest.fixture
def development() -> dict[str, str]:
    return dict(DEVELOPMENT)


@pytest.fixture
def production() -> dict[str, str]:
    return dict(PRODUCTION)
