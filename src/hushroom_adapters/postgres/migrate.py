"""Migrations: from any state of the database to any other, by one process at a time."""

import io
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
from sqlalchemy import Connection, NullPool, create_engine, inspect, text
from sqlalchemy.exc import ProgrammingError

from hushroom_adapters.observability.findings import CheckFailed
from hushroom_adapters.postgres.contracts.standard_templates import ensure_templates
from hushroom_adapters.postgres.core.database import CONNECT_TIMEOUT_SECONDS, driver_url
from hushroom_adapters.postgres.core.errors import translate_errors
from hushroom_adapters.postgres.features import METADATA

TURN = 7_163_402_551
"""The advisory lock under which migrations take turns; any number will do, as long as it stays."""
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


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """Opens a connection in a transaction without the timeouts of requests, because a migration may take long."""
    arguments = {"client_encoding": "utf8", "connect_timeout": CONNECT_TIMEOUT_SECONDS, "options": "-c TimeZone=UTC"}
    engine = create_engine(driver_url(url), poolclass=NullPool, connect_args=arguments)
    with translate_errors(), engine.begin() as connection:
        yield connection


@contextmanager
def _turn(url: str) -> Iterator[Connection]:
    """Opens a connection whose transaction holds the migration lock."""
    with _connected(url) as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})
        yield connection


def _config(connection: Connection | None, output: io.StringIO | None = None) -> Config:
    config = Config(output_buffer=output or io.StringIO())
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    if connection is not None:
        config.attributes["connection"] = connection
    return config
