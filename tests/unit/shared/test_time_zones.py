"""Time zones: loaded once, and named in the error on a machine without a database of them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hushroom_domain.shared.time import ZONES, zone_of, zone_problem

LIBRARY_PAGE = Path(__file__).parents[3] / "docs/reference/library.md"
WITHOUT_DATABASE = "import sys; sys.modules['tzdata'] = None\n"


def run_without_time_zones(code: str) -> "subprocess.CompletedProcess[str]":
    """Runs Python code without the system's time zone database and without the package, as on a slim image."""
    command = [sys.executable, "-c", WITHOUT_DATABASE + code]
    environment = {**os.environ, "PYTHONTZPATH": ""}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  ours


def test_every_zone_has_rules_and_is_read_once() -> None:
    assert all(zone_of(name) is zone_of(name) for name in ZONES)


@pytest.mark.parametrize("name", ["", "Europe/Atlantis", "localtime", "Factory", "../etc/passwd", "utc "])
def test_what_is_no_zone_is_a_problem_of_its_field(name: str) -> None:
    problem = zone_problem(name, "slots.0.timezone")
    assert problem is not None
    assert problem.field == "slots.0.timezone"
    assert zone_problem("Asia/Kathmandu") is None


def test_a_whole_session_needs_no_time_zone_database() -> None:
    snippets = re.findall(r"^```python$(.+?)^```$", LIBRARY_PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    played = run_without_time_zones(snippets[-1])
    assert (played.returncode, played.stderr) == (0, "")


@pytest.mark.parametrize("question", ["zone_of('Europe/Berlin')", "zone_problem('Europe/Berlin')"])
def test_without_a_database_the_missing_package_is_named(question: str) -> None:
    asked = run_without_time_zones(f"from hushroom_domain.shared.time import zone_of, zone_problem; {question}")
    assert asked.returncode == 1
    assert "NoTimeZones: This machine has no time zone database: install the Python package tzdata" in asked.stderr
