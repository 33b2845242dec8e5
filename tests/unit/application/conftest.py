"""A fresh world for each story."""

import pytest

from tests.support.worlds import World, a_world


@pytest.fixture
def world() -> World:
    return a_world()
