"""PostgreSQL keeps what every keeper of the platform's rows promises to keep."""

from tests.support.contracts.everything import KeepingContract


class TestPostgres(KeepingContract):
    """The fixture `kept` is PostgreSQL's."""
