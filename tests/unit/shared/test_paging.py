"""Pages of long lists: positions, slices and windows."""

from datetime import timedelta
from uuid import UUID

from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.shared.paging import Order, Position, Slice, Window
from tests.support.builders import NOW


@frozen
class Row:
    minutes: int
    id: UUID


ORDER = Order[Row](lambda row: (NOW + timedelta(minutes=row.minutes), row.id))
ROWS = st.lists(st.builds(Row, st.integers(-1, 1), st.uuids()), max_size=12)


@given(ROWS, st.integers(1, 5))
def test_a_cut_shows_what_was_taken_and_goes_on_only_where_one_more_was_found(rows: list[Row], take: int) -> None:
    found = ORDER.cut(rows[: take + 1], take)
    assert found.items == tuple(rows[:take])
    assert found.next == (Position(ORDER.keys(rows[take - 1])) if len(rows) > take else None)


@given(ROWS, st.integers(1, 5), st.integers(0, 1))
def test_the_place_behind_a_slice_is_its_last_row_or_where_the_window_began(
    rows: list[Row], take: int, started: int
) -> None:
    after = Position((NOW, UUID(int=1))) if started else None
    found = ORDER.cut(rows[: take + 1], take)
    place = ORDER.beyond(found, Window(take, after=after))
    assert place == (Position(ORDER.keys(found.items[-1])) if found.items else after)
    assert ORDER.beyond(Slice(()), Window(take, after=after)) == after


def test_a_page_after_a_position_counts_no_skipped_rows() -> None:
    after = Position((NOW, UUID(int=1)))
    assert Window.of_page(3, 20) == Window(take=20, skip=40)
    assert Window.of_page(3, 20, after) == Window(take=20, after=after)
