"""The rate limits of pages: readers share an address, forms of strangers have a brake, and errors know readers."""

from collections import Counter
from typing import Any
from unittest.mock import AsyncMock

import pytest
from attrs import define, evolve, field

from hushroom_domain.shared.errors import Unavailable
from tests.integration.http.page_client import PageClient
from tests.integration.http.platform_parts import Parts
from tests.integration.http.test_link_pages import UsedUpLimits
from tests.integration.http.world import PASSWORD, NoLimits, World


@define
class CountedClients:
    """Implements `RateLimits` without a limit; counts the requests of each client by limit."""

    counts: Counter[tuple[str, str]] = field(factory=Counter)

    async def hit(self, scope: str, client: str) -> None:
        self.counts[scope, client] += 1


@pytest.fixture
def limits() -> CountedClients:
    return CountedClients()


async def test_a_reader_is_counted_under_the_account_and_pages_under_the_address(
    parts: Parts, limits: CountedClients
) -> None:
    ada = await PageClient.of(World.new(parts, limits)).join("ada")
    limits.counts.clear()
    for path in ("/home", "/companions", "/account"):
        assert (await ada.get(path)).status_code == 200
    await ada.submit("/logout")
    (account,) = {client for scope, client in limits.counts if scope == "readers"}
    assert limits.counts == {("pages", "127.0.0.1"): 5, ("readers", account): 4}


async def test_forms_of_strangers_are_counted_under_the_overall_limit_of_their_address(
    parts: Parts, limits: CountedClients
) -> None:
    browser = PageClient.of(World.new(parts, limits))
    for cookie in ("", "made-up", "made-up-again"):
        browser.http.cookies.clear()
        if cookie:
            browser.http.cookies.set("hushroom", cookie)
        await browser.get("/login")
        await browser.submit("/login", email="ada@example.com", password=PASSWORD)
        await browser.post("/account/profile", {"displayName": "Ada"})
    assert limits.counts["overall", "127.0.0.1"] == 6
    assert limits.counts["pages", "127.0.0.1"] == 9
    assert {scope for scope, _ in limits.counts} == {"overall", "pages", "login"}


@pytest.mark.parametrize(("limit", "is_refused"), [("overall", False), ("readers", True), ("pages", True)])
async def test_a_reader_meets_the_limits_of_the_account_and_of_the_address(
    parts: Parts, limit: str, is_refused: bool
) -> None:
    ada = await PageClient.of(World.new(parts)).join("ada")
    busy = PageClient.of(World.new(parts, UsedUpLimits(limit)))
    busy.http.cookies.set("hushroom", ada.http.cookies["hushroom"])
    page = await busy.get("/home")
    assert page.status_code == (429 if is_refused else 200)
    assert ("Log out" in busy.text) is (limit != "pages")


async def test_a_form_that_meets_the_limit_of_its_reader_is_kept_and_can_be_sent_again(parts: Parts) -> None:
    world = World.new(parts)
    ada = await PageClient.of(world).join("ada")
    await ada.get("/account/profile")
    world.platform.rate_limits = UsedUpLimits("readers")
    page = await ada.submit("/account/profile", firstName="Ada <b>", lastName="L")
    assert (page.status_code, page.headers["retry-after"]) == (429, "42")
    kept = ada.form("/account/profile")
    assert (kept.value("firstName"), kept.value("lastName")) == ("Ada <b>", "L")
    world.platform.rate_limits = NoLimits()
    await ada.submit("/account/profile")
    assert ada.page.status_code == 200
    await ada.get("/account/profile")
    assert ada.form("/account/profile").value("firstName") == "Ada <b>"


async def test_a_form_of_a_stranger_that_meets_the_limit_is_kept_without_its_password(parts: Parts) -> None:
    world = World.new(parts)
    browser = PageClient.of(world)
    await browser.get("/login")
    world.platform.rate_limits = UsedUpLimits("overall")
    page = await browser.submit("/login", email="ada@example.com", password=PASSWORD)
    assert page.status_code == 429
    assert PASSWORD not in page.text
    assert browser.form("/login").value("email") == "ada@example.com"


async def test_a_refund_that_meets_its_limit_keeps_its_amount(parts: Parts) -> None:
    world = World.new(parts)
    sam, cleo, root = await world.join("sam"), await world.companion("cleo"), await world.admin()
    _, payment = await world.end(sam, cleo)
    await world.post(f"/payments/capture/{payment}", cleo)
    path = f"/admin/payments/{payment}/refund"
    browser = await PageClient.of(world).sign_in(root.email)
    await browser.get(path, params={"amount": "1.25", "reason": "TECHNICAL_FAILURE"})
    world.platform.rate_limits = UsedUpLimits("payments_refund")
    page = await browser.submit(path)
    assert (page.status_code, "That was a lot at once" in browser.text) == (429, True)
    form = browser.form(path)
    assert (form.value("amount"), form.value("reason")) == ("1.25", "TECHNICAL_FAILURE")


async def test_a_payment_and_the_questions_of_the_provider_that_meet_their_limit_stay_on_their_page(
    parts: Parts,
) -> None:
    world = World.new(parts)
    sam, cleo = await world.join("sam"), await world.companion("cleo")
    session = await world.match(sam, cleo)
    for person, path in ((sam, f"/sessions/{session}/payment"), (cleo, "/companion/payouts")):
        world.platform.rate_limits = NoLimits()
        browser = await PageClient.of(world).sign_in(person.email)
        await browser.get(path)
        world.platform.rate_limits = UsedUpLimits("payments_authorize")
        page = await browser.submit(path)
        assert (page.status_code, page.headers["retry-after"]) == (429, "42")
        assert browser.form(path).method == "post"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", "/fr/nowhere", 404), ("DELETE", "/home", 405), ("POST", "/home", 405)],
)
async def test_an_error_page_knows_its_reader(world: World, method: str, path: str, status: int) -> None:
    ada = await PageClient.of(world).join("ada")
    ada.page = await ada.http.request(method, path)
    assert (ada.page.status_code, "/logout" in {form.action for form in ada.forms()}) == (status, True)
    assert ada.page.headers["cache-control"] == "private, no-cache"
    assert ada.page.headers["content-language"] == ("fr" if "/fr" in path else "en")
    await ada.submit("/logout")
    assert ada.page.status_code == 200
    ada.page = await ada.http.request(method, path)
    assert (ada.page.status_code, "/logout" in {form.action for form in ada.forms()}) == (status, False)


@pytest.mark.parametrize("failure", [Unavailable(), RuntimeError("the pool is closed")])
async def test_an_error_page_is_the_first_error_even_when_the_reader_cannot_be_found(
    world: World, failure: Exception
) -> None:
    ada = await PageClient.of(world).join("ada")

    fails: Any = AsyncMock(side_effect=failure)
    usual = world.platform.application
    world.platform.application = evolve(usual, identity=evolve(usual.identity, authenticate_browser=fails))
    ada.page = await ada.http.get("/nowhere")
    assert (ada.page.status_code, "There is nothing here" in ada.text) == (404, True)
    assert "/logout" not in {form.action for form in ada.forms()}
