"""Looks at a page as axe does, and measures its width and its steadiness.

axe runs in a JavaScript world of its own, which the policy of the page does not reach, as a browser's extension does.
"""

import json
from functools import cache
from typing import Any

from attrs import frozen
from playwright.async_api import CDPSession, Page

from tests.support.browsing import AXE

WORLD = "accessibility"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = f"""
axe.run(document, {{runOnly: {{type: "tag", values: {json.dumps(RULES)}}}, resultTypes: ["violations"]}})
  .then((found) => JSON.stringify(found.violations.map((one) => ({{
    rule: one.id, help: one.help, places: one.nodes.slice(0, 5).map((node) => node.target.join(" ")),
    why: (one.nodes[0].any[0] || one.nodes[0].all[0] || one.nodes[0].none[0] || {{}}).message,
  }}))))
"""
SIDEWAYS = """() => {
  const { clientWidth: width, scrollWidth: whole } = document.documentElement;
  if (whole <= width) return [];
  return [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && (box.right > width + 1 || box.left < -1);
  }).slice(0, 5).map((one) => one.outerHTML.slice(0, 120)).concat([`the page is ${whole} px wide`]);
}"""
LEAST_TARGET = 44
PRESSED = "a[href], button, summary, select, textarea, input"
SMALL = """([pressed, least]) => [...document.querySelectorAll(pressed)].filter((one) => {
  if (one.type === "hidden" || !one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
  const style = getComputedStyle(one);
  if (one.tagName === "A" && style.display === "inline") return false; // a link in a line of text
  const box = (one.closest("label") ?? one).getBoundingClientRect();
  const isAway = box.bottom < 0 || box.width <= 1 || style.clipPath !== "none";
  return !isAway && (box.height < least - 0.5 || box.width < least - 0.5);
}).map((one) => {
  const box = (one.closest("label") ?? one).getBoundingClientRect();
  return `${Math.round(box.width)} x ${Math.round(box.height)} px: ${one.outerHTML.slice(0, 120)}`;
})"""
BROKEN = """() => {
  const broken = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest("code, bdi")) continue;
    if (!node.parentElement.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    for (const word of node.data.matchAll(/(?<![\\p{L}\\p{M}\\p{N}@._-])\\p{L}{2,14}(?![\\p{L}\\p{M}\\p{N}@._-])/gu)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
      if (lines.size > 1) broken.push(`${word[0]}: ${node.parentElement.outerHTML.slice(0, 90)}`);
    }
  }
  return broken;
}"""
"""Finds words of ours that are broken over two lines in the middle, with the element that they stand in."""
ASKEW = """() => [...document.querySelectorAll(".list > li > :first-child")].filter((one) => {
  const list = one.closest(".list").getBoundingClientRect(), box = one.getBoundingClientRect();
  const isRight = getComputedStyle(one).direction === "rtl";
  return box.width && Math.abs(isRight ? list.right - box.right : box.left - list.left) > 1;
}).map((one) => one.textContent.trim().slice(0, 40))"""
"""Finds items of lists that do not begin where their list begins."""
SHIFT = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(sum), 0)));
})"""


@frozen
class Violation:
    """One rule that a page breaks, and the first places where it does."""

    rule: str
    help: str
    places: tuple[str, ...]
    why: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.help} ({self.why}) at {'; '.join(self.places)}"


@frozen
class Inspector:
    """A page with axe beside it, also after it has navigated."""

    page: Page
    session: CDPSession

    async def violations(self) -> list[Violation]:
        """Returns the rules that the page breaks as it is now."""
        found = json.loads(await self._run(RUN))
        return [Violation(one["rule"], one["help"], tuple(one["places"]), str(one.get("why"))) for one in found]

    async def sideways(self) -> list[str]:
        """Returns the elements that make the page wider than the window."""
        found: list[str] = await self.page.evaluate(SIDEWAYS)
        return found

    async def small_targets(self) -> list[str]:
        """Returns the elements that are too small to press; links in a line of text are as high as their line."""
        found: list[str] = await self.page.evaluate(SMALL, [PRESSED, LEAST_TARGET])
        return found

    async def broken_words(self) -> list[str]:
        """Returns the words of ours that go on in the next line."""
        found: list[str] = await self.page.evaluate(BROKEN)
        return found

    async def askew(self) -> list[str]:
        """Returns the items that do not begin at the edge of their list."""
        found: list[str] = await self.page.evaluate(ASKEW)
        return found

    async def shift(self) -> float:
        """Returns the sum of the layout shifts since the page was opened, as CLS counts them."""
        return float(await self.page.evaluate(SHIFT))

    async def _run(self, expression: str) -> Any:
        world = await self._world()
        answer = await self.session.send(
            "Runtime.evaluate",
            {"expression": expression, "contextId": world, "awaitPromise": True, "returnByValue": True},
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def _world(self) -> int:
        """Returns the id of the world of axe in the document that is open now."""
        tree = await self.session.send("Page.getFrameTree")
        wanted = {"frameId": tree["frameTree"]["frame"]["id"], "worldName": WORLD}
        return int((await self.session.send("Page.createIsolatedWorld", wanted))["executionContextId"])


@cache
def axe() -> str:
    return AXE.read_text("utf-8")


async def inspect(page: Page) -> Inspector:
    """Puts axe beside the page that is open and all that it opens later, because axe is too large to send each time."""
    session = await page.context.new_cdp_session(page)
    await session.send("Page.enable")
    script = {"source": axe(), "worldName": WORLD, "runImmediately": True}
    await session.send("Page.addScriptToEvaluateOnNewDocument", script)
    return Inspector(page, session)
