"""`hushroom migrate` and the doctor on unsuitable databases: one sentence, no traceback."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import psycopg
import pytest
from attrs import frozen
from psycopg import sql

from hushroom_adapters.entrypoints.cli import main
from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.observability.findings import CheckFailed, CheckWarning
from hushroom_adapters.postgres import migrate
from hushroom_adapters.postgres.probe import probe_effects, probe_log, probe_postgres
from tests.support.databases import fresh_database


@frozen
class CommandResult:
    code: object
    out: str
    err: str


Migrate = Callable[..., CommandResult]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Migrate:
    """Runs `hushroom migrate` in this process against a database."""

    def run(url: str, *arguments: str) -> CommandResult:
        monkeypatch.setenv("DATABASE_URL", url)
        with pytest.raises(SystemExit) as left:
            main(["migrate", *arguments])
        said = capsys.readouterr()
        return CommandResult(left.value.code, said.out, said.err)

    return run


@pytest.fixture
def empty_database(postgres: EmbeddedServer) -> Iterator[str]:
    with fresh_database(postgres) as url:
        yield url


@pytest.fixture(params=["LATIN1", "SQL_ASCII"])
def narrow_database(postgres: EmbeddedServer, request: pytest.FixtureRequest) -> Iterator[str]:
    """Creates a database with an encoding that lacks most letters."""
    name = f"narrow_{request.param.lower()}"
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING {} LOCALE_PROVIDER libc LOCALE 'C'").format(
                sql.Identifier(name), sql.Literal(request.param)
            )
        )
        try:
            yield f"{postgres.url.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def visitor(empty_database: str) -> Iterator[str]:
    """Returns the URL of a user who may connect and nothing else."""
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute("CREATE ROLE visitor LOGIN PASSWORD 'open-sesame'")
        try:
            parts = urlsplit(empty_database)
            host = parts.netloc.rpartition("@")[2]
            yield parts._replace(netloc=f"visitor:open-sesame@{host}").geturl()
        finally:
            connection.execute("DROP ROLE visitor")


def test_it_says_what_it_did(run: Migrate, empty_database: str) -> None:
    newest = migrate.head()
    assert run(empty_database).out == f"The database was migrated from revision base to {newest}.\n"
    assert run(empty_database).out == f"The database is at revision {newest} already.\n"
    assert run(empty_database, "--to", "0002").out == f"The database is at revision {newest} already.\n"
    assert run(empty_database, "--to", "base").out == f"The database was migrated from revision {newest} to base.\n"
    assert run(empty_database, "--to", "0002").out == "The database was migrated from revision base to 0002.\n"


def test_a_revision_that_does_not_exist_is_named_with_those_that_do(run: Migrate, empty_database: str) -> None:
    answer = run(empty_database, "--to", "9999")
    assert (answer.code, answer.err.count("\n")) == (1, 1)
    assert "'9999'" in answer.err
    assert "0001, 0002" in answer.err


def test_without_the_right_to_make_tables_it_says_so(run: Migrate, visitor: str) -> None:
    answer = run(visitor)
    assert (answer.code, answer.err.count("\n")) == (1, 1)
    assert "permission denied" in answer.err
    assert "owner" in answer.err


def test_a_database_that_does_not_answer_is_told_with_the_reason(run: Migrate, empty_database: str) -> None:
    parts = urlsplit(empty_database)
    host = parts.netloc.rpartition("@")[2]
    answer = run(parts._replace(netloc=f"nobody-here:hunter2@{host}").geturl())
    assert (answer.code, answer.err.count("\n")) == (1, 1)
    assert "nobody-here" in answer.err
    assert "hunter2" not in answer.err


async def test_a_database_that_cannot_keep_every_name_is_refused(run: Migrate, narrow_database: str) -> None:
    answer = run(narrow_database)
    assert (answer.code, answer.err.count("\n")) == (1, 1)
    assert "ENCODING 'UTF8'" in answer.err
    with pytest.raises(CheckFailed, match="cannot keep every name"):
        await probe_postgres(narrow_database)


async def test_the_doctor_sends_an_empty_database_to_migrate(empty_database: str) -> None:
    for look in (probe_postgres, probe_effects):
        with pytest.raises(CheckFailed) as finding:
            await look(empty_database)
        assert finding.value.fix == "Run hushroom migrate."


async def test_the_doctor_advises_a_server_whose_log_quotes_people(empty_database: str) -> None:
    assert await probe_log(empty_database) == "quotes no values"
    name = urlsplit(empty_database).path[1:]
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET log_error_verbosity = 'default'").format(sql.Identifier(name))
        )
        connection.execute(sql.SQL("ALTER DATABASE {} SET log_parameter_max_length = -1").format(sql.Identifier(name)))
        connection.execute(sql.SQL("ALTER DATABASE {} SET log_statement = 'mod'").format(sql.Identifier(name)))
    with pytest.raises(CheckWarning) as finding:
        await probe_log(empty_database)
    assert "log_error_verbosity = terse" in finding.value.advice
    assert "log_parameter_max_length = 0" in finding.value.advice
