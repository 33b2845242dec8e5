"""Remembered rows: a row that is the same is not built again, and no other value is ever returned for it."""

from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.postgres.core.executor import Row
from hushroom_adapters.postgres.core.remembered_rows import RememberedRows

ROWS = st.tuples(st.integers(0, 4), st.sampled_from(["a", "b", None]), st.lists(st.sampled_from("xyz"), max_size=2))


@define
class Builder:
    """Builds a text of a row and counts how often."""

    built: list[Row] = field(factory=list)

    def __call__(self, row: Row) -> str:
        self.built.append(row)
        return repr(row)


@given(st.lists(ROWS), st.integers(1, 4))
def test_every_row_has_its_own_value_whatever_was_read_before(rows: list[Row], most: int) -> None:
    remembered = RememberedRows(repr, key=0, most=most)
    assert [remembered(row) for row in rows] == [repr(row) for row in rows]


def test_an_unchanged_row_is_built_once_and_a_changed_one_again() -> None:
    builder = Builder()
    remembered = RememberedRows(builder, key=0, most=10)
    read: list[Row] = [(1, ["x"]), (1, ["x"]), (1, ["y"]), (1, ["y"]), (1, ["x"])]
    for row in read:
        remembered(row)
    assert builder.built == [(1, ["x"]), (1, ["y"]), (1, ["x"])]


def test_the_oldest_make_room_for_new_ones() -> None:
    builder = Builder()
    remembered = RememberedRows(builder, key=0, most=2)
    for number in (1, 2, 3, 2, 3, 1):
        remembered((number,))
    assert builder.built == [(1,), (2,), (3,), (1,)]
