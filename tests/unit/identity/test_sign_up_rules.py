"""The minimum age of users and the strength of passwords."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.identity.model import TokenState, UserRole, Viewer
from hushroom_domain.identity.policy import (
    NEW_PASSWORD,
    age_on,
    birth_problem,
    is_old_enough,
)
from tests.support.builders import NOW, a_refresh_token, a_user


@pytest.mark.parametrize(
    ("born", "day", "old_enough"),
    [
        (date(2008, 3, 2), date(2026, 3, 1), False),
        (date(2008, 3, 2), date(2026, 3, 2), True),
        (date(2008, 2, 29), date(2026, 2, 28), False),
        (date(2008, 2, 29), date(2026, 3, 1), True),
        (date(2004, 2, 29), date(2024, 2, 28), True),
    ],
)
def test_somebody_is_old_enough_from_their_eighteenth_birthday(born: date, day: date, old_enough: bool) -> None:
    assert is_old_enough(born, day) is old_enough


def test_one_born_on_29_february_ages_on_1_march_and_in_leap_years_on_the_day() -> None:
    born = date(2008, 2, 29)
    assert [age_on(born, date(2027, 2, 28)), age_on(born, date(2027, 3, 1))] == [18, 19]
    assert [age_on(born, date(2028, 2, 28)), age_on(born, date(2028, 2, 29))] == [19, 20]


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 20_000))
def test_age_never_goes_down_and_grows_by_one_each_year(born: date, later: int) -> None:
    day = min(born + timedelta(days=later), date(2100, 1, 1))
    assert 0 <= age_on(born, day) <= age_on(born, day + timedelta(days=1)) <= age_on(born, day) + 1


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (date(2026, 3, 3), "must not be in the future"),
        (date(1895, 3, 2), "is too long ago"),
        (date(1895, 3, 3), None),
        (date(2026, 3, 2), None),
    ],
)
def test_a_birthday_lies_within_a_human_life(born: date, words: str | None) -> None:
    problem = birth_problem(born, date(2026, 3, 2))
    assert (problem.message if problem else None) == words


@pytest.mark.parametrize(
    "password",
    [
        "Abcdefg1",
        "ÄÖÜäöü99",
        "Passwort 123 mit Leerzeichen",
        "Aa1" + "x" * 125,
        "Aa1" + "ä" * 125,
        "Aa1" + "a\u0308" * 125,
    ],
)
def test_a_strong_password_passes(password: str) -> None:
    assert NEW_PASSWORD.wrong(password) is None


@pytest.mark.parametrize(
    "password", ["Abcdef1", "abcdefg1", "ABCDEFG1", "Abcdefgh", "", "Aa1" + "x" * 126, "Aa1" + "\ufdfa" * 7]
)
def test_a_weak_or_endless_password_does_not(password: str) -> None:
    problem = NEW_PASSWORD.problem("newPassword", password)
    assert problem is not None
    assert problem.field == "newPassword"


@given(st.text(max_size=30))
def test_any_text_is_judged_as_a_password_without_breaking(password: str) -> None:
    NEW_PASSWORD.wrong(password)


def test_an_administrator_stays_one_when_becoming_a_companion() -> None:
    assert a_user(role=UserRole.ADMIN).with_role(UserRole.COMPANION, NOW).role is UserRole.ADMIN
    assert a_user().with_role(UserRole.COMPANION, NOW).role is UserRole.COMPANION
    assert Viewer(a_user().id, UserRole.ADMIN).is_admin


def test_neither_a_deactivated_nor_a_deleted_user_may_enter() -> None:
    assert a_user().is_enabled
    assert not a_user(is_active=False).is_enabled
    assert not a_user().deleted(NOW).is_enabled


@pytest.mark.parametrize(
    ("changes", "after", "state"),
    [
        ({}, timedelta(0), TokenState.GOOD),
        ({}, timedelta(days=7) - timedelta(milliseconds=1), TokenState.GOOD),
        ({}, timedelta(days=7), TokenState.DEAD),
        ({"used": True}, timedelta(seconds=10), TokenState.JUST_ROTATED),
        ({"used": True}, timedelta(seconds=10, milliseconds=1), TokenState.REUSED),
        ({"used": True}, timedelta(days=7), TokenState.DEAD),
    ],
)
def test_what_presenting_a_refresh_token_means(changes: dict[str, bool], after: timedelta, state: TokenState) -> None:
    token = a_refresh_token()
    token = token.used(NOW) if changes else token
    assert token.state(NOW + after) is state
