"""Translates errors of the database to errors of the domain."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import Error as DriverError
from psycopg import InterfaceError as DriverInterfaceError
from psycopg import OperationalError as DriverOperationalError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from hushroom_adapters.postgres.core.constraints import errors_by_constraint
from hushroom_domain.shared.errors import DomainError, Unavailable


class DatabaseUnavailable(Unavailable):
    code = "database.unavailable"
    message = "The database does not answer right now"


class TryAgain(DatabaseUnavailable):
    """The transaction conflicted with another one and was rolled back."""

    code = "database.try_again"
    message = "Somebody else changed the same thing at the same time; try again"


MADE_TWICE = frozenset({"sessions_pkey", "refunds_pkey"})
"""The constraints that reject the second run of a request with an idempotency key; its retry returns the result."""
IN_THE_WAY = frozenset({"40001", "40P01", "55P03"})
"""Serialization failure, deadlock, lock not available."""
NOT_NOW = frozenset({
    "08",  # the connection
    "53",  # out of memory, disk or connections
    "57",  # shutting down, starting up, or the statement took too long
    "58",  # the system below the database
    "25006",  # a standby that does not write: a failover is under way
})  # fmt: skip
"""The prefixes of SQLSTATE codes of passing conditions."""


@contextmanager
def translate_errors() -> Iterator[None]:
    """Translates a database error to an error of the domain; one without a translation is raised as it is."""
    try:
        yield
    except (PoolTimeout, TimeoutError) as error:
        raise DatabaseUnavailable from error
    except (DBAPIError, DriverError) as error:
        refusal = _refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error


def _refusal_of(error: DBAPIError | DriverError) -> DomainError | None:
    if isinstance(error, DBAPIError):
        return _refusal(error.orig, is_gone=error.connection_invalidated)
    return _refusal(error)


def _refusal(error: BaseException | None, *, is_gone: bool = False) -> DomainError | None:
    if not isinstance(error, DriverError):
        return None
    state = error.sqlstate or ""
    if state.startswith("23"):
        constraint = error.diag.constraint_name or ""
        if constraint in MADE_TWICE:
            return TryAgain(retry_after_seconds=1)
        found = errors_by_constraint().get(constraint)
        return found() if found else None
    if state in IN_THE_WAY:
        return TryAgain(retry_after_seconds=1)
    lost = is_gone or (not state and isinstance(error, DriverOperationalError | DriverInterfaceError))
    return DatabaseUnavailable() if lost or state.startswith(tuple(NOT_NOW)) else None
