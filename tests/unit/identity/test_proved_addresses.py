"""Accounts that somebody opened with the address of another: the owner of the mailbox gets them alone or not at all."""

import pytest
from attrs import evolve

from hushroom_domain.identity.rules.provider_sign_ins import ProviderOutcome
from hushroom_domain.identity.services.token_issuer import SignedIn
from hushroom_domain.identity.use_cases.request_password_reset import RequestPasswordReset
from hushroom_domain.identity.use_cases.reset_password import ResetPassword
from hushroom_domain.shared.ids import UserId
from tests.support.second_factors import AuthenticatorApp
from tests.support.worlds import World, a_world
from tests.unit.identity.test_linked_identities import ADA, finish, identities, linked, step_of, verified

NEW = "N3w-and-long-enough"


@pytest.fixture
def world() -> World:
    return a_world()


async def reset(world: World, user_id: UserId) -> None:
    """Sets a new password by the mailed link."""
    email = (await world.user(user_id)).email
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(email))
    await world.settle()
    token = world.platform.mailer.to(email)[-1].words.text.rpartition(": ")[2].strip()
    await world.app.identity.reset_password(ResetPassword.Command(token, NEW))


async def test_a_click_on_a_mailed_link_does_not_let_the_one_who_opened_the_account_share_it(world: World) -> None:
    """Checks an account that a stranger opened at the address of another, who confirms it and comes by a provider."""
    squatted = (await world.seeker(email="ada@hushroom.test")).id
    world.after(seconds=1)
    async with world.platform.store.begin() as work:
        await work.users.save((await work.users.lock(squatted)).with_proved_address(world.clock.now()))
    _, step = await step_of(world)
    assert step.outcome is ProviderOutcome.PROVE_ACCOUNT


@pytest.mark.parametrize("is_proved", [False, True])
async def test_the_first_proof_of_an_address_removes_what_others_have_set_up(world: World, *, is_proved: bool) -> None:
    user = await (verified if is_proved else World.seeker)(world, email="ada@hushroom.test")
    await linked(world, user.id, evolve(ADA, subject="of a stranger", email="mallory@hushroom.test"))
    app = AuthenticatorApp(world.app, world.clock, user.id, user.email)
    await app.enrol()
    world.after(seconds=1)
    await reset(world, user.id)
    assert len(await identities(world, user.id)) == is_proved
    async with world.platform.store.begin() as work:
        assert (await work.totp_credentials.get(user.id) is not None) == is_proved
        assert bool((await work.second_factors.of(user.id)).methods) == is_proved


async def test_after_the_first_proof_the_address_leads_into_the_account(world: World) -> None:
    user = await world.seeker(email="ada@hushroom.test")
    world.after(seconds=1)
    await reset(world, user.id)
    world.after(seconds=1)
    signed_in = await finish(world)
    assert isinstance(signed_in, SignedIn)
    assert signed_in.user.id == user.id
