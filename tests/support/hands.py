"""Two ways of using a page: with a mouse, and with the keyboard alone."""

from typing import Protocol

from attrs import frozen
from playwright.async_api import Locator, Page

FURTHEST = 250
"""The number of elements of a page that the keyboard passes at most on its way to one."""
IS_FOCUSED = "one => one === document.activeElement"


class Hands(Protocol):
    async def press(self, target: Locator) -> None:
        """Activates a button or a link."""
        ...

    async def write(self, target: Locator, text: str) -> None:
        """Writes into a field, in place of what is there."""
        ...

    async def pick(self, target: Locator, value: str) -> None:
        """Chooses a radio button, a check box or the option of a list."""
        ...


@frozen
class Mouse:
    async def press(self, target: Locator) -> None:
        await target.click()

    async def write(self, target: Locator, text: str) -> None:
        await target.fill(text)

    async def pick(self, target: Locator, value: str) -> None:
        if await _is_list(target):
            await target.select_option(value)
        else:
            await target.check()


@frozen
class Keyboard:
    """Reaches everything by the tabulator key, as people do who see no pointer."""

    page: Page

    async def press(self, target: Locator) -> None:
        await self._reach(target)
        await self.page.keyboard.press("Enter")

    async def write(self, target: Locator, text: str) -> None:
        await self._reach(target)
        kind = await target.get_attribute("type")
        if kind in {"date", "time"}:
            await self.page.keyboard.type(typed(text))
        else:
            await self.page.keyboard.press("Control+A")
            await self.page.keyboard.insert_text(text)
        assert await target.input_value() == text, f"{text} became {await target.input_value()}"

    async def pick(self, target: Locator, value: str) -> None:
        if await _is_list(target):
            await self._reach(target)
            await self._step_until(target, f"one => one.value === {value!r}")
        elif await target.get_attribute("type") == "radio":
            await self._reach_group(target)
            await self._step_until(target, "one => one.checked")
        else:
            await self._reach(target)
            if not await target.is_checked():
                await self.page.keyboard.press("Space")

    async def _step_until(self, target: Locator, is_so: str) -> None:
        """Presses the arrow key until the list or the group of buttons has the value."""
        for _ in range(FURTHEST):
            if await target.evaluate(is_so):
                return
            await self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrow keys do not reach {target}")

    async def _reach(self, target: Locator) -> None:
        await self._walk(target, IS_FOCUSED)

    async def _reach_group(self, target: Locator) -> None:
        """Reaches any button of a group; a group that has no chosen one is chosen by the space bar."""
        await self._walk(target, "one => one.name === document.activeElement.name")
        await self.page.keyboard.press("Space")

    async def _walk(self, target: Locator, has_arrived: str) -> None:
        for _ in range(FURTHEST):
            if await target.evaluate(has_arrived):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"the tabulator key does not reach {target}")


def typed(text: str) -> str:
    """Returns the keys for a date or a time, in the order of the parts of an English field."""
    if "-" in text:
        year, month, day = text.split("-")
        return month + day + year
    hour, minute = map(int, text.split(":"))
    return f"{hour % 12 or 12:02}{minute:02}{'AM' if hour < 12 else 'PM'}"


async def _is_list(target: Locator) -> bool:
    return bool(await target.evaluate("one => one.tagName === 'SELECT'"))
