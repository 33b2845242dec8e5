"""The data inventory page and the comments of the tables agree."""

from pathlib import Path

from hushroom_adapters.postgres.features import METADATA

PAGE = Path(__file__).parents[3] / "docs/reference/data-inventory.md"


def inventory() -> dict[str, tuple[str, str]]:
    """Returns the page's description of each table's contents and of its personal part."""
    rows = (
        line.strip("|").split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")
    )
    return {name.strip(" `"): (holds.strip(), personal.strip()) for name, holds, personal in rows}


def comments() -> dict[str, tuple[str, str]]:
    told = {table.name: (table.comment or "").partition(" Personal: ") for table in METADATA.tables.values()}
    return {name: (holds, personal) for name, (holds, _, personal) in told.items()}


def test_every_table_says_in_a_sentence_what_it_holds_and_what_is_personal_in_it() -> None:
    for name, (holds, personal) in comments().items():
        assert holds.endswith("."), name
        assert personal.endswith("."), name


def test_the_page_says_what_the_tables_say() -> None:
    assert inventory() == comments()
