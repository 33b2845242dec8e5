"""The PostgreSQL repositories pass the repository contract tests."""

from tests.support.contracts.all_repositories import KeepingContract


class TestPostgres(KeepingContract):
    """Runs the contract tests with the PostgreSQL repositories."""
