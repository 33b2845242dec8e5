"""The make targets: the help text, and the error messages of a failing installation."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MAKEFILE = (ROOT / "Makefile").read_text()
# make passes its own options to child processes, and a test may itself run under make.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**ENVIRONMENT, **environment}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - our own


def test_make_alone_explains_every_target() -> None:
    answer = run("make")
    named = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert named is not None
    assert answer.returncode == 0
    assert [name for name in named[1].split() if f"make {name} " not in answer.stdout] == []


def test_an_installed_environment_is_not_installed_again(tmp_path: Path) -> None:
    stamp = tmp_path / "venv/.installed"
    stamp.parent.mkdir()
    stamp.touch()
    assert run("make", "-q", "install", f"VENV={stamp.parent}").returncode == 0
    assert run("make", "-q", "install", f"VENV={tmp_path}/other").returncode == 1


@pytest.mark.parametrize("fake", [None, "#!/bin/sh\nexit 1\n"])
def test_without_a_new_enough_python_installing_says_so(tmp_path: Path, fake: str | None) -> None:
    if fake:
        for name in ("python3", "python3.13", "python"):
            (tmp_path / name).write_text(fake)
            (tmp_path / name).chmod(0o755)
    answer = run("/bin/sh", "requirements/install", str(tmp_path / "venv"), PATH=str(tmp_path))
    assert answer.returncode != 0
    assert "needs Python 3.11 or newer" in answer.stderr
    assert not (tmp_path / "venv").exists()


def test_a_python_that_cannot_make_an_environment_is_named(tmp_path: Path) -> None:
    python = tmp_path / "python3"
    python.write_text('#!/bin/sh\n[ "$1" = -c ] && exit 0\nexit 1\n')
    python.chmod(0o755)
    answer = run("/bin/sh", "requirements/install", str(tmp_path / "venv"), PATH=f"{tmp_path}:{_basics(tmp_path)}")
    assert answer.returncode != 0
    assert "python3 cannot make a virtual environment" in answer.stderr


def _basics(folder: Path) -> Path:
    basics = folder / "basics"
    basics.mkdir()
    (basics / "rm").symlink_to("/bin/rm")
    return basics


def test_ci_runs_the_checks_and_then_the_tests() -> None:
    script = ROOT / ".ci/run"
    assert script.stat().st_mode & 0o111
    assert re.findall(r"^step (\w+)$", script.read_text(), re.MULTILINE) == ["check", "test"]


def test_without_apt_installing_the_browser_says_what_is_left_out(tmp_path: Path) -> None:
    answer = run("/bin/sh", "requirements/browser", PATH=str(tmp_path))
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == (
        "Chromium is missing, and this machine has no apt-get to install it with. "
        "Until it is on the PATH, the tests in a browser are left out.\n"
    )


def test_a_browser_that_is_there_is_not_installed_again(tmp_path: Path) -> None:
    (tmp_path / "chromium").symlink_to("/bin/true")
    answer = run("/bin/sh", "requirements/browser", PATH=str(tmp_path))
    assert (answer.returncode, answer.stdout) == (0, "chromium is installed.\n")
