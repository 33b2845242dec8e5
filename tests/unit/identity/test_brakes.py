"""Brakes: limits on password attempts for one account and on emails to one mailbox, whatever their source."""

import pytest
from attrs import define, evolve, field

from hushroom_domain.application import wire
from hushroom_domain.identity.errors import WrongCredentials, WrongPassword
from hushroom_domain.identity.model import Client
from hushroom_domain.identity.ports import Passwords
from hushroom_domain.identity.services.token_issuer import SignedIn
from hushroom_domain.identity.use_cases.change_password import ChangePassword
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.request_password_reset import RequestPasswordReset
from hushroom_domain.identity.use_cases.reset_password import ResetPassword
from tests.support.admitted import admitted
from tests.support.builders import PASSWORD
from tests.support.worlds import World, a_world

WRONG = "Wrong456!"


@define
class CountingPasswords:
    """Implements `Passwords` and counts the slow comparisons."""

    passwords: Passwords
    compared: list[bool] = field(factory=list)

    async def hash(self, password: str) -> str:
        return await self.passwords.hash(password)

    async def verify(self, password: str, hashed: str | None) -> bool:
        self.compared.append(hashed is not None)
        return await self.passwords.verify(password, hashed)

    def is_outdated(self, hashed: str) -> bool:
        return self.passwords.is_outdated(hashed)


async def log_in(world: World, email: str, password: str) -> SignedIn:
    return admitted(await world.app.identity.log_in(LogIn.Command(email=email, password=password)))


async def guess(world: World, email: str, times: int = 10) -> None:
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            await log_in(world, email, WRONG)


async def test_after_ten_wrong_passwords_the_right_one_is_refused_for_at_most_an_hour(world: World) -> None:
    user = await world.seeker()
    await guess(world, user.email)
    with pytest.raises(WrongCredentials):
        await log_in(world, user.email, PASSWORD)
    world.after(hours=1)
    assert (await log_in(world, user.email, PASSWORD)).user == user


async def test_tries_beyond_the_limit_do_not_prolong_it(world: World) -> None:
    user = await world.seeker()
    await guess(world, user.email)
    world.after(minutes=59)
    await guess(world, user.email, 100)
    world.after(minutes=1)
    await log_in(world, user.email, PASSWORD)


async def test_signing_in_from_a_known_network_forgets_earlier_mistakes(world: World) -> None:
    world.platform.clients.client = Client(address="192.0.2.7")
    user = await world.seeker()
    for _ in range(3):
        await guess(world, user.email, 9)
        await log_in(world, user.email, PASSWORD)


async def test_changing_a_password_is_no_way_around(world: World) -> None:
    user = await world.seeker()
    for _ in range(10):
        with pytest.raises(WrongPassword):
            await world.app.identity.change_password(ChangePassword.Command(user.id, WRONG, "Fresh456!"))
    with pytest.raises(WrongPassword):
        await world.app.identity.change_password(ChangePassword.Command(user.id, PASSWORD, "Fresh456!"))
    with pytest.raises(WrongCredentials):
        await log_in(world, user.email, PASSWORD)


async def test_a_password_set_by_the_mailed_link_lets_its_owner_in_at_once(world: World) -> None:
    user = await world.seeker()
    await guess(world, user.email)
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(user.email))
    await world.settle()
    token = world.platform.mailer.to(user.email)[-1].words.text.rpartition(": ")[2].strip()
    await world.app.identity.reset_password(ResetPassword.Command(token, "Fresh456!"))
    assert (await log_in(world, user.email, "Fresh456!")).user.id == user.id


@pytest.mark.parametrize("email", ["person1@hushroom.test", "nobody@hushroom.test"])
async def test_a_refused_try_costs_one_comparison_for_known_and_unknown_alike(email: str) -> None:
    world = a_world()
    await world.seeker()
    ports = world.platform.ports
    counted = CountingPasswords(ports.identity.passwords)
    app = wire(evolve(ports, identity=evolve(ports.identity, passwords=counted)))
    for _ in range(12):
        with pytest.raises(WrongCredentials):
            await app.identity.log_in(LogIn.Command(email=email, password=WRONG))
    known = email.startswith("person1")
    assert counted.compared == [known] * 10 + [False] * 2


async def test_other_accounts_notice_nothing(world: World) -> None:
    user, other = await world.seeker(), await world.seeker()
    await guess(world, user.email)
    await guess(world, "nobody@hushroom.test")
    await log_in(world, other.email, PASSWORD)


async def test_one_mailbox_is_asked_for_ten_times_an_hour_and_leaves_no_more_work(world: World) -> None:
    user = await world.seeker()
    await world.settle()
    for _ in range(60):
        await world.app.identity.request_password_reset(RequestPasswordReset.Command(user.email.upper()))
        await world.app.identity.request_password_reset(RequestPasswordReset.Command("nobody@hushroom.test"))
    asked = [row.event for row in world.platform.store.tables.outbox.values() if row.done_at is None]
    assert len(asked) == 10
