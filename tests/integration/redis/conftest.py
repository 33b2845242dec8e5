"""What tests of Redis need when Redis is not there."""

import pytest

from hushroom_adapters.local.embedded.server import free_port


@pytest.fixture
def unused_port() -> int:
    """A port at which nobody answers."""
    return free_port(0)
