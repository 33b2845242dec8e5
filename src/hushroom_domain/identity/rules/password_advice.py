"""Reasons why a password is easy to guess, and advice for a better one."""

from enum import StrEnum

from attrs import frozen


class PasswordAdvice(StrEnum):
    """One piece of advice about a password: a weakness that was found, or a way to mend it."""

    COMMON_PASSWORD = "common_password"  # noqa: S105 - the name of a weakness
    LIKE_COMMON_PASSWORD = "like_common_password"  # noqa: S105 - the name of a weakness
    SINGLE_WORD = "single_word"
    NAMES = "names"
    KEYBOARD_ROWS = "keyboard_rows"
    REPEATS = "repeats"
    SEQUENCES = "sequences"
    YEARS = "years"
    DATES = "dates"
    CAPITALS = "capitals"
    REVERSED = "reversed"
    SUBSTITUTIONS = "substitutions"
    ADD_WORDS = "add_words"


@frozen
class PasswordStrength:
    """An estimate: `score` from 0 (guessed at once) to 4 (very hard to guess), and advice, none twice."""

    score: int
    advice: tuple[PasswordAdvice, ...] = ()
