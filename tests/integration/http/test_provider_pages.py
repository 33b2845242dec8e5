"""Signing in by a provider on the pages: the way there and back, the steps between, and each attack on a browser."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from html import unescape
from urllib.parse import urlencode

import httpx
import pytest
from attrs import evolve, frozen

from hushroom_adapters.local.emulators.oidc.faults import Trouble
from hushroom_adapters.oidc import Dialect, OidcProviders
from hushroom_adapters.outgoing import OutgoingClient
from hushroom_adapters.postgres.core.database import Database
from hushroom_domain.identity.policy import PROVIDER_ATTEMPT_LASTS
from hushroom_http.pages.cookies import ATTEMPT
from tests.integration.http.page_client import PageClient
from tests.integration.http.platform_parts import beside_the_rows, parts_on_postgres
from tests.integration.http.world import PASSWORD, VERIFICATION, World
from tests.support.oidc_provider import NEWCOMER, UNVERIFIED, USER, LocalProvider, answer_fields, local_provider

DIALECTS = list(Dialect)
BORN = "1990-05-17"
ELSEWHERE = {"sec-fetch-site": "cross-site", "origin": "https://appleid.apple.com"}
IDENTITIES = "/account/identities"
AGAIN = "That sign-in is not valid any more."


@frozen
class Street:
    """A world with a provider, and the browsers before it."""

    world: World
    provider: LocalProvider

    def browser(self) -> PageClient:
        browser = PageClient.of(self.world)
        browser.addresses |= {"ada@example.com", "user1@hushroom.com", "user2@hushroom.com", "newcomer@example.com"}
        return browser

    async def leave(self, browser: PageClient, dialect: Dialect, **sent: str) -> str:
        """Presses the button of a provider; returns the address to which the browser goes."""
        await browser.get(f"/login?{urlencode({'next': sent.pop('next', '')})}")
        await browser.submit(f"/login/by/{dialect.value}", **sent)
        return address_on(browser)

    async def visit(self, address: str, person: str = USER) -> dict[str, str]:
        return {
            name: value for name, value in answer_fields(await self.provider.visit(address, person)).items() if value
        }

    async def come_back(self, browser: PageClient, dialect: Dialect, answer: dict[str, str]) -> httpx.Response:
        """Comes back from the provider: by its redirect, or by the form that Apple lets the browser send."""
        path = f"/login/by/{dialect.value}/done"
        if dialect is not Dialect.APPLE:
            return await browser.get(f"{path}?{urlencode(answer)}")
        cookies, browser.http.cookies = browser.http.cookies, httpx.Cookies()  # a lax cookie is not sent along
        posted = await browser.post(path, answer, headers=ELSEWHERE)
        assert (posted.status_code, posted.headers.get_list("set-cookie")) == (303, [])
        browser.http.cookies = cookies
        return await browser.get(posted.headers["location"])

    async def sign_in(self, browser: PageClient, dialect: Dialect, person: str = USER, **sent: str) -> httpx.Response:
        answer = await self.visit(await self.leave(browser, dialect, **sent), person)
        return await self.come_back(browser, dialect, answer)

    async def member(self, name: str = "user1", *, is_verified: bool = True) -> None:
        """Registers the person whose address the provider has as well."""
        email = f"{name}@hushroom.com"
        await self.world.post("/auth/register", body={"email": email, "password": PASSWORD, "dateOfBirth": BORN})
        if is_verified:
            token = await self.world.mailed_token(email, VERIFICATION)
            await self.world.post("/auth/verify-email", body={"token": token})


def address_on(browser: PageClient) -> str:
    """Returns the address to which the present page leads on, by itself and by a link."""
    page = browser.page.text
    address = page.partition('content="0; url=')[2].partition('"')[0]
    assert address
    assert f'href="{address}"' in page
    return unescape(address)


async def is_signed_in(browser: PageClient) -> bool:
    return (await browser.get("/account")).url.path == "/account"


@pytest.fixture
async def street(database: Database) -> AsyncIterator[Street]:
    async with local_provider() as provider, OutgoingClient(takes_loopback=True) as outgoing:
        memory = beside_the_rows()
        clients = [provider.client(dialect) for dialect in DIALECTS]
        providers = OidcProviders(clients, outgoing, lambda: datetime.now(UTC))
        identity = evolve(memory.ports.identity, providers=providers)
        memory = evolve(memory, ports=evolve(memory.ports, identity=identity))
        world = World.new(parts_on_postgres(database, memory))
        async with world.http:
            yield Street(world, provider)


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_somebody_signs_up_and_in(street: Street, dialect: Dialect) -> None:
    browser = street.browser()
    await street.sign_in(browser, dialect, NEWCOMER)
    assert browser.page.url.path == f"/login/by/{dialect.value}/register"
    form = browser.form(f"/login/by/{dialect.value}/register")
    assert form.value("email") == "newcomer@example.com"
    await browser.submit(form.action, dateOfBirth="2020-01-01")
    assert (browser.page.status_code, "people of 18 years and older" in browser.text) == (400, True)
    assert ATTEMPT not in browser.http.cookies
    await street.sign_in(browser, dialect, NEWCOMER)
    await browser.submit(form.action, dateOfBirth=BORN)
    assert browser.page.url.path == "/welcome"
    assert ATTEMPT not in browser.http.cookies
    again = street.browser()
    await street.sign_in(again, dialect, NEWCOMER)
    assert again.page.url.path == "/home"
    await again.get(IDENTITIES)
    assert "newcomer@example.com" in again.text
    await again.submit(f"{IDENTITIES}/remove")
    assert (again.page.status_code, "This is your only way to log in." in again.text) == (422, True)


async def test_the_pages_of_signing_in_and_up_offer_every_provider(street: Street) -> None:
    for path in ("/login", "/register"):
        await (browser := street.browser()).get(path)
        offered = [form.action for form in browser.forms() if form.action.startswith("/login/by/")]
        assert offered == [f"/login/by/{dialect.value}" for dialect in DIALECTS]


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_an_account_with_the_address_is_proved_by_its_password(street: Street, dialect: Dialect) -> None:
    await street.member("user2")
    browser = street.browser()
    await street.sign_in(browser, dialect, UNVERIFIED, next="/account/devices")
    step = f"/login/by/{dialect.value}/account"
    assert (browser.page.url.path, await is_signed_in(browser)) == (step, False)
    await browser.get(step)
    await browser.submit(step, password="Wrong123!")
    assert (browser.page.status_code, "Wrong123!" in browser.page.text) == (422, False)
    await browser.submit(step, password=PASSWORD)
    assert browser.page.url.path == "/account/devices"
    await (again := street.browser()).get("/login")
    await street.sign_in(again, dialect, UNVERIFIED)
    assert await is_signed_in(again)


async def test_a_reader_adds_an_account_and_removes_it(street: Street) -> None:
    browser, other = await street.browser().join("ada"), street.browser()
    await other.sign_in("ada@example.com")
    await browser.get(IDENTITIES)
    await browser.submit(f"{IDENTITIES}/add")
    await street.come_back(browser, Dialect.OIDC, await street.visit(address_on(browser)))
    assert (browser.page.url.path, "You can log in that way now." in browser.text) == (IDENTITIES, True)
    await street.sign_in(third := street.browser(), Dialect.OIDC)
    assert await is_signed_in(third)
    await browser.get(IDENTITIES)
    await browser.submit(f"{IDENTITIES}/remove")
    assert "That way is removed" in browser.text
    assert [await is_signed_in(one) for one in (browser, other, third)] == [True, False, False]


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_callback_in_another_browser_signs_nobody_in(street: Street, dialect: Dialect) -> None:
    """An attacker hands a victim the callback of their own sign-in; and a thief uses the callback of a victim."""
    await street.member()
    attacker, victim = street.browser(), street.browser()
    answer = await street.visit(await street.leave(attacker, dialect))
    await street.leave(victim, dialect)
    for browser in (street.browser(), victim):
        await street.come_back(browser, dialect, answer)
        assert (browser.page.status_code, AGAIN in browser.text) == (400, True)
        assert not await is_signed_in(browser)
    await street.come_back(attacker, dialect, answer)
    assert await is_signed_in(attacker)


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_callback_works_once(street: Street, dialect: Dialect) -> None:
    await street.member()
    browser = street.browser()
    answer = await street.visit(await street.leave(browser, dialect))
    cookie = browser.http.cookies[ATTEMPT]
    await street.come_back(browser, dialect, answer)
    assert browser.page.url.path == "/home"
    await browser.get("/account")
    await browser.submit("/logout")
    browser.http.cookies.set(ATTEMPT, cookie)
    await street.come_back(browser, dialect, answer)
    assert (browser.page.status_code, await is_signed_in(browser)) == (400, False)


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble.SWAPPED_STATE,
        Trouble.WRONG_ISSUER_PARAMETER,
        Trouble.WRONG_ISSUER,
        Trouble.EXPIRED_TOKEN,
        Trouble.WRONG_NONCE,
        Trouble.FOREIGN_KEY,
    ],
)
async def test_a_lie_of_the_provider_signs_nobody_in(street: Street, trouble: Trouble) -> None:
    await street.member()
    street.provider.order(trouble)
    browser = street.browser()
    await street.sign_in(browser, Dialect.OIDC)
    assert (browser.page.status_code, AGAIN in browser.text) == (400, True)
    assert not await is_signed_in(browser)


async def test_a_replayed_code_signs_nobody_in(street: Street) -> None:
    await street.member()
    await street.sign_in(street.browser(), Dialect.OIDC)
    street.provider.order(Trouble.REPLAYED_CODE)
    browser = street.browser()
    await street.sign_in(browser, Dialect.OIDC)
    assert (browser.page.status_code, await is_signed_in(browser)) == (400, False)


async def test_a_callback_that_is_too_late_signs_nobody_in(street: Street) -> None:
    browser = street.browser()
    answer = await street.visit(await street.leave(browser, Dialect.OIDC))
    street.world.clock.advance(PROVIDER_ATTEMPT_LASTS)
    await street.come_back(browser, Dialect.OIDC, answer)
    assert browser.page.status_code == 400


async def test_a_look_at_a_callback_uses_nothing_up(street: Street) -> None:
    await street.member()
    browser = street.browser()
    answer = await street.visit(await street.leave(browser, Dialect.OIDC))
    looked = await browser.http.head(f"/login/by/oidc/done?{urlencode(answer)}")
    assert (looked.status_code, "set-cookie" in looked.headers) == (303, False)
    await street.come_back(browser, Dialect.OIDC, answer)
    assert await is_signed_in(browser)


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_nobody_adds_an_account_to_somebody_else(street: Street, dialect: Dialect) -> None:
    """A callback that adds, handed to another reader; without a sign-in; and with the cookie of another attempt."""
    thief, owner = await street.browser().join("thief"), await street.browser().join("ada")
    await thief.get(IDENTITIES)
    form = next(one for one in thief.forms() if dict(one.values).get("provider") == dialect.value)
    thief.page = await thief.post(form.action, dict(form.values))
    answer = await street.visit(address_on(thief), NEWCOMER)
    await street.come_back(owner, dialect, answer)
    assert (owner.page.status_code, AGAIN in owner.text) == (400, True)
    for browser in (owner, stranger := street.browser()):
        browser.http.cookies.set(ATTEMPT, thief.http.cookies[ATTEMPT], domain="hushroom.localhost", path="/")
        await street.come_back(browser, dialect, answer)
        assert (browser.page.status_code, AGAIN in browser.text) == (400, True)
    assert not await is_signed_in(stranger)
    await owner.get(IDENTITIES)
    assert "There is none yet." in owner.text
    await street.come_back(thief, dialect, answer)
    await thief.get(IDENTITIES)
    assert "newcomer@example.com" in thief.text


async def test_a_button_without_the_token_of_its_page_or_from_another_site_begins_nothing(street: Street) -> None:
    browser = street.browser()
    await browser.get("/login")
    form = browser.form("/login/by/oidc")
    foreign = await browser.post(form.action, dict(form.values), headers=ELSEWHERE)
    bare = await browser.post(form.action, {"next": ""})
    assert (foreign.status_code, bare.status_code) == (403, 403)
    assert ATTEMPT not in browser.http.cookies


@pytest.mark.parametrize(
    "aim", ["https://evil.example.com/", "//evil.example.com", "/\\evil.example.com", "javascript:1"]
)
async def test_nobody_is_led_to_another_site(street: Street, aim: str) -> None:
    await street.member()
    browser = street.browser()
    await browser.get("/login")
    await browser.submit("/login/by/oidc", next=aim)
    answer = await street.visit(address_on(browser))
    assert "evil" not in browser.http.cookies[ATTEMPT]
    secret = browser.http.cookies[ATTEMPT].partition("~")[0]
    browser.http.cookies.set(ATTEMPT, f"{secret}~~{urlencode({'': aim})[1:]}", domain="hushroom.localhost", path="/")
    landed = await browser.http.get(f"/login/by/oidc/done?{urlencode(answer)}")
    assert (landed.status_code, landed.headers["location"]) == (303, "/home")


async def test_the_cookie_is_for_this_site_and_for_minutes(street: Street) -> None:
    browser = street.browser()
    await browser.get("/login")
    form = browser.form("/login/by/oidc")
    begun = await browser.post(form.action, dict(form.values))
    (cookie,) = [one for one in begun.headers.get_list("set-cookie") if one.startswith(f"{ATTEMPT}=")]
    assert {"HttpOnly", "SameSite=lax", "Max-Age=1200", "Path=/"} <= set(cookie.split("; "))
    assert begun.headers["cache-control"] == "no-store"
    assert begun.headers["referrer-policy"] == "same-origin"


async def test_a_provider_that_is_away_and_one_that_nobody_knows(street: Street) -> None:
    browser = street.browser()
    await browser.get("/login")
    form = browser.form("/login/by/oidc")
    unknown = await browser.post("/login/by/unknown", dict(form.values))
    assert unknown.status_code == 404
    street.provider.order(Trouble.TOKEN_FAILS)
    await street.sign_in(browser, Dialect.OIDC)
    assert browser.page.status_code == 503
    assert int(browser.page.headers["retry-after"]) > 0


async def test_a_person_who_says_no_may_try_another_way(street: Street) -> None:
    browser = street.browser()
    await street.sign_in(browser, Dialect.OIDC, "nobody")
    assert (browser.page.status_code, "You were not signed in there." in browser.text) == (400, True)
    assert browser.form("/login").method == "post"
