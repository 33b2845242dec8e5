"""Translates the messages of errors and of invalid fields for the reader of a page."""

import re

from hushroom_domain.shared.errors import DomainError
from hushroom_http.pages.languages import PageLanguage
from hushroom_http.pages.translations import N_

NUMBER = re.compile(r"\d[\d,.]*\d|\d")
UNKNOWN_PROBLEM = N_("This value cannot be used")
UNKNOWN_REFUSAL = N_("This is not possible right now")


def pattern_of(message: str) -> str:
    """Returns a message with `{0}`, `{1}`, ... in place of its numbers: the key of the message in a catalogue."""
    count = iter(range(message.count("") or 1))
    return NUMBER.sub(lambda _: f"{{{next(count)}}}", message)


def problem_words(message: str, language: PageLanguage) -> str:
    """Returns the message of an invalid field in the reader's language, as a sentence of its own."""
    return _found(message, language) or language.catalogue.gettext(UNKNOWN_PROBLEM)


def refusal_words(refusal: DomainError, language: PageLanguage) -> str:
    """Returns the message of an error in the reader's language; that of its class if the text itself has none."""
    for message in (refusal.text, type(refusal).message):
        words = _found(message, language)
        if words is not None:
            return words
    return language.catalogue.gettext(UNKNOWN_REFUSAL)


def _found(message: str, language: PageLanguage) -> str | None:
    """Returns the words of a message with its numbers, in the reader's digits; None for an unknown message."""
    pattern = pattern_of(message)
    if pattern not in language.catalogue.texts:
        return None
    return language.catalogue.gettext(pattern).format(*map(language.in_digits, NUMBER.findall(message)))
