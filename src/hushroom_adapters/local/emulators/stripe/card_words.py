"""The words of the card page and of the bank's page, in the languages of the people who test with them."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files

from hushroom_adapters.local.emulators.stripe.fields import Resource

LANGUAGES = ("en", "fr", "ar")
_FOLDER = files("hushroom_adapters.local.emulators.stripe") / "words"
WORDS: Mapping[str, Mapping[str, str]] = {
    language: tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8")) for language in LANGUAGES
}


def language_of(locale: str | None, accepted: str) -> str:
    """Returns the language of a page: the one of the session, else the browser's first that these pages speak."""
    if locale in LANGUAGES:
        return str(locale)
    wanted = (part.partition(";")[0].strip()[:2].lower() for part in accepted.split(","))
    return next((one for one in wanted if one in LANGUAGES), LANGUAGES[0])


def reason_of(error: Resource, words: Mapping[str, str]) -> str:
    """Returns the words for an error of a card; Stripe's own when there are none."""
    known = (words.get(str(error.get(name))) for name in ("decline_code", "code"))
    return next((one for one in known if one), str(error.get("message")))
