"""Rows written by an earlier version stay searchable until the backfill completes them in batches."""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from attrs import evolve
from psycopg.sql import SQL

from hushroom_adapters.entrypoints.migrations import in_words, migrate
from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.postgres.backfill import CaughtUp, catch_up
from hushroom_adapters.postgres.core.sql import compiled
from hushroom_adapters.postgres.identity.repository import _BY_EMAIL
from hushroom_adapters.postgres.migrate import downgrade
from hushroom_adapters.security import IdnaDomainNames
from hushroom_domain.administration.queries import UserSearch
from hushroom_domain.companions.model import Companion
from hushroom_domain.companions.queries import CompanionSearch
from hushroom_domain.identity.errors import EmailTaken
from hushroom_domain.identity.model import User
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.paging import Window
from tests.support.builders import NOW
from tests.support.contracts.storage import PostgresStorage
from tests.support.databases import fresh_database

ALL = Window(take=100)
IDNA = IdnaDomainNames().to_ascii


async def found_by(kept: PostgresStorage, text: str) -> set[Any]:
    page = await kept.queries.companions.search(CompanionSearch(text=text), ALL)
    return {card.companion.id for card in page.items}


async def users_found_by(kept: PostgresStorage, text: str) -> set[Any]:
    return {user.id for user in (await kept.queries.admin.users(ALL, UserSearch(text))).items}


async def a_companion_of_another_version(kept: PostgresStorage, url: str) -> Companion:
    """Stores a user and a companion without folded columns, as an earlier version did."""
    user = await kept.user(first_name="Zoë", display_name="Zoë")
    companion = await kept.companion(user, bio="Été", expertise_tags=("Café",))
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE users SET first_name = 'Chloé', display_name = 'Chloé'")
        connection.execute(
            "UPDATE companions SET bio = 'Forêt', expertise_tags = ARRAY['Thé'], tag_keys = ARRAY['thé']"
        )
    return companion


async def test_what_another_version_wrote_is_found_in_lower_case_until_it_is_folded(
    kept: PostgresStorage, database_url: str
) -> None:
    companion = await a_companion_of_another_version(kept, database_url)
    assert await found_by(kept, "ete") == await found_by(kept, "zoe") == await found_by(kept, "cafe") == set()
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT search_text, folded_of, folded_tags FROM companions").fetchall()
    assert rows == [("forêt\nthé\nchloé", None, ["thé"])]
    assert catch_up(database_url, IDNA).folded == 2
    for word in ("foret", "the", "chloe"):
        assert await found_by(kept, word) == {companion.id}
    assert await users_found_by(kept, "chloé") == {companion.user_id}
    assert catch_up(database_url, IDNA).folded == 0


async def test_what_the_program_itself_writes_needs_no_catching_up(kept: PostgresStorage, database_url: str) -> None:
    await kept.companion(bio="Été\n\nen ville", expertise_tags=("Café", "Thé"))
    await kept.companion(await kept.user(last_name="Ñandú", display_name=None), bio=None, expertise_tags=())
    assert catch_up(database_url, IDNA).folded == 0


async def test_a_change_that_folds_to_the_same_stays_folded(kept: PostgresStorage, database_url: str) -> None:
    companion = await kept.companion(bio="Été")
    async with kept.begin() as work:
        locked = await work.companions.lock(companion.id)
        await work.companions.save(evolve(locked, bio="ÉTÉ"))
    assert catch_up(database_url, IDNA).folded == 0
    assert await found_by(kept, "ete") == {companion.id}


async def test_all_batches_are_folded(kept: PostgresStorage, database_url: str) -> None:
    companions = [await kept.companion(bio="Été") for _ in range(7)]
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE companions SET bio = 'Forêt'")
        connection.execute("UPDATE users SET display_name = 'Chloé'")
    assert catch_up(database_url, IDNA, batch_rows=2).folded == 14
    assert await found_by(kept, "foret chloe") == {companion.id for companion in companions}


