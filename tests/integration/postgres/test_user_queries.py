"""The queries about users that only the surfaces ask, on PostgreSQL."""

from datetime import timedelta

from attrs import evolve

from hushroom_domain.identity.policy import SIGN_IN_IDLE
from tests.support.builders import NOW, a_browser_sign_in, a_device, a_refresh_token, an_id
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


async def test_devices_are_those_whose_sign_ins_last_and_the_last_used_comes_first(kept: PostgresStorage) -> None:
    user, other = await kept.user(), await kept.user()
    live, exchanged, ended, theirs = (a_refresh_token(user_id=one.id) for one in (user, user, user, other))
    child = a_refresh_token(user_id=user.id, family_id=exchanged.family_id)
    browser, closed = (a_browser_sign_in(user_id=user.id) for _ in range(2))
    used = (exchanged.family_id, browser.id, live.family_id)
    async with kept.begin() as work:
        for token in (live, exchanged.used(NOW), evolve(ended, revoked_at=NOW), theirs, child):
            await work.refresh_tokens.add(token)
        for sign_in in (browser, evolve(closed, revoked_at=NOW)):
            await work.browser_sign_ins.add(sign_in)
        for hours, sign_in_id in enumerate((*used, ended.family_id, closed.id)):
            last_used_at = NOW - timedelta(hours=hours)
            await work.devices.add(a_device(id=sign_in_id, user_id=user.id, last_used_at=last_used_at))
        await work.devices.add(a_device(id=theirs.family_id, user_id=other.id))
    found = await kept.queries.devices.of(user.id, NOW)
    assert tuple(one.id for one in found) == used
    assert found[0] == a_device(id=exchanged.family_id, user_id=user.id)
    assert await kept.queries.devices.of(user.id, NOW + SIGN_IN_IDLE) == ()
