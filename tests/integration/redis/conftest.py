"""Fixtures of the Redis tests."""

import pytest

from hushroom_adapters.local.embedded.server import free_port


@pytest.fixture
def unused_port() -> int:
    """Returns a port without a listener."""
    return free_port(0)
