"""The keys of access tokens: their text, and rotations in which no token becomes invalid before it expires."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.security.tokens import JoseTokens
from hushroom_adapters.settings.token_keys import (
    KeyRefused,
    KeysNotReadable,
    new_token_key,
    read_token_keys,
    with_signing_key,
    without_token_key,
    written_token_keys,
)
from hushroom_adapters.settings.values import TokenKey
from hushroom_domain.identity.policy import ACCESS_TOKEN_LIFETIME
from tests.support.builders import a_user

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
OLD = TokenKey(kid="old", secret="s" * 32)
Keys = tuple[TokenKey, ...]


def process(keys: Keys) -> JoseTokens:
    """Returns the tokens of a process that was started with these keys."""
    return JoseTokens(secrets={key.kid: key.secret for key in keys}, signs_with=keys[0].kid)


def test_the_text_is_read_as_it_was_written() -> None:
    keys = (OLD, new_token_key((OLD,), NOW), new_token_key((OLD,), NOW))
    assert read_token_keys(written_token_keys(keys)) == keys


@pytest.mark.parametrize("text", ["", "a", "a:", ":b", "a:b,", "a:b,a:c", "a:b,,c:d"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(KeysNotReadable):
        read_token_keys(text)


def test_a_key_that_signs_or_is_unknown_cannot_be_retired() -> None:
    for kid in ("old", "unknown"):
        with pytest.raises(KeyRefused):
            without_token_key((OLD,), kid)
    with pytest.raises(KeyRefused):
        with_signing_key((OLD,), "unknown")


@given(restarts=st.lists(st.permutations(range(3)), min_size=3, max_size=3), seconds=st.integers(0, 3_600))
def test_a_rotation_signs_nobody_out_in_whatever_order_processes_restart(
    restarts: list[list[int]], seconds: int
) -> None:
    made = new_token_key((OLD,), NOW)
    before: Keys = (OLD,)
    files = [(*before, made), with_signing_key((*before, made), made.kid), without_token_key((made, OLD), OLD.kid)]
    processes, now, issued = [process(before) for _ in range(3)], NOW, list[tuple[datetime, str]]()

    def everybody_calls() -> None:
        issued.extend((now, one.issue(a_user(), None, now)) for one in processes)
        for at, token in issued:
            if now < at + ACCESS_TOKEN_LIFETIME:
                for one in processes:
                    one.read(token, now)

    everybody_calls()
    for keys, order in zip(files, restarts, strict=True):
        if keys == files[-1]:
            now += ACCESS_TOKEN_LIFETIME
        for number in order:
            processes[number] = process(keys)
            now += timedelta(seconds=seconds)
            everybody_calls()
    assert len(issued) == 3 * 10
