"""Forms from other sites: none takes effect, none is kept for a reader to send, none counts against a reader."""

import pytest
from attrs import define, field

from tests.integration.http.page_client import PageClient
from tests.integration.http.platform_parts import Parts
from tests.integration.http.world import World

FOREIGN = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
OLD_BROWSER = {"origin": "https://evil.example"}
BROKEN_ORIGIN = {"origin": "http://[evil"}


@define
class CountedLimits:
    """Implements `RateLimits` without a limit; keeps the names under which requests were counted."""

    names: set[str] = field(factory=set)

    async def hit(self, scope: str, client: str) -> None:  # noqa: ARG002 - clients are counted alike
        self.names.add(scope)


@pytest.mark.parametrize("headers", [FOREIGN, OLD_BROWSER, BROKEN_ORIGIN, {}])
async def test_a_foreign_form_is_not_kept_for_who_has_to_sign_in(world: World, headers: dict[str, str]) -> None:
    browser = PageClient.of(world)
    answer = await browser.post("/account/profile", {"displayName": "planted words"}, headers=headers)
    assert answer.status_code == 403
    assert "planted words" not in answer.text


async def test_foreign_forms_leave_the_limits_of_a_reader_alone(parts: Parts) -> None:
    limits = CountedLimits()
    browser = PageClient.of(World.new(parts, limits))
    assert (await browser.post("/login", {"email": "ada@example.com"}, headers=FOREIGN)).status_code == 403
    assert (await browser.post("/register", {"email": "ada@example.com"}, headers=FOREIGN)).status_code == 403
    assert limits.names == {"pages"}


async def test_a_form_has_the_limit_of_its_request_to_the_api(parts: Parts) -> None:
    limits = CountedLimits()
    world = World.new(parts, limits)
    sam, cleo, root = await world.join("sam"), await world.companion("cleo"), await world.admin()
    _, payment = await world.end(sam, cleo)
    await world.post(f"/payments/capture/{payment}", cleo)
    unpaid = f"/sessions/{await world.match(sam, cleo)}/payment"
    refund = f"/admin/payments/{payment}/refund"
    limits.names.clear()
    for person, path, limit in ((sam, unpaid, "payments_authorize"), (root, refund, "payments_refund")):
        browser = await PageClient.of(world).sign_in(person.email)
        await browser.get(path)
        assert limit not in limits.names
        await browser.post(path, dict(browser.form("/logout").values))
        assert limit in limits.names


@pytest.mark.parametrize("host", ["[", "127.0.0.1:99999", "127.0.0.1:port", "[::1"])
@pytest.mark.parametrize("public_url", ["http://localhost:8000", "http://hushroom.test"])
async def test_a_broken_host_is_no_fault_of_the_server(parts: Parts, public_url: str, host: str) -> None:
    browser = PageClient.of(World.new(parts, public_url=public_url))
    assert (await browser.http.get("/login", headers={"host": host})).status_code < 500
    broken = {"origin": f"http://{host}", "host": host}
    assert (await browser.http.post("/language", data={"language": "fr"}, headers=broken)).status_code < 500
