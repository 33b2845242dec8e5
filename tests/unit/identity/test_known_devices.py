"""Known devices: their owner gets in while strangers guess, and strangers never get more than their attempts."""

import asyncio
from datetime import datetime, timedelta

import pytest
from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hushroom_domain.application import Application, wire
from hushroom_domain.identity.errors import WrongCredentials, WrongPassword
from hushroom_domain.identity.model import Client, KnownDevice, PasswordCredential
from hushroom_domain.identity.policy import FAILURES_RECORDED_A_MINUTE, KNOWN_DEVICES_FOR, TRIES_AN_HOUR
from hushroom_domain.identity.ports import Passwords
from hushroom_domain.identity.services.password_change import PasswordEntries
from hushroom_domain.identity.services.sign_in_gate import SecondFactorRequired
from hushroom_domain.identity.services.token_issuer import BegunSignIn
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.log_in_by_passkey import LogInByPasskey
from hushroom_domain.identity.use_cases.register_user import RegisterUser
from hushroom_domain.identity.use_cases.request_password_reset import RequestPasswordReset
from hushroom_domain.identity.use_cases.reset_password import ResetPassword
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.errors import Unavailable
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.quotas import Quotas
from tests.support.admitted import admitted
from tests.support.builders import NOW, PASSWORD, an_id
from tests.support.second_factors import AuthenticatorApp
from tests.support.worlds import ADULT, World, a_world
from tests.unit.identity.test_linked_identities import ADA, begun, entered, linked, registered, returned
from tests.unit.identity.test_passkeys import a_device, add, signed

EMAIL, WRONG, HOUR = "anna@hushroom.test", "Wrong456!", timedelta(hours=1)
HOME, CAFE, AWAY = "192.0.2.7", "198.51.100.7", "203.0.113.7"


def move(world: World, address: str | None) -> None:
    world.platform.clients.client = Client(address=address)


async def joined(world: World, address: str | None = HOME) -> BegunSignIn:
    move(world, address)
    command = RegisterUser.Command(email=EMAIL, password=PASSWORD, date_of_birth=ADULT)
    return await world.app.identity.register(command)


async def log_in(world: World, password: str = PASSWORD, token: str | None = None) -> BegunSignIn:
    command = LogIn.Command(email=EMAIL, password=password, device_token=token)
    return admitted(await world.app.identity.log_in(command))


async def refused(world: World, password: str = WRONG, token: str | None = None, email: str = EMAIL) -> int | None:
    command = LogIn.Command(email=email, password=password, device_token=token)
    with pytest.raises(WrongCredentials) as refusal:
        await world.app.identity.log_in(command)
    return refusal.value.retry_after_seconds


async def attack(world: World, times: int = 30) -> None:
    for number in range(times):
        move(world, f"100.64.{number}.1")
        await refused(world)


async def reset(world: World, password: str) -> None:
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(EMAIL))
    await world.settle()
    token = world.platform.mailer.to(EMAIL)[-1].words.text.rpartition(": ")[2].strip()
    await world.app.identity.reset_password(ResetPassword.Command(token, password))


async def audited(world: World) -> list[str]:
    actions = [entry.action for entry in world.platform.store.tables.audit_logs.values()]
    return [one for one in actions if one in {AuditAction.ATTEMPT_FAILED, AuditAction.ATTEMPTS_BLOCKED}]


async def test_the_owner_gets_in_with_the_token_of_the_device_wherever_it_is(world: World) -> None:
    token = (await joined(world)).device_token
    await attack(world)
    move(world, AWAY)
    assert (await log_in(world, token=token)).user.email == EMAIL


async def test_the_owner_gets_in_from_the_network_of_an_earlier_sign_in_without_a_token(world: World) -> None:
    await joined(world)
    await attack(world)
    move(world, "192.0.2.200")
    await log_in(world)
    move(world, CAFE)
    await refused(world, PASSWORD)


async def test_a_network_is_known_for_thirty_days_and_a_device_for_half_a_year(world: World) -> None:
    token = (await joined(world)).device_token
    world.after(days=30)
    await attack(world)
    move(world, HOME)
    await refused(world, PASSWORD)
    await log_in(world, token=token)
    world.after(days=180)
    await attack(world)
    await refused(world, PASSWORD, token)


