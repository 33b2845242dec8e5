"""For every unit test: no sockets, and laws tried briefly and the same each time (HYPOTHESIS_PROFILE=deep: long)."""

import gc
import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("ci", max_examples=25, stateful_step_count=30, deadline=None, derandomize=True, database=None)
settings.register_profile(
    "deep",
    max_examples=2_000,
    stateful_step_count=80,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_collection_finish() -> None:
    """What was imported and collected stays, and need not be looked at again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


class Wires:
    """Whether the tests that run now may talk over sockets; unit tests may not."""

    def __init__(self) -> None:
        self.are_cut = False
        sys.addaudithook(self.refuse)

    def refuse(self, event: str, _: tuple[object, ...]) -> None:
        if self.are_cut and event in {"socket.connect", "socket.bind", "socket.getaddrinfo"}:
            raise AssertionError(f"a unit test opens no sockets: {event}")


WIRES = Wires()


@pytest.fixture(autouse=True)
def no_sockets() -> Iterator[None]:
    WIRES.are_cut = True
    yield
    WIRES.are_cut = False
