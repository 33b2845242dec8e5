"""The in-memory store of idempotency keys passes the tests of the PostgreSQL one."""

import pytest

from hushroom_adapters.memory import ManualClock
from hushroom_adapters.memory.idempotency import MemoryIdempotencyKeys
from tests.support.builders import an_id
from tests.support.contracts.idempotency import IdempotencyContract, Keys


class TestMemory(IdempotencyContract):
    @pytest.fixture
    def kept_keys(self) -> Keys:
        clock = ManualClock()
        return Keys(MemoryIdempotencyKeys(clock, an_id), clock, (an_id(), an_id()))