async def test_every_unknown_device_has_one_count_with_all_others_and_is_told_when_to_come_back(world: World) -> None:
    await joined(world)
    move(world, AWAY)
    assert [await refused(world) for _ in range(TRIES_AN_HOUR)] == [None] * TRIES_AN_HOUR
    world.after(minutes=20)
    move(world, CAFE)
    assert await refused(world, PASSWORD) == 40 * 60


async def test_an_address_that_nobody_has_is_refused_like_one_that_somebody_has(world: World) -> None:
    await joined(world)
    move(world, AWAY)
    known = [await refused(world) for _ in range(12)]
    unknown = [await refused(world, email="nobody@hushroom.test") for _ in range(12)]
    assert known == unknown
    assert known[-1] == 60 * 60


async def test_a_known_device_has_a_bound_of_its_own(world: World) -> None:
    token = (await joined(world)).device_token
    for _ in range(TRIES_AN_HOUR):
        assert await refused(world, token=token) is None
    assert await refused(world, PASSWORD, token) == 60 * 60
    await log_in(world)  # Its network has another count.


async def test_a_device_keeps_its_count_when_it_signs_in_again(world: World) -> None:
    token = (await joined(world, None)).device_token
    newer = (await log_in(world, token=token)).device_token
    for one in (token, newer) * 5:
        assert await refused(world, token=one) is None
    assert await refused(world, PASSWORD, newer) is not None


async def test_the_token_of_another_account_makes_no_device_known(world: World) -> None:
    await joined(world)
    move(world, AWAY)
    command = RegisterUser.Command(email="other@hushroom.test", password=PASSWORD, date_of_birth=ADULT)
    other = await world.app.identity.register(command)
    await attack(world)
    move(world, AWAY)
    await refused(world, PASSWORD, other.device_token)
    await refused(world, PASSWORD, "made up")


async def test_whoever_proved_an_earlier_password_is_not_known(world: World) -> None:
    owner = await joined(world)
    move(world, AWAY)
    thief = await log_in(world)
    world.after(seconds=1)
    move(world, HOME)
    command = PasswordEntries(owner.user.id, PASSWORD, "Fresh456!")
    await world.app.identity.change_password(command)
    await attack(world)
    move(world, AWAY)
    assert await refused(world, "Fresh456!", thief.device_token) is not None
    assert await refused(world, "Fresh456!") is not None
    move(world, HOME)
    await log_in(world, "Fresh456!")


async def test_a_password_set_by_the_mailed_link_clears_the_count_and_admits_that_client(world: World) -> None:
    await joined(world)
    await attack(world)
    move(world, CAFE)
    await reset(world, "Fresh456!")
    move(world, AWAY)
    await log_in(world, "Fresh456!")
    await attack(world)
    move(world, CAFE)
    await log_in(world, "Fresh456!")


async def test_right_passwords_of_unknown_devices_are_no_failures(world: World) -> None:
    await joined(world, None)
    for _ in range(TRIES_AN_HOUR + 1):
        await log_in(world)
    assert [await refused(world) for _ in range(TRIES_AN_HOUR)] == [None] * TRIES_AN_HOUR


async def test_a_known_device_gets_its_reset_link_while_strangers_ask_for_theirs(world: World) -> None:
    token = (await joined(world)).device_token
    await world.settle()
    move(world, AWAY)
    for _ in range(20):
        await world.app.identity.request_password_reset(RequestPasswordReset.Command(EMAIL))
    waiting = len(list(world.platform.store.tables.outbox.values()))
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(EMAIL))
    assert len(list(world.platform.store.tables.outbox.values())) == waiting
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(EMAIL, token))
    assert len(list(world.platform.store.tables.outbox.values())) == waiting + 1
    assert (await audited(world)) == [AuditAction.ATTEMPTS_BLOCKED]


async def test_a_known_device_gets_its_reset_link_on_a_day_on_which_strangers_asked_for_all_of_theirs() -> None:
    world = a_world(quotas=Quotas(letters_an_hour=3, letters_a_day=10))
    token = (await joined(world)).device_token
    move(world, AWAY)
    for _ in range(8):
        for _ in range(5):
            await world.app.identity.request_password_reset(RequestPasswordReset.Command(EMAIL))
        await world.settle()
        world.after(hours=1)
    before = world.platform.mailer.to(EMAIL)
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(EMAIL))
    await world.settle()
    assert world.platform.mailer.to(EMAIL) == before
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(EMAIL, token))
    await world.settle()
    assert len(world.platform.mailer.to(EMAIL)) == len(before) + 1


