"""A passkey in place of a code: after the password, and shown again in a sign-in."""

import asyncio
from typing import Any

import pytest
from attrs import define, evolve

from hushroom_adapters.memory.platform import RELYING_PARTY
from hushroom_domain.identity.errors import (
    ChallengeEnded,
    CopiedPasskey,
    SignInEnded,
    StepUpRequired,
    WrongPasskey,
    WrongSecondFactor,
)
from hushroom_domain.identity.model import Assertion, FactorKind
from hushroom_domain.identity.services.token_issuer import BegunSignIn
from hushroom_domain.identity.use_cases.add_passkey import AddPasskey
from hushroom_domain.identity.use_cases.begin_passkey_registration import BeginPasskeyRegistration
from hushroom_domain.identity.use_cases.reactivate_user import ReactivateUser
from hushroom_domain.identity.use_cases.show_passkey import ShowPasskey
from hushroom_domain.identity.use_cases.step_up_by_passkey import StepUpByPasskey
from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.ids import FamilyId
from tests.support.authenticators import PlainAuthenticator, assertion_in, attestation_in, encoded
from tests.support.builders import PASSWORD
from tests.support.second_factors import AuthenticatorApp
from tests.support.worlds import World


@define
class Owner:
    """A person with an authenticator app and a passkey."""

    world: World
    app: AuthenticatorApp
    device: Any

    async def signed(self) -> Assertion:
        """Returns a new challenge as the device has signed it."""
        options = await self.world.app.identity.begin_passkey_sign_in()
        return assertion_in(self.device.sign(options.challenge))

    async def show(self, challenge: str, assertion: Assertion) -> BegunSignIn:
        command = ShowPasskey.Command(challenge=challenge, assertion=assertion)
        return await self.world.app.identity.show_passkey(command)

    async def step_up(self, assertion: Assertion, sign_in_id: FamilyId | None) -> None:
        command = StepUpByPasskey.Command(user_id=self.app.user_id, sign_in_id=sign_in_id, assertion=assertion)
        await self.world.app.identity.step_up_by_passkey(command)


async def an_owner(world: World, **about: Any) -> Owner:
    user, device = await world.seeker(), PlainAuthenticator.of(RELYING_PARTY, **about)
    begun = BeginPasskeyRegistration.Command(user_id=user.id, sign_in_id=None, password=PASSWORD)
    options = await world.app.identity.begin_passkey_registration(begun)
    made = attestation_in(device.register(options.challenge, options.user_id.bytes))
    command = AddPasskey.Command(user_id=user.id, sign_in_id=None, name="Phone", attestation=made)
    await world.app.identity.add_passkey(command)
    app = AuthenticatorApp(world.app, world.clock, user.id, user.email)
    await app.enrol()
    return Owner(world, app, device)


async def test_a_challenge_names_a_passkey_and_is_met_by_it_once(world: World) -> None:
    owner = await an_owner(world)
    challenge = await owner.app.challenge()
    assert challenge.methods == (FactorKind.TOTP, FactorKind.RECOVERY_CODE, FactorKind.PASSKEY)
    signed = await owner.signed()
    begun = await owner.show(challenge.challenge, signed)
    assert (await world.app.identity.authenticate(begun.access_token)).user_id == owner.app.user_id
    with pytest.raises(ChallengeEnded):
        await owner.show(challenge.challenge, await owner.signed())
    with pytest.raises(WrongPasskey):
        await owner.show((await owner.app.challenge()).challenge, signed)
    browser = await world.app.identity.show_passkey_in_browser(
        ShowPasskey.Command(challenge=(await owner.app.challenge()).challenge, assertion=await owner.signed())
    )
    assert (await world.app.identity.authenticate_browser(browser.secret)).user_id == owner.app.user_id


