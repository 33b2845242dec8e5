"""The limits of texts: length, lines and invisible characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.identity.policy import NAME as PERSON
from hushroom_domain.identity.rules.names import plain_name
from hushroom_domain.shared.errors import FieldProblem
from hushroom_domain.shared.text import Text
from tests.support.existing import existing

BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""The characters with the property Bidi_Control, from PropList.txt of Unicode 15."""
NAME, STORY = Text(max=20), Text(min=1, max=200, has_lines=True)
CONTROL = "must not contain control characters"
TURNS = "must not contain characters that turn the direction of text"
UNSEEN = "must contain something to see"
ONE_LINE = "must be on one line"


@pytest.mark.parametrize(
    "text",
    ["", " ", "Ada", "O'Neil <b>", "نور الهدى", "می‌خواهم", "👩\u200d🚀", "नमस्ते", "e\u0301", "\u200fNoor\u200e", "…",
     "\U0001fae8", "\ue000", "ㅎ", "1", "🇫🇷"],
)  # fmt: skip
def test_a_text_of_any_script_is_taken(text: str) -> None:
    assert NAME.wrong(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" * 21, "must be at most 20 characters long"),
        ("A\x00a", CONTROL), ("A\x1b[31m", CONTROL), ("A\x7fa", CONTROL), ("A\x85a", CONTROL), ("A\ud800", CONTROL),
        ("A\na", ONE_LINE), ("A\r\na", ONE_LINE), ("A\ta", ONE_LINE), ("A\u2028a", ONE_LINE), ("A\u2029a", ONE_LINE),
        *((f"A{letter}a", TURNS) for letter in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"),
        *((letter, UNSEEN) for letter in (
            "\u200b", "\u200f", "\u200d", "\ufeff", "\u00ad", "\u2060", "\u3164", "\u115f", "\uffa0", "\u2800",
            "\u0301", "\ufe0f", "\u034f", "\U000e0041", "\u200b \u200b",
        )),
    ],
    ids=ascii,
)  # fmt: skip
def test_what_hides_or_breaks_or_turns_a_text_is_refused(text: str, words: str) -> None:
    assert NAME.wrong(text) == words


@pytest.mark.parametrize("text", ["one\ntwo", "one\r\ntwo", "one\ttwo", "one\u2028two"])
def test_a_long_text_may_have_lines(text: str) -> None:
    assert STORY.wrong(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "must not be empty"), (" \n", "must not be empty"), ("a\x0bb", CONTROL), ("a\x0cb", CONTROL),
     ("a\u202eb", TURNS), ("\u200b\n\u200b", UNSEEN)],
    ids=ascii,
)  # fmt: skip
def test_a_long_text_is_refused_for_the_same_reasons(text: str, words: str) -> None:
    assert STORY.wrong(text) == words


def test_the_spaces_around_a_text_count_for_its_longest_and_not_for_its_shortest() -> None:
    title = Text(min=3, max=5)
    assert title.wrong("   ab ") == "must be at least 3 characters long"
    assert title.wrong("  abc ") == "must be at most 5 characters long"
    assert title.wrong(" abc ") is None


def test_a_problem_names_its_field() -> None:
    assert NAME.problem("name", None) is None
    assert NAME.problem("name", "Ada") is None
    assert NAME.problem("name", "\n\x00\n") == FieldProblem("name", CONTROL)


@given(st.text(max_size=20), st.sampled_from("\x00\x1b\u202e\u2066\n\u2028"), st.integers(0, 20))
def test_no_name_holds_a_character_that_leaves_its_line(text: str, letter: str, place: int) -> None:
    name = f"A{text[:place]}{letter}{text[place:]}a"
    assert NAME.wrong(name) is not None


@given(st.text(st.characters(categories=["L", "N", "P", "S"], exclude_characters="\u2800"), max_size=20))
def test_text_of_letters_numbers_and_signs_is_taken_unless_all_of_it_is_filler(text: str) -> None:
    assert NAME.wrong(text) in {None, UNSEEN}


@given(st.text(max_size=10), st.sampled_from(BIDI_CONTROLS), st.text(max_size=10))
def test_no_stored_name_of_a_person_holds_a_character_that_governs_direction(
    before: str, control: str, after: str
) -> None:
    name = f"A{before}{control}{after}b"
    if PERSON.wrong(name) is None:
        stored = existing(plain_name(name))
        assert set(stored).isdisjoint(BIDI_CONTROLS)
        assert PERSON.wrong(stored) is None
    assert PERSON.wrong(f"A{control}b") in {None, TURNS}


@given(st.text(max_size=10), st.characters(categories=["Cc", "Cs"]), st.text(max_size=10))
def test_no_name_of_a_person_holds_a_control_character(before: str, control: str, after: str) -> None:
    assert PERSON.wrong(f"A{before}{control}{after}b") is not None


@pytest.mark.parametrize(
    "name", ["نور", "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627", "Zoë", "O\u2019Neill", "李小龙"], ids=ascii
)
def test_a_name_of_a_person_keeps_the_joiners_that_spelling_needs(name: str) -> None:
    assert PERSON.wrong(name) is None
    assert plain_name(name) == name
