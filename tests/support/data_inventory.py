"""The generated parts of docs/reference/data-inventory.md: what each table holds, and the class of each column.

`python -m tests.support.data_inventory` writes them anew from the tables of the code.
"""

import re
from collections.abc import Callable, Mapping

from sqlalchemy import Table

from hushroom_adapters.postgres.core.data_classes import DataClass, class_of
from hushroom_adapters.postgres.features import METADATA
from tests.support.source_files import ROOT

PAGE = ROOT / "docs/reference/data-inventory.md"
BY_NAME = sorted(METADATA.tables.values(), key=lambda table: table.name)


def described(table: Table) -> tuple[str, str]:
    """Returns the descriptions of a table's contents and of its personal part."""
    holds, _, personal = (table.comment or "").partition(" Personal: ")
    return holds, personal


def columns_of(table: Table, given: DataClass) -> list[str]:
    """Returns the names of the columns of one class."""
    return [column.name for column in table.columns if class_of(column) is given]


def tables() -> str:
    rows = [(f"`{table.name}`", *described(table)) for table in BY_NAME]
    head = "| table | holds | personal |\n|---|---|---|\n"
    return head + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def classes() -> str:
    return "".join(f"- `{table.name}`: {'; '.join(_classes_of(table))}\n" for table in BY_NAME)


def _classes_of(table: Table) -> list[str]:
    by_class = {given: columns_of(table, given) for given in DataClass}
    return [f"**{given}** {', '.join(names)}" for given, names in by_class.items() if names]


GENERATED: Mapping[str, Callable[[], str]] = {"tables": tables, "classes": classes}


def refreshed(page: str) -> str:
    """Returns the page with its generated parts as the code has them now."""
    for name, render in GENERATED.items():
        block = re.compile(rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)", re.DOTALL)
        page, times = block.subn(rf"\g<1>{render()}\g<2>", page)
        assert times == 1, f"the page has no place for {name}"
    return page


if __name__ == "__main__":
    PAGE.write_text(refreshed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
