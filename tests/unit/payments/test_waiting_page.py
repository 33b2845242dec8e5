"""The page of an unconfirmed payment looks again by itself, and stops within a minute whatever the address says."""

import re
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hushroom_http.pages.payments.waiting import LONGEST_SECONDS, PaymentWait
from tests.support.builders import NOW


def next_look(wait: PaymentWait, now: datetime) -> tuple[str, datetime]:
    """Returns the end in the address that the header opens, and the time at which it does."""
    found = re.fullmatch(r"(\d+); url=/payment\?back=paid&until=(\d+)", wait.refresh("/payment"))
    assert found is not None
    return found[2], now + timedelta(seconds=int(found[1]))


@given(slowness=st.integers(0, 20))
def test_the_looks_end_within_a_minute_and_come_less_and_less_often(slowness: int) -> None:
    now, asked, looks, pauses = NOW, "", 0, []
    while (wait := PaymentWait.of(asked, now)).goes_on:
        assert wait.is_first == (looks == 0)
        asked, following = next_look(wait, now)
        pauses.append(following - now)
        now, looks = following + timedelta(seconds=slowness), looks + 1
        assert now - NOW <= timedelta(seconds=2 * LONGEST_SECONDS)
    assert 1 < looks < LONGEST_SECONDS / 3
    assert pauses == sorted(pauses)
    assert not PaymentWait.of(asked, now).is_first


@given(asked=st.one_of(st.text(max_size=20), st.integers(-(10**14), 10**14).map(str)))
def test_no_address_makes_the_page_look_for_longer(asked: str) -> None:
    wait = PaymentWait.of(asked, NOW)
    assert 0 <= wait.left <= LONGEST_SECONDS
    assert wait.until - NOW.timestamp() <= LONGEST_SECONDS or not wait.goes_on
