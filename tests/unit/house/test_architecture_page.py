"""The page on the architecture draws the stack, the kinds of modules and the folders of adapters that there are."""

import re

from tests.support.source_files import ROOT
from tests.unit.house.test_registration import ADAPTERS, CONTRACTS, layers, modules

PAGE = (ROOT / "docs/explanation/architecture.md").read_text("utf-8")


def first_column(heading: str) -> str:
    """Returns the first cells of the first table below a heading."""
    rows = re.findall(r"^\|(?! ?-)(.+?)\|", PAGE.partition(heading)[2].partition("\n## ")[0], re.MULTILINE)
    return "\n".join(rows[1:])


def test_the_stack_is_that_of_the_contracts() -> None:
    drawn = PAGE.partition("<!-- stack:begin -->")[2].partition("<!-- stack:end -->")[0]
    lines = CONTRACTS["importlinter:contract:stack"]["layers"].replace("(", "").replace(")", "").split("\n")
    assert [line.strip() for line in drawn.strip().split("\n")] == [line for line in lines if line][3:]


def test_the_table_has_every_kind_of_module() -> None:
    named = re.findall(r"`(\w+)(?:\.py|/)", first_column("## The domain"))
    assert sorted(named) == sorted(layers("feature"))


def test_the_table_has_every_folder_of_the_adapters() -> None:
    named = re.findall(r"`(\w+)`", first_column("## The adapters"))
    assert sorted(named) == sorted(modules(ADAPTERS))
