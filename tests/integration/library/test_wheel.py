"""The wheel, installed bare: attrs comes with it, the documented code runs and is typed, the command names an extra."""

import base64
import hashlib
import re
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest
from attrs import frozen

from hushroom_http.pages.assets import has_asset
from tests.support.source_files import ROOT
from web.install import FILES

PYTHON_BLOCK = re.compile(r"^```python$(.+?)^```$", re.MULTILINE | re.DOTALL)


@frozen
class BareInstallation:
    """A virtual environment with the wheel and with what the wheel asks for, and a folder for programs."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin/python"

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Runs the environment's Python, without any access to the modules of this repository."""
        return run(str(self.python), "-I", *arguments, folder=self.folder)


def run(*command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own


def documented_programs() -> dict[str, str]:
    """Returns the programs of the documentation: each snippet of the library page, and the tutorial as one file."""
    snippets = PYTHON_BLOCK.findall((ROOT / "docs/reference/library.md").read_text("utf-8"))
    pieces = PYTHON_BLOCK.findall((ROOT / "docs/tutorial/first-session.md").read_text("utf-8"))
    assert len(snippets) == 5
    return {**{f"snippet_{number}": code for number, code in enumerate(snippets)}, "first_session": "\n".join(pieces)}


PROGRAMS = documented_programs()


def build_wheel(folder: Path) -> None:
    """Builds this project's wheel with the build backend that is installed here."""
    built = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), folder=ROOT)
    assert built.returncode == 0, built.stdout + built.stderr


def repack_wheel(name: str, folder: Path) -> None:
    """Makes a wheel of a pure Python package from its installed files, because a test downloads nothing."""
    installed = distribution(name)
    files = [file for file in installed.files or () if file.suffix != ".pyc" and ".." not in file.parts]
    kept = [file for file in files if file.name not in {"INSTALLER", "REQUESTED", "RECORD", "direct_url.json"}]
    record = next(file for file in files if file.name == "RECORD")
    with zipfile.ZipFile(folder / f"{name}-{installed.version}-py3-none-any.whl", "w") as wheel:
        contents = {str(file): Path(str(file.locate())).read_bytes() for file in kept}
        for path, content in contents.items():
            wheel.writestr(path, content)
        rows = [f"{path},{_digest(content)},{len(content)}" for path, content in contents.items()]
        wheel.writestr(str(record), "\n".join([*rows, f"{record},,", ""]))


def _digest(content: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheels")
    build_wheel(folder)
    repack_wheel("attrs", folder)
    return folder


@pytest.fixture(scope="module")
def bare(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> BareInstallation:
    made = BareInstallation(tmp_path_factory.mktemp("bare"))
    venv.create(made.folder, symlinks=True)
    uv = str(Path(sys.executable).with_name("uv"))
    options = ("--offline", "--no-config", "--no-index", "--no-cache", "--find-links", str(wheels))
    installed = run(uv, "pip", "install", "--python", str(made.python), *options, "hushroom", folder=made.folder)
    assert installed.returncode == 0, installed.stderr
    for name, code in PROGRAMS.items():
        (made.folder / f"{name}.py").write_text(code, "utf-8")
    return made


def test_the_package_brings_attrs_alone(bare: BareInstallation) -> None:
    listed = bare.run("-c", "from importlib.metadata import distributions as d; print(*sorted(x.name for x in d()))")
    assert listed.stdout.split() == ["attrs", "hushroom"], listed.stderr


def test_every_package_of_the_wheel_says_that_it_is_typed(wheels: Path) -> None:
    [wheel] = wheels.glob("hushroom-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    packages = {name.partition("/")[0] for name in names if ".dist-info" not in name}
    assert packages == {"hushroom_domain", "hushroom_adapters", "hushroom_http"}
    assert {f"{package}/py.typed" for package in packages} <= set(names)


@pytest.mark.parametrize("program", sorted(PROGRAMS))
def test_a_documented_program_runs(bare: BareInstallation, program: str) -> None:
    played = bare.run(f"{program}.py")
    assert (played.returncode, played.stderr) == (0, "")


def test_the_documented_programs_are_typed_to_the_end(bare: BareInstallation) -> None:
    checked = run(
        *(sys.executable, "-m", "mypy", "--strict", "--config-file=", "--python-executable", str(bare.python)),
        *(f"{program}.py" for program in sorted(PROGRAMS)),
        folder=bare.folder,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_checker_sees_the_types_of_the_wheel(bare: BareInstallation) -> None:
    (bare.folder / "wrong.py").write_text("from hushroom_domain.shared.money import Money\nMoney('12')\n", "utf-8")
    command = (sys.executable, "-m", "mypy", "--strict", "--config-file=", "--python-executable", str(bare.python))
    checked = run(*command, "wrong.py", folder=bare.folder)
    assert 'Argument 1 to "Money" has incompatible type "str"; expected "int"' in checked.stdout


@pytest.mark.parametrize("arguments", [(), ("--version",), ("serve",), ("dev",)])
def test_the_command_says_which_extra_it_needs(bare: BareInstallation, arguments: tuple[str, ...]) -> None:
    said = run(str(bare.folder / "bin/hushroom"), *arguments, folder=bare.folder)
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == (
        'The hushroom command needs packages that are not installed: pip install "hushroom[server]"\n'
    )


@pytest.mark.skipif(
    not has_asset("vendor/livekit-client.umd.js"), reason="npm has not installed the scripts: make scripts"
)
def test_the_wheel_contains_the_scripts_of_other_makers_with_their_licenses(wheels: Path) -> None:
    [wheel] = wheels.glob("hushroom-*.whl")
    folder = "hushroom_http/pages/static/vendor/"
    names = {name.removeprefix(folder) for name in zipfile.ZipFile(wheel).namelist() if name.startswith(folder)}
    assert names == set(FILES.values())