async def test_an_attack_is_recorded_as_often_as_a_password_was_tried(world: World) -> None:
    await joined(world)
    await attack(world, 200)
    expected = [AuditAction.ATTEMPT_FAILED] * (TRIES_AN_HOUR - 1) + [AuditAction.ATTEMPTS_BLOCKED]
    assert await audited(world) == expected
    for _ in range(30):
        await refused(world, email="nobody@hushroom.test")
    assert await audited(world) == expected


def effects(world: World) -> list[str]:
    return [row.reaction for row in world.platform.outbox.pending]


def stored(world: World) -> int:
    tables = world.platform.store.tables
    return len(tables.audit_logs) + len(tables.outbox)


async def test_wrong_proofs_at_addresses_that_nobody_has_store_nothing(world: World) -> None:
    before = stored(world)
    for number in range(1_000):
        email = f"nobody{number % 100}@hushroom.test"
        await refused(world, email=email)
        await world.app.identity.request_password_reset(RequestPasswordReset.Command(email))
    assert stored(world) == before


async def test_an_attack_on_many_accounts_is_recorded_so_many_times_a_minute(world: World) -> None:
    emails = [(await world.seeker(email=f"owner{number}@hushroom.test")).email for number in range(100)]
    await world.settle()
    move(world, AWAY)
    for email in emails:
        await refused(world, email=email)
    assert await audited(world) == [AuditAction.ATTEMPT_FAILED] * FAILURES_RECORDED_A_MINUTE
    assert effects(world) == []
    for _ in range(TRIES_AN_HOUR - 1):
        await refused(world, email=emails[0])
    assert (await audited(world))[FAILURES_RECORDED_A_MINUTE:] == [AuditAction.ATTEMPTS_BLOCKED], "the last one is told"
    assert effects(world) == ["warn_of_attempts"]
    world.after(minutes=1)
    await refused(world, email=emails[1])
    assert (await audited(world))[-1] == AuditAction.ATTEMPT_FAILED


async def test_the_owner_is_told_of_an_attack_once_a_day(world: World) -> None:
    await joined(world)
    for _ in range(30):
        await attack(world, 11)
        await world.settle()
        world.after(hours=1)
    told = [mail for mail in world.platform.mailer.to(EMAIL) if "tried" in mail.words.subject]
    assert len(told) == 2
    assert EmailKind.ATTEMPTS_BLOCKED in {mail.kind for mail in world.platform.store.tables.sent_emails.values()}


async def test_strangers_do_not_keep_a_signed_in_user_from_changing_the_password(world: World) -> None:
    owner = await joined(world)
    await attack(world)
    move(world, CAFE)
    with pytest.raises(WrongPassword) as refusal:
        await world.app.identity.change_password(PasswordEntries(owner.user.id, PASSWORD, "Fresh456!"))
    assert refusal.value.retry_after_seconds == 60 * 60
    [device] = world.platform.store.tables.devices.values()
    wrong = PasswordEntries(owner.user.id, WRONG, "Fresh456!", device.id)
    refused_after = []
    for _ in range(TRIES_AN_HOUR + 1):
        with pytest.raises(WrongPassword) as refusal:
            await world.app.identity.change_password(wrong)
        refused_after.append(refusal.value.retry_after_seconds)
    assert refused_after == [None] * TRIES_AN_HOUR + [60 * 60]
    world.after(hours=1)
    await world.app.identity.change_password(PasswordEntries(owner.user.id, PASSWORD, "Fresh456!", device.id))


async def test_the_devices_stay_known_when_another_way_in_is_removed(world: World) -> None:
    owner = await joined(world)
    identity = await linked(world, owner.user.id)
    world.after(seconds=1)
    await world.app.identity.unlink_identity(owner.user.id, identity.id, None)
    await attack(world)
    move(world, CAFE)
    await log_in(world, PASSWORD, owner.device_token)
    move(world, HOME)
    await log_in(world)


