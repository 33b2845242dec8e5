"""The in-memory repositories pass the repository contract tests."""

import pytest

from tests.support.contracts.everything import KeepingContract
from tests.support.contracts.kept import Kept, kept_in_memory


class TestMemory(KeepingContract):
    @pytest.fixture
    def kept(self) -> Kept:
        return kept_in_memory()
