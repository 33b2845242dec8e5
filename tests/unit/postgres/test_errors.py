"""Database errors that a caller can act on become domain errors, and programming errors stay errors."""

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import OperationalError

from hushroom_adapters.postgres.core.constraints import errors_by_constraint
from hushroom_adapters.postgres.core.errors import DatabaseUnavailable, TryAgain, translate_errors
from hushroom_adapters.postgres.features import METADATA
from hushroom_domain.availability.errors import CompanionFull
from hushroom_domain.companions.errors import AlreadyCompanion
from hushroom_domain.contracts.errors import ContractExists
from hushroom_domain.goals.errors import GoalExists
from hushroom_domain.identity.errors import EmailTaken, IdentityTaken, PasskeyTaken
from hushroom_domain.moderation.errors import AlreadyReported
from hushroom_domain.payments.errors import AlreadyPaid
from hushroom_domain.ratings.errors import AlreadyRated
from hushroom_domain.sessions.errors import AlreadyRunning, SessionsOverlap
from hushroom_domain.shared.errors import Conflict, DomainError, RuleViolated, Unavailable

BY_CONSTRAINT: dict[str, type[DomainError]] = {
    "passkeys_credential_id_key": PasskeyTaken,
    "users_email_key_key": EmailTaken,
    "users_address_key_key": EmailTaken,
    "linked_identities_provider_subject_key": IdentityTaken,
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
"""Written a second time, by hand."""


def test_an_error_that_amounts_to_no_refusal_goes_on_as_it_is_and_is_not_its_own_cause() -> None:
    error = errors.UndefinedTable("relation does not exist")
    with pytest.raises(errors.UndefinedTable) as raised:
        said(error)
    assert raised.value is error
    assert raised.value.__cause__ is None


def said(error: Exception) -> None:
    with translate_errors():
        raise error


@pytest.mark.parametrize(
    "error",
    [
        errors.AdminShutdown("terminating connection"),
        errors.CannotConnectNow("the database system is starting up"),
        errors.TooManyConnections("sorry"),
        errors.QueryCanceled("statement timeout"),
        errors.DiskFull("no space"),
        errors.ReadOnlySqlTransaction("a standby"),
        errors.ConnectionFailure("gone"),
        psycopg.OperationalError("server closed the connection unexpectedly"),
        psycopg.InterfaceError("the connection is closed"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_passes_is_unavailable(error: Exception) -> None:
    with pytest.raises(DatabaseUnavailable) as refused:
        said(error)
    assert refused.value.code == "database.unavailable"
    assert refused.value.__cause__ is error


@pytest.mark.parametrize(
    "error",
    [errors.SerializationFailure("a"), errors.DeadlockDetected("b"), errors.LockNotAvailable("c")],
    ids=lambda error: type(error).__name__,
)
def test_who_gave_way_is_told_to_try_again_soon(error: Exception) -> None:
    with pytest.raises(TryAgain) as refused:
        said(error)
    assert isinstance(refused.value, Unavailable)
    assert refused.value.retry_after_seconds == 1


@pytest.mark.parametrize(
    "error",
    [
        errors.UndefinedTable("no such table"),
        errors.NotNullViolation("null"),
        errors.NumericValueOutOfRange("too large"),
        psycopg.ProgrammingError("no parameter"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_our_own_mistakes_stay_errors(error: Exception) -> None:
    with pytest.raises(type(error)) as raised:
        said(error)
    assert raised.value is error


def test_an_error_that_came_through_sqlalchemy_is_understood_too() -> None:
    with pytest.raises(DatabaseUnavailable):
        said(OperationalError("SELECT 1", {}, psycopg.OperationalError("connection refused")))


def test_a_refusal_of_the_domain_passes_unchanged() -> None:
    with pytest.raises(Conflict):
        said(Conflict("as it was"))


def test_constraints_become_conflicts_or_broken_rules() -> None:
    assert METADATA.tables
    assert errors_by_constraint() == BY_CONSTRAINT
    assert all(issubclass(refusal, Conflict | RuleViolated) for refusal in BY_CONSTRAINT.values())
