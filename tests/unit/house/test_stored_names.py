"""docs/reference/stored-names.md maps the stored names that differ from the terms of the code, and lists the others."""

import ast
import importlib.util
import re
from functools import cache

import pytest

from tests.support.source_files import source_files
from tests.support.stored_names import PAGE, refreshed, renamed_columns, stored_names

TEXT = PAGE.read_text(encoding="utf-8")
DIFFERING = TEXT.partition("## Names that differ")[2].partition("\n## ")[0]
ROWS: list[tuple[str, str, str]] = re.findall(r"^\| `(.+?)` \| (.+?) \| (`.+) \|$", DIFFERING, re.MULTILINE)
STORED = stored_names()
RETIRED = re.compile(
    r"standing|letter|deliver|account(?!_id$|$)|claim|looked|pursu|step|part(?:y|ies)\b|wish|left_over|catch_up|effects"
)
"""Words that the code gave up, as far as they occur in stored names."""
IN_USE = {
    "user.account_closed", "user.account_deleted", "auth.account_inactive", "ledger_entries.account",
    "idempotency_keys.claimed_until", "companions.stripe_account_id", "media.room_left_open",
    "totp_credentials.last_step", "auth.step_up_required", "user.account_deactivated",
    "user.account_reactivated",
}  # fmt: skip
"""Stored names in which such a word is today's term, or that belong to a table of the mapping."""


def test_the_generated_tables_are_those_of_the_code() -> None:
    assert refreshed(TEXT) == TEXT, "run: python -m tests.support.stored_names"


def test_every_name_of_the_mapping_is_stored() -> None:
    assert len(ROWS) > 20
    assert [(name, place) for name, place, _ in ROWS if name not in STORED[place]] == []


def test_every_column_with_another_name_than_its_field_is_in_the_mapping() -> None:
    mapped = {name: term.strip("`") for name, place, term in ROWS if place == "column"}
    assert mapped == renamed_columns()


def test_every_stored_name_with_a_retired_word_is_in_the_mapping() -> None:
    mapped = {name for name, _, _ in ROWS}
    stored = {name for names in STORED.values() for name in names}
    tables = tuple(f"{name}." for name in ("deliveries", "schedule_claims"))
    old = {name for name in stored if RETIRED.search(name.lower()) and not name.startswith(tables)}
    assert old - mapped - IN_USE == set()


@cache
def classes() -> dict[str, list[ast.ClassDef]]:
    """Returns the classes of the sources by their names."""
    found: dict[str, list[ast.ClassDef]] = {}
    for node in (node for file in source_files("src") for node in file.of(ast.ClassDef)):
        found.setdefault(node.name, []).append(node)
    return found


@pytest.mark.parametrize("term", sorted({term for _, _, terms in ROWS for term in re.findall(r"`(.+?)`", terms)}))
def test_every_term_of_the_mapping_is_one_of_the_code(term: str) -> None:
    if term.startswith("hushroom_"):
        assert importlib.util.find_spec(term) is not None
    else:
        owner, _, field = term.partition(".")
        assert owner in classes()
        assert not field or any(field in ast.unparse(node) for node in classes()[owner])
