"""The in-memory repositories pass the repository contract tests."""

import pytest

from tests.support.contracts.all_repositories import RepositoriesContract
from tests.support.contracts.storage import Storage, memory_storage


class TestMemory(RepositoriesContract):
    @pytest.fixture
    def kept(self) -> Storage:
        return memory_storage()
