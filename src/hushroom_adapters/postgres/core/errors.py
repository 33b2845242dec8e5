"""What the database refuses or cannot do, in the domain's words: one table, and nothing else decides it."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import Error as DriverError
from psycopg import InterfaceError as DriverInterfaceError
from psycopg import OperationalError as DriverOperationalError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from hushroom_domain.availability.errors import CompanionFull
from hushroom_domain.companions.errors import AlreadyCompanion
from hushroom_domain.contracts.errors import ContractExists
from hushroom_domain.goals.errors import GoalExists
from hushroom_domain.identity.errors import EmailTaken
from hushroom_domain.moderation.errors import AlreadyReported
from hushroom_domain.payments.errors import AlreadyPaid
from hushroom_domain.ratings.errors import AlreadyRated
from hushroom_domain.sessions.errors import AlreadyRunning, SessionsOverlap
from hushroom_domain.shared.errors import DomainError, Unavailable


class DatabaseUnavailable(Unavailable):
    code = "database.unavailable"
    message = "The database does not answer right now"


class TryAgain(DatabaseUnavailable):
    """Two transactions were in each other's way, and this one gave way; nothing was written."""

    code = "database.try_again"
    message = "Somebody else changed the same thing at the same time; try again"


BY_CONSTRAINT: dict[str, type[DomainError]] = {
    "users_email_key_key": EmailTaken,
    "users_address_key_key": EmailTaken,
    "companions_user_id_key": AlreadyCompanion,
    "bookings_seat_excl": CompanionFull,
    "bookings_seeker_excl": SessionsOverlap,
    "bookings_running_seeker_key": AlreadyRunning,
    "goals_session_id_key": GoalExists,
    "contracts_session_id_key": ContractExists,
    "payments_live_session_key": AlreadyPaid,
    "ratings_session_id_rater_id_key": AlreadyRated,
    "abuse_reports_pending_key": AlreadyReported,
}
"""Every other constraint guards against our own mistakes: breaking it is an error, not a refusal."""

MADE_TWICE = frozenset({"sessions_pkey", "refunds_pkey"})
"""The constraints that two runs of one request with an idempotency key meet at; the later one finds what is there."""
IN_THE_WAY = frozenset({"40001", "40P01", "55P03"})
"""Serialization failure, deadlock, lock not available."""
NOT_NOW = frozenset({
    "08",  # the connection
    "53",  # out of memory, disk or connections
    "57",  # shutting down, starting up, or the statement took too long
    "58",  # the system below the database
    "25006",  # a standby that does not write: a failover is under way
})  # fmt: skip
"""Beginnings of the states that pass."""


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raise the refusal that a database error amounts to; an error that amounts to none goes on as it is."""
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
        found = BY_CONSTRAINT.get(constraint)
        return found() if found else None
    if state in IN_THE_WAY:
        return TryAgain(retry_after_seconds=1)
    lost = is_gone or (not state and isinstance(error, DriverOperationalError | DriverInterfaceError))
    return DatabaseUnavailable() if lost or state.startswith(tuple(NOT_NOW)) else None
