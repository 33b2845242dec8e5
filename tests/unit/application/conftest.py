"""Fixtures of the tests that run use cases on the in-memory platform."""

import pytest

from tests.support.worlds import World, a_world


@pytest.fixture
def world() -> World:
    return a_world()