async def test_a_row_that_somebody_holds_is_left_for_the_next_time(kept: PostgresStorage, database_url: str) -> None:
    held, other = [await kept.companion(bio="Été") for _ in range(2)]
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE companions SET bio = 'Forêt'")
    with psycopg.connect(database_url) as connection:
        connection.execute("SELECT FROM companions WHERE id = %s FOR UPDATE", (held.id,))
        assert catch_up(database_url, IDNA).folded == 1
        assert await found_by(kept, "foret") == {other.id}
    assert catch_up(database_url, IDNA).folded == 1
    assert await found_by(kept, "foret") == {held.id, other.id}


@pytest.fixture
def step_before(postgres: EmbeddedServer) -> Iterator[str]:
    with fresh_database(postgres) as url:
        migrate(url, "0007")
        yield url


def test_migrating_folds_what_is_there_and_going_back_lowers_it(step_before: str) -> None:
    with psycopg.connect(step_before) as connection:
        connection.execute("""
            INSERT INTO users (id, email, email_key, password_hash, date_of_birth, role, is_email_verified,
                is_age_verified, display_name, preferred_language, timezone, is_active, created_at, updated_at)
            SELECT gen_random_uuid(), 'É@b.co', 'é@b.co', '', '1990-05-17', 'COMPANION', false,
                true, 'Zoë', 'en', 'UTC', true, now(), now()
        """)
        connection.execute("""
            INSERT INTO companions (id, user_id, type, status, bio, base_rate_minor, expert_premium_minor, currency,
                expertise_tags, tag_keys, certifications, identity_verified, payouts_enabled, charges_enabled,
                max_concurrent, drift_enforcement, is_online, total_sessions, success_rate, average_rating,
                reputation_score, created_at, updated_at)
            SELECT gen_random_uuid(), id, 'STANDARD', 'APPROVED', 'Été', 1, 0, 'EUR', ARRAY['Thé'], ARRAY['thé'], '{}',
                false, false, false, 1, 'STRICT', false, 0, 0, 0, 0, now(), now() FROM users
        """)
    migrate(step_before, "head")
    with psycopg.connect(step_before) as connection:
        assert connection.execute("SELECT search_text, folded_tags FROM companions").fetchone() == (
            "ete\nthe\nzoe",
            ["the"],
        )
        assert connection.execute("SELECT search_text FROM users").fetchone() == ("e@b.co\n\n\nzoe",)
    downgrade(step_before, "0007")
    with psycopg.connect(step_before) as connection:
        assert connection.execute("SELECT search_text FROM companions").fetchone() == ("été\nthé\nzoë",)
        connection.execute("UPDATE users SET display_name = 'Chloé'")
        assert connection.execute("SELECT search_text FROM companions").fetchone() == ("été\nthé\nchloé",)


async def signed_up(kept: PostgresStorage, *emails: str) -> list[Any]:
    """Stores accounts as the previous version did."""
    return [await kept.user(email=email) for email in emails]


async def keyed_by(kept: PostgresStorage, email: str) -> User | UserId | None:
    async with kept.begin() as work:
        user = await work.users.by_email(EmailAddress.of(email, IDNA))
    return user and user.id


async def test_accounts_of_the_version_before_are_given_their_key(kept: PostgresStorage, database_url: str) -> None:
    ada, nour, zoe = await signed_up(kept, "Ada@Hushroom.test", "نور@مثال.example", "Straße@hushroom.test")
    assert [await keyed_by(kept, "ADA@hushroom.test"), await keyed_by(kept, "strasse@hushroom.test")] == [
        ada.id,
        zoe.id,
    ]
    done = catch_up(database_url, IDNA, batch_rows=2)
    assert (done.keyed, done.shared) == (3, ())
    assert await keyed_by(kept, "ada@hushroom.TEST") == ada.id
    assert await keyed_by(kept, "نور@xn--mgbh0fb.example") == nour.id
    assert [await keyed_by(kept, f"stra{s}e@hushroom.test") for s in ("ß", "ss")] == [zoe.id, None]
    assert catch_up(database_url, IDNA) == CaughtUp()
    with psycopg.connect(database_url) as connection:
        keys = connection.execute("SELECT email_key FROM users ORDER BY id").fetchall()
    assert keys == [("ada@hushroom.test",), ("نور@مثال.example",), ("strasse@hushroom.test",)]


