"""The data inventory page is made of the tables of the code, in which every column has a class."""

from hushroom_adapters.postgres.core.data_classes import class_of
from tests.support.data_inventory import BY_NAME, PAGE, described, refreshed


def test_every_table_says_in_a_sentence_what_it_holds_and_what_is_personal_in_it() -> None:
    for table in BY_NAME:
        holds, personal = described(table)
        assert holds.endswith("."), table.name
        assert personal.endswith("."), table.name


def test_every_column_has_a_class() -> None:
    columns = [column for table in BY_NAME for column in table.columns]
    assert [f"{column.table.name}.{column.name}" for column in columns if class_of(column) is None] == []


def test_the_page_is_made_of_the_tables() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert refreshed(page) == page, "run: python -m tests.support.data_inventory"
