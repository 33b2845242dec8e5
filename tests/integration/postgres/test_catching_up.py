"""Rows that were written without folded text are found in lower case until they are folded, in batches."""

import psycopg
import pytest
from attrs import evolve

from hushroom_adapters.migrating import migrate
from hushroom_adapters.postgres.catching_up import catch_up
from hushroom_adapters.postgres.migrate import downgrade
from hushroom_domain.companions.queries import CompanionSearch
from hushroom_domain.shared.paging import Window
from tests.support.databases import fresh_database

ALL = Window(take=100)


async def found_by(kept, text):
    page = await kept.views.companions.search(CompanionSearch(text=text), ALL)
    return {card.companion.id for card in page.items}


async def users_found_by(kept, text):
    return {user.id for user in (await kept.views.admin.users(ALL, text)).items}


async def a_companion_of_another_version(kept, url):
    """A user and a companion as a program writes them that knows nothing of folded columns."""
    user = await kept.user(first_name="Zoë", display_name="Zoë")
    companion = await kept.companion(user, bio="Été", expertise_tags=("Café",))
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE users SET first_name = 'Chloé', display_name = 'Chloé'")
        connection.execute(
            "UPDATE companions SET bio = 'Forêt', expertise_tags = ARRAY['Thé'], tag_keys = ARRAY['thé']"
        )
    return companion


async def test_what_another_version_wrote_is_found_in_lower_case_until_it_is_folded(kept, database_url):
    companion = await a_companion_of_another_version(kept, database_url)
    assert await found_by(kept, "ete") == await found_by(kept, "zoe") == await found_by(kept, "cafe") == set()
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT search_text, folded_of, folded_tags FROM companions").fetchall()
    assert rows == [("forêt\nthé\nchloé", None, ["thé"])]
    assert catch_up(database_url) == 2
    for word in ("foret", "the", "chloe"):
        assert await found_by(kept, word) == {companion.id}
    assert await users_found_by(kept, "chloé") == {companion.user_id}
    assert catch_up(database_url) == 0


async def test_what_the_program_itself_writes_needs_no_catching_up(kept, database_url):
    await kept.companion(bio="Été\n\nen ville", expertise_tags=("Café", "Thé"))
    await kept.companion(await kept.user(last_name="Ñandú", display_name=None), bio=None, expertise_tags=())
    assert catch_up(database_url) == 0


async def test_a_change_that_folds_to_the_same_stays_folded(kept, database_url):
    companion = await kept.companion(bio="Été")
    async with kept.begin() as work:
        locked = await work.companions.lock(companion.id)
        await work.companions.save(evolve(locked, bio="ÉTÉ"))
    assert catch_up(database_url) == 0
    assert await found_by(kept, "ete") == {companion.id}


async def test_all_batches_are_folded(kept, database_url):
    companions = [await kept.companion(bio="Été") for _ in range(7)]
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE companions SET bio = 'Forêt'")
        connection.execute("UPDATE users SET display_name = 'Chloé'")
    assert catch_up(database_url, batch_rows=2) == 14
    assert await found_by(kept, "foret chloe") == {companion.id for companion in companions}


async def test_a_row_that_somebody_holds_is_left_for_the_next_time(kept, database_url):
    held, other = [await kept.companion(bio="Été") for _ in range(2)]
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE companions SET bio = 'Forêt'")
    with psycopg.connect(database_url) as connection:
        connection.execute("SELECT FROM companions WHERE id = %s FOR UPDATE", (held.id,))
        assert catch_up(database_url) == 1
        assert await found_by(kept, "foret") == {other.id}
    assert catch_up(database_url) == 1
    assert await found_by(kept, "foret") == {held.id, other.id}


@pytest.fixture
def step_before(postgres):
    with fresh_database(postgres) as url:
        migrate(url, "0007")
        yield url


def test_migrating_folds_what_is_there_and_going_back_lowers_it(step_before):
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
