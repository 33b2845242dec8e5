"""Folding: two spellings of a word become the same text, in every script."""

import sys
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hushroom_domain.shared.text import fold, folded_words
from tests.support.spellings import DIFFERENT, NOTHING, SAME

LONGEST_EXPANSION = 18
LETTERS = st.sampled_from("ﷺİıßΣς가ガﾞأة٠ﬁＡé\u0301\u200d\u200f\u0654\u1100\u1161\u11a8\u3099\ufe0f \n#Z")
TEXTS = st.text() | st.text(LETTERS) | st.text(st.characters(max_codepoint=0x2FFF))


@pytest.mark.parametrize("kind", SAME)
def test_two_spellings_fold_to_the_same(kind: str) -> None:
    one, other = SAME[kind]
    assert one != other
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize("kind", DIFFERENT)
def test_two_words_stay_two(kind: str) -> None:
    one, other = DIFFERENT[kind]
    assert fold(one) != fold(other)


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_the_normal_forms_of_a_text_fold_to_the_same(text: str) -> None:
    assert {fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")} == {fold(text)}


@given(TEXTS)
@example("ﷺ" * 20)
def test_folded_text_is_longer_within_a_bound(text: str) -> None:
    assert len(fold(text)) <= LONGEST_EXPANSION * len(text)


@given(TEXTS)
def test_case_makes_no_difference(text: str) -> None:
    assert fold(text.upper()) == fold(text)


@given(st.text(max_size=20), st.sampled_from(NOTHING[:3]), st.integers(0, 20))
def test_characters_that_nobody_sees_make_no_difference(text: str, unseen: Any, place: int) -> None:
    apart = "".join((text[:place], unseen, text[place:]))
    assert fold(apart) == fold(text)


def test_every_character_folds_once_for_all_and_to_no_mark_that_is_an_accent() -> None:
    """Tries every seventh assigned character and every ninety-seventh of the others; the properties cover pairs."""
    assigned = [code for code in range(0x80, sys.maxunicode + 1) if unicodedata.category(chr(code)) not in {"Cn", "Co"}]
    for letter in map(chr, [*assigned[::7], *range(0x80, sys.maxunicode + 1, 97)]):
        folded = fold(letter)
        assert fold(folded) == folded == fold(unicodedata.normalize("NFD", letter)), hex(ord(letter))
        classes = {unicodedata.combining(part) for part in unicodedata.normalize("NFD", folded)}
        assert classes.isdisjoint({220, 230, *range(10, 36)}), hex(ord(letter))


@pytest.mark.parametrize("text", NOTHING)
def test_some_texts_fold_to_nothing(text: str) -> None:
    assert fold(text) == ""
    assert folded_words(text) == ()


@pytest.mark.parametrize(
    ("text", "words"), [(None, None), ("", None), (" \u3000\n", None), ("Été  Tax", ("ete", "tax"))]
)
def test_a_search_is_for_folded_words_unless_it_asks_for_nothing(
    text: str | None, words: tuple[str, str] | None
) -> None:
    assert folded_words(text) == words


def test_a_word_of_nothing_beside_another_is_overlooked() -> None:
    assert folded_words("tax \u200f") == ("tax",)
