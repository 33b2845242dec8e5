"""Migrations lead from an empty database to the tables of the code and back, also when run concurrently."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.postgres import migrate
from hushroom_adapters.postgres.core.database import Database, driver_url
from hushroom_adapters.postgres.core.errors import DatabaseUnavailable
from hushroom_adapters.postgres.features import METADATA
from hushroom_adapters.postgres.health import DatabaseHealth
from hushroom_adapters.postgres.scheduling.schedule_locks import PostgresScheduleLocks
from tests.support.builders import NOW
from tests.support.databases import fresh_database, opened

CATALOG = {
    "columns": """
        SELECT table_name, column_name, data_type, udt_name, is_nullable, column_default, is_identity
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
    """,
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version' AND contype <> 't'
    """,
    "indexes": """
        SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    """,
    "comments": """
        SELECT relname, obj_description(oid) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
    """,
}


@pytest.fixture
def empty_database(postgres: EmbeddedServer) -> Iterator[str]:
    with fresh_database(postgres) as url:
        yield url


def looked_up(url: str, question: str) -> set[Any]:
    with psycopg.connect(url) as connection:
        return set(connection.execute(CATALOG[question]).fetchall())


def tables(url: str) -> set[Any]:
    with psycopg.connect(url) as connection:
        return {name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


@pytest.mark.parametrize("question", CATALOG)
def test_the_migrations_make_exactly_the_tables_of_the_code(
    database_url: str, empty_database: str, question: str
) -> None:
    engine = create_engine(driver_url(empty_database))
    with engine.begin() as connection:
        for extension in ("btree_gist", "pg_trgm"):
            connection.execute(text(f"CREATE EXTENSION {extension}"))
        METADATA.create_all(connection)
    engine.dispose()
    assert looked_up(database_url, question) == looked_up(empty_database, question)


def test_alembic_finds_no_difference(database_url: str) -> None:
    assert migrate.check(database_url) == []


def test_a_difference_is_found(empty_database: str) -> None:
    migrate.upgrade(empty_database)
    with psycopg.connect(empty_database) as connection:
        connection.execute("ALTER TABLE users DROP COLUMN avatar_url")
    assert any("avatar_url" in difference for difference in migrate.check(empty_database))


def test_up_and_down_and_up_again(empty_database: str) -> None:
    assert not migrate.at_head(empty_database)
    migrate.upgrade(empty_database)
    assert migrate.at_head(empty_database)
    migrate.downgrade(empty_database, "base")
    assert tables(empty_database) == {"alembic_version"}
    with psycopg.connect(empty_database) as connection:
        left = connection.execute(
            "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prolang ="
            " (SELECT oid FROM pg_language WHERE lanname = 'plpgsql')"
        )
        assert left.fetchone() == (0,)
    migrate.upgrade(empty_database)
    assert migrate.at_head(empty_database)


def test_each_step_is_a_transaction_of_its_own(empty_database: str) -> None:
    migrate.upgrade(empty_database, "0052")
    with psycopg.connect(empty_database) as connection:
        connection.execute("CREATE TABLE email_changes ()")
    with pytest.raises(ProgrammingError, match="email_changes"):
        migrate.upgrade(empty_database, "0054")
    with psycopg.connect(empty_database) as connection:
        # The step after which the next one failed holds no lock that somebody would wait for.
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0053",)]
        connection.execute("DROP TABLE email_changes")
    migrate.upgrade(empty_database)
    assert migrate.check(empty_database) == []


def test_the_newest_steps_can_be_taken_back_from_a_database_that_is_in_use(empty_database: str) -> None:
    migrate.upgrade(empty_database)
    with psycopg.connect(empty_database) as connection:
        connection.execute("""
            INSERT INTO users (id, email, email_key, password_hash, date_of_birth, role, is_email_verified,
                is_age_verified, preferred_language, timezone, is_active, created_at, updated_at)
            SELECT gen_random_uuid(), 'a@b.co', 'a@b.co', '', '1990-05-17', 'USER', false,
                true, 'en', 'UTC', true, now(), now()
        """)
        connection.execute("""
            INSERT INTO deliveries (key, kind, user_id, claimed_at)
            SELECT kind, kind, id, now() FROM users, unnest(ARRAY['WELCOME', 'RESET_PASSWORD', 'HOLD_LAPSED']) AS kind
        """)
    migrate.downgrade(empty_database, "0002")
    with psycopg.connect(empty_database) as connection:
        left = connection.execute("SELECT kind FROM deliveries ORDER BY kind").fetchall()
        assert left == [("RESET_PASSWORD",), ("WELCOME",)]
    migrate.downgrade(empty_database, "0001")
    with psycopg.connect(empty_database) as connection:
        assert connection.execute("SELECT kind FROM deliveries").fetchall() == [("WELCOME",)]
    assert "audit_logs" not in tables(empty_database)
    migrate.upgrade(empty_database)
    assert migrate.check(empty_database) == []


def test_of_several_pending_reports_of_one_pair_the_oldest_stays_pending(empty_database: str) -> None:
    migrate.upgrade(empty_database, "0006")
    with psycopg.connect(empty_database) as connection:
        connection.execute("""
            INSERT INTO users (id, email, email_key, password_hash, date_of_birth, role, is_email_verified,
                is_age_verified, preferred_language, timezone, is_active, created_at, updated_at)
            SELECT gen_random_uuid(), name || '@b.co', name || '@b.co', '', '1990-05-17', 'USER', false,
                true, 'en', 'UTC', true, now(), now() FROM unnest(ARRAY['a', 'b', 'c']) AS name
        """)
        connection.execute("""
            INSERT INTO abuse_reports (id, reporter_id, reported_user_id, reason, description, status, created_at)
            SELECT gen_random_uuid(), one.id, other.id, day::text, '',
                CASE WHEN day = 1 THEN 'RESOLVED' ELSE 'PENDING' END,
                timestamptz '2026-03-01' + day * interval '1 day'
            FROM users AS one, users AS other, generate_series(1, 4) AS day WHERE one.id <> other.id
        """)
    migrate.upgrade(empty_database)
    with psycopg.connect(empty_database) as connection:
        found = connection.execute(
            "SELECT reason, status, count(*) FROM abuse_reports GROUP BY 1, 2 ORDER BY 1"
        ).fetchall()
    assert found == [("1", "RESOLVED", 6), ("2", "PENDING", 6), ("3", "DISMISSED", 6), ("4", "DISMISSED", 6)]


def test_mails_that_wait_are_put_into_their_lane_and_everything_else_is_urgent(empty_database: str) -> None:
    migrate.upgrade(empty_database, "0012")
    with psycopg.connect(empty_database) as connection:
        connection.execute("""
            INSERT INTO outbox (event, reaction, payload, attempts, due_at, next_at, created_at)
            SELECT 'a.b', reaction, '{}', 0, now(), now(), now()
            FROM unnest(ARRAY['send_reset_link', 'thank_seeker', 'pursue_payment', 'of_last_year']) AS reaction
        """)
    migrate.upgrade(empty_database)
    with psycopg.connect(empty_database) as connection:
        found: dict[str, str] = dict(connection.execute("SELECT reaction, lane FROM outbox").fetchall())
    assert found == {
        "send_reset_link": "mail", "thank_seeker": "mail", "pursue_payment": "money", "of_last_year": "money",
    }  # fmt: skip


def test_a_goal_that_nobody_judged_is_neither_achieved_nor_missed(empty_database: str) -> None:
    migrate.upgrade(empty_database, "0013")
    with psycopg.connect(empty_database) as connection:
        connection.execute("""
            INSERT INTO users (id, email, email_key, password_hash, date_of_birth, role, is_email_verified,
                is_age_verified, preferred_language, timezone, is_active, created_at, updated_at)
            SELECT gen_random_uuid(), 'a@b.co', 'a@b.co', '', '1990-05-17', 'USER', false,
                true, 'en', 'UTC', true, now(), now()
        """)
        connection.execute("""
            INSERT INTO sessions (id, seeker_id, type, status, planned_minutes, paused_seconds, created_at, updated_at)
            SELECT gen_random_uuid(), id, 'FOCUS', 'COMPLETED', number, 0, now(), now()
            FROM users, generate_series(1, 4) AS number
        """)
        connection.execute("""
            INSERT INTO goals (id, session_id, title, description, success_criteria, keywords, is_achieved,
                achievement_note, created_at, updated_at)
            SELECT gen_random_uuid(), id, planned_minutes::text, '', '{}', '{}', planned_minutes = 2,
                CASE WHEN planned_minutes = 4 THEN 'Nearly' END,
                now(), now() + CASE WHEN planned_minutes IN (2, 3) THEN interval '1 hour' ELSE interval '0' END
            FROM sessions
        """)
    migrate.upgrade(empty_database)
    judged = "SELECT title, is_achieved FROM goals"
    with psycopg.connect(empty_database) as connection:
        assert dict(connection.execute(judged).fetchall()) == {"1": None, "2": True, "3": False, "4": False}
    migrate.downgrade(empty_database, "0013")
    with psycopg.connect(empty_database) as connection:
        assert dict(connection.execute(judged).fetchall()) == {"1": False, "2": True, "3": False, "4": False}


def test_a_program_of_before_finds_and_sets_the_passwords_that_this_one_does(empty_database: str) -> None:
    migrate.upgrade(empty_database, "0034")
    add_user = """
        INSERT INTO users (id, email, email_key, password_hash, date_of_birth, role, is_email_verified,
            is_age_verified, preferred_language, timezone, is_active, created_at, updated_at)
        SELECT gen_random_uuid(), %(name)s, %(name)s, %(name)s || ' 1', '1990-05-17', 'USER', false,
            true, 'en', 'UTC', true, now(), now() RETURNING id
    """
    of_before = "SELECT email, password_hash FROM users"
    of_this = "SELECT email, c.password_hash FROM users JOIN password_credentials c ON user_id = users.id"
    with psycopg.connect(empty_database) as connection:
        connection.execute(add_user, {"name": "ada"})
    migrate.upgrade(empty_database)
    with psycopg.connect(empty_database) as connection:

        def kept() -> dict[str, str]:
            one, other = (sorted(connection.execute(sql).fetchall()) for sql in (of_before, of_this))
            assert one == other
            return dict(one)

        assert kept() == {"ada": "ada 1"}
        connection.execute(add_user, {"name": "bo"})
        assert kept() == {"ada": "ada 1", "bo": "bo 1"}
        connection.execute("UPDATE users SET password_hash = 'bo 2', first_name = 'Bo' WHERE email = 'bo'")
        assert kept() == {"ada": "ada 1", "bo": "bo 2"}
        connection.execute("UPDATE password_credentials SET password_hash = 'ada 2' WHERE password_hash = 'ada 1'")
        assert kept() == {"ada": "ada 2", "bo": "bo 2"}
        connection.execute("DELETE FROM users WHERE email = 'bo'")
        assert kept() == {"ada": "ada 2"}
    migrate.downgrade(empty_database, "0034")
    with psycopg.connect(empty_database) as connection:
        assert connection.execute(of_before).fetchall() == [("ada", "ada 2")]
    migrate.upgrade(empty_database)
    with psycopg.connect(empty_database) as connection:
        assert connection.execute(of_this).fetchall() == [("ada", "ada 2")]


BOOK_AS_BEFORE = """
    WITH made AS (
        INSERT INTO sessions (id, seeker_id, companion_id, companion_user_id, type, status, planned_minutes,
            scheduled_at, matched_at, started_at, paused_seconds, created_at, updated_at)
        SELECT gen_random_uuid(), (SELECT id FROM users WHERE email = 'a@b.co'), companions.id, user_id, 'FOCUS',
            'IN_PROGRESS', 60, '2026-03-02 09:00Z', now(), now(), 0, now(), now()
        FROM companions RETURNING id, companion_id
    )
    INSERT INTO bookings (session_id, companion_id, seat, period, is_open_ended)
    SELECT id, companion_id, %s, '[2026-03-02 09:00Z, 2026-03-02 10:00Z)', true FROM made
"""
"""Stores overlapping sessions of one seeker, as a version without the column seeker_id did."""


def test_seekers_who_are_in_two_places_hinder_no_step_and_no_program_of_before(empty_database: str) -> None:
    migrate.upgrade(empty_database, "0006")
    with psycopg.connect(empty_database) as connection:
        connection.execute("""
            INSERT INTO users (id, email, email_key, password_hash, date_of_birth, role, is_email_verified,
                is_age_verified, preferred_language, timezone, is_active, created_at, updated_at)
            SELECT gen_random_uuid(), name || '@b.co', name || '@b.co', '', '1990-05-17', 'USER', false,
                true, 'en', 'UTC', true, now(), now() FROM unnest(ARRAY['a', 'b', 'c']) AS name
        """)
        connection.execute("""
            INSERT INTO companions (id, user_id, type, status, base_rate_minor, expert_premium_minor, currency,
                expertise_tags, tag_keys, certifications, identity_verified, payouts_enabled, charges_enabled,
                max_concurrent, drift_enforcement, is_online, total_sessions, success_rate, average_rating,
                reputation_score, created_at, updated_at)
            SELECT gen_random_uuid(), id, 'STANDARD', 'APPROVED', 3000, 0, 'EUR', '{}', '{}', '{}', false, false, false,
                5, 'MODERATE', false, 0, 0, 0, 0, now(), now() FROM users WHERE email <> 'a@b.co'
        """)
        connection.execute(BOOK_AS_BEFORE, (1,))
    migrate.upgrade(empty_database)
    with psycopg.connect(empty_database) as connection:
        connection.execute(BOOK_AS_BEFORE, (2,))
        connection.execute("UPDATE bookings SET is_open_ended = true WHERE released_at IS NULL")
        connection.execute("UPDATE sessions SET status = 'COMPLETED', ended_at = now()")
        found = connection.execute("SELECT count(*), count(seeker_id), count(appointment) FROM bookings").fetchone()
    assert found == (4, 0, 0)
    migrate.downgrade(empty_database, "0006")
    migrate.upgrade(empty_database)
    assert migrate.check(empty_database) == []


def test_several_at_once_migrate_once(empty_database: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate.upgrade, [empty_database] * 4))
    assert migrate.at_head(empty_database)


