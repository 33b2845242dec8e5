"""The parsing of realtime events, and the limit of events for one connection."""

from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.shared.errors import ValidationFailed
from hushroom_http.realtime.payloads import Flag, OfSession, payload_of
from hushroom_http.realtime.visitors import BURST_EVENTS, EVENTS_PER_SECOND, PATIENCE_EVENTS, Allowance

SESSION = "0199a1c2-7d3e-7b10-9f4a-2c5d8e6f7a01"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def test_a_field_that_we_do_not_know_is_no_mistake() -> None:
    found = payload_of(OfSession, ({"sessionId": SESSION, "userId": "somebody else", "extra": {}}, "more"))
    assert found.session_id == UUID(SESSION)


def test_everything_that_is_wrong_is_named() -> None:
    with pytest.raises(ValidationFailed) as refused:
        payload_of(Flag, ({"sessionId": 1, "severity": "BAD"},))
    assert {one.field for one in refused.value.problems} == {"sessionId", "message", "severity"}


@given(st.lists(JSON | st.dictionaries(st.sampled_from(["sessionId", "message", "severity"]), JSON)).map(tuple))
def test_whatever_comes_is_read_or_refused(arguments: tuple[Any, ...]) -> None:
    with suppress(ValidationFailed):
        flag = payload_of(Flag, arguments)
        assert flag.message.strip() == flag.message != ""


def test_a_burst_is_allowed_and_then_a_steady_pace() -> None:
    now = [0.0]
    allowance = Allowance(lambda: now[0])
    assert all(allowance.take() for _ in range(int(BURST_EVENTS)))
    assert not allowance.take()
    now[0] += 1
    assert sum(allowance.take() for _ in range(100)) == EVENTS_PER_SECOND


@pytest.mark.parametrize("per_second", [7, 20, 1_000])
def test_whoever_goes_on_too_fast_exhausts_it_however_slowly_the_events_are_read(per_second: int) -> None:
    now = [0.0]
    allowance = Allowance(lambda: now[0])
    for _ in range(10 * PATIENCE_EVENTS):
        now[0] += 1 / per_second
        allowance.take()
    assert allowance.is_exhausted


def test_whoever_makes_a_pause_is_forgiven() -> None:
    now = [0.0]
    allowance = Allowance(lambda: now[0])
    for _ in range(3):
        for _ in range(int(BURST_EVENTS) + PATIENCE_EVENTS - 1):
            allowance.take()
        assert not allowance.is_exhausted
        now[0] += BURST_EVENTS / EVENTS_PER_SECOND
    for _ in range(1_000):
        now[0] += 1 / EVENTS_PER_SECOND
        assert allowance.take()


def test_whoever_does_not_stop_exhausts_it() -> None:
    allowance = Allowance(lambda: 0.0)
    sent = 0
    while not allowance.is_exhausted:
        allowance.take()
        sent += 1
    assert sent == BURST_EVENTS + PATIENCE_EVENTS
