"""The PostgreSQL repositories pass the repository contract tests."""

from tests.support.contracts.all_repositories import RepositoriesContract


class TestPostgres(RepositoriesContract):
    """Runs the contract tests with the PostgreSQL repositories."""
