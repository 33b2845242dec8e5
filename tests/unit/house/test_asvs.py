"""The table of the OWASP ASVS 5.0 requirements: each one once, with a known status and evidence that exists."""

import csv
import re
from collections import Counter

from tests.support.source_files import ROOT

TABLE = ROOT / "docs/reference/asvs.csv"
STATUSES = {"met", "partly", "not yet", "not applicable", "operator"}
REQUIREMENTS = {"1": 70, "2": 183}
"""The requirements of levels 1 and 2 in ASVS 5.0.0."""

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


def test_evidence_exists_and_nothing_is_met_or_partly_met_without_it() -> None:
    paths = [(row["requirement"], path) for row in ROWS for path in row["evidence"].split()]
    assert [(found, path) for found, path in paths if not (ROOT / path).exists()] == []
    claimed = [row for row in ROWS if row["status"] in {"met", "partly"}]
    assert [row["requirement"] for row in claimed if not row["evidence"]] == []


def test_what_is_partly_met_or_does_not_apply_says_why() -> None:
    argued = [row for row in ROWS if row["status"] in {"partly", "not applicable"}]
    assert [row["requirement"] for row in argued if not row["note"]] == []


def test_the_index_explains_every_status() -> None:
    index = (ROOT / "docs/README.md").read_text("utf-8")
    assert [status for status in sorted(STATUSES) if f"`{status}`" not in index] == []
