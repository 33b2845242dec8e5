"""The table of the OWASP ASVS 5.0 requirements: each one once, with a known status and evidence that exists."""

import csv
import re
from collections import Counter
from pathlib import Path

from tests.support.source_files import ROOT

TABLE = ROOT / "docs/reference/asvs.csv"
STATUSES = {"met", "partly", "not yet", "not applicable", "operator"}
REQUIREMENTS = {"1": 70, "2": 183}
"""The requirements of levels 1 and 2 in ASVS 5.0.0."""

PROVED = 150
"""So many requirements are met, or do not apply, as a test shows that fails when it is otherwise."""
TEST = re.compile(r"^(?:async )?def (test_\w+)\(", re.MULTILINE)

with TABLE.open(encoding="utf-8", newline="") as opened:
    ROWS = list(csv.DictReader(opened))


def test_every_requirement_of_the_first_two_levels_has_one_row() -> None:
    assert Counter(row["level"] for row in ROWS) == REQUIREMENTS
    ids = [row["requirement"] for row in ROWS]
    assert [found for found, times in Counter(ids).items() if times > 1] == []
    assert [found for found in ids if not re.fullmatch(r"V\d{1,2}\.\d+\.\d+", found)] == []
    assert ids == sorted(ids, key=lambda found: [int(part) for part in found[1:].split(".")])


def test_every_status_is_one_of_the_known_ones() -> None:
    assert {row["status"] for row in ROWS} == STATUSES


def named_tests(row: dict[str, str]) -> list[tuple[str, str]]:
    """Returns file and name of each test that a row names."""
    found = [each.split("::") for each in row["evidence"].split() if "::" in each]
    return [(path, name) for path, name in found]


def functions_of(path: str) -> set[str]:
    return set(TEST.findall((ROOT / path).read_text("utf-8")))


def test_evidence_exists_and_nothing_is_met_or_partly_met_without_it() -> None:
    paths = [(row["requirement"], each.partition("::")[0]) for row in ROWS for each in row["evidence"].split()]
    assert [(found, path) for found, path in paths if not (ROOT / path).exists()] == []
    claimed = [row for row in ROWS if row["status"] in {"met", "partly"}]
    assert [row["requirement"] for row in claimed if not row["evidence"]] == []


def test_every_named_test_is_defined_in_its_file() -> None:
    named = [(row["requirement"], path, name) for row in ROWS for path, name in named_tests(row)]
    defined = {path: functions_of(path) for _, path, _ in named}
    assert [found for found in named if found[2] not in defined[found[1]]] == []
    assert [found for found in named if not Path(found[1]).name.startswith("test_")] == []


def test_most_requirements_are_proved_by_tests() -> None:
    proved = [row for row in ROWS if row["status"] in {"met", "not applicable"} and named_tests(row)]
    assert len(proved) >= PROVED


def test_what_is_partly_met_or_does_not_apply_says_why() -> None:
    argued = [row for row in ROWS if row["status"] in {"partly", "not applicable"}]
    assert [row["requirement"] for row in argued if not row["note"]] == []


def test_the_index_explains_every_status() -> None:
    index = (ROOT / "docs/README.md").read_text("utf-8")
    assert [status for status in sorted(STATUSES) if f"`{status}`" not in index] == []