async def with_password(world: World, user_id: UserId) -> None:
    """Gives a user a password without changing what is known of their clients."""
    hashed = await world.platform.ports.identity.passwords.hash(PASSWORD)
    credential = PasswordCredential(user_id=user_id, password_hash=hashed, changed_at=NOW)
    async with world.platform.store.begin() as work:
        await work.password_credentials.put(credential)


async def test_whoever_registers_by_a_provider_is_known_there(world: World) -> None:
    move(world, HOME)
    registration = await registered(world, evolve(ADA, email=EMAIL))
    await with_password(world, registration.user.id)
    await attack(world)
    move(world, HOME)
    await log_in(world)
    move(world, CAFE)
    await refused(world, PASSWORD)
    await log_in(world, token=registration.device_token)


async def test_a_sign_in_by_a_provider_makes_the_network_and_the_device_known(world: World) -> None:
    owner = await joined(world)
    await linked(world, owner.user.id)
    move(world, CAFE)
    token = (await entered(world)).device_token
    await attack(world)
    move(world, CAFE)
    await log_in(world)
    move(world, AWAY)
    await refused(world, PASSWORD)
    await log_in(world, token=token)


async def test_a_device_keeps_its_id_and_tells_nothing_new_when_it_signs_in_by_a_provider(world: World) -> None:
    owner = await joined(world, None)
    await linked(world, owner.user.id)
    newer = (await entered(world, device_token=owner.device_token)).device_token
    read = world.platform.ports.identity.device_tokens.read
    known, again = read(owner.device_token), read(newer)
    assert known is not None
    assert again is not None
    assert again.id == known.id


async def test_a_provider_alone_makes_nothing_known_to_an_account_with_a_second_factor(world: World) -> None:
    owner = await joined(world)
    await linked(world, owner.user.id)
    await AuthenticatorApp(world.app, world.clock, owner.user.id, EMAIL).enrol()
    move(world, CAFE)
    answer = await world.app.identity.finish_provider_sign_in(returned(world, await begun(world)))
    assert isinstance(answer, SecondFactorRequired)
    await attack(world)
    move(world, CAFE)
    await refused(world, PASSWORD)


async def test_a_sign_in_by_a_passkey_makes_the_network_and_the_device_known(world: World) -> None:
    owner, key = await joined(world), a_device()
    await add(world, owner.user, key)
    move(world, CAFE)
    command = LogInByPasskey.Command(assertion=await signed(world, key))
    token = (await world.app.identity.log_in_by_passkey(command)).device_token
    await attack(world)
    move(world, CAFE)
    await log_in(world)
    move(world, AWAY)
    await refused(world, PASSWORD)
    await log_in(world, token=token)


async def test_an_attempt_for_which_there_was_no_room_does_not_count(world: World) -> None:
    owner = await joined(world)

    @frozen
    class Busy:
        async def hash(self, password: str) -> str:
            return f"hash of {password}"

        async def verify(self, password: str, hashed: str | None) -> bool:
            raise Unavailable(f"{password} and {hashed} wait")

        def is_outdated(self, hashed: str) -> bool:
            return not hashed

    log_in_late = evolve(world.app.identity.log_in, check=evolve(world.app.identity.log_in.check, passwords=Busy()))
    for token in (owner.device_token, None) * 15:
        with pytest.raises(Unavailable):
            await log_in_late(LogIn.Command(email=EMAIL, password=PASSWORD, device_token=token))
    await log_in(world, PASSWORD)
    await log_in(world, PASSWORD, owner.device_token)


@pytest.mark.parametrize(
    ("age", "changed", "is_known"),
    [
        (timedelta(0), None, True),
        (KNOWN_DEVICES_FOR - timedelta(microseconds=1), None, True),
        (KNOWN_DEVICES_FOR, None, False),
        (HOUR, HOUR, True),
        (HOUR, timedelta(minutes=59), False),
    ],
)
def test_a_device_is_known_since_the_last_change_of_credentials(
    age: timedelta, changed: timedelta | None, is_known: bool
) -> None:
    device = KnownDevice(id=an_id(), user_id=an_id(), proved_at=NOW - age)
    changed_at = None if changed is None else NOW - changed
    assert device.is_known(device.user_id, changed_at, NOW) is is_known
    assert not device.is_known(an_id(), changed_at, NOW)


