"""Passwords that are made of words about their owner or about this platform."""

import re
from collections.abc import Iterable, Iterator

from hushroom_domain.identity.policy import CONTEXT_WORD_MIN_LENGTH, PASSWORD_MIN_LENGTH, PRODUCT_WORDS
from hushroom_domain.shared.text import fold

_PARTS = re.compile(r"[^\W_]+")


def leans_on_context(password: str, about: Iterable[str | None]) -> bool:
    """Returns whether a password has fewer than 8 characters beside the words of `about` and of the platform.

    `about` holds the names and the address of the owner. Words are compared in their folded form; the letters and
    digits between two other characters are one word, and words of one or two characters do not count.
    """
    whole = fold(password)
    rest = whole
    for word in sorted(_words(about), key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != whole and len(rest) < PASSWORD_MIN_LENGTH


def _words(about: Iterable[str | None]) -> set[str]:
    found = {word for text in about if text for word in _words_of(fold(text.strip()))}
    return {word for word in found.union(PRODUCT_WORDS) if len(word) >= CONTEXT_WORD_MIN_LENGTH}


def _words_of(text: str) -> Iterator[str]:
    """Yields a folded text as a whole, and its parts; of an address not the last label of its domain."""
    yield text
    local, at, domain = text.rpartition("@")
    yield from _PARTS.findall(f"{local} {domain.rpartition('.')[0]}" if at else text)
