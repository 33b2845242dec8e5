"""Each feature brings one thing to each ring, and the central files list the features that are there."""

import ast
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "src"
DOMAIN, ADAPTERS, HTTP = (SOURCE / f"hushroom_{ring}" for ring in ("domain", "adapters", "http"))
CONTRACTS = ConfigParser(interpolation=None)
CONTRACTS.read(ROOT / "importlinter.ini", encoding="utf-8")
NOT_FEATURES = {"application", "queries", "reactions", "shared"}
SHARED_TABLES = {"audit", "core", "idempotency", "migrations", "outbox", "quotas", "scheduling", "tallies"}
"""The folders of PostgreSQL that belong to no feature."""
POSTGRES, MEMORY, API = ADAPTERS / "postgres", ADAPTERS / "memory", HTTP / "api_v1"
CENTRAL = [
    (DOMAIN / "application.py", DOMAIN, "{feature}.feature"),
    (POSTGRES / "features.py", POSTGRES, "{feature}.repository"),
    (POSTGRES / "features.py", POSTGRES, "{feature}.queries"),
    (MEMORY / "features.py", MEMORY, "{feature}"),
    (MEMORY / "features.py", MEMORY, "queries.{feature}"),
    (MEMORY / "tables/__init__.py", MEMORY, "tables.{feature}"),
    (HTTP / "app.py", API, "{feature}.routes"),
    (HTTP / "pages/features.py", HTTP / "pages", "{feature}.routes"),
]
"""Each central file, with the folder and the name of the module that a feature brings to it."""
EXPORTS = {"src/hushroom_adapters/memory/queries/exports.py"}
"""The queries of data exports in memory, which read the rows of every feature that keeps personal data."""
MANY_FEATURES = 10
FRAME_LINES, LINES_PER_FEATURE = 47, 6
"""The size of application.py: the same for any number of features, and the most that each feature adds."""


def layers(contract: str) -> set[str]:
    """Returns the names in the layers of a contract."""
    lines = CONTRACTS[f"importlinter:contract:{contract}"]["layers"].replace("|", " ").replace(":", " ")
    return {name.strip("()") for name in lines.split()}


def modules(folder: Path) -> set[str]:
    """Returns the names of the modules and packages in a folder."""
    found = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}
    return found - {"__init__"}


def imported(file: Path) -> set[str]:
    """Returns the modules from which a file imports."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = {f"{node.module}.{alias.name}" for node in nodes for alias in node.names}
    return names | {str(node.module) for node in nodes}


FEATURES = layers("stack") - NOT_FEATURES


def test_the_stack_lists_the_features_that_are_there() -> None:
    assert {path.name for path in DOMAIN.iterdir() if (path / "feature.py").exists()} == FEATURES


@pytest.mark.parametrize("feature", sorted(FEATURES))
def test_a_module_of_a_feature_is_of_a_kind(feature: str) -> None:
    assert modules(DOMAIN / feature) <= layers("feature")


@pytest.mark.parametrize("feature", sorted(FEATURES))
def test_a_feature_exports_one_facade(feature: str) -> None:
    tree = ast.parse((DOMAIN / feature / "feature.py").read_text(encoding="utf-8"))
    names = [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
    assert len([name for name in names if name.endswith("UseCases")]) == 1
    assert all(name.endswith(("UseCases", "Ports")) for name in names)


def test_the_application_grows_by_lines_and_not_by_code() -> None:
    lines = (DOMAIN / "application.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= FRAME_LINES + LINES_PER_FEATURE * len(FEATURES)


@pytest.mark.parametrize(("central", "folder", "brought"), CENTRAL)
def test_a_central_file_lists_every_feature(central: Path, folder: Path, brought: str) -> None:
    package = ".".join(folder.relative_to(SOURCE).parts)
    names = [brought.format(feature=feature) for feature in FEATURES]
    found = {f"{package}.{name}" for name in names if (folder / f"{name.replace('.', '/')}.py").exists()}
    assert found
    assert found <= imported(central)


@pytest.mark.parametrize(("folder", "others"), [(POSTGRES, SHARED_TABLES), (API, {"health", "openapi"})])
def test_a_folder_is_called_what_its_feature_is_called(folder: Path, others: set[str]) -> None:
    assert {path.parent.name for path in folder.glob("*/__init__.py")} <= FEATURES | others


def test_no_other_file_imports_from_most_features() -> None:
    listing = {str(central.relative_to(ROOT)) for central, _, _ in CENTRAL} | EXPORTS
    assert {path for path in files_of_no_feature() if len(features_in(ROOT / path)) >= MANY_FEATURES} - listing == set()


def files_of_no_feature() -> set[str]:
    """Returns the source files that no feature's noun names, by their paths."""
    files = [path.relative_to(ROOT) for path in SOURCE.rglob("*.py")]
    return {str(path) for path in files if FEATURES.isdisjoint(path.with_suffix("").parts)}


def features_in(file: Path) -> set[str]:
    """Returns the features from whose modules a file imports."""
    return {part for name in imported(file) for part in name.split(".")} & FEATURES
