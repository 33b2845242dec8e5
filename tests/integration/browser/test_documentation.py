"""The reference of the API in a browser: Swagger UI runs under the policy of its page."""

from playwright.async_api import expect

from tests.support.accessibility import inspect
from tests.support.browsing import People

SCREENS = 200
SETTLED_MS = 100


async def test_a_reader_tries_an_operation_with_a_token(people: People) -> None:
    reader = await people.arrive()
    await reader.open("/docs")
    await reader.page.locator("button.authorize").first.click()
    await reader.page.locator(".auth-container input").fill("not-a-token")
    await reader.page.locator(".auth-container button[type=submit]").click()
    await reader.page.locator(".auth-container button.close-modal, .btn-done").first.click()
    own = reader.page.locator(".opblock-get", has_text="/api/v1/users/me").first
    for _ in range(SCREENS):  # Operations are drawn as one comes to them.
        if await own.count():
            break
        await reader.page.mouse.wheel(0, reader.screen.height / 2)
        await reader.page.wait_for_timeout(SETTLED_MS)
    await own.click()
    sent = reader.page.expect_request("**/api/v1/users/me")
    async with sent as request:
        await reader.page.locator("button.execute").first.click()
    assert (await request.value).headers["authorization"] == "Bearer not-a-token"
    reader.problems.tolerate(r"^401 GET .*/api/v1/users/me$")
    await expect(reader.page.locator(".live-responses-table .response .response-col_status").first).to_contain_text(
        "401"
    )
    stored = await reader.page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "not-a-token" not in stored


async def test_without_scripts_the_plain_page_is_one_link_away(people: People) -> None:
    reader = await people.arrive(scripts=False)
    await reader.open("/docs")
    await reader.page.locator("noscript a").click()
    await expect(reader.page.locator("summary", has_text="/api/v1/auth/register")).to_be_visible()
    assert reader.path == "/docs/plain"


async def test_the_plain_page_has_no_barriers(people: People) -> None:
    reader = await people.arrive(width=320)
    await reader.open("/docs/plain")
    inspector = await inspect(reader.page)
    assert [str(one) for one in await inspector.violations()] == []
    assert await inspector.sideways() == []
