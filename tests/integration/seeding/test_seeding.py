"""Seeded data satisfies the application's constraints, queries and formulas."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.local.seeding.command import seed_database
from hushroom_adapters.local.seeding.population import PopulationExists
from hushroom_adapters.memory.clock import ManualClock
from hushroom_adapters.postgres import migrate
from hushroom_adapters.postgres.core.database import open_database
from hushroom_adapters.postgres.features import begin, queries
from hushroom_adapters.settings import Settings, read_settings
from hushroom_domain.companions.queries import CompanionSearch
from hushroom_domain.ratings.use_cases.recompute_reputation import stats_of
from hushroom_domain.reactions import names_for
from hushroom_domain.shared.paging import Window
from tests.support.databases import fresh_database

COMPANIONS, USERS, SESSIONS = 300, 100, 1_500
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2"
INDEXES_BY_IDENTITY = "SELECT indexrelid::bigint FROM pg_index ORDER BY 1"
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid), convalidated FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2
"""
TRIGGERS = (
    "SELECT tgrelid::regclass::text, tgname::text, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
)
NOWHERE = {
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "STRIPE_SECRET_KEY": "sk_test_unused",
    "STRIPE_WEBHOOK_SECRET": "whsec_unused",
    "LIVEKIT_URL": "http://127.0.0.1:1",
    "LIVEKIT_API_KEY": "unused",
    "LIVEKIT_API_SECRET": "unused",
    "SMTP_URL": "smtp://127.0.0.1:1",
    "HUSHROOM_TOKEN_KEYS": "unused:unused-unused-unused-unused-unused",
    "HUSHROOM_BCRYPT_ROUNDS": "4",
}


@pytest.fixture(scope="module")
def settings(postgres: EmbeddedServer) -> Iterator[Settings]:
    """Creates a database with the demo accounts and a generated population."""
    name = "seeding"
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = postgres.url.rsplit("/", 1)[0] + f"/{name}"
    migrate.upgrade(url)
    found = read_settings({**NOWHERE, "DATABASE_URL": url})
    seed_database(found, companions=COMPANIONS, users=USERS, sessions=SESSIONS, say=lambda _: None)
    yield found
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def sql(settings: Settings) -> Iterator[Callable[[Any], list[tuple[Any, ...]]]]:
    with psycopg.connect(settings.database.url) as connection:
        yield lambda statement: connection.execute(statement).fetchall()


def lines_of(settings: Settings, **scale: Any) -> list[str]:
    said: list[str] = []
    seed_database(settings, say=said.append, **scale)
    return said


def test_everything_asked_for_is_there(sql: Callable[[Any], list[tuple[Any, ...]]]) -> None:
    counts = sql(
        "SELECT (SELECT count(*) FROM companions), (SELECT count(*) FROM users), (SELECT count(*) FROM sessions)"
    )
    assert counts == [(COMPANIONS + 3, COMPANIONS + USERS + 6, SESSIONS)]
    assert sql("SELECT count(*), count(DISTINCT session_type) FROM contract_templates") == [(12, 4)]


def test_a_second_time_changes_nothing(settings: Settings, sql: Callable[[Any], list[tuple[Any, ...]]]) -> None:
    before = sql("SELECT max(updated_at), count(*) FROM users")
    assert lines_of(settings, companions=COMPANIONS, users=USERS, sessions=SESSIONS) == [
        "0 demo accounts made, 6 were there; password Password123!",
        "The made-up people are there already.",
    ]
    assert sql("SELECT max(updated_at), count(*) FROM users") == before


@pytest.mark.parametrize(
    "scale",
    [
        {"companions": COMPANIONS + 1, "users": USERS, "sessions": SESSIONS},
        {"companions": USERS, "users": COMPANIONS, "sessions": SESSIONS},
        {"companions": COMPANIONS, "users": USERS, "sessions": SESSIONS + 1},
    ],
    ids=["more companions", "the other way round", "more sessions"],
)
def test_another_crowd_on_top_of_one_is_refused_and_writes_nothing(
    settings: Settings, sql: Callable[[Any], list[tuple[Any, ...]]], scale: dict[str, int]
) -> None:
    before = sql("SELECT count(*) FROM users")
    with pytest.raises(PopulationExists):
        seed_database(settings, say=lambda _: None, **scale)
    assert sql("SELECT count(*) FROM users") == before


