"""Devices: sign-ins with the client that uses them, how long they last, and how their owner ends them."""

from datetime import timedelta

import pytest

from hushroom_domain.identity.errors import DeviceNotFound, InvalidRefreshToken, SignInEnded
from hushroom_domain.identity.model import Client, Device
from hushroom_domain.identity.policy import SIGN_IN_LIFETIME
from hushroom_domain.identity.rules.device_labels import label_of
from hushroom_domain.identity.services.token_issuer import SignedIn
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.log_out import LogOut
from hushroom_domain.identity.use_cases.refresh_tokens import RefreshTokenPair
from hushroom_domain.identity.use_cases.register_user import RegisterUser
from hushroom_domain.identity.use_cases.sign_in_browser import SignInBrowser
from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.ids import FamilyId
from tests.support.admitted import admitted
from tests.support.builders import NOW, PASSWORD, an_id
from tests.support.existing import existing
from tests.support.worlds import ADULT, World

EMAIL = "anna@hushroom.test"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1"
    " Mobile/15E148 Safari/604.1"
)
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36 Edg/131.0"
CHROME = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        (FIREFOX, "Firefox, Linux"),
        (SAFARI, "Safari, iPhone"),
        (EDGE, "Edge, Windows"),
        (CHROME, "Chrome, Android"),
        ("okhttp/4.12.0", "okhttp"),
        ("Hushroom/2.1 (iPad; iOS 18.0)", "Hushroom, iPad"),
        ("Mozilla/5.0", None),
        ("evil.example/login please", None),
        ("<b>/1", None),
        ("x" * 512, None),
        ("", None),
        (None, None),
    ],
)
def test_a_label_names_a_known_browser_or_the_program_and_repeats_nothing_else(
    agent: str | None, label: str | None
) -> None:
    assert label_of(agent) == label


@pytest.fixture
async def anna(world: World) -> SignedIn:
    world.platform.clients.client = Client("192.0.2.7", FIREFOX)
    return await world.app.identity.register(RegisterUser.Command(email=EMAIL, password=PASSWORD, date_of_birth=ADULT))


async def log_in(world: World, address: str = "2001:db8:1:2::3", agent: str = SAFARI) -> SignedIn:
    world.platform.clients.client = Client(address, agent)
    return admitted(await world.app.identity.log_in(LogIn.Command(email=EMAIL, password=PASSWORD)))


async def refresh(world: World, signed_in: SignedIn) -> SignedIn:
    return await world.app.identity.refresh(RefreshTokenPair.Command(signed_in.refresh_token))


def device_of(world: World, signed_in: SignedIn) -> Device:
    return existing(world.platform.store.tables.devices.get(sign_in_of(world, signed_in)))


def sign_in_of(world: World, signed_in: SignedIn) -> FamilyId:
    return existing(world.app.identity.authenticate.claimant(signed_in.access_token).sign_in_id)


async def is_out(world: World, signed_in: SignedIn) -> bool:
    """Returns whether neither token of a sign-in is taken any more."""
    with pytest.raises(SignInEnded):
        await world.app.identity.authenticate(signed_in.access_token)
    with pytest.raises(InvalidRefreshToken):
        await refresh(world, signed_in)
    return True


async def test_a_sign_in_is_a_device_whose_last_use_follows_its_refreshes(world: World, anna: SignedIn) -> None:
    other = sign_in_of(world, elsewhere := await log_in(world))
    assert device_of(world, elsewhere).network == "2001:db8:1::/48"
    begun = device_of(world, anna)
    assert (begun.label, begun.network, begun.last_used_at) == ("Firefox, Linux", "192.0.2.0/24", NOW)
    world.after(hours=1)
    world.platform.clients.client = Client("198.51.100.9", None)
    used = device_of(world, await refresh(world, anna))
    assert used.id == begun.id
    assert (used.label, used.network, used.created_at) == (begun.label, "198.51.100.0/24", NOW)
    assert used.last_used_at == NOW + timedelta(hours=1)
    assert existing(world.platform.store.tables.devices.get(other)).last_used_at == NOW


