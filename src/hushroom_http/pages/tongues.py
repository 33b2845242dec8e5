"""The languages that forms offer by their names."""

from functools import cache

from hushroom_http.pages.languages import PageLanguage

TONGUES = (
    *("en", "fr", "ar", "am", "bn", "de", "el", "es", "fa", "fil", "he", "hi", "id", "it", "ja", "ko", "ku", "nl"),
    *("pl", "pt", "ro", "ru", "so", "sv", "sw", "tr", "uk", "ur", "vi", "zh"),
)
"""The tags of the languages that are offered; an entry can name any other one by its tag."""


@cache
def named_tongues(language: PageLanguage) -> tuple[tuple[str, str], ...]:
    """Returns the tag and the name of each offered language, in the order of the names in the reader's language."""
    named = sorted((language.tongue(tag), tag) for tag in TONGUES)
    return tuple((tag, name) for name, tag in named)