@frozen
class LookedAt:
    """Implements `Passwords`; notes when a wrong password was compared with a hash."""

    passwords: Passwords
    world: World
    wrong: list[datetime]

    async def hash(self, password: str) -> str:
        return await self.passwords.hash(password)

    async def verify(self, password: str, hashed: str | None) -> bool:
        matches = await self.passwords.verify(password, hashed)
        if hashed is not None and not matches:
            self.wrong.append(self.world.clock.now())
        return matches

    def is_outdated(self, hashed: str) -> bool:
        return self.passwords.is_outdated(hashed)


NETWORKS = st.integers(0, 255).map("100.64.{}.1".format)


class Siege(RuleBasedStateMachine):
    """Strangers guess from anywhere while the owner comes and goes with a known device."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.world = a_world()
        self.compared: list[datetime] = []
        self.mistakes: list[datetime] = []
        self.thief_token: str | None = None
        self.password, self.number = PASSWORD, 0

    @initialize()
    def the_owner_registers(self) -> None:
        ports = self.world.platform.ports
        seen = LookedAt(ports.identity.passwords, self.world, self.compared)
        self.app: Application = wire(evolve(ports, identity=evolve(ports.identity, passwords=seen)))
        move(self.world, HOME)
        command = RegisterUser.Command(email=EMAIL, password=PASSWORD, date_of_birth=ADULT)
        begun = self.runner.run(self.app.identity.register(command))
        self.user_id, self.token = begun.user.id, begun.device_token

    def _log_in(self, password: str, token: str | None) -> BegunSignIn | None:
        command = LogIn.Command(email=EMAIL, password=password, device_token=token)
        try:
            return admitted(self.runner.run(self.app.identity.log_in(command)))
        except WrongCredentials:
            return None

    @rule(network=NETWORKS, times=st.integers(1, 25), has_token=st.booleans())
    def strangers_guess(self, network: str, times: int, has_token: bool) -> None:
        move(self.world, network)
        for _ in range(times):
            assert self._log_in(WRONG, self.thief_token if has_token else "made up") is None

    @rule(network=NETWORKS)
    def the_owner_signs_in(self, network: str) -> None:
        now = self.world.clock.now()
        move(self.world, network)
        begun = self._log_in(self.password, self.token)
        is_free = sum(now - at < HOUR for at in self.mistakes) < TRIES_AN_HOUR
        assert (begun is not None) is is_free, "the owner's own mistakes alone keep the owner out"
        if begun is not None:
            self.token = begun.device_token
            self.mistakes.clear()

    @rule()
    def the_owner_mistypes(self) -> None:
        now = self.world.clock.now()
        before = len(self.compared)
        move(self.world, HOME)
        assert self._log_in("Mistake1!", self.token) is None
        if len(self.compared) > before:
            self.compared.pop()
            self.mistakes.append(now)

    @rule()
    def the_password_was_stolen_and_is_changed(self) -> None:
        """The thief signs in once with the password, and keeps the token; then the owner changes it."""
        move(self.world, AWAY)
        begun = self._log_in(self.password, None)
        self.number += 1
        after = f"Fresh{self.number}56!"
        self.world.after(seconds=1)
        move(self.world, HOME)
        if self._change(after) and begun is not None:
            self.thief_token = begun.device_token

    def _change(self, after: str) -> bool:
        entries = PasswordEntries(self.user_id, self.password, after)
        try:
            made = self.runner.run(self.app.identity.change_password_in_browser(entries))
        except WrongPassword:
            return False
        self.password, self.token = after, made.device_token
        self.mistakes.clear()
        return True

    @rule(minutes=st.sampled_from([1, 20, 59, 60, 61]))
    def time_passes(self, minutes: int) -> None:
        self.world.after(minutes=minutes)

    @invariant()
    def strangers_have_ten_an_hour_together(self) -> None:
        now = self.world.clock.now()
        lately = [at for at in self.compared if now - at < HOUR]
        assert len(lately) <= TRIES_AN_HOUR

    def teardown(self) -> None:
        self.runner.close()


TestSiege = Siege.TestCase
