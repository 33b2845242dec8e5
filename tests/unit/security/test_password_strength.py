"""The strength of passwords by zxcvbn."""

import ast
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import zxcvbn.feedback
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.i18n.password_advice import TEXTS, advice_in
from hushroom_adapters.security import password_strength
from hushroom_adapters.security.password_strength import (
    ADVICE,
    MOST_SUBSTITUTIONS,
    READ_CHARACTERS,
    ZxcvbnStrengths,
    readable,
    ways_to_read,
)
from hushroom_domain.identity.rules.password_advice import PasswordAdvice


@pytest.fixture
async def strengths() -> AsyncIterator[ZxcvbnStrengths]:
    opened = ZxcvbnStrengths()
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("password", "least", "most"),
    [("", 0, 0), ("Password1", 0, 1), ("Qwerty123", 0, 1), ("Bees 7 keep humming Toads", 4, 4), ("Aa1" * 300, 0, 2)],
)
async def test_guessable_passwords_score_less_than_others(
    strengths: ZxcvbnStrengths, password: str, least: int, most: int
) -> None:
    found = await strengths.estimate(password, ())
    assert least <= found.score <= most
    assert bool(found.advice) is (found.score <= 2)


async def test_words_about_the_owner_are_guessed_first(strengths: ZxcvbnStrengths) -> None:
    password = "Zyrkowanda-Blem7"
    alone = await strengths.estimate(password, ())
    known = await strengths.estimate(password, ("zyrkowanda-blem7@example.com", "Zyrkowanda-Blem"))
    assert known.score < alone.score


async def test_characters_beyond_the_first_72_do_not_count(strengths: ZxcvbnStrengths) -> None:
    password = "Ab1" * 24
    assert len(password) == READ_CHARACTERS
    assert await strengths.estimate(password + "x7#Q" * 200, ()) == await strengths.estimate(password, ())


@given(st.text(max_size=30), st.lists(st.text(max_size=10), max_size=3))
def test_any_text_has_a_score_and_no_advice_twice(password: str, about: list[str]) -> None:
    found = password_strength._estimate(password, tuple(about))
    assert 0 <= found.score <= 4
    assert len(set(found.advice)) == len(found.advice)


def test_all_that_the_library_says_is_known_here() -> None:
    tree = ast.parse(Path(str(zxcvbn.feedback.__file__)).read_text("utf-8"))
    calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)]
    said = {ast.literal_eval(call.args[0]) for call in calls if call.func.id == "_"}  # type: ignore[attr-defined]
    assert said == set(ADVICE)


def test_each_piece_of_advice_is_given_and_has_words_in_three_languages() -> None:
    assert {advice for advice in ADVICE.values() if advice} == set(PasswordAdvice) == set(TEXTS)
    for advice in PasswordAdvice:
        assert len({advice_in(language, advice) for language in ("en", "fr", "ar")}) == 3
        assert advice_in("nl", advice) == TEXTS[advice]


@given(st.text("4@({[<369!1|70$5+%2aB", max_size=200))
def test_a_password_is_read_in_a_few_ways_only(password: str) -> None:
    read = readable(password)
    assert ways_to_read(read) <= MOST_SUBSTITUTIONS
    assert len(read) == min(len(password), READ_CHARACTERS)
    if ways_to_read(password[:READ_CHARACTERS]) <= MOST_SUBSTITUTIONS:
        assert read == password[:READ_CHARACTERS]


def test_a_password_of_all_substitutions_has_many_ways_to_be_read() -> None:
    assert ways_to_read("4@({[<369!1|70$5+%2") > 20 * MOST_SUBSTITUTIONS