def test_everything_is_folded_and_listed_as_the_program_itself_would_write_it(
    sql: Callable[[Any], list[tuple[Any, ...]]],
) -> None:
    unfolded = (
        "SELECT id FROM users WHERE folded_of IS NULL UNION ALL SELECT id FROM companions WHERE folded_of IS NULL"
    )
    assert sql(unfolded) == []
    unlisted = """
        SELECT c.id FROM companions c JOIN users u ON u.id = c.user_id
        WHERE c.is_offered <> (c.status = 'APPROVED')
            OR c.search_text <> c.folded_text || E'\n' || u.folded_name
    """
    assert sql(unlisted) == []


def test_administrators_see_the_right_totals(sql: Callable[[Any], list[tuple[Any, ...]]]) -> None:
    for name in ("users", "companions", "sessions", "payments"):
        kept = sql(f"SELECT sum(amount) FROM tallies WHERE name = '{name}'")  # noqa: S608  words of this file
        assert kept == sql(f"SELECT count(*) FROM {name}"), name  # noqa: S608  words of this file
    earned = sql("SELECT sum(minor) FROM ledger_entries WHERE account = 'PLATFORM'")
    assert earned == sql("SELECT sum(amount) FROM tallies WHERE name = 'revenue'")


def test_indexes_and_references_are_those_of_an_unseeded_database(
    postgres: EmbeddedServer, template_database: str, sql: Callable[[Any], list[tuple[Any, ...]]]
) -> None:
    with fresh_database(postgres, template_database) as url, psycopg.connect(url) as connection:
        for definitions in (INDEXES, CONSTRAINTS, TRIGGERS):
            assert sql(definitions) == connection.execute(definitions).fetchall()
            assert sql(definitions)


def test_a_database_that_others_use_keeps_its_indexes_during_the_seeding(
    postgres: EmbeddedServer, template_database: str
) -> None:
    with fresh_database(postgres, template_database) as url, psycopg.connect(url, autocommit=True) as other:
        before = other.execute(INDEXES_BY_IDENTITY).fetchall()
        said = lines_of(read_settings({**NOWHERE, "DATABASE_URL": url}), companions=20, users=10, sessions=50)
        assert other.execute(INDEXES_BY_IDENTITY).fetchall() == before
        assert other.execute("SELECT count(*) FROM sessions").fetchone() == (50,)
    assert "the database is in use: its indexes stay, which takes longer" in said


def test_a_seeding_that_fails_leaves_everything_as_it_was(postgres: EmbeddedServer, template_database: str) -> None:
    def fail(line: str) -> None:
        if "sessions" in line:
            raise KeyboardInterrupt

    with fresh_database(postgres, template_database) as url:
        settings = read_settings({**NOWHERE, "DATABASE_URL": url})
        with pytest.raises(KeyboardInterrupt):
            seed_database(settings, companions=20, users=10, sessions=50, say=fail)
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT count(*) FROM companions").fetchone() == (3,)
            assert connection.execute("SELECT count(*) FROM pg_indexes WHERE tablename = 'sessions'").fetchone() == (8,)


def test_the_ledger_sums_to_nothing_for_every_payment_and_meets_the_payments(
    sql: Callable[[Any], list[tuple[Any, ...]]],
) -> None:
    assert sql("SELECT payment_id FROM ledger_entries GROUP BY payment_id HAVING sum(minor) <> 0") == []
    unmet = """
        SELECT p.id FROM payments p JOIN ledger_entries l ON l.payment_id = p.id AND l.account = 'SEEKER'
        WHERE -l.minor <> p.captured_minor OR p.status <> 'CAPTURED'
    """
    assert sql(unmet) == []
    assert sql("SELECT count(*) FROM payments") == [(SESSIONS,)]


async def test_the_stats_are_what_the_application_computes_from_the_rows(settings: Settings) -> None:
    database = open_database(settings.database.url, 2)
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        found = await queries(database).companions.search(CompanionSearch(), Window(skip=0, take=100))
        async with begin(database, names_for)() as work:
            for card in found.items:
                record = await work.ratings.record_of(card.companion.id)
                assert card.companion.stats == stats_of(card.companion, record, ManualClock(midnight).now())
    finally:
        await database.close()


async def test_the_companions_can_be_searched_by_what_they_are(settings: Settings) -> None:
    database = open_database(settings.database.url, 2)
    try:
        search = queries(database).companions.search
        everybody = await search(CompanionSearch(), Window(skip=0, take=5))
        online = await search(CompanionSearch(is_online=True, expertise_tag="focus"), Window(skip=0, take=5))
    finally:
        await database.close()
    assert everybody.total == COMPANIONS * 19 // 20 + 3
    assert 0 < online.total < everybody.total
    assert all("focus" in card.companion.expertise_tags for card in online.items)
