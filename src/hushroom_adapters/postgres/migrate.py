"""Migrations: from any state of the database to any other, by one process at a time."""

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from alembic.util import CommandError
from attrs import frozen
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect, text
from sqlalchemy.exc import ProgrammingError

from hushroom_adapters.observability.findings import CheckFailed
from hushroom_adapters.postgres.contracts.standard_templates import ensure_templates
from hushroom_adapters.postgres.core.database import CONNECT_TIMEOUT_SECONDS, driver_url
from hushroom_adapters.postgres.core.errors import translate_errors
from hushroom_adapters.postgres.features import METADATA

TURN = 7_163_402_551
"""The advisory lock under which migrations take turns; any number will do, as long as it stays."""
SECONDS_BETWEEN_TRIES = 0.1
ENCODING = "UTF8"


@frozen
class Moved:
    """The revision of a database before and after a migration; None is before the first."""

    before: str | None
    after: str | None


def upgrade(url: str, revision: str = "head") -> Moved:
    """Brings the database up to `revision` and fills in the contract templates; runs no step twice.

    Raises: CheckFailed, DatabaseUnavailable.
    """
    with _turn(url) as connection, _in_sentences():
        _expect_unicode(connection)
        before = _revision(connection)
        connection.commit()  # Steps begin transactions of their own, which some interrupt.
        command.upgrade(_config(connection), revision)
        if inspect(connection).has_table("contract_templates"):
            ensure_templates(connection)
        return Moved(before, _revision(connection))


def downgrade(url: str, revision: str) -> Moved:
    """Takes the database back to `revision`; `base` is before the first, and forgets everything.

    Raises: CheckFailed, DatabaseUnavailable.
    """
    with _turn(url) as connection, _in_sentences():
        before = _revision(connection)
        connection.commit()
        command.downgrade(_config(connection), revision)
        return Moved(before, _revision(connection))


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _expect_unicode(connection: Connection) -> None:
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != ENCODING:
        raise not_unicode(encoding)


def not_unicode(encoding: str) -> CheckFailed:
    """Returns the finding that a database of this encoding cannot keep the names of all people."""
    return CheckFailed(
        f"The database is encoded in {encoding} and cannot keep every name",
        "Create it anew: CREATE DATABASE ... TEMPLATE template0 ENCODING 'UTF8'.",
    )


@contextmanager
def _in_sentences() -> Iterator[None]:
    """Raises what an operator can mend as a finding that says how."""
    try:
        yield
    except CommandError as error:
        known = ", ".join(reversed([step.revision for step in _steps()]))
        raise CheckFailed(str(error).rstrip("."), f"This program knows the revisions {known}.") from error
    except ProgrammingError as error:
        if not isinstance(error.orig, InsufficientPrivilege):
            raise
        reason = str(error.orig).partition("\n")[0]
        raise CheckFailed(
            f"The database user may not migrate: {reason}", "Let DATABASE_URL name the owner of the database."
        ) from error


def sql(revision: str = "head") -> str:
    """Returns the SQL of `upgrade` on an empty database, without the contract templates."""
    output = io.StringIO()
    command.upgrade(_config(None, output), revision, sql=True)
    return output.getvalue()


def check(url: str) -> list[str]:
    """Returns the differences between the database and the tables of the code, one line each."""
    with _connected(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return [str(difference) for difference in compare_metadata(context, METADATA)]


def at_head(url: str) -> bool:
    """Returns whether the database is at the newest revision."""
    with _connected(url) as connection:
        return _revision(connection) == head()


def head() -> str | None:
    """Returns the newest revision."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def _steps() -> Iterator[Script]:
    """Yields the steps of this program, newest first."""
    return iter(ScriptDirectory.from_config(_config(None)).walk_revisions())


def _engine(url: str) -> Engine:
    """Returns an engine without the timeouts of requests, because a migration may take long."""
    arguments = {"client_encoding": "utf8", "connect_timeout": CONNECT_TIMEOUT_SECONDS, "options": "-c TimeZone=UTC"}
    return create_engine(driver_url(url), poolclass=NullPool, connect_args=arguments)


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """Opens a connection in a transaction."""
    with translate_errors(), _engine(url).begin() as connection:
        yield connection


@contextmanager
def _turn(url: str) -> Iterator[Connection]:
    """Opens a connection that holds the migration lock until it is closed, outside of a transaction.

    Those that wait for the lock ask for it again and again, because an index that is built beside the writers waits for
    every statement that began before it.
    """
    with translate_errors(), _engine(url).connect() as connection:
        while not connection.execute(text("SELECT pg_try_advisory_lock(:turn)"), {"turn": TURN}).scalar_one():
            connection.rollback()
            time.sleep(SECONDS_BETWEEN_TRIES)
        connection.commit()
        yield connection
        connection.commit()


def _config(connection: Connection | None, output: io.StringIO | None = None) -> Config:
    config = Config(output_buffer=output or io.StringIO())
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    if connection is not None:
        config.attributes["connection"] = connection
    return config
