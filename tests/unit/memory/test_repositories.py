"""The in-memory repositories pass the repository contract tests."""

import pytest

from hushroom_adapters.memory import in_memory_platform
from tests.support.contracts.everything import KeepingContract
from tests.support.contracts.kept import Kept


class TestMemory(KeepingContract):
    @pytest.fixture
    def kept(self) -> Kept:
        store = in_memory_platform().store
        return Kept(store.begin, store.queries)