def test_a_template_that_somebody_changed_stays_changed(empty_database: str) -> None:
    migrate.upgrade(empty_database)
    with psycopg.connect(empty_database) as connection:
        connection.execute("UPDATE contract_templates SET description = 'Ours' WHERE name = 'Open focus'")
        connection.execute("DELETE FROM contract_templates WHERE name = 'Strict focus'")
    migrate.upgrade(empty_database)
    with psycopg.connect(empty_database) as connection:
        found: dict[str, str] = dict(connection.execute("SELECT name, description FROM contract_templates").fetchall())
    assert (len(found), found["Open focus"]) == (12, "Ours")


def test_the_sql_alone_makes_the_same_tables(empty_database: str, database_url: str) -> None:
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute(migrate.sql())
    assert migrate.at_head(empty_database)
    assert looked_up(empty_database, "constraints") == looked_up(database_url, "constraints")


async def test_the_program_knows_whether_the_database_has_taken_every_step(
    database_url: str, empty_database: str
) -> None:
    async with opened(database_url) as migrated, opened(empty_database) as empty:
        assert await DatabaseHealth(migrated).at_head()
        assert not await DatabaseHealth(empty).at_head()
        assert await DatabaseHealth(empty).revision() is None
        assert int((await DatabaseHealth(migrated).version()).split(".")[0]) >= 15


async def test_of_many_schedulers_one_claims_an_occurrence(database: Database) -> None:
    claims = PostgresScheduleLocks(database)
    granted = [await claims.claim("sweep", NOW) for _ in range(4)]
    assert granted == [True, False, False, False]
    assert await claims.claim("other", NOW)


async def test_a_server_without_room_to_write_is_found_out_by_letting_it_write(empty_database: str) -> None:
    async with opened(empty_database) as database:
        await DatabaseHealth(database).spill()
    with psycopg.connect(empty_database, autocommit=True) as connection:
        name = sql.Identifier(empty_database.rpartition("/")[2])
        connection.execute(sql.SQL("ALTER DATABASE {} SET temp_file_limit = '100kB'").format(name))
    async with opened(empty_database) as database:
        await DatabaseHealth(database).ping()
        with pytest.raises(DatabaseUnavailable):
            await DatabaseHealth(database).spill()
