"""Properties of paging: a walk shows every row once and in order, whatever is added before its position."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.shared.paging import NEWEST_FIRST, OLDEST_FIRST, Order, Page, Position, Slice, Window
from tests.support.builders import NOW
from tests.support.walking import walked


@frozen
class Row:
    """A row with few different keys, so that most rows are tied."""

    minutes: int
    is_online: bool
    score: float
    id: UUID


ORDERS = (
    Order[Row](lambda row: (NOW + timedelta(minutes=row.minutes), row.id), NEWEST_FIRST),
    Order[Row](lambda row: (NOW + timedelta(minutes=row.minutes), row.id), OLDEST_FIRST),
    Order[Row](lambda row: (row.is_online, row.score, row.id), (True, True, False)),
)
SCORES = st.sampled_from([0.0, 0.1, 4.99, 5.0])
ROWS = st.lists(
    st.builds(Row, st.integers(-1, 1), st.booleans(), SCORES, st.uuids()), max_size=12, unique_by=lambda row: row.id
)


def key_at(order: Order[Row], place: int, row: Row) -> Any:
    return order.keys(row)[place]


def by_hand(order: Order[Row], rows: list[Row]) -> list[Row]:
    """Sorts by one stable sort for each key, the last key first."""
    ordered = list(rows)
    for place in reversed(range(len(order.descends))):
        ordered.sort(key=partial(key_at, order, place), reverse=order.descends[place])
    return ordered


@given(st.sampled_from(ORDERS), ROWS, st.integers(1, 5))
async def test_a_walk_shows_every_row_once_in_its_order(order: Order[Row], rows: list[Row], take: int) -> None:
    async def look(window: Window) -> Slice[Row]:
        return order.slice(rows, window)

    assert await walked(look, take) == by_hand(order, rows)


@given(st.sampled_from(ORDERS), ROWS, ROWS, st.integers(1, 5))
async def test_rows_added_while_walking_neither_repeat_nor_hide_those_that_were_there(
    order: Order[Row], rows: list[Row], added: list[Row], take: int
) -> None:
    there, new = list(rows), [row for row in added if row.id not in {one.id for one in rows}]

    async def look(window: Window) -> Slice[Row]:
        return order.slice(there, window)

    async def add_one() -> None:
        there.extend(new[-1:])
        del new[-1:]

    seen = await walked(look, take, add_one)
    assert len(seen) == len(set(seen))
    assert [row for row in seen if row in rows] == by_hand(order, rows)
    assert seen == by_hand(order, seen)


@given(st.sampled_from(ORDERS), ROWS, st.integers(1, 5), st.integers(0, 13))
def test_a_page_by_number_leads_to_the_same_rows_as_one_by_position(
    order: Order[Row], rows: list[Row], take: int, skip: int
) -> None:
    by_number = order.slice(rows, Window(take, skip))
    assert list(by_number.items) == by_hand(order, rows)[skip : skip + take]
    if skip and skip <= len(rows):
        after = Position(order.keys(by_hand(order, rows)[skip - 1]))
        assert order.slice(rows, Window(take, after=after)) == by_number


@given(st.sampled_from(ORDERS), ROWS, st.integers(0, 13))
def test_a_total_says_where_counting_stopped(order: Order[Row], rows: list[Row], most: int) -> None:
    page = order.page(rows, Window(take=3), most)
    assert page == Page(page.items, min(len(rows), most), page.next, is_total_capped=len(rows) > most)
    assert order.page(rows, Window(take=3)) == Page(page.items, len(rows), page.next)


def test_a_page_after_a_position_counts_no_skipped_rows() -> None:
    after = Position((NOW, UUID(int=1)))
    assert Window.of_page(3, 20) == Window(take=20, skip=40)
    assert Window.of_page(3, 20, after) == Window(take=20, after=after)
