"""Contract tests of the repositories of users, languages and tokens, and of the identity queries."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from hushroom_domain.administration.queries import whole
from hushroom_domain.identity.errors import EmailTaken, SignInEnded, UserNotFound
from hushroom_domain.identity.model import (
    Proficiency,
    RefreshToken,
    SpokenLanguage,
    TokenPurpose,
    User,
    UserRole,
    Viewer,
)
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from hushroom_domain.shared.ids import FamilyId, UserId
from tests.support.builders import NOW, a_one_time_token, a_refresh_token, a_user, an_id
from tests.support.contracts.storage import Storage
from tests.support.existing import existing


def idna(domain: str) -> str:
    """Converts one known international domain to ASCII."""
    return domain.replace("bücher", "xn--bcher-kva")


def spoken(user: User | None, language: str, proficiency: Proficiency = Proficiency.NATIVE) -> SpokenLanguage:
    return SpokenLanguage(
        id=an_id(), user_id=existing(user).id, language=language, proficiency=proficiency, is_preferred=language == "en"
    )


class IdentityContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def test_a_user_comes_back_as_it_was(self, kept: Storage) -> None:
        user = await kept.user(first_name="Nour", display_name="N.", timezone="Africa/Tunis", deleted_at=NOW)
        async with kept.begin() as work:
            assert await work.users.get(user.id) == user
            assert await work.users.lock(user.id) == user

    async def test_an_address_is_found_however_it_is_spelled(self, kept: Storage) -> None:
        user = await self._registered(kept, "Nour.Été@Hushroom.test")
        assert await self._addressed(kept, " nour.ÉTE\u0301@hushroom.TEST ") == user
        assert await self._addressed(kept, "nour.ete@hushroom.test") is None

    async def test_one_address_is_one_account_whatever_the_case(self, kept: Storage) -> None:
        await self._registered(kept, "nour@hushroom.test")
        with pytest.raises(EmailTaken):
            await self._registered(kept, "NOUR@hushroom.test")

    async def test_letters_that_only_fold_to_the_same_make_two_accounts(self, kept: Storage) -> None:
        emails = ("straße@hushroom.test", "strasse@hushroom.test", "o\ufb03ce@hushroom.test", "office@hushroom.test")
        users = [await self._registered(kept, email) for email in emails]
        assert [await self._addressed(kept, email) for email in emails] == users

    async def test_an_account_without_a_key_goes_by_its_former_key(self, kept: Storage) -> None:
        user = await kept.user(email="Straße@Bücher.example")
        for spelling in ("straße@bücher.example", "STRASSE@BÜCHER.example"):
            assert await self._addressed(kept, spelling) == user
        with pytest.raises(EmailTaken):
            await self._registered(kept, "strasse@bücher.example")

    async def test_an_account_without_a_key_comes_before_the_one_that_has_it(self, kept: Storage) -> None:
        holder = await kept.user(email="x@bücher.example", address_key="x@xn--bcher-kva.example")
        other = await kept.user(email="x@xn--bcher-kva.example")
        assert await self._addressed(kept, "x@bücher.example") == holder
        assert await self._addressed(kept, "X@xn--bcher-kva.EXAMPLE") == other
        assert await self._addressed(kept, "x@BU\u0308CHER.example") == holder
        with pytest.raises(EmailTaken):
            await self._registered(kept, "x@BÜCHER.example")

    async def test_an_account_whose_former_key_is_taken_by_another_address_is_saved_like_any_other(
        self, kept: Storage
    ) -> None:
        users = [await self._registered(kept, email) for email in ("straße@hushroom.test", "strasse@hushroom.test")]
        for user in users:
            async with kept.begin() as work:
                await work.users.save(evolve(user, first_name="Nour"))
        for user in users:
            assert await self._addressed(kept, user.email) == evolve(user, first_name="Nour")

    async def test_a_saved_user_is_changed(self, kept: Storage) -> None:
        user = await kept.user()
        changed = evolve(user, role=UserRole.ADMIN, avatar_url="https://hushroom.test/a.png", last_name="Noor")
        async with kept.begin() as work:
            await work.users.save(changed)
        async with kept.begin() as work:
            assert await work.users.get(user.id) == changed

    async def _registered(self, kept: Storage, email: str) -> User:
        address = EmailAddress.of(email, idna)
        return await kept.user(email=address.given, address_key=address.key)

    async def _addressed(self, kept: Storage, email: str) -> User | None:
        async with kept.begin() as work:
            return await work.users.by_email(EmailAddress.of(email, idna))

    async def test_nobody_is_missing_quietly_when_locked(self, kept: Storage) -> None:
        async with kept.begin() as work:
            assert await work.users.get(an_id()) is None
            with pytest.raises(UserNotFound):
                await work.users.lock(an_id())

    async def test_what_a_block_wrote_is_gone_when_it_raises(self, kept: Storage) -> None:
        user = a_user()

        async def write_and_fail() -> None:
            async with kept.begin() as work:
                await work.users.add(user)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await write_and_fail()
        async with kept.begin() as work:
            assert await work.users.get(user.id) is None

    async def test_languages_are_replaced_and_keep_their_order(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        first = [spoken(user, "fr"), spoken(user, "en")]
        second = [spoken(user, "ar"), spoken(user, "en", Proficiency.BEGINNER), spoken(user, "de")]
        async with kept.begin() as work:
            await work.users.replace_languages(user.id, first)
            await work.users.replace_languages(other.id, others := [spoken(other, "en")])
            await work.users.replace_languages(user.id, second)
        assert await _languages(kept, user) == tuple(second)
        assert await _languages(kept, other) == tuple(others)

    async def test_languages_can_be_taken_back(self, kept: Storage) -> None:
        user = await kept.user()
        async with kept.begin() as work:
            await work.users.replace_languages(user.id, [spoken(user, "fr")])
            await work.users.replace_languages(user.id, [])
        assert await _languages(kept, user) == ()

    async def test_a_viewer_has_the_role_of_this_moment(self, kept: Storage) -> None:
        user = await kept.user()
        assert await kept.asked.viewers.viewer(user.id) == Viewer(user.id, UserRole.USER)
        async with kept.begin() as work:
            await work.users.save(evolve(user, role=UserRole.COMPANION))
        assert await kept.asked.viewers.viewer(user.id) == Viewer(user.id, UserRole.COMPANION)

    @pytest.mark.parametrize("change", [{"is_active": False}, {"deleted_at": NOW}], ids=["inactive", "deleted"])
    async def test_who_may_not_enter_is_no_viewer(self, kept: Storage, change: dict[str, Any]) -> None:
        user = await kept.user(**change)
        assert await kept.asked.viewers.viewer(user.id) is None
        assert await kept.asked.viewers.viewer(an_id()) is None

    async def test_a_closed_account_is_no_viewer_whatever_its_sign_ins_are(self, kept: Storage) -> None:
        user = await kept.user(is_active=False)
        live, dead = (a_refresh_token(user_id=user.id) for _ in range(2))
        async with kept.begin() as work:
            for token in (live, dead):
                await work.refresh_tokens.add(token)
            await work.refresh_tokens.revoke_family(dead.family_id, NOW)
        for token in (live, dead):
            assert await kept.asked.viewers.viewer(user.id, token.family_id) is None

    async def test_a_refresh_token_is_found_by_its_digest(self, kept: Storage) -> None:
        user = await kept.user()
        token = a_refresh_token(user_id=user.id)
        used = token.used(NOW + timedelta(minutes=1))
        async with kept.begin() as work:
            await work.refresh_tokens.add(token)
            assert await work.refresh_tokens.lock(token.digest) == token
            assert await work.refresh_tokens.get(token.digest) == token
            assert await work.refresh_tokens.get("another") is None
            await work.refresh_tokens.save(used)
        async with kept.begin() as work:
            assert await work.refresh_tokens.lock(token.digest) == used
            assert await work.refresh_tokens.lock("another") is None

    async def test_a_family_is_revoked_without_its_neighbours(self, kept: Storage) -> None:
        user = await kept.user()
        token = a_refresh_token(user_id=user.id)
        child = a_refresh_token(user_id=user.id, family_id=token.family_id)
        stranger = a_refresh_token(user_id=user.id)
        async with kept.begin() as work:
            for one in (token, child, stranger):
                await work.refresh_tokens.add(one)
            await work.refresh_tokens.revoke_family(token.family_id, NOW)
        assert await self._revoked(kept, token, child, stranger) == [NOW, NOW, None]

    async def test_revoking_all_spares_other_people_and_earlier_dates(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        mine = a_refresh_token(user_id=user.id)
        dead = evolve(a_refresh_token(user_id=user.id), revoked_at=NOW - timedelta(days=1))
        theirs = a_refresh_token(user_id=other.id)
        async with kept.begin() as work:
            for one in (mine, dead, theirs):
                await work.refresh_tokens.add(one)
            await work.refresh_tokens.revoke_all(user.id, NOW)
        assert await self._revoked(kept, mine, dead, theirs) == [NOW, NOW - timedelta(days=1), None]

    async def test_a_sign_in_lasts_until_the_last_link_of_its_chain_is_revoked(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        first = a_refresh_token(user_id=user.id)
        child, elsewhere = (a_refresh_token(user_id=user.id, family_id=one) for one in (first.family_id, an_id()))
        async with kept.begin() as work:
            for token in (first.used(NOW), child, elsewhere):
                await work.refresh_tokens.add(token)
        assert await self._let_in(kept, user, first, elsewhere) == [True, True]
        assert await self._let_in(kept, other, first) == [False]
        async with kept.begin() as work:
            await work.refresh_tokens.revoke_family(first.family_id, NOW)
        assert await self._let_in(kept, user, first, elsewhere) == [False, True]
        async with kept.begin() as work:
            await work.refresh_tokens.revoke_all(user.id, NOW)
        assert await self._let_in(kept, user, first, elsewhere) == [False, False]
        assert await kept.asked.viewers.viewer(user.id) == Viewer(user.id, UserRole.USER)

    async def test_many_sign_ins_are_told_apart_when_all_ask_at_once(self, kept: Storage) -> None:
        users = [await kept.user() for _ in range(3)]
        tokens = [a_refresh_token(user_id=user.id) for user in users for _ in range(4)]
        async with kept.begin() as work:
            for token in tokens:
                await work.refresh_tokens.add(token)
            for token in tokens[::2]:
                await work.refresh_tokens.revoke_family(token.family_id, NOW)
        asked = [(token.user_id, token.family_id) for token in tokens] + [(user.id, None) for user in users]
        found = await asyncio.gather(*(self._viewer(kept, *one) for one in asked))
        assert [viewer is not None for viewer in found] == [False, True] * 6 + [True] * 3

    async def test_a_one_time_token_is_found_by_its_digest_for_its_purpose_only(self, kept: Storage) -> None:
        token = a_one_time_token(user_id=(await kept.user()).id, purpose=TokenPurpose.VERIFY_EMAIL)
        used = token.used(NOW + timedelta(minutes=1))
        async with kept.begin() as work:
            await work.one_time_tokens.add(token)
            assert await work.one_time_tokens.lock(token.digest, TokenPurpose.VERIFY_EMAIL) == token
            assert await work.one_time_tokens.get(token.digest, TokenPurpose.VERIFY_EMAIL) == token
            assert await work.one_time_tokens.get(token.digest, TokenPurpose.RESET_PASSWORD) is None
            assert await work.one_time_tokens.get("another", TokenPurpose.VERIFY_EMAIL) is None
            assert await work.one_time_tokens.lock(token.digest, TokenPurpose.RESET_PASSWORD) is None
            assert await work.one_time_tokens.lock("another", TokenPurpose.VERIFY_EMAIL) is None
            await work.one_time_tokens.save(used)
        async with kept.begin() as work:
            assert await work.one_time_tokens.lock(token.digest, TokenPurpose.VERIFY_EMAIL) == used

    async def test_revoking_spares_other_people_other_purposes_and_earlier_uses(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        reset = TokenPurpose.RESET_PASSWORD
        before = NOW - timedelta(minutes=5)
        tokens = [
            a_one_time_token(user_id=user.id, purpose=reset),
            a_one_time_token(user_id=user.id, purpose=reset).used(before),
            a_one_time_token(user_id=user.id, purpose=TokenPurpose.VERIFY_EMAIL),
            a_one_time_token(user_id=other.id, purpose=reset),
        ]
        async with kept.begin() as work:
            for token in tokens:
                await work.one_time_tokens.add(token)
            await work.one_time_tokens.revoke(user.id, {reset}, NOW)
        async with kept.begin() as work:
            found = [await work.one_time_tokens.lock(token.digest, token.purpose) for token in tokens]
            assert [existing(token).used_at for token in found] == [NOW, before, None, None]
            await work.one_time_tokens.revoke(user.id, frozenset(TokenPurpose), NOW)
            found = [await work.one_time_tokens.lock(token.digest, token.purpose) for token in tokens]
        assert [existing(token).used_at for token in found] == [NOW, before, NOW, None]

    async def test_a_sweep_throws_away_what_expired_before_then_of_both_kinds(self, kept: Storage) -> None:
        user = await kept.user()
        old, young = (a_refresh_token(user_id=user.id, now=NOW - timedelta(days=days)) for days in (8, 6))
        past, fresh = (a_one_time_token(user_id=user.id, now=NOW - timedelta(hours=hours)) for hours in (25, 24))
        async with kept.begin() as work:
            for token in (old, young):
                await work.refresh_tokens.add(token)
            for link in (past, fresh):
                await work.one_time_tokens.add(link)
            assert await work.one_time_tokens.sweep(NOW) == 2
        async with kept.begin() as work:
            assert await work.refresh_tokens.lock(old.digest) is None
            assert await work.refresh_tokens.lock(young.digest) == young
            assert await work.one_time_tokens.lock(past.digest, past.purpose) is None
            assert await work.one_time_tokens.lock(fresh.digest, fresh.purpose) == fresh
            assert await work.one_time_tokens.sweep(NOW) == 0

    async def _let_in(self, kept: Storage, user: User, *tokens: RefreshToken) -> list[bool]:
        """Returns for each sign-in whether its user is a viewer."""
        return [await self._viewer(kept, user.id, token.family_id) is not None for token in tokens]

    async def _viewer(self, kept: Storage, user_id: UserId, family_id: FamilyId | None = None) -> Viewer | None:
        try:
            return await kept.asked.viewers.viewer(user_id, family_id)
        except SignInEnded:
            return None

    async def _revoked(self, kept: Storage, *tokens: RefreshToken) -> list[Any]:
        async with kept.begin() as work:
            return [existing(await work.refresh_tokens.lock(token.digest)).revoked_at for token in tokens]


async def _languages(kept: Storage, user: User) -> tuple[SpokenLanguage, ...]:
    return existing(await whole(kept.asked.exports.slices(user.id))).languages
