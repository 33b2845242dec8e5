"""Every page in the pseudo-locale: a text without its changed letters is one that no catalogue has.

Texts of people, dates, amounts, names of languages, countries and zones are no texts of the catalogues.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from attrs import define, field
from babel import Locale

from hushroom_domain.shared.time import ZONES
from hushroom_http.pages.languages import LANGUAGE_COOKIE, PSEUDO
from hushroom_http.pages.languages import NAMES as TAGS
from hushroom_http.pages.tongues import TONGUES
from tests.integration.http.page_walk import READERS, STARTS, STRANGER, Neighbourhood

WORD = re.compile(r"(?<![\w@./:-])[A-Za-z]*[aeiouycn][A-Za-z]*(?![\w@/-]|\.\w)")
"""A word with a letter that the pseudo-locale changes, and no part of an address."""
COUNTRIES = frozenset(Locale("en").territories)
NAMED = frozenset({*ZONES, *TONGUES, *TAGS, *COUNTRIES})
"""The values of choices that have their names from elsewhere: zones, languages and countries."""
NAMES = re.compile(r"Hushroom|UTC|CSV|Rude|Finish the chapter|I am \w+|\d+ (?:minutes|hours|days)")
"""Names, durations, and the words of people that stand in titles."""
FROM_FILES = re.compile(r"/(help(/.*)?|terms|privacy|cookies|accessibility)")
"""The pages with texts out of files, of which each language has its own."""
FOREIGN = frozenset({"bdi", "time", "code", "pre", "script", "style", "noscript"})
"""The elements whose text is of people or of formats."""
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
TOLD = frozenset({"aria-label", "title", "placeholder", "alt", "data-label"})


@define
class OwnTexts(HTMLParser):
    """Collects the texts of a page that are the platform's own, those of attributes included."""

    texts: list[str] = field(factory=list)
    foreign: list[bool] = field(factory=list)

    def __attrs_pre_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.texts += [given[name] for name in TOLD & given.keys()]
        if tag not in VOID:
            is_foreign = tag in FOREIGN or (tag != "html" and bool({"dir", "lang"} & given.keys()))
            is_foreign = is_foreign or given.get("value", "") in NAMED
            self.foreign.append(is_foreign or (bool(self.foreign) and self.foreign[-1]))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.foreign:
            self.foreign.pop()

    def handle_data(self, data: str) -> None:
        # The choice of a zone has its name as its text alone.
        if not (self.foreign and self.foreign[-1]) and data.strip() not in ZONES:
            self.texts.append(data)


def plain_english(html: str) -> Iterator[str]:
    """Yields the texts of a page that no catalogue has changed."""
    page = OwnTexts()
    page.feed(html)
    yield from (" ".join(text.split()) for text in page.texts if WORD.search(NAMES.sub("", text)))


@pytest.mark.parametrize(
    "html",
    [
        '<html dir="ltr"><body><p>Save</p></body></html>',
        "<p><bdi>Ada</bdi> likes it</p>",
        '<button aria-label="Close"></button>',
        "<p>\u00c5ll öf ît, then</p>",
    ],
)
def test_a_text_without_a_catalogue_is_found(html: str) -> None:
    assert list(plain_english(html)) != []


@pytest.mark.parametrize(
    "html",
    [
        '<html dir="ltr"><body><p>Sävé ~</p></body></html>',
        "<p><bdi>Ada</bdi> lîkés ît</p>",
        '<p dir="auto">What somebody wrote</p>',
        '<option value="de">German</option>',
        "<option>Cuba</option>",
        "<p>öf ada@example.com</p>",
    ],
)
def test_a_text_of_a_catalogue_or_of_a_person_passes(html: str) -> None:
    assert list(plain_english(html)) == []


@pytest.mark.parametrize("reader", READERS)
async def test_every_text_of_a_page_is_of_a_catalogue(neighbourhood: Neighbourhood, reader: str) -> None:
    browser = neighbourhood.browsers[reader]
    if reader == STRANGER:
        browser.http.cookies.set(LANGUAGE_COOKIE, PSEUDO)
    else:
        await browser.get("/account/profile")
        await browser.submit("/account/profile", preferredLanguage=PSEUDO)
    way = await neighbourhood.walk(reader, STARTS[reader][0])
    found = {
        (path, text)
        for path, answer in way.pages.items()
        if answer.headers.get("content-type", "").startswith("text/html") and not FROM_FILES.fullmatch(answer.url.path)
        for text in plain_english(answer.text)
    }
    texts: dict[str, str] = {}
    for path, text in sorted(found):
        texts.setdefault(text, path)
    assert not texts, "\n".join(f"{path}: {text}" for text, path in texts.items())
