"""Text that people write: limits, and one folding that makes two spellings of the same words equal."""

import unicodedata
from typing import Any

from attrs import frozen

from hushroom_domain.shared.limits import Limit, string_of

_SPELLING_CLASSES = frozenset({0, 8, 9, 84, 91, 103, 118, 129, 130, 132})
"""The canonical combining classes of marks that belong to spelling: vowel signs, viramas, the voicing of kana.

Marks of all other classes (accents, harakat, niqqud, cantillation, tone marks) are removed.
"""
_IGNORABLE = (
    range(0x034F, 0x0350),
    range(0x115F, 0x1161),
    range(0x17B4, 0x17B6),
    range(0x180B, 0x1810),
    range(0x3164, 0x3165),
    range(0xFE00, 0xFE10),
    range(0xFFA0, 0xFFA1),
    range(0xE0100, 0xE01F0),
)
"""Invisible characters that are not format characters: joiners of graphemes, fillers, variation selectors."""
_BLANK = frozenset("\u2800")
"""Characters with an empty glyph."""
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates, which change the direction of other text; direction marks do not."""
_MARKS = dict.fromkeys(map(ord, "\u061c\u200e\u200f"))
"""Direction marks, which text in two directions needs; with `_TURNING` they are all characters of Bidi_Control."""
_BREAKS = frozenset("\n\r\t")
_LINES = frozenset("\u2028\u2029")
_UNIFIED: dict[int, int | None] = {
    0x0131: 0x0069,  # dotless i, because its capital is I
    0x0621: None,  # hamza on the line, because hamza on a carrier is a mark and removed
    0x0674: None,  # high hamza
    0x0640: None,  # tatweel
    0x0671: 0x0627,  # alef wasla
    0x0672: 0x0627,
    0x0673: 0x0627,
    0x0649: 0x064A,  # alef maksura
    0x06CC: 0x064A,  # farsi yeh
    0x06A9: 0x0643,  # keheh
    0x06AA: 0x0643,  # swash kaf
    0x0629: 0x0647,  # teh marbuta
    0x06C3: 0x0647,  # teh marbuta goal
    0x06C1: 0x0647,  # heh goal
    0x06BE: 0x0647,  # heh doachashmee
    0x06D5: 0x0647,  # ae, which Kurdish keyboards type for heh
}


@frozen(kw_only=True)
class Text(Limit):
    """Limits a text that a person writes, in characters; `has_lines` allows line breaks and tabs.

    Refuses control characters, characters that change the direction of text, and text without a visible character.
    """

    min: int = 0
    max: int
    has_lines: bool = False

    def wrong(self, value: Any) -> str | None:
        if not isinstance(value, str):
            return f"must be {string_of(self.min or None, self.max)}"
        told = value.strip()
        if len(told) < self.min:
            return "must not be empty" if self.min == 1 else f"must be at least {self.min} characters long"
        if len(value) > self.max:
            return f"must be at most {self.max} characters long"
        return self._unfit(told)

    def _unfit(self, told: str) -> str | None:
        if not told.isprintable() and (words := self._hidden(told)):
            return words
        return "must contain something to see" if told and not any(map(_is_seen, told)) else None

    def _hidden(self, told: str) -> str | None:
        if not self.has_lines and not _LINES.union(_BREAKS).isdisjoint(told):
            return "must be on one line"
        if any(map(_is_control, told)):
            return "must not contain control characters"
        if not _TURNING.isdisjoint(told):
            return "must not contain characters that turn the direction of text"
        return None


def without_direction_marks(text: str) -> str:
    """Returns `text` without the marks that keyboards of languages written right to left add beside its letters."""
    return text if text.isascii() else text.translate(_MARKS)


class _Letters(dict[int, int | None]):
    """A table for `str.translate` that computes the entry of a code point at its first use."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if _is_removed(code) else code
        return self[code]


_LETTERS = _Letters(_UNIFIED)


def fold(text: str) -> str:
    """Returns the form of `text` under which texts are compared.

    Applies NFKC and case folding, removes marks and format characters, and unifies Arabic letters. Marks that
    belong to spelling (Indic and Thai vowel signs, the voicing of kana) and whitespace stay. The result may be empty,
    and is at most 18 times as long as `text`.
    """
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", letters.translate(_LETTERS))


def folded_words(text: str | None) -> tuple[str, ...] | None:
    """Returns the folded words of a search; None when `text` is blank and selects everything.

    The result is empty when folding removes all characters of `text`: such a search finds nothing.
    """
    if text is None or not text.strip():
        return None
    return tuple(fold(text).split())


def _is_removed(code: int) -> bool:
    letter = chr(code)
    category = unicodedata.category(letter)
    if category == "Cf" or any(code in span for span in _IGNORABLE):
        return True
    is_mark = category.startswith("M")
    return is_mark and (category == "Me" or unicodedata.combining(letter) not in _SPELLING_CLASSES)


def _is_control(letter: str) -> bool:
    return letter not in _BREAKS and unicodedata.category(letter) in {"Cc", "Cs"}


def _is_seen(letter: str) -> bool:
    """Returns whether the character has a glyph; one that this version of Unicode does not know counts as visible."""
    if letter in _BLANK or any(ord(letter) in span for span in _IGNORABLE):
        return False
    category = unicodedata.category(letter)
    return category[0] in "LNPS" or category in {"Cn", "Co"}
