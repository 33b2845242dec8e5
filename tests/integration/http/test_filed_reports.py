"""The page with the reports that a reader made."""

from tests.integration.http.page_client import PageClient
from tests.integration.http.world import World


async def test_a_reporter_reads_what_became_of_a_report_and_others_do_not(world: World) -> None:
    ada, cleo, root = await world.join("ada"), await world.companion("cleo"), await world.admin()
    session_id, _ = await world.end(ada, cleo)
    browser = await PageClient.of(world).sign_in(ada.email)
    await browser.get("/account/reports")
    assert "You have reported nothing" in browser.text
    await browser.get(f"/sessions/{session_id}/report")
    await browser.submit(f"/sessions/{session_id}/report", reason="NO_SHOW", description="Nobody was <there>")
    assert browser.page.url.path == "/account/reports"
    assert "We have your report and read it" in browser.text
    assert "Did not come, or left" in browser.text
    assert "&lt;there&gt;" in browser.page.text
    assert "we are looking at it" in browser.text
    report = (await world.get("/admin/reports", root))["reports"][0]
    await world.post(f"/admin/reports/{report['id']}/resolve", root, {"adminNotes": "A secret note"})
    await browser.get("/account/reports")
    assert "we did something about it" in browser.text
    assert "A secret note" not in browser.text
    reported = await PageClient.of(world).sign_in(cleo.email)
    await reported.get("/account/reports")
    assert "You have reported nothing" in reported.text
