"""Pages that people meet when something is wrong, in Arabic: forms that are refused, pages that are not for them."""

from collections.abc import Mapping

import pytest

from tests.support.accessibility import inspect
from tests.support.browsing import People, Person, Theme
from tests.support.page_stage import PageStage
from tests.support.page_visits import ADMIN, COMPANION, NOBODY, SEEKER

SPOIL = """form => {
  for (const one of form.elements) {
    if (["hidden", "submit", "button", "fieldset"].includes(one.type)) continue;
    if (["radio", "checkbox"].includes(one.type)) { one.checked = false; continue; }
    one.removeAttribute("maxlength");
    if (one.options) { one.add(new Option("nonsense")); one.value = "nonsense"; continue; }
    if (one.tagName === "INPUT") one.type = "text";
    one.value = one.name === "successCriteria" ? "" : "nonsense ".repeat(1200);
  }
}"""
"""Makes every entry of a form one that is refused."""
LOOKS: tuple[tuple[int, Theme], ...] = ((320, "light"), (1280, "dark"))
FORMS: Mapping[str, tuple[str, ...]] = {
    NOBODY: ("/register", "/login", "/forgot-password", "/reset-password?token=unknown"),
    SEEKER: (
        "/sessions/new",
        "/sessions/{offered}/goal",
        "/sessions/{ended}/report",
        "/sessions/{ended}/rating",
        "/account/profile",
        "/account/languages",
        "/account/password",
        "/companion/application",
    ),
    COMPANION: ("/companion/profile", "/companion/hours"),
    ADMIN: ("/admin/reports/{report}/decision", "/admin/payments/{payment}/refund"),
}
"""The pages of forms by their readers: together they have every kind of field."""
PAGES: Mapping[str, Mapping[str, int]] = {
    NOBODY: {"/nowhere": 404, "/companions/nobody": 404},
    SEEKER: {
        "/admin": 403,
        "/companion/hours": 404,
        "/sessions/nowhere": 404,
        "/welcome?step=2": 200,
        "/welcome?step=3": 200,
        "/sessions/{offered}/companions": 200,
        "/sessions/{cancelled}": 200,
        "/sessions/{emotional}": 200,
        "/sessions/{emotional}/done": 200,
        "/sessions/{emotional}/room": 200,
    },
    COMPANION: {"/sessions/{cancelled}": 200, "/sessions/{emotional}": 200, "/sessions/{emotional}/room": 200},
    ADMIN: {"/admin/users/nobody": 404, "/admin/sessions/{cancelled}": 200},
}
"""Pages that stand in no list of all pages, by their readers, with their status."""


async def arrived(people: People, stage: PageStage, who: str) -> Person:
    if who != NOBODY:
        stage.speak(who, "ar")
    person = await people.arrive(language="ar")
    if who != NOBODY:
        await person.sign_in(stage.people[who].email, stage.people[who].password)
    return person


async def barriers(person: Person, path: str) -> list[str]:
    """Returns what is wrong with the page that is open, at two widths and in two themes."""
    inspector, found = await inspect(person.page), list[str]()
    for width, theme in LOOKS:
        await person.page.set_viewport_size({"width": width, "height": 800})
        await person.page.emulate_media(color_scheme=theme)
        all_of_it = (*await inspector.violations(), *await inspector.sideways(), *await inspector.small_targets())
        found += [f"{path} at {width} px, {theme}: {one}" for one in all_of_it]
    return found


def address(path: str, stage: PageStage) -> str:
    return path.format(report=stage.reports[0], payment=stage.payments["ended"], **stage.sessions)


@pytest.mark.parametrize("who", FORMS)
async def test_a_refused_form_has_no_barrier(people: People, stage: PageStage, who: str) -> None:
    person, found = await arrived(people, stage, who), list[str]()
    for path in FORMS[who]:
        await person.open(address(path, stage))
        form = person.page.locator("main form:not(.act)").first
        await form.evaluate(SPOIL)
        async with person.page.expect_navigation() as navigation:
            await form.locator("button[type=submit]").first.click()
        assert (await navigation.value).status == 422, path
        assert await person.problems_of_form(), path
        found += await barriers(person, path)
    assert found == []


@pytest.mark.parametrize("who", PAGES)
async def test_a_page_beside_the_usual_ones_has_no_barrier(people: People, stage: PageStage, who: str) -> None:
    person, found = await arrived(people, stage, who), list[str]()
    for path, status in PAGES[who].items():
        assert (await person.open(address(path, stage))).status == status, path
        assert person.path == address(path, stage).partition("?")[0]
        found += await barriers(person, path)
    assert found == []
