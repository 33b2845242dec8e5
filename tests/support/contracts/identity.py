"""Contract tests of the repositories of users, languages and tokens, and of the identity queries."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from hushroom_domain.administration.queries import whole
from hushroom_domain.identity.errors import EmailTaken, PasskeyTaken, SignInEnded, UserNotFound
from hushroom_domain.identity.model import (
    CeremonyPurpose,
    FactorRecovery,
    FactorState,
    IdentityVerification,
    PasskeyChallenge,
    Proficiency,
    RecoveryCode,
    RefreshToken,
    ReportedState,
    SpokenLanguage,
    TokenPurpose,
    TotpCredential,
    User,
    UserRole,
    VerificationReport,
    Viewer,
)
from hushroom_domain.identity.queries import BrowserViewer
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from hushroom_domain.identity.state_machine import RecoveryActor
from hushroom_domain.shared.ids import FamilyId, UserId
from tests.support.builders import (
    NOW,
    a_browser_sign_in,
    a_challenge,
    a_device,
    a_one_time_token,
    a_passkey,
    a_password,
    a_refresh_token,
    a_user,
    an_id,
)
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

    async def test_a_password_is_of_one_user_and_replaced_by_the_next(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        first, second = a_password(user_id=user.id), a_password(user_id=user.id, password_hash="another")
        async with kept.begin() as work:
            assert await work.password_credentials.get(user.id) is None
            await work.password_credentials.put(first)
            assert await work.password_credentials.get(user.id) == first
            await work.password_credentials.put(second)
        async with kept.begin() as work:
            assert await work.password_credentials.get(user.id) == second
            assert await work.password_credentials.get(other.id) is None

    async def test_an_authenticator_app_is_of_one_user_and_replaced_by_the_next(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        begun = TotpCredential(user_id=user.id, sealed_secret="sealed", created_at=NOW)
        confirmed = begun.confirmed(2**40, NOW).used(2**40 + 1, "sealed anew")
        async with kept.begin() as work:
            assert await work.second_factors.of(user.id) == FactorState()
            for credential in (begun, confirmed):
                await work.totp_credentials.put(credential)
                assert await work.totp_credentials.get(user.id) == credential
        async with kept.begin() as work:
            assert await work.totp_credentials.get(other.id) is None
            assert await work.second_factors.of(user.id) == FactorState(totp_since=NOW)
            await work.passkeys.add(a_passkey(user_id=user.id))
            assert await work.second_factors.of(user.id) == FactorState(totp_since=NOW, has_passkeys=True)
            assert await work.second_factors.of(other.id) == FactorState()
            await work.totp_credentials.remove(other.id)
            assert await work.totp_credentials.get(user.id) == confirmed
            await work.totp_credentials.remove(user.id)
            assert await work.totp_credentials.get(user.id) is None

    async def test_recovery_codes_are_used_once_each_and_replaced_together(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()

        def codes(owner: User, *digests: str) -> list[RecoveryCode]:
            return [RecoveryCode(user_id=owner.id, digest=one, created_at=NOW) for one in digests]

        async with kept.begin() as work:
            await work.recovery_codes.replace(user.id, codes(user, "a", "b"))
            await work.recovery_codes.replace(other.id, codes(other, "a", "c"))
        async with kept.begin() as work:
            assert await work.recovery_codes.use(user.id, "a", NOW)
            assert not await work.recovery_codes.use(user.id, "a", NOW)
            assert not await work.recovery_codes.use(user.id, "c", NOW)
            assert (await work.second_factors.of(user.id)).recovery_codes_left == 1
            assert (await work.second_factors.of(other.id)).recovery_codes_left == 2
            await work.recovery_codes.replace(user.id, codes(user, "a"))
            assert (await work.second_factors.of(user.id)).recovery_codes_left == 1
            assert not await work.recovery_codes.use(user.id, "b", NOW)
            await work.recovery_codes.replace(user.id, ())
            assert (await work.second_factors.of(other.id)).recovery_codes_left == 2

    async def test_challenges_are_found_by_digest_and_end_alone_with_their_user_or_by_time(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        first, second, third = (a_challenge(user_id=one.id) for one in (user, user, other))
        old = a_challenge(user_id=other.id, now=NOW - timedelta(hours=1))
        async with kept.begin() as work:
            for challenge in (first, second, third, old):
                await work.second_factor_challenges.add(challenge)
            await work.second_factor_challenges.save(first.failed())
        async with kept.begin() as work:
            challenges = work.second_factor_challenges
            assert await challenges.get(first.digest) == first.failed()
            assert await challenges.get("another") is None
            await challenges.remove(first)
            assert await challenges.get(first.digest) is None
            assert await challenges.get(second.digest) == second
            await challenges.remove_all(user.id)
            assert await challenges.get(second.digest) is None
            assert await challenges.sweep(NOW) == 1
            assert await challenges.get(third.digest) == third

    async def test_a_recovery_is_found_by_its_user_while_it_is_open(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        first = FactorRecovery(id=an_id(), user_id=user.id, asked_at=NOW)
        async with kept.begin() as work:
            assert await work.factor_recoveries.open_of(user.id) is None
            await work.factor_recoveries.add(first)
        stopped = first.stopped(RecoveryActor.PERSON, NOW)
        async with kept.begin() as work:
            assert await work.factor_recoveries.get(first.id) == first
            assert await work.factor_recoveries.get(an_id()) is None
            assert await work.factor_recoveries.open_of(user.id) == first
            assert await work.factor_recoveries.open_of(other.id) is None
            await work.factor_recoveries.save(stopped)
            assert await work.factor_recoveries.open_of(user.id) is None
        second = FactorRecovery(id=an_id(), user_id=user.id, asked_at=NOW)
        async with kept.begin() as work:
            await work.factor_recoveries.add(second)
        async with kept.begin() as work:
            assert await work.factor_recoveries.open_of(user.id) == second
            assert await work.factor_recoveries.get(first.id) == stopped

    async def test_a_password_is_removed_alone(self, kept: Storage) -> None:
        gone, other = await kept.user(), await kept.user()
        async with kept.begin() as work:
            for user in (gone, other):
                await work.password_credentials.put(a_password(user_id=user.id))
            for _ in range(2):
                await work.password_credentials.remove(gone.id)
            assert await work.password_credentials.get(gone.id) is None
            assert await work.password_credentials.get(other.id) is not None

    async def test_the_address_of_an_erased_account_is_free(self, kept: Storage) -> None:
        user = await self._registered(kept, "Anna@Hushroom.test")
        erased = user.deleted(NOW).erased(NOW)
        async with kept.begin() as work:
            await work.users.erase(erased)
        async with kept.begin() as work:
            assert await work.users.get(user.id) == erased
        assert await self._addressed(kept, "anna@hushroom.test") is None
        assert (await self._addressed(kept, erased.email)) == erased
        again = await self._registered(kept, "anna@hushroom.test")
        assert await self._addressed(kept, "Anna@Hushroom.test") == again

    async def test_a_verification_is_of_one_user_found_by_its_session_and_replaced(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        first = IdentityVerification(user_id=user.id, updated_at=NOW).begun(NOW).opened(f"vs_{user.id}", NOW)
        report = VerificationReport(session_id=f"vs_{user.id}", state=ReportedState.VERIFIED)
        second = first.reported(report, NOW)
        async with kept.begin() as work:
            assert await work.identity_verifications.get(user.id) is None
            await work.identity_verifications.put(first)
            assert await work.identity_verifications.get(user.id) == first
            assert user.id not in await work.identity_verifications.verified_before(NOW, 100)
            await work.identity_verifications.put(second)
        async with kept.begin() as work:
            assert await work.identity_verifications.get(user.id) == second
            assert await work.identity_verifications.get(other.id) is None
            assert await work.identity_verifications.user_of_session(f"vs_{user.id}") == user.id
            assert await work.identity_verifications.user_of_session("vs_none") is None
            assert user.id in await work.identity_verifications.verified_before(NOW, 100)
            assert user.id not in await work.identity_verifications.verified_before(NOW - timedelta(days=1), 100)
            await work.identity_verifications.remove(user.id)
            await work.identity_verifications.remove(user.id)
        async with kept.begin() as work:
            assert await work.identity_verifications.get(user.id) is None

    async def test_passkeys_are_of_one_user_and_a_credential_is_stored_once(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        first, second = a_passkey(user_id=user.id), a_passkey(user_id=user.id, is_synced=True)
        async with kept.begin() as work:
            await work.passkeys.add(first)
            await work.passkeys.add(second)
        async with kept.begin() as work:
            assert await work.passkeys.of_user(user.id) == (first, second)
            assert await work.passkeys.of_user(other.id) == ()
            assert await work.passkeys.by_credential(second.credential_id) == second
            assert await work.passkeys.by_credential("unknown") is None
        with pytest.raises(PasskeyTaken):
            async with kept.begin() as work:
                await work.passkeys.add(a_passkey(user_id=other.id, credential_id=first.credential_id))
        used = first.named("Desk").used(2**32 - 1, NOW + timedelta(hours=1))
        async with kept.begin() as work:
            await work.passkeys.save(used)
            await work.passkeys.remove(second.id)
        async with kept.begin() as work:
            assert await work.passkeys.get(first.id) == used
            assert await work.passkeys.get(second.id) is None
            assert await work.passkeys.of_user(user.id) == (used,)

    async def test_a_challenge_of_a_passkey_is_taken_once(self, kept: Storage) -> None:
        user = await kept.user()
        mine = PasskeyChallenge.issued(
            digest=f"of {user.id}", purpose=CeremonyPurpose.REGISTER, user_id=user.id, now=NOW
        )
        anybodys = PasskeyChallenge.issued(digest=f"beside {user.id}", purpose=CeremonyPurpose.SIGN_IN, now=NOW)
        async with kept.begin() as work:
            await work.passkey_challenges.add(mine)
            await work.passkey_challenges.add(anybodys)
        async with kept.begin() as work:
            assert await work.passkey_challenges.take(mine.digest) == mine
            assert await work.passkey_challenges.take("unknown") is None
        async with kept.begin() as work:
            assert await work.passkey_challenges.take(mine.digest) is None
            await work.passkey_challenges.sweep(anybodys.expires_at)
            assert await work.passkey_challenges.take(anybodys.digest) == anybodys
            await work.passkey_challenges.add(anybodys)
            assert await work.passkey_challenges.sweep(anybodys.expires_at + timedelta(seconds=1)) >= 1
            assert await work.passkey_challenges.take(anybodys.digest) is None

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

    async def test_all_sign_ins_but_one_are_revoked_with_their_devices(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        tokens = [a_refresh_token(user_id=one.id) for one in (user, user, other)]
        browsers = [a_browser_sign_in(user_id=user.id) for _ in range(2)]
        ids = [one.family_id for one in tokens] + [one.id for one in browsers]
        async with kept.begin() as work:
            for token in tokens:
                await work.refresh_tokens.add(token)
                await work.devices.add(a_device(id=token.family_id, user_id=token.user_id))
            for browser in browsers:
                await work.browser_sign_ins.add(browser)
                await work.devices.add(a_device(id=browser.id, user_id=user.id))
        for but in (tokens[0].family_id, browsers[0].id):
            async with kept.begin() as work:
                await work.refresh_tokens.revoke_all(user.id, NOW, but)
                await work.browser_sign_ins.revoke_all(user.id, NOW, but)
                await work.devices.remove_all(user.id, but)
                left = {one for one in ids if await work.devices.get(one) is not None}
            assert left == {tokens[2].family_id} | ({but} if but == tokens[0].family_id else set())
        assert await self._revoked(kept, *tokens) == [NOW, NOW, None]

    async def test_a_device_is_changed_removed_and_swept(self, kept: Storage) -> None:
        user = await kept.user()
        one, two, old = (a_device(user_id=user.id) for _ in range(3))
        later = evolve(two, network=None, label=None, last_used_at=NOW + timedelta(days=1))
        async with kept.begin() as work:
            for device in (one, two, old):
                await work.devices.add(device)
            await work.devices.save(later)
            assert await work.devices.has_like(later)
            assert not await work.devices.has_like(evolve(later, label="Another"))
            assert not await work.devices.has_like(evolve(later, network="198.51.100.0/24"))
            assert not await work.devices.has_like(evolve(later, user_id=UserId(an_id())))
            await work.devices.remove(one.id)
        async with kept.begin() as work:
            assert [await work.devices.get(device.id) for device in (one, two, old)] == [None, later, old]
            assert await work.devices.sweep(NOW + timedelta(seconds=1)) == 1
            assert [await work.devices.get(device.id) for device in (two, old)] == [later, None]

    async def test_a_browser_is_found_by_the_digest_of_its_cookie_until_it_is_renewed(self, kept: Storage) -> None:
        about = {"display_name": "Ada", "last_name": "Byron", "avatar_url": "https://hushroom.test/a.png"}
        user = await kept.user(**about, timezone="Asia/Tokyo", preferred_language="fr")
        browser = a_browser_sign_in(user_id=user.id)
        renewed = browser.renewed("another", NOW + timedelta(minutes=1))
        async with kept.begin() as work:
            await work.browser_sign_ins.add(browser)
            assert await work.browser_sign_ins.get(browser.digest) == browser
            assert await work.browser_sign_ins.lock(browser.digest) == browser
            assert await work.browser_sign_ins.get("another") is None
        found = await kept.asked.viewers.browser(browser.digest, NOW)
        assert found == BrowserViewer(
            user_id=user.id,
            sign_in_id=browser.id,
            role=UserRole.USER,
            display_name="Ada",
            first_name=user.first_name,
            last_name="Byron",
            avatar_url=user.avatar_url,
            language="fr",
            timezone="Asia/Tokyo",
            is_email_verified=user.is_email_verified,
            last_used_at=NOW,
            ends_at=browser.ends_at,
            unread_notifications=0,
        )
        async with kept.begin() as work:
            await work.browser_sign_ins.save(renewed)
        assert await kept.asked.viewers.browser(browser.digest, NOW) is None
        assert await kept.asked.viewers.browser("another", NOW) is not None

    @pytest.mark.parametrize("account", [{"is_active": False}, {"deleted_at": NOW}])
    async def test_a_browser_of_a_closed_account_has_no_reader(self, kept: Storage, account: dict[str, Any]) -> None:
        user = await kept.user(**account)
        browser = a_browser_sign_in(user_id=user.id)
        async with kept.begin() as work:
            await work.browser_sign_ins.add(browser)
        assert await kept.asked.viewers.browser(browser.digest, NOW) is None

    @pytest.mark.parametrize(
        ("days", "used", "lives"), [(6, 0, True), (7, 0, False), (29, 25, True), (30, 29, False), (0, 0, True)]
    )
    async def test_a_browser_has_a_reader_as_long_as_the_domain_says_that_it_works(
        self, kept: Storage, days: int, used: int, *, lives: bool
    ) -> None:
        browser = a_browser_sign_in(user_id=(await kept.user()).id).used(NOW + timedelta(days=used))
        async with kept.begin() as work:
            await work.browser_sign_ins.add(browser)
        then = NOW + timedelta(days=days)
        assert (await kept.asked.viewers.browser(browser.digest, then) is not None) is lives
        assert browser.works(then) is lives

    async def test_browsers_that_are_looked_for_at_the_same_time_are_told_apart(self, kept: Storage) -> None:
        users = [await kept.user() for _ in range(3)]
        browsers = [a_browser_sign_in(user_id=user.id) for user in users]
        async with kept.begin() as work:
            for browser in browsers:
                await work.browser_sign_ins.add(browser)
            await work.browser_sign_ins.revoke(browsers[1].id, NOW)
        asked = [*(browser.digest for browser in browsers * 2), "another"]
        times = [NOW + timedelta(seconds=number) for number in range(len(asked))]
        found = await asyncio.gather(*map(kept.asked.viewers.browser, asked, times))
        expected = [users[0].id, None, users[2].id]
        assert [one and one.user_id for one in found] == [*expected, *expected, None]

    async def test_a_browser_is_revoked_alone_or_with_all_of_its_user(self, kept: Storage) -> None:
        user, other = await kept.user(), await kept.user()
        one, two = (a_browser_sign_in(user_id=user.id) for _ in range(2))
        theirs = a_browser_sign_in(user_id=other.id)
        async with kept.begin() as work:
            for browser in (one, two, theirs):
                await work.browser_sign_ins.add(browser)
            await work.browser_sign_ins.revoke(one.id, NOW)

        async def readers() -> list[bool]:
            found = [await kept.asked.viewers.browser(browser.digest, NOW) for browser in (one, two, theirs)]
            return [reader is not None for reader in found]

        assert await readers() == [False, True, True]
        with pytest.raises(SignInEnded):
            await kept.asked.viewers.viewer(user.id, one.id)
        assert await kept.asked.viewers.viewer(user.id, two.id) == Viewer(user.id, UserRole.USER)
        with pytest.raises(SignInEnded):
            await kept.asked.viewers.viewer(other.id, two.id)
        async with kept.begin() as work:
            await work.browser_sign_ins.revoke_all(user.id, NOW)
        assert await readers() == [False, False, True]

    async def test_browsers_are_swept_after_their_end(self, kept: Storage) -> None:
        browser = a_browser_sign_in(user_id=(await kept.user()).id)
        async with kept.begin() as work:
            await work.browser_sign_ins.add(browser)
            await work.one_time_tokens.sweep(browser.expires_at)
            assert await work.browser_sign_ins.get(browser.digest) == browser
            await work.one_time_tokens.sweep(browser.expires_at + timedelta(seconds=1))
            assert await work.browser_sign_ins.get(browser.digest) is None

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
