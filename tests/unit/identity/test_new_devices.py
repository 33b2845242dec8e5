"""Sign-ins on new devices: their owner gets an email, and of known ones none."""

import pytest
from attrs import asdict, evolve, field, frozen

from hushroom_domain.identity.events import NewDeviceSignedIn
from hushroom_domain.identity.model import Client
from hushroom_domain.identity.services.password_change import PasswordEntries
from hushroom_domain.identity.services.token_issuer import BegunSignIn
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.refresh_tokens import RefreshTokenPair
from hushroom_domain.identity.use_cases.register_user import RegisterUser
from hushroom_domain.identity.use_cases.sign_in_browser import SignInBrowser
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.notifications.catalogue.triggers import on_new_device
from hushroom_domain.notifications.model import EmailMessage, RenderedEmail
from hushroom_domain.notifications.ports import EmailRenderer
from tests.support.admitted import admitted
from tests.support.builders import PASSWORD
from tests.support.worlds import ADULT, World

EMAIL = "anna@hushroom.test"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"
HOME, THERE = Client("192.0.2.7", FIREFOX), Client("198.51.100.7", "okhttp/4.12.0")


@frozen
class Noting:
    """Implements `EmailRenderer`; notes what it renders."""

    renderer: EmailRenderer
    seen: list[EmailMessage] = field(factory=list)

    def render(self, email: EmailMessage) -> RenderedEmail:
        self.seen.append(email)
        return self.renderer.render(email)


def emails(world: World) -> int:
    subject = "A new device has signed in to your account"
    return sum(mail.words.subject == subject for mail in world.platform.mailer.to(EMAIL))


@pytest.fixture
async def anna(world: World) -> BegunSignIn:
    world.platform.clients.client = HOME
    command = RegisterUser.Command(email=EMAIL, password=PASSWORD, date_of_birth=ADULT)
    begun = await world.app.identity.register(command)
    await world.settle()
    return begun


async def log_in(world: World, client: Client, token: str | None = None) -> BegunSignIn:
    world.platform.clients.client = client
    command = LogIn.Command(email=EMAIL, password=PASSWORD, device_token=token)
    begun = admitted(await world.app.identity.log_in(command))
    await world.settle()
    return begun


@pytest.mark.usefixtures("anna")
async def test_a_registration_is_not_told(world: World) -> None:
    assert emails(world) == 0


@pytest.mark.usefixtures("anna")
async def test_a_device_or_a_place_that_was_not_used_before_is_told_once(world: World) -> None:
    await log_in(world, HOME)
    assert emails(world) == 0
    await log_in(world, THERE)
    await log_in(world, THERE)
    assert emails(world) == 1
    await log_in(world, evolve(HOME, user_agent=THERE.user_agent))
    await log_in(world, evolve(THERE, user_agent=FIREFOX))
    assert emails(world) == 3


async def test_a_device_with_its_token_is_not_told_wherever_it_is(world: World, anna: BegunSignIn) -> None:
    await log_in(world, evolve(HOME, address="203.0.113.7"), anna.device_token)
    assert emails(world) == 0


@pytest.mark.usefixtures("anna")
async def test_the_token_of_somebody_else_hides_nothing(world: World) -> None:
    command = RegisterUser.Command(email="other@hushroom.test", password=PASSWORD, date_of_birth=ADULT)
    other = await world.app.identity.register(command)
    await log_in(world, THERE, other.device_token)
    assert emails(world) == 1


@pytest.mark.usefixtures("anna")
async def test_browsers_are_told_too(world: World) -> None:
    world.platform.clients.client = THERE
    made = admitted(await world.app.identity.sign_in_browser(SignInBrowser.Command(email=EMAIL, password=PASSWORD)))
    await world.settle()
    assert emails(world) == 1
    again = SignInBrowser.Command(email=EMAIL, password=PASSWORD, device_token=made.device_token)
    world.platform.clients.client = evolve(THERE, address="203.0.113.7")
    await world.app.identity.sign_in_browser(again)
    await world.settle()
    assert emails(world) == 1


async def test_a_browser_that_changes_the_password_is_not_new(world: World, anna: BegunSignIn) -> None:
    entries = PasswordEntries(anna.user.id, PASSWORD, "Fresh456!")
    await world.app.identity.change_password_in_browser(entries)
    await world.settle()
    assert emails(world) == 0


@pytest.mark.usefixtures("anna")
async def test_a_thief_who_comes_from_everywhere_does_not_fill_the_mailbox(world: World) -> None:
    for number in range(10):
        await log_in(world, Client(f"100.64.{number}.1", FIREFOX))
    assert emails(world) == world.platform.ports.quotas.letters_an_hour


@pytest.mark.usefixtures("anna")
async def test_the_letter_is_made_of_the_facts_of_that_sign_in(world: World) -> None:
    world.platform.clients.client = THERE
    begun = admitted(await world.app.identity.log_in(LogIn.Command(email=EMAIL, password=PASSWORD)))
    at = world.clock.now()
    world.after(minutes=3)
    world.platform.clients.client = Client("203.0.113.7", "curl/8.0")
    await world.app.identity.refresh(RefreshTokenPair.Command(begun.refresh_token))
    for device in list(world.platform.store.tables.devices.values()):
        world.platform.store.tables.devices.remove(device.id)
    [row] = world.platform.outbox.due
    noting = Noting(world.app.notifications.send_email.renderer)
    sending = evolve(world.app.notifications.send_email, renderer=noting)
    assert isinstance(row.event, NewDeviceSignedIn)
    occasion = on_new_device(row.event)
    await sending(sending.Command(kind=EmailKind.NEW_DEVICE, **asdict(occasion, recurse=False)))
    [email] = noting.seen
    assert (email.facts["network"], email.facts["when"]) == ("198.51.100.0/24", at)


@pytest.mark.parametrize(("is_verified", "label"), [(True, "okhttp"), (False, None)])
async def test_an_address_that_nobody_proved_gets_no_words_of_the_client(
    world: World, anna: BegunSignIn, is_verified: bool, label: str | None
) -> None:
    noting = Noting(world.app.notifications.send_email.renderer)
    async with world.platform.store.begin() as work:
        await work.users.save(evolve(anna.user, is_email_verified=is_verified))
    world.platform.clients.client = THERE
    begun = admitted(await world.app.identity.log_in(LogIn.Command(email=EMAIL, password=PASSWORD)))
    device = next(one for one in world.platform.store.tables.devices.values() if one.label == "okhttp")
    sending = evolve(world.app.notifications.send_email, renderer=noting)
    await sending(
        sending.Command(kind=EmailKind.NEW_DEVICE, user_id=begun.user.id, device_id=device.id, request_id=device.id)
    )
    [email] = noting.seen
    assert email.facts["device"] == label
    assert email.facts["network"] == "198.51.100.0/24"
    assert email.facts["when"] == device.created_at
