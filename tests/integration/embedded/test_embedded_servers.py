"""The embedded servers start, keep their data, stop, and end with the process that started them."""

import os
import signal
import stat
import subprocess
import sys
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
import redis

from hushroom_adapters.local.embedded import (
    EmbeddedServer,
    EmbeddedServerFailed,
    discard_cluster,
    embedded_postgres,
    embedded_valkey,
    installation,
    prepare_postgres,
    running,
)
from hushroom_adapters.local.embedded.account import account_for_postgres
from hushroom_adapters.local.embedded.cluster import open_cluster
from hushroom_adapters.local.embedded.installation import programs_for
from hushroom_adapters.postgres import migrate
from hushroom_adapters.postgres.features import begin
from hushroom_domain.identity.errors import EmailTaken
from hushroom_domain.reactions import names_for
from tests.support.builders import a_user
from tests.support.databases import opened
from tests.support.servers import alive, passable_folder
from tests.support.waiting import wait_until

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes its account")

KEEPER = """
import sys, time
from pathlib import Path
from hushroom_adapters.local.embedded import embedded_postgres, embedded_valkey
with embedded_postgres(Path(sys.argv[1], "pg")) as pg, embedded_valkey(Path(sys.argv[1], "vk")) as vk:
    print(pg.url, pg.pid, vk.url, vk.pid, flush=True)
    time.sleep(60)
"""

BRIEF_KEEPER = """
import sys, psycopg
from pathlib import Path
from hushroom_adapters.local.embedded import embedded_postgres
with embedded_postgres(Path(sys.argv[1], "pg")) as pg, psycopg.connect(pg.url) as connection:
    print(*connection.execute("SELECT version()").fetchone())
"""


def ask(server: EmbeddedServer, question: LiteralString, *values: object) -> tuple[object, ...]:
    with psycopg.connect(server.url, autocommit=True) as connection:
        row = connection.execute(question, values or None).fetchone()
        assert row is not None
        return row


def test_a_second_start_keeps_the_rows() -> None:
    with passable_folder() as folder:
        with embedded_postgres(folder / "pg") as server, psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        with embedded_postgres(folder / "pg") as server:
            assert ask(server, "SELECT answer FROM kept") == (42,)


def test_postgresql_speaks_utc_and_unicode_and_is_durable_unless_told_otherwise(postgres: EmbeddedServer) -> None:
    settings = "SELECT current_setting('TimeZone'), current_setting('max_connections')"
    assert ask(postgres, settings) == ("UTC", "200")
    assert ask(postgres, "SELECT upper('äß'), datlocprovider FROM pg_database LIMIT 1") == ("Äß", "b")
    with passable_folder() as folder, embedded_postgres(folder / "pg") as durable:
        assert ask(durable, "SELECT current_setting('fsync')") == ("on",)


async def test_the_log_of_postgresql_quotes_nobodys_address() -> None:
    with passable_folder() as folder, embedded_postgres(folder / "pg", durable=False) as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE people (email text UNIQUE)")
            for expected in (
                nullcontext(),
                pytest.raises(psycopg.errors.UniqueViolation, match=r"nour@hushroom\.test"),
            ):
                with expected:
                    connection.execute("INSERT INTO people VALUES (%s)", ("nour@hushroom.test",))
        said = (folder / "pg" / "log").read_text("utf-8")
    assert "duplicate key value violates unique constraint" in said
    assert "nour" not in said


async def test_an_address_that_is_taken_is_no_error_of_the_server() -> None:
    with passable_folder() as folder, embedded_postgres(folder / "pg", durable=False) as server:
        migrate.upgrade(server.url)
        async with opened(server.url) as database:
            begin_work = begin(database, names_for)

            async def register() -> None:
                async with begin_work() as work:
                    await work.users.add(a_user(email="nour@hushroom.test"))

            await register()
            with pytest.raises(EmailTaken):
                await register()
        said = (folder / "pg" / "log").read_text("utf-8")
    assert "ERROR" not in said
    assert "users" not in said


@pytest.mark.parametrize("extension", ["btree_gist", "pg_trgm", "citext", "unaccent"])
def test_the_extensions_that_a_search_or_a_booking_wants_are_there(postgres: EmbeddedServer, extension: str) -> None:
    assert ask(postgres, "SELECT count(*) FROM pg_available_extensions WHERE name = %s", extension) == (1,)


