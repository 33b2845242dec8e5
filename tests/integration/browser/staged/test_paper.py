"""Receipts and agreements on paper: black on white in both themes, whole, and without what only a screen needs."""

import pytest
from playwright.async_api import expect

from tests.support.accessibility import inspect
from tests.support.browsing import People
from tests.support.page_stage import PageStage

PAPER_WIDTH = 700
"""The width in CSS pixels of a sheet of A4 between its margins."""
UNFIT = """() => {
  const shown = [...document.body.querySelectorAll("*")].filter((one) => one.checkVisibility());
  const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).reduce((sum, one) => sum + Number(one), 0) / 765;
  const isClear = (colour) => colour.endsWith(", 0)");
  const texts = shown.filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  const isCut = (one) => getComputedStyle(one).overflow !== "visible" && one.scrollWidth > one.clientWidth + 1;
  const kinds = {
    "for screens": shown.filter((one) => one.matches("nav, header, footer, button, .button, input, select, .skip")),
    "not black": texts.filter((one) => light(getComputedStyle(one).color) > 0.2),
    "not white": [document.documentElement, ...shown].filter((one) => {
      const { backgroundColor } = getComputedStyle(one);
      return !isClear(backgroundColor) && light(backgroundColor) < 1;
    }),
    "cut": shown.filter((one) => isCut(one) && !one.closest(".hidden")),
  };
  return Object.entries(kinds).flatMap(([kind, all]) => all.map((one) => `${kind}: ${one.outerHTML.slice(0, 90)}`));
}"""


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_receipts_and_agreements_are_fit_for_paper(people: People, stage: PageStage, language: str) -> None:
    stage.speak("seeker", language)
    sam = await people.arrive(language=language, theme="dark", width=PAPER_WIDTH)
    await sam.sign_in(stage.story.seeker.email, stage.story.seeker.password)
    for path in (f"/account/payments/{stage.payments['ended']}", f"/sessions/{stage.sessions['agreed']}/contract"):
        await sam.open(path)
        assert {one.partition(":")[0] for one in await sam.page.evaluate(UNFIT)} >= {"for screens", "not black"}
        await sam.page.emulate_media(media="print")
        inspector = await inspect(sam.page)
        assert [*await sam.page.evaluate(UNFIT), *await inspector.sideways()] == []
        await expect(sam.page.locator("main dd, main li").last).to_be_visible()
        await sam.page.emulate_media(media="screen")
