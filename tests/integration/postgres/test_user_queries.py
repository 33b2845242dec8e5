"""The queries about users that only the surfaces ask, on PostgreSQL."""

from tests.support.builders import NOW, a_refresh_token, an_id
from tests.support.contracts.identity import spoken
from tests.support.contracts.storage import PostgresStorage
from tests.support.existing import existing


async def test_a_profile_has_the_languages(kept: PostgresStorage) -> None:
    user, mute = await kept.user(), await kept.user()
    languages = [spoken(user, "fr"), spoken(user, "en")]
    async with kept.begin() as work:
        await work.users.replace_languages(user.id, languages)
    profile = existing(await kept.queries.users.profile(user.id))
    assert (profile.user, profile.languages) == (user, tuple(languages))
    assert existing(await kept.queries.users.profile(mute.id)).languages == ()
    assert await kept.queries.users.profile(an_id()) is None


async def test_an_ended_sign_in_shows_neither_profile_nor_companion(kept: PostgresStorage) -> None:
    user = await kept.user()
    await kept.companion(user=user)
    live, ended = (a_refresh_token(user_id=user.id) for _ in range(2))
    async with kept.begin() as work:
        for token in (live, ended):
            await work.refresh_tokens.add(token)
        await work.refresh_tokens.revoke_family(ended.family_id, NOW)
    for ask in (kept.queries.users.profile, kept.queries.companions.own):
        assert await ask(user.id, live.family_id) is not None
        assert await ask(user.id, ended.family_id) is None
        assert await ask(user.id, an_id()) is None
        assert await ask(user.id) is not None