async def test_accounts_of_one_address_are_named_and_sign_in_by_their_own_spelling(
    kept: PostgresStorage, database_url: str
) -> None:
    spellings = ("X@Bücher.example", "x@xn--bcher-kva.example", "x@ｂücher.example")
    first, second, third = users = await signed_up(kept, *spellings)
    for _ in range(2):
        done = catch_up(database_url, IDNA, batch_rows=2)
        assert {(pair.holder.id, pair.other.id) for pair in done.shared} == {
            (first.id, second.id),
            (first.id, third.id),
        }
        assert [await keyed_by(kept, email) for email in spellings] == [user.id for user in users]
        assert await keyed_by(kept, "x@BU\u0308CHER.example") == first.id
    with pytest.raises(EmailTaken):
        await kept.user(email="x@bücher。example", address_key="x@xn--bcher-kva.example")


async def test_a_closed_account_yields_its_key_to_an_open_one(kept: PostgresStorage, database_url: str) -> None:
    first, second = await signed_up(kept, "x@bücher.example", "x@xn--bcher-kva.example")
    assert len(catch_up(database_url, IDNA).shared) == 1
    async with kept.begin() as work:
        await work.users.save(evolve(await work.users.lock(first.id), is_active=False))
    done = catch_up(database_url, IDNA)
    assert (done.keyed, done.shared) == (1, ())
    for spelling in ("x@BÜCHER.example", "x@ｂücher.example", "x@xn--bcher-kva.example"):
        assert await keyed_by(kept, spelling) == second.id
    assert catch_up(database_url, IDNA) == CaughtUp()


async def test_of_two_accounts_the_closed_one_is_not_named(kept: PostgresStorage, database_url: str) -> None:
    first, second = await signed_up(kept, "x@bücher.example", "x@xn--bcher-kva.example")
    async with kept.begin() as work:
        await work.users.save(second.deleted(NOW))
    assert catch_up(database_url, IDNA).shared == ()
    assert await keyed_by(kept, "x@ｂücher.example") == first.id


async def test_migrating_names_accounts_of_one_address(kept: PostgresStorage, database_url: str) -> None:
    first, second = await signed_up(kept, "x@bücher.example", "x@xn--bcher-kva.example")
    said = in_words(migrate(database_url, "head")).splitlines()
    assert said[1] == "The addresses of 1 accounts were given their key."
    assert f"x@bücher.example ({first.id}) and x@xn--bcher-kva.example ({second.id}) are one address." in said[2]


CROWD = """
    INSERT INTO users (id, email, email_key, address_key, password_hash, date_of_birth, role, is_email_verified,
        is_age_verified, preferred_language, timezone, is_active, created_at, updated_at)
    SELECT gen_random_uuid(), i || '@b.co', i || '@b.co', CASE WHEN %(keyed)s THEN i || '@b.co' END, '', '1990-05-17',
        'USER', false, true, 'en', 'UTC', true, now(), now() FROM generate_series(1, 3000) AS i
"""


@pytest.mark.parametrize("plan", ["force_custom_plan", "force_generic_plan"])
@pytest.mark.parametrize("keyed", [True, False])
def test_an_account_is_looked_up_by_its_keys_alone(database_url: str, keyed: bool, plan: str) -> None:
    lookup = compiled(_BY_EMAIL)
    address = {"key": "7@b.co", "former_key": "7@b.co"}
    with psycopg.connect(database_url) as connection:
        connection.execute(CROWD, {"keyed": keyed})
        connection.execute("ANALYZE users")
        connection.execute(SQL("SET LOCAL plan_cache_mode = {}").format(SQL(plan)))
        rows = connection.execute(SQL("EXPLAIN ") + lookup.sql, lookup.constants | address, prepare=True).fetchall()
        connection.rollback()
    words = "\n".join(line for (line,) in rows)
    assert {"users_address_key_key", "users_email_key_key"} == set(re.findall(r"Index Scan on (\w+)", words)), words
