"""`python -m tests.shots`: takes a picture of every page in three languages, two widths and two themes.

The pictures and a contact sheet of all of them (`index.html`, `sheet-*.png`) are in the folder `shots`, which git does
not know. Arguments are parts of the names of pages: without one all pages are taken.
"""

import asyncio
import html
import re
import shutil
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from playwright.async_api import Browser

from tests.integration.http.world import http_settings, web
from tests.support.browsing import People, Person, Screen, Theme, local_address, missing_part, open_browser
from tests.support.page_stage import PageStage, page_stage
from tests.support.page_visits import NOBODY, Visit, all_visits
from tests.support.source_files import ROOT
from tests.support.whole_hushroom import WholeHushroom, whole_hushroom

SHOTS = ROOT / "shots"
LANGUAGES = ("en", "fr", "ar")
WIDTHS = (320, 1280)
THEMES: tuple[Theme, ...] = ("light", "dark")
TALLEST = 2400
"""The height in pixels at which the picture of a long page ends."""
THUMBNAILS = {320: 150, 1280: 300}
STYLE = """
body { font: 12px system-ui; margin: 12px; background: #888; color: #000; }
main { display: flex; flex-wrap: wrap; gap: 8px; align-items: flex-start; }
figure { margin: 0; } figcaption { overflow-wrap: anywhere; } img { display: block; width: 100%; }
"""


async def take_all(hushroom: WholeHushroom, stage: PageStage, visits: Sequence[Visit]) -> None:
    """Writes the pictures of these pages and the contact sheets."""
    async with open_browser() as browser:
        for language in LANGUAGES:
            people = People(local_address(hushroom.endpoints["api"]), browser)
            readers = {who: await _reader(people, stage, who, language) for who in {visit.reader for visit in visits}}
            for visit in visits:
                await _take(readers[visit.reader], stage, visit, language)
            await people.leave()
        await _write_sheets(browser)


async def _reader(people: People, stage: PageStage, who: str, language: str) -> Person:
    person = await people.arrive(Screen(language=language))
    if who != NOBODY:
        stage.speak(who, language)
        await person.sign_in(stage.people[who].email, stage.people[who].password)
    return person


async def _take(reader: Person, stage: PageStage, visit: Visit, language: str) -> None:
    response = await reader.open(visit.path(stage))
    if response.status >= 400:
        sys.stderr.write(f"{response.status} {visit}\n")
    for width, theme in product(WIDTHS, THEMES):
        await reader.page.set_viewport_size({"width": width, "height": 800})
        await reader.page.emulate_media(color_scheme=theme)
        whole = await reader.page.evaluate("() => document.documentElement.scrollHeight")
        # As high as the page, because a bar at the end of the window would be in the middle of the picture.
        await reader.page.set_viewport_size({"width": width, "height": min(max(whole, 200), TALLEST)})
        await reader.page.screenshot(path=SHOTS / f"{_slug(str(visit))}-{language}-{width}-{theme}.png")


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "landing"


async def _write_sheets(browser: Browser) -> None:
    """Writes one page with all pictures, and a picture of it for each language, width and theme."""
    page = await browser.new_page(viewport={"width": 1600, "height": 900})
    kinds = [f"{language}-{width}-{theme}" for language, width, theme in product(LANGUAGES, WIDTHS, THEMES)]
    for kind in kinds:
        _write(SHOTS / f"sheet-{kind}.html", [kind])
        await page.goto(f"file://{SHOTS}/sheet-{kind}.html")
        await page.screenshot(path=SHOTS / f"sheet-{kind}.png", full_page=True)
        (SHOTS / f"sheet-{kind}.html").unlink()
    _write(SHOTS / "index.html", kinds)


def _write(path: Path, kinds: Sequence[str]) -> None:
    figures = [_figure(shot, kind) for kind in kinds for shot in sorted(SHOTS.glob(f"[!s]*-{kind}.png"))]
    figures += [_figure(shot, kind) for kind in kinds for shot in sorted(SHOTS.glob(f"s[!h]*-{kind}.png"))]
    title = "<!doctype html><meta charset=utf-8><title>All pages</title>"
    path.write_text(f"{title}<style>{STYLE}</style><main>{''.join(figures)}</main>", "utf-8")


def _figure(shot: Path, kind: str) -> str:
    width = THUMBNAILS[int(kind.split("-")[1])]
    name = html.escape(shot.stem.removesuffix(f"-{kind}"))
    image = f'<a href="{shot.name}"><img src="{shot.name}" alt="{name}"></a>'
    return f'<figure style="width:{width}px"><figcaption>{name}</figcaption>{image}</figure>'


def main() -> int:
    reason, wanted = missing_part(), sys.argv[1:]
    if reason:
        sys.stderr.write(f"No pictures: {reason}\n")
        return 1
    visits = [one for one in all_visits(web(http_settings())) if not wanted or any(part in str(one) for part in wanted)]
    shutil.rmtree(SHOTS, ignore_errors=True)
    SHOTS.mkdir()
    with whole_hushroom() as hushroom, page_stage(hushroom) as stage:
        asyncio.run(take_all(hushroom, stage, visits))
    sys.stdout.write(f"{len(list(SHOTS.glob('*.png')))} pictures, see {SHOTS / 'index.html'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