async def test_the_sign_in_counts_as_one_that_has_shown_a_factor(world: World) -> None:
    owner = await an_owner(world)
    begun = await owner.show((await owner.app.challenge()).challenge, await owner.signed())
    here = world.app.identity.authenticate.claimant(begun.access_token).sign_in_id
    await world.app.identity.replace_recovery_codes(owner.app.user_id, here)
    world.after(minutes=10)
    with pytest.raises(StepUpRequired) as refusal:
        await world.app.identity.replace_recovery_codes(owner.app.user_id, here)
    assert [one.message for one in refusal.value.problems] == ["TOTP", "RECOVERY_CODE", "PASSKEY"]
    await owner.step_up(await owner.signed(), here)
    await world.app.identity.replace_recovery_codes(owner.app.user_id, here)


async def test_the_passkey_of_another_person_meets_nothing(world: World) -> None:
    owner, other = await an_owner(world), await an_owner(world)
    challenge = (await owner.app.challenge()).challenge
    with pytest.raises(WrongPasskey):
        await owner.show(challenge, await other.signed())
    with pytest.raises(WrongPasskey):
        await owner.step_up(await other.signed(), owner.app.sign_in_id)
    forged = evolve(await owner.signed(), signature=encoded(b"forged"))
    with pytest.raises(WrongPasskey):
        await owner.show(challenge, forged)
    await owner.show(challenge, await owner.signed())


async def test_a_passkey_is_shown_in_a_sign_in_of_ones_own(world: World) -> None:
    owner, other = await an_owner(world), await an_owner(world)
    for sign_in_id in (other.app.sign_in_id, None):
        with pytest.raises(SignInEnded):
            await owner.step_up(await owner.signed(), sign_in_id)


async def test_of_twenty_uses_of_one_signature_at_once_one_counts(world: World) -> None:
    owner = await an_owner(world)
    challenges = [(await owner.app.challenge()).challenge for _ in range(4)]
    signed = await owner.signed()
    uses = [owner.show(one, signed) for one in challenges for _ in range(5)]
    answers = await asyncio.gather(*uses, return_exceptions=True)
    assert sum(not isinstance(one, Exception) for one in answers) == 1


async def test_a_copied_passkey_of_one_device_is_no_factor(world: World) -> None:
    owner = await an_owner(world, may_sync=False)
    await owner.show((await owner.app.challenge()).challenge, await owner.signed())
    owner.device.passkeys[-1].count = 0
    challenge = (await owner.app.challenge()).challenge
    with pytest.raises(CopiedPasskey):
        await owner.show(challenge, await owner.signed())
    await owner.app.show(owner.app.code(), challenge=challenge)


async def test_a_passkey_removed_in_the_meantime_is_no_factor_and_no_method(world: World) -> None:
    owner = await an_owner(world)
    (passkey,) = [one for one in world.platform.store.tables.passkeys.values() if one.user_id == owner.app.user_id]
    signed = await owner.signed()
    await world.app.identity.remove_passkey(owner.app.user_id, passkey.id, owner.app.sign_in_id)
    challenge = await owner.app.challenge()
    assert challenge.methods == (FactorKind.TOTP, FactorKind.RECOVERY_CODE)
    with pytest.raises(WrongPasskey):
        await owner.show(challenge.challenge, signed)


async def test_a_deleted_account_comes_back_by_a_passkey_too(world: World) -> None:
    owner = await an_owner(world)
    await world.app.identity.delete(owner.app.user_id, owner.app.sign_in_id)
    command = ReactivateUser.Command(email=owner.app.email, password=PASSWORD)
    asked = await world.app.identity.reactivate(command)
    assert not isinstance(asked, BegunSignIn)
    begun = await owner.show(asked.challenge, await owner.signed())
    assert begun.user.is_enabled
    found = [one.action for one in world.platform.store.tables.audit_logs.values()]
    assert found[-2:] == [AuditAction.USER_REACTIVATE, AuditAction.USER_LOGIN]


async def test_a_text_stands_for_no_passkey(world: World) -> None:
    owner = await an_owner(world)
    with pytest.raises(WrongSecondFactor):
        await owner.app.show("any text", FactorKind.PASSKEY)


async def test_a_passkey_alone_asks_for_nothing_beside_the_password(world: World) -> None:
    owner = await an_owner(world)
    await world.app.identity.remove_totp(owner.app.user_id, owner.app.sign_in_id)
    await owner.app.enrol()  # it signs in by the password alone first