def test_nobody_enters_postgresql_without_the_password(postgres: EmbeddedServer) -> None:
    without = postgres.url.replace(postgres.url.split("@")[0], "postgresql://hushroom:wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(without)


def test_nobody_enters_valkey_without_the_password(valkey: EmbeddedServer) -> None:
    address = "redis://" + valkey.url.split("@")[1]
    with redis.Redis.from_url(address) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_valkey_keeps_what_it_was_given() -> None:
    with passable_folder() as folder:
        for expected in (1, 2):
            with embedded_valkey(folder / "vk") as server, redis.Redis.from_url(server.url) as client:
                assert client.incr("starts") == expected


def test_the_secrets_of_both_are_readable_by_their_owner_only() -> None:
    with passable_folder() as folder, embedded_postgres(folder / "pg"), embedded_valkey(folder / "vk"):
        secrets = [folder / "pg/password", folder / "vk/password", folder / "vk/valkey.conf"]
        modes = {stat.S_IMODE(path.stat().st_mode) for path in secrets}
    assert modes == {0o600}


def test_both_are_gone_and_no_row_is_lost_after_their_launcher_is_killed() -> None:
    with passable_folder() as folder:
        with subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, "-c", KEEPER, str(folder)], stdout=subprocess.PIPE, text=True
        ) as keeper:
            assert keeper.stdout is not None
            pg_url, pg_pid, _, vk_pid = keeper.stdout.readline().split()
            with psycopg.connect(pg_url, autocommit=True) as connection:
                connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
                keeper.kill()
                gone = wait_until(lambda: not alive(int(pg_pid)) and not alive(int(vk_pid)))
        assert gone
        with embedded_postgres(folder / "pg") as again:
            assert ask(again, "SELECT answer FROM kept") == (42,)


def test_a_killed_postgresql_starts_again_although_its_pid_now_belongs_to_another() -> None:
    with passable_folder() as folder:
        with embedded_postgres(folder / "pg") as server:
            with psycopg.connect(server.url, autocommit=True) as connection:
                connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
            os.kill(server.pid, signal.SIGKILL)
            assert wait_until(lambda: not alive(server.pid))
            left = pid_file(folder / "pg")
            lines = left.read_text().splitlines()
        left.write_text("\n".join([str(os.getppid()), *lines[1:]]) + "\n")
        with embedded_postgres(folder / "pg") as again:
            assert ask(again, "SELECT answer FROM kept") == (42,)
            assert again.pid != server.pid


def test_a_server_that_lost_its_launcher_makes_room_for_the_next() -> None:
    with (
        passable_folder() as folder,
        embedded_postgres(folder / "pg") as orphan,
        embedded_postgres(folder / "pg") as successor,
    ):
        assert ask(successor, "SELECT 1") == (1,)
        assert not alive(orphan.pid)


def test_an_initdb_that_was_killed_halfway_leaves_nothing_that_looks_whole() -> None:
    account = account_for_postgres()
    with passable_folder() as folder:
        half = folder / "pg" / "making-killed" / "cluster"
        half.mkdir(parents=True)
        (half / "PG_VERSION").write_text("18\n")
        cluster = open_cluster(folder / "pg", programs_for(account), account)
        assert (cluster.folder / "postgresql.conf").exists()


def test_data_of_another_major_version_is_refused_in_one_sentence() -> None:
    with passable_folder() as folder:
        with embedded_postgres(folder / "pg"):
            version = pid_file(folder / "pg").with_name("PG_VERSION")
        version.write_text("17\n")
        with pytest.raises(EmbeddedServerFailed, match="made by PostgreSQL 17 and this is 18"):
            prepare_postgres(folder / "pg")


def test_a_taken_port_is_told_with_the_servers_own_words(postgres: EmbeddedServer) -> None:
    port = int(postgres.url.rsplit(":", 1)[1].split("/")[0])
    with passable_folder() as folder, ExitStack() as stack:
        server = prepare_postgres(folder / "pg", port)
        with pytest.raises(EmbeddedServerFailed, match="Address already in use"):
            stack.enter_context(running(server))


@as_root
def test_as_root_a_folder_that_is_closed_to_others_works_and_is_left_closed(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with embedded_postgres(closed / "pg") as server:
        assert ask(server, "SELECT 1") == (1,)
        elsewhere = (closed / "pg" / "elsewhere").resolve()
    discard_cluster(closed / "pg")
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert not elsewhere.exists()
    assert not (closed / "pg").exists()


@as_root
def test_as_root_an_installation_below_a_closed_folder_is_copied_once(tmp_path: Path) -> None:
    """The wheel's files may be in a folder that only root can enter, as in a checkout below /root."""
    site = tmp_path / "site"
    installation._fill(site, installation._site_packages())
    (site / installation.PACKAGE / "__init__.py").touch()
    site.chmod(0o700)
    with passable_folder() as folder, passable_folder() as copies:
        environment = {**os.environ, "PYTHONPATH": str(site), "TMPDIR": str(copies)}
        for _ in range(2):
            keeper = [sys.executable, "-c", BRIEF_KEEPER, str(folder)]
            told = subprocess.run(  # noqa: S603  our own program
                keeper, env=environment, capture_output=True, text=True, check=True
            )
            assert told.stdout.startswith("PostgreSQL 18")
        made = [path for path in copies.iterdir() if path.name.startswith("hushroom-postgres-")]
    assert len(made) == 1


def pid_file(data: Path) -> Path:
    home = data / "elsewhere" if (data / "elsewhere").exists() else data
    return home / "cluster" / "postmaster.pid"
