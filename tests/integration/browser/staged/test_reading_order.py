"""Neighbours on a page follow the direction of reading, from right to left in Arabic; numbers keep their own."""

from collections.abc import Mapping

import pytest

from tests.support.browsing import People, Person
from tests.support.page_stage import PageStage

WIDTHS = (320, 1280)
GROUPS: Mapping[str, tuple[str, ...]] = {
    "/home": (".bar > :is(.brand, nav)", "nav.signed-in > a", ".next .button", ".list > li:first-child > *"),
    "/sessions": (".foot nav a", ".list > li:first-child > *"),
    "/sessions/{offered}/goal": (".steps > li", "form .row > *"),
    "/sessions/{offered}/companions": (
        ".steps > li",
        ".offers > li:first-child > :is(.face, .stack)",
        ".reasons > div",
    ),
    "/sessions/{paid}/done": (".next .button",),
    "/account/payments/{payment}": (".facts > dt:first-of-type, .facts > dd:first-of-type",),
    "/companions/{companion}": (".who > *", ".booking tr:first-child > *"),
    "/sessions/{running}/room": (
        ".bar > *",
        ".people > li > *",
        ".dock > *",
        ".mic > *",
        ".room > section, .room > aside",
    ),
}
"""Elements that stand side by side where there is room, in the order in which they are read, by page."""
BACKWARDS = """([selector, isRightToLeft]) => {
  const boxes = [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility())
    .map((one) => [one, one.getBoundingClientRect()]).filter(([, box]) => box.width);
  const pairs = boxes.slice(1).map((box, at) => [boxes[at], box])
    .filter(([[, before], [, after]]) => before.top < after.bottom && after.top < before.bottom);
  const isAhead = ([[, before], [, after]]) =>
    (isRightToLeft ? before.left >= after.right - 1 : before.right <= after.left + 1);
  return { pairs: pairs.length, wrong: pairs.filter((pair) => !isAhead(pair)).map(([[one], [other]]) =>
    `${one.outerHTML.slice(0, 80)} | ${other.outerHTML.slice(0, 80)}`) };
}"""
"""Finds neighbours in one line that stand in the wrong order, and counts those in one line."""
PLACES = """([selector, parts]) => {
  const found = document.querySelector(selector);
  const walker = document.createTreeWalker(found, NodeFilter.SHOW_TEXT);
  const place = (part) => {
    walker.currentNode = found;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.data.indexOf(part);
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + part.length);
      const { left, right } = range.getBoundingClientRect();
      return (left + right) / 2;
    }
    return null;
  };
  return parts.map(place);
}"""
"""Returns the middle of each part of a text, in pixels from the left; null for a part that is not there."""

FILLS_FROM_THE_RIGHT = """bar => {
  const [whole, part] = [".whole", ".part"].map((one) => bar.querySelector(one).getBoundingClientRect());
  return part.width > 0 && Math.abs(part.right - whole.right) < 1;
}"""


async def arrived(people: People, stage: PageStage, language: str) -> Person:
    stage.speak("seeker", language)
    sam = await people.arrive(language=language)
    await sam.sign_in(stage.story.seeker.email, stage.story.seeker.password)
    return sam


def address(path: str, stage: PageStage) -> str:
    return path.format(payment=stage.payments["ended"], companion=stage.story.ids["companion"], **stage.sessions)


async def backwards(sam: Person, path: str, *, is_right_to_left: bool) -> tuple[list[str], set[str]]:
    """Returns the neighbours of the page that stand in the wrong order, and the groups that have neighbours."""
    wrong, seen = list[str](), set[str]()
    for width in WIDTHS:
        await sam.page.set_viewport_size({"width": width, "height": 900})
        for group in GROUPS[path]:
            found = await sam.page.evaluate(BACKWARDS, [group, is_right_to_left])
            wrong += [f"{path} at {width} px: {one}" for one in found["wrong"]]
            seen |= {group} if found["pairs"] else set()
    return wrong, seen


@pytest.mark.parametrize("language", ["ar", "en"])
async def test_neighbours_stand_in_the_order_of_reading(people: People, stage: PageStage, language: str) -> None:
    sam, wrong = await arrived(people, stage, language), list[str]()
    for path, groups in GROUPS.items():
        await sam.open(address(path, stage))
        if path.endswith("/room"):
            await sam.page.locator("[data-part=inside]").evaluate("part => { part.hidden = false; }")
        found, seen = await backwards(sam, path, is_right_to_left=language == "ar")
        assert seen == set(groups), f"{path}: these are nowhere side by side: {set(groups) - seen}"
        wrong += found
    assert wrong == []


async def is_read_so(sam: Person, selector: str, *parts: str) -> bool:
    """Returns whether the parts of a text stand from right to left in this order."""
    places: list[float | None] = await sam.page.evaluate(PLACES, [selector, parts])
    found = [place for place in places if place is not None]
    assert len(found) == len(parts), (parts, await sam.page.locator(selector).first.inner_text())
    return found == sorted(found, reverse=True)


async def test_numbers_money_and_times_are_read_in_the_right_order_in_arabic(people: People, stage: PageStage) -> None:
    sam = await arrived(people, stage, "ar")
    await sam.open(address("/account/payments/{payment}", stage))
    assert await is_read_so(sam, "main .lede .money", "67", "16", "€")  # digits run to the right, the currency follows
    day = await sam.page.locator("main .facts time").first.inner_text()
    assert await is_read_so(sam, "main .facts time", *day.replace("،", "").split())
    await sam.open(address("/companions/{companion}", stage))
    assert await is_read_so(sam, "#price", "33", "€", "للساعة")
    await sam.open(address("/sessions/{cancelled}", stage))
    assert await is_read_so(sam, "main .lede", "14:00", "14:30", "UTC")
    await sam.open("/crisis?country=FI")
    assert await is_read_so(sam, ".dial[href*='25250111'] bdi", "0111", "2525", "09")
    await sam.open(address("/sessions/{offered}/companions", stage))
    assert await sam.page.locator(".share").first.evaluate(FILLS_FROM_THE_RIGHT)
