"""The letter about a deletion has a link that brings the account back once, until it is erased."""

import asyncio
import re
from datetime import timedelta

import pytest

from hushroom_domain.administration.use_cases.update_user import UpdateUser
from hushroom_domain.identity.errors import UselessToken
from hushroom_domain.identity.model import User
from hushroom_domain.identity.policy import RETURN_WITHIN
from hushroom_domain.identity.services.browser_signer import SignedInBrowser
from hushroom_domain.identity.services.sign_in_gate import SecondFactorRequired
from hushroom_domain.identity.services.token_issuer import BegunSignIn
from hushroom_domain.identity.use_cases.reactivate_by_link import ReactivateByLink
from hushroom_domain.identity.use_cases.reactivate_user import ReactivateUser
from hushroom_domain.moderation.policy import HOLD_AT_REPORTERS
from hushroom_domain.moderation.use_cases.file_report import FileReport
from hushroom_domain.notifications.catalogue import CATALOGUE, EmailKind
from hushroom_domain.shared.ids import FamilyId
from tests.support.builders import NOW, PASSWORD
from tests.support.second_factors import AuthenticatorApp
from tests.support.worlds import World

SUBJECT = CATALOGUE[EmailKind.ACCOUNT_DELETED].subject


async def proved(world: World) -> User:
    """Returns a user whose address is proved."""
    user = await world.seeker()
    async with world.platform.store.begin() as work:
        await work.users.save((await work.users.lock(user.id)).with_proved_address(NOW))
    return user


async def link_of(world: World, user: User, sign_in_id: FamilyId | None = None) -> str:
    """Deletes the account, and returns the token of the letter about it."""
    await world.app.identity.delete(user.id, sign_in_id)
    await world.settle()
    (*_, email) = emails_to(world, user)
    found = re.search(r": (\S+)$", email.strip())
    assert found is not None
    return found[1]


def emails_to(world: World, user: User) -> list[str]:
    return [mail.words.text for mail in world.platform.mailer.to(user.email) if mail.words.subject == SUBJECT]


async def come_back(world: World, token: str) -> BegunSignIn:
    answer = await world.app.identity.reactivate_by_link(ReactivateByLink.Command(token))
    assert isinstance(answer, BegunSignIn)
    return answer


async def test_the_link_brings_the_account_back_once(world: World) -> None:
    user = await proved(world)
    token = await link_of(world, user)
    back = await come_back(world, token)
    assert (back.user.id, (await world.user(user.id)).is_enabled) == (user.id, True)
    with pytest.raises(UselessToken):
        await come_back(world, token)
    await world.app.identity.delete(user.id)
    with pytest.raises(UselessToken):
        await come_back(world, token)


async def test_each_deletion_has_a_letter_and_the_former_link_is_dead(world: World) -> None:
    user = await proved(world)
    first = await link_of(world, user)
    await world.app.identity.reactivate(ReactivateUser.Command(email=user.email, password=PASSWORD))
    world.after(minutes=90)
    second = await link_of(world, user)
    with pytest.raises(UselessToken):
        await come_back(world, first)
    await come_back(world, second)
    assert len(emails_to(world, user)) == 2


async def test_a_browser_comes_back_by_the_link(world: World) -> None:
    token = await link_of(world, await proved(world))
    made = await world.app.identity.reactivate_browser_by_link(ReactivateByLink.Command(token))
    assert isinstance(made, SignedInBrowser)
    assert (await world.app.identity.authenticate_browser(made.secret)).user_id == made.user.id


async def test_of_simultaneous_uses_one_brings_the_account_back(world: World) -> None:
    token = await link_of(world, await proved(world))
    answers = await asyncio.gather(*(come_back(world, token) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(answer, BegunSignIn) for answer in answers) == 1


async def test_a_second_factor_is_asked_for_and_the_link_works_until_it_is_shown(world: World) -> None:
    user = await proved(world)
    app = AuthenticatorApp(world.app, world.clock, user.id, user.email)
    await app.enrol()
    token = await link_of(world, user, app.sign_in_id)
    for _ in range(2):
        asked = await world.app.identity.reactivate_by_link(ReactivateByLink.Command(token))
        assert isinstance(asked, SecondFactorRequired)
    assert not (await world.user(user.id)).is_enabled


async def test_an_address_that_nobody_proved_gets_no_link(world: World) -> None:
    user = await world.seeker()
    await world.app.identity.delete(user.id)
    await world.settle()
    assert emails_to(world, user) == []


async def test_the_link_lives_until_the_erasure(world: World) -> None:
    token = await link_of(world, await proved(world))
    world.clock.advance(RETURN_WITHIN - timedelta(seconds=1))
    await come_back(world, token)
    late = await link_of(world, await proved(world))
    world.clock.advance(RETURN_WITHIN)
    with pytest.raises(UselessToken):
        await come_back(world, late)
    await world.settle()
    with pytest.raises(UselessToken):
        await come_back(world, late)


async def test_an_account_that_was_closed_meanwhile_does_not_come_back(world: World) -> None:
    user = await proved(world)
    token = await link_of(world, user)
    await world.app.administration.update_user(
        UpdateUser.Command(admin_id=world.admin_id, user_id=user.id, is_active=False)
    )
    with pytest.raises(UselessToken):
        await come_back(world, token)


async def test_an_account_that_three_people_reported_does_not_come_back(world: World) -> None:
    user = await proved(world)
    token = await link_of(world, user)
    for _ in range(HOLD_AT_REPORTERS):
        reporter = await world.partner(user.id)
        await world.app.moderation.report(
            FileReport.Command(reporter_id=reporter.id, reported_user_id=user.id, reason="Rude", description="Loud.")
        )
    with pytest.raises(UselessToken):
        await come_back(world, token)


async def test_a_guessed_token_is_useless(world: World) -> None:
    with pytest.raises(UselessToken):
        await come_back(world, "no-such-token")
