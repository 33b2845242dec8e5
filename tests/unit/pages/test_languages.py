"""The language of a page: from the address, the account, the cookie or the browser."""

import pytest

from hushroom_http.pages.languages import ARABIC_DIGITS, PSEUDO, accepted, chosen, language_of, prefix_of


@pytest.mark.parametrize(
    ("field", "tag"),
    [
        ("", ""),
        ("fr", "fr"),
        ("fr-CA, en;q=0.5", "fr-ca"),
        ("de, ar;q=0.3, fr;q=0.9", "fr"),
        ("en;q=0, ar;q=0.1", "ar"),
        ("de, es", ""),
        ("fr;q=much, ar;q=0.2", "ar"),
        (PSEUDO, ""),
    ],
)
def test_the_browser_prefers_a_language(field: str, tag: str) -> None:
    assert accepted(field) == tag


def test_the_first_tag_with_words_is_taken() -> None:
    assert chosen("", "de", "fr-CA", "ar").tag == "fr"
    assert chosen("", "de").tag == "en"


def test_arabic_has_two_sets_of_digits() -> None:
    plain, arabic = language_of("ar-EG"), language_of(ARABIC_DIGITS)
    assert plain is not None
    assert arabic is not None
    assert (plain.has_arabic_digits, arabic.has_arabic_digits) == (False, True)
    assert (plain.numbers, arabic.numbers) == ("ar-u-nu-latn", ARABIC_DIGITS)
    assert (plain.direction, arabic.direction) == ("rtl", "rtl")


@pytest.mark.parametrize(
    ("path", "prefix"), [("/fr/help", "fr"), ("/ar", "ar"), ("/en/help", ""), ("/french", ""), ("/", "")]
)
def test_a_public_path_may_begin_with_a_language(path: str, prefix: str) -> None:
    assert prefix_of(path) == prefix
