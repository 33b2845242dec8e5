"""Acts that ask for a second factor shown within ten minutes: which ones they are, and that each of them does."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

import attrs
import pytest
from attrs import frozen

from hushroom_domain.administration.use_cases.update_user import UpdateUser
from hushroom_domain.application import Application
from hushroom_domain.companions.model import Companion
from hushroom_domain.identity.errors import StepUpRequired, WrongPassword, WrongSecondFactor
from hushroom_domain.identity.model import FactorKind, User, UserRole
from hushroom_domain.identity.policy import CHALLENGE_TRIES, FACTOR_COUNTS_FOR, TRIES_AN_HOUR
from hushroom_domain.identity.services.password_change import PasswordEntries
from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.identity.use_cases.ask_email_change import AskEmailChange
from hushroom_domain.identity.use_cases.begin_passkey_registration import BeginPasskeyRegistration
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.use_cases.capture_payment import CapturePayment
from hushroom_domain.payments.use_cases.refund_payment import RefundPayment
from hushroom_domain.shared.errors import DomainError
from hushroom_domain.shared.ids import FamilyId
from hushroom_domain.shared.money import Money
from tests.support.builders import PASSWORD, an_id
from tests.support.second_factors import AuthenticatorApp
from tests.support.worlds import World, viewer


@frozen
class Scene:
    """A person who is a companion and an administrator, and what they act upon."""

    world: World
    person: User
    other: Companion
    payment: Payment

    @property
    def app(self) -> Application:
        return self.world.app


Act = Callable[[Scene, FamilyId | None], Awaitable[Any]]


def _change(scene: Scene, sign_in_id: FamilyId | None) -> PasswordEntries:
    return PasswordEntries(scene.person.id, PASSWORD, "Fresh456!", sign_in_id=sign_in_id)


ASKED: Mapping[str, Act] = {
    "identity.remove_totp": lambda scene, here: scene.app.identity.remove_totp(scene.person.id, here),
    "identity.replace_recovery_codes": lambda scene, here: scene.app.identity.replace_recovery_codes(
        scene.person.id, here
    ),
    "identity.begin_passkey_registration": lambda scene, here: scene.app.identity.begin_passkey_registration(
        BeginPasskeyRegistration.Command(user_id=scene.person.id, sign_in_id=here, password=PASSWORD)
    ),
    "identity.remove_passkey": lambda scene, here: scene.app.identity.remove_passkey(scene.person.id, an_id(), here),
    "identity.change_password": lambda scene, here: scene.app.identity.change_password(_change(scene, here)),
    "identity.change_password_in_browser": lambda scene, here: scene.app.identity.change_password_in_browser(
        _change(scene, here)
    ),
    "identity.ask_email_change": lambda scene, here: scene.app.identity.ask_email_change(
        AskEmailChange.Command(user_id=scene.person.id, sign_in_id=here, email="new@hushroom.test", password=PASSWORD)
    ),
    "identity.delete": lambda scene, here: scene.app.identity.delete(scene.person.id, here),
    "administration.export_data": lambda scene, here: scene.app.administration.export_data(scene.person.id, here),
    "administration.update_user": lambda scene, here: scene.app.administration.update_user(
        UpdateUser.Command(
            admin_id=scene.person.id, sign_in_id=here, user_id=scene.other.user_id, role=UserRole.COMPANION
        )
    ),
    "companions.suspend": lambda scene, here: scene.app.companions.suspend(scene.other.id, scene.person.id, here),
    "companions.reactivate": lambda scene, here: scene.app.companions.reactivate(scene.other.id, scene.person.id, here),
    "payments.capture": lambda scene, here: scene.app.payments.capture(
        CapturePayment.Command(scene.payment.id, viewer(scene.person.id, UserRole.ADMIN), here)
    ),
    "payments.refund": lambda scene, here: scene.app.payments.refund(
        RefundPayment.Command(
            payment_id=scene.payment.id, amount=Money(1_00), admin_id=scene.person.id, sign_in_id=here
        )
    ),
    "payments.onboard": lambda scene, here: scene.app.payments.onboard(scene.person.id, here),
}
"""Every use case that asks for a second factor, and a call of it."""
IN_TWO_STEPS = {"identity.add_passkey", "identity.approve_recovery"}
"""The use cases that ask after something else is there: see `test_passkeys` and `test_factor_recovery`."""


def use_cases(application: Application) -> Iterator[tuple[str, Any]]:
    for feature in attrs.fields(Application):
        facade = getattr(application, feature.name)
        for one in attrs.fields(type(facade)):
            yield f"{feature.name}.{one.name}", getattr(facade, one.name)


def asks(part: Any) -> bool:
    """Returns whether a use case, or a service of it, asks for a second factor."""
    if isinstance(part, StepUp):
        return True
    return attrs.has(type(part)) and any(asks(getattr(part, one.name)) for one in attrs.fields(type(part)))


def test_the_use_cases_that_ask_for_a_second_factor_are_these(world: World) -> None:
    assert {name for name, one in use_cases(world.app) if asks(one)} == {*ASKED, *IN_TWO_STEPS}


async def staged(world: World) -> Scene:
    companion, other = await world.companion(), await world.companion()
    session = await world.ended(other)
    return Scene(world, await world.user(companion.user_id), other, await world.payment_of(session))


async def outcome(act: Act, scene: Scene, here: FamilyId | None) -> type[DomainError] | None:
    """Returns the refusal of an act; None for one that was carried out."""
    try:
        await act(scene, here)
    except DomainError as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize("name", ASKED)
async def test_an_act_asks_in_the_sign_in_that_has_not_shown_one_lately_and_nobody_else_notices(
    world: World, name: str
) -> None:
    act, without = ASKED[name], await outcome(ASKED[name], scene := await staged(world), None)
    assert without is not StepUpRequired
    scene = await staged(world)
    app = AuthenticatorApp(world.app, world.clock, scene.person.id, scene.person.email)
    await app.enrol()
    world.after(seconds=FACTOR_COUNTS_FOR.total_seconds())
    tables = world.platform.store.tables
    before = len(list(tables.audit_logs.values()))
    for here in (app.sign_in_id, None):
        with pytest.raises(StepUpRequired) as refusal:
            await act(scene, here)
        assert [one.message for one in refusal.value.problems] == ["TOTP", "RECOVERY_CODE"]
    assert len(list(tables.audit_logs.values())) == before, "something was done"
    await app.step_up(app.code())
    assert await outcome(act, scene, app.sign_in_id) is not StepUpRequired


async def test_a_companion_captures_without_a_second_factor_and_a_refund_by_the_platform_needs_none(
    world: World,
) -> None:
    scene = await staged(world)
    owner = await world.user(scene.other.user_id)
    app = AuthenticatorApp(world.app, world.clock, owner.id, owner.email)
    await app.enrol()
    world.after(minutes=10)
    await world.app.payments.capture(CapturePayment.Command(scene.payment.id, viewer(owner.id, UserRole.COMPANION)))
    await world.settle()
    await world.refund(scene.payment, Money(1_00))


async def test_a_stale_factor_hides_whether_the_password_was_right_and_counts_no_attempt(world: World) -> None:
    scene = await staged(world)
    app = AuthenticatorApp(world.app, world.clock, scene.person.id, scene.person.email)
    await app.enrol()
    world.after(minutes=10)
    change = world.app.identity.change_password
    for _ in range(20):
        with pytest.raises(StepUpRequired):
            await change(PasswordEntries(scene.person.id, "Wrong12345", "Fresh456!", sign_in_id=app.sign_in_id))
    await app.step_up(app.code())
    with pytest.raises(WrongPassword):
        await change(PasswordEntries(scene.person.id, "Wrong12345", "Fresh456!", sign_in_id=app.sign_in_id))
    await change(PasswordEntries(scene.person.id, PASSWORD, "Fresh456!", sign_in_id=app.sign_in_id))


async def test_wrong_codes_of_who_knows_the_password_keep_the_owner_from_no_step_up(world: World) -> None:
    scene = await staged(world)
    app = AuthenticatorApp(world.app, world.clock, scene.person.id, scene.person.email)
    await app.enrol()
    right = {FactorKind.TOTP: app.code(), FactorKind.RECOVERY_CODE: app.recovery_codes[0]}
    for kind, code in right.items():
        for _ in range(TRIES_AN_HOUR // CHALLENGE_TRIES):
            challenge = (await app.challenge()).challenge
            for _ in range(CHALLENGE_TRIES):
                with pytest.raises(WrongSecondFactor):
                    await app.show("000000", kind, challenge)
        with pytest.raises(WrongSecondFactor):
            await app.show(code, kind)
    await app.step_up(app.code())
    await app.step_up(app.recovery_codes[0], FactorKind.RECOVERY_CODE)


async def test_a_thief_of_a_sign_in_guesses_no_more_codes_than_anybody_else(world: World) -> None:
    scene = await staged(world)
    app = AuthenticatorApp(world.app, world.clock, scene.person.id, scene.person.email)
    await app.enrol()
    for _ in range(TRIES_AN_HOUR):
        with pytest.raises(WrongSecondFactor):
            await app.step_up("000000")
    with pytest.raises(WrongSecondFactor):
        await app.step_up(app.code())
