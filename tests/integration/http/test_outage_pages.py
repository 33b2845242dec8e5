"""The pages of a fault of our own and of an outage: in the reader's language, with what a reader needs to go on."""

import re
from typing import Any, cast

import httpx
import pytest
from attrs import evolve, frozen

from hushroom_domain.shared.errors import Unavailable
from tests.integration.http.page_client import SITE
from tests.integration.http.world import World

INSIDES = "postgresql://user:secret@10.0.0.1/hushroom"
FAILED = {
    "en": "Something went wrong on our side",
    "fr": "Quelque chose n\u2019a pas marché de notre côté",
    "ar": "حدث خلل من جهتنا",
}
LATER = {
    "en": ("Please come back in a moment", "Try again in 7 seconds."),
    "fr": ("Revenez dans un instant", "Réessayez dans 7 secondes."),
    "ar": ("عد بعد لحظة من فضلك", "أعد المحاولة بعد 7 ثوانٍ."),
}
ARABIC_WAITS = (
    (0, "أعد المحاولة الآن."),
    (1, "بعد ثانية واحدة."),
    (2, "بعد ثانيتين."),
    (3, "بعد 3 ثوانٍ."),
    (11, "بعد 11 ثانية."),
    (100, "بعد 100 ثانية."),
)
"""The words of the page of an outage for a number in each of the six plural forms of Arabic."""


@frozen
class FailingCompanions:
    """Reads of companions, of which each one fails."""

    error: Exception

    async def search(self, *_: object) -> None:
        raise self.error


async def opened(world: World, error: Exception, language: str) -> httpx.Response:
    """Returns the page of the list of companions, whose reads fail."""
    broken = cast("Any", FailingCompanions(error))
    world.platform.queries = evolve(world.platform.queries, companions=broken)
    return await world.ask("GET", f"{SITE}/companions", headers={"accept-language": language})


@pytest.mark.parametrize("language", FAILED)
async def test_a_fault_of_our_own_is_a_page_with_the_number_of_its_record(world: World, language: str) -> None:
    answer = await opened(world, RuntimeError(INSIDES), language)
    assert (answer.status_code, answer.headers["content-language"]) == (500, language)
    assert f"<h1>{FAILED[language]}</h1>" in answer.text
    assert re.findall(r"<code>([^<]+)</code>", answer.text) == [answer.headers["x-correlation-id"]]
    assert 'href="/companions"' in answer.text
    assert "secret" not in answer.text
    assert "RuntimeError" not in answer.text


@pytest.mark.parametrize("language", LATER)
async def test_an_outage_is_a_page_that_says_when_to_come_back(world: World, language: str) -> None:
    answer = await opened(world, Unavailable(retry_after_seconds=7), language)
    heading, wait = LATER[language]
    assert (answer.status_code, answer.headers["content-language"]) == (503, language)
    assert answer.headers["retry-after"] == "7"
    assert f"<h1>{heading}</h1>" in answer.text
    assert wait in answer.text
    assert 'href="/companions"' in answer.text


@pytest.mark.parametrize(("seconds", "words"), ARABIC_WAITS)
async def test_a_page_in_arabic_has_the_form_of_its_number(world: World, seconds: int, words: str) -> None:
    answer = await opened(world, Unavailable(retry_after_seconds=seconds), "ar")
    assert words in answer.text
