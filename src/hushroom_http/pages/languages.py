"""The languages of the pages, and the one that a reader gets."""

from functools import lru_cache

from attrs import frozen
from babel import Locale

from hushroom_adapters.i18n.pages.catalogues import CODES, FALLBACK, Catalogue, catalogue, pseudo_catalogue

LANGUAGE_COOKIE = "hushroom-language"
MOST_RANGES = 20
"""The number of language ranges of a browser that are read."""
ARABIC_DIGITS = "ar-u-nu-arab"
"""The tag of Arabic with Arabic-Indic digits; `ar` has the digits 0 to 9."""
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PSEUDO = "en-x-pseudo"
KEPT_TAGS, KEPT_TONGUES = 64, 1_024
RIGHT_TO_LEFT = frozenset({"ar"})
NAMES = {"en": "English", "fr": "Français", "ar": "العربية (123)", ARABIC_DIGITS: "العربية (١٢٣)"}
"""The languages that a reader can choose, each by its own name."""


@frozen
class PageLanguage:
    """A language of pages: its tag (BCP 47) with the digits, and its code."""

    tag: str
    code: str

    @property
    def direction(self) -> str:
        """Returns the direction of writing, as HTML names it."""
        return "rtl" if self.code in RIGHT_TO_LEFT else "ltr"

    @property
    def locale(self) -> Locale:
        return self.catalogue.locale

    @property
    def catalogue(self) -> Catalogue:
        return pseudo_catalogue() if self.tag == PSEUDO else catalogue(self.code)

    @property
    def numbers(self) -> str:
        """Returns the tag by which a browser writes numbers in the digits of this language."""
        return ARABIC_DIGITS if self.has_arabic_digits else f"{self.code}-u-nu-latn"

    @property
    def has_arabic_digits(self) -> bool:
        return self.tag == ARABIC_DIGITS

    def in_digits(self, words: str) -> str:
        """Returns a text with the digits that the reader has chosen."""
        return words.translate(ARABIC_INDIC) if self.has_arabic_digits else words

    def tongue(self, tag: str) -> str:
        """Returns the name of another language in this one; its tag, if it has no name there."""
        return _tongue(self, tag)


@lru_cache(KEPT_TAGS)
def language_of(tag: str) -> PageLanguage | None:
    """Returns the language of a tag such as `fr-CA`; None for one without words."""
    if tag in {ARABIC_DIGITS, PSEUDO}:
        return PageLanguage(tag, tag[:2])
    code = tag.replace("_", "-").partition("-")[0].lower()
    return PageLanguage(code, code) if code in CODES else None


def chosen(*tags: str) -> PageLanguage:
    """Returns the first of these tags that has words; English if none has."""
    found = (language_of(tag) for tag in tags if tag)
    return next((language for language in found if language), PageLanguage(FALLBACK, FALLBACK))


def accepted(field: str) -> str:
    """Returns the tag that an `Accept-Language` field prefers among those with words; an empty text without one."""
    ranges = (part.partition(";q=") for part in field.replace(" ", "").lower().split(",")[:MOST_RANGES])
    weighed = [(_weight(weight), tag) for tag, _, weight in ranges]
    known = [(weight, tag) for weight, tag in weighed if tag != PSEUDO and language_of(tag) and weight > 0]
    return max(known, key=lambda one: one[0], default=(0.0, ""))[1]


def prefix_of(path: str) -> str:
    """Returns the language code that a public path begins with, such as `fr` of `/fr/help`; an empty text without."""
    first = path.removeprefix("/").partition("/")[0]
    return first if first in CODES and first != FALLBACK else ""


def _weight(given: str) -> float:
    """Returns the weight of a language range: 1 without a weight, 0 if it is no number."""
    try:
        return float(given) if given else 1.0
    except ValueError:
        return 0.0


@lru_cache(KEPT_TONGUES)
def _tongue(language: PageLanguage, tag: str) -> str:
    return str(language.locale.languages.get(tag.partition("-")[0].lower(), tag))
