"""The import contracts of importlinter.ini."""

import configparser
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def contracts() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "importlinter.ini")
    return parser


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("hushroom_domain", include_external_packages=True, cache_dir=None)


def listed(contracts: configparser.ConfigParser, contract: str, option: str) -> list[str]:
    return contracts[f"importlinter:contract:{contract}"][option].split()


def test_every_import_contract_is_kept() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--config", "importlinter.ini", "--no-logo"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own tool
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_domain_knows_attrs_and_the_standard_library_and_nothing_else(graph: grimp.ImportGraph) -> None:
    outside = {name for name in graph.modules if graph.is_module_squashed(name)}
    assert outside - sys.stdlib_module_names == {"attrs"}


def test_what_the_domain_may_not_import_is_spelled_right(contracts: configparser.ConfigParser) -> None:
    forbidden = set(listed(contracts, "pure", "forbidden_modules"))
    known = {*sys.stdlib_module_names, *grimp_packages()}
    assert forbidden - known == set()


def grimp_packages() -> set[str]:
    return {path.name for path in Path(grimp.__file__).parents[1].iterdir() if path.is_dir()}


def test_every_feature_is_held_to_the_order_of_its_files(contracts: configparser.ConfigParser) -> None:
    assert listed(contracts, "feature", "containers") == ["hushroom_domain.*"]


def test_the_web_is_kept_from_everything_but_the_door_and_the_settings(contracts: configparser.ConfigParser) -> None:
    kept_from = {name.rpartition(".")[2] for name in listed(contracts, "door", "forbidden_modules")}
    folders = {path.parent.name for path in (ROOT / "src/hushroom_adapters").glob("*/__init__.py")}
    assert folders - kept_from == {"bootstrap", "i18n", "observability", "realtime", "settings"}
