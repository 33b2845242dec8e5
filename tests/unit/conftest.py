"""The settings of every unit test: no sockets, and the same few examples of a property in every run."""

import os
import sys
from collections.abc import Iterator

import pytest

from tests.support.hypothesis_profiles import register_profiles
from tests.support.worlds import World, a_world

register_profiles(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


class SocketGuard:
    """Fails every use of a socket while a unit test runs."""

    def __init__(self) -> None:
        self.is_active = False
        sys.addaudithook(self.audit)

    def audit(self, event: str, _: tuple[object, ...]) -> None:
        if self.is_active and event in {"socket.connect", "socket.bind", "socket.getaddrinfo"}:
            raise AssertionError(f"a unit test opens no sockets: {event}")


GUARD = SocketGuard()


@pytest.fixture(autouse=True)
def no_sockets() -> Iterator[None]:
    GUARD.is_active = True
    yield
    GUARD.is_active = False


@pytest.fixture
def world() -> World:
    return a_world()