async def test_a_browser_is_a_device_whose_use_is_noted_by_the_hour(world: World, anna: SignedIn) -> None:
    browser = admitted(await world.app.identity.sign_in_browser(SignInBrowser.Command(email=EMAIL, password=PASSWORD)))
    reader = await world.app.identity.authenticate_browser(browser.secret)
    devices = world.platform.store.tables.devices
    world.after(minutes=59)
    await world.app.identity.authenticate_browser(browser.secret)
    assert existing(devices.get(reader.sign_in_id)).last_used_at == NOW
    world.after(minutes=1)
    await world.app.identity.authenticate_browser(browser.secret)
    assert existing(devices.get(reader.sign_in_id)).last_used_at == NOW + timedelta(hours=1)
    await world.app.identity.end_device(anna.user.id, reader.sign_in_id)
    with pytest.raises(SignInEnded):
        await world.app.identity.authenticate_browser(browser.secret)


async def test_a_sign_in_ends_after_thirty_days_however_often_it_is_refreshed(world: World, anna: SignedIn) -> None:
    current = anna
    for _ in range(SIGN_IN_LIFETIME.days - 1):
        world.after(days=1)
        current = await refresh(world, current)
    world.after(hours=23)
    current = await refresh(world, current)
    world.after(hours=1)
    with pytest.raises(InvalidRefreshToken):
        await refresh(world, current)


async def test_a_sign_in_of_the_version_before_gets_its_device_at_the_next_refresh(
    world: World, anna: SignedIn
) -> None:
    world.platform.store.tables.devices.remove(sign_in_of(world, anna))
    world.after(days=1)
    device = device_of(world, await refresh(world, anna))
    assert (device.created_at, device.last_used_at) == (NOW, NOW + timedelta(days=1))


async def test_ending_a_device_ends_its_sign_in_alone_and_closes_its_connections(world: World, anna: SignedIn) -> None:
    elsewhere = await log_in(world)
    await world.settle()
    world.platform.broadcasts.checked.clear()
    await world.app.identity.end_device(anna.user.id, sign_in_of(world, elsewhere))
    assert await is_out(world, elsewhere)
    await refresh(world, anna)
    await world.settle()
    assert world.platform.broadcasts.checked == [anna.user.id]


async def test_all_other_devices_end_together(world: World, anna: SignedIn) -> None:
    others = [await log_in(world) for _ in range(3)]
    await world.app.identity.end_other_devices(anna.user.id, sign_in_of(world, anna))
    assert [await is_out(world, one) for one in others] == [True] * 3
    assert [one.id for one in world.platform.store.tables.devices.values()] == [sign_in_of(world, anna)]
    await refresh(world, anna)


async def test_a_device_of_somebody_else_is_unknown_and_lasts(world: World, anna: SignedIn) -> None:
    stranger = await world.seeker()
    for unknown in (sign_in_of(world, anna), FamilyId(an_id())):
        with pytest.raises(DeviceNotFound):
            await world.app.identity.end_device(stranger.id, unknown)
    await world.app.identity.end_other_devices(stranger.id, None)
    await refresh(world, anna)


async def test_a_device_that_signed_out_is_forgotten_after_thirty_days_and_one_in_use_is_not(
    world: World, anna: SignedIn
) -> None:
    elsewhere = await log_in(world)
    await world.app.identity.log_out(LogOut.Command(anna.refresh_token))
    for _ in range(6):
        world.after(days=5)
        elsewhere = await refresh(world, elsewhere) if world.clock.now() < NOW + SIGN_IN_LIFETIME else elsewhere
    world.after(seconds=1)
    await world.app.identity.delete_expired_tokens()
    assert [one.id for one in world.platform.store.tables.devices.values()] == [sign_in_of_family(world, elsewhere)]


def sign_in_of_family(world: World, signed_in: SignedIn) -> FamilyId:
    digest = world.platform.ports.identity.opaque_tokens.digest(signed_in.refresh_token)
    return existing(world.platform.store.tables.refresh_tokens.get(digest)).family_id


async def test_the_audit_log_says_which_device_was_ended_and_when_all_others_were(world: World, anna: SignedIn) -> None:
    elsewhere = sign_in_of(world, await log_in(world))
    await world.app.identity.end_device(anna.user.id, elsewhere)
    with pytest.raises(DeviceNotFound):
        await world.app.identity.end_device(anna.user.id, elsewhere)
    await world.app.identity.end_other_devices(anna.user.id, sign_in_of(world, anna))
    kinds = (AuditAction.DEVICE_END, AuditAction.OTHER_DEVICES_END)
    acts = [one for one in world.platform.store.tables.audit_logs.values() if one.action in kinds]
    assert [(one.action, one.actor_id, one.metadata) for one in acts] == [
        (AuditAction.DEVICE_END, anna.user.id, {"deviceId": str(elsewhere)}),
        (AuditAction.OTHER_DEVICES_END, anna.user.id, {}),
    ]
