"""The command line: its commands, options and error messages."""

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from attrs import frozen
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from hushroom_adapters.entrypoints.cli import cli, main
from tests.support.existing import existing
from tests.unit.settings.environments import EVERY

COMMANDS = {
    "dev",
    "serve",
    "worker",
    "scheduler",
    "migrate",
    "seed",
    "make-admin",
    "push-key",
    "keys",
    "walkthrough",
    "doctor",
    "dead-letters",
}


@frozen
class CommandResult:
    code: object
    out: str
    err: str


Hushroom = Callable[..., CommandResult]


@pytest.fixture
def hushroom(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Hushroom:
    """Runs a command in an empty folder with no settings but those given."""
    monkeypatch.chdir(tmp_path)
    for name in EVERY:
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str, **environment: str) -> CommandResult:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as left:
            main(arguments)
        said = capsys.readouterr()
        return CommandResult(left.value.code, said.out, said.err)

    return run


def test_every_command_is_listed_and_explains_itself() -> None:
    runner = CliRunner()
    commands = {command.name or existing(command.callback).__name__ for command in cli.registered_commands}
    assert commands | {existing(group.name) for group in cli.registered_groups} == COMMANDS
    for name in COMMANDS:
        answer = runner.invoke(cli, [name, "--help"], env={"COLUMNS": "200"})
        assert answer.exit_code == 0
        assert f"hushroom {name}" in answer.output or f" {name} " in answer.output


def test_every_option_is_in_lower_case() -> None:
    """A release of typer once derived an option from its metavar."""
    group = get_command(cli)
    assert isinstance(group, TyperGroup)
    for name, command in group.commands.items():
        spellings = [spelling for option in command.params for spelling in option.opts]
        assert spellings == [spelling.lower() for spelling in spellings], name


def test_it_tells_its_version(hushroom: Hushroom) -> None:
    answer = hushroom("--version")
    assert (answer.code, answer.out) == (0, f"hushroom {version('hushroom')}\n")


@pytest.mark.parametrize("command", ["serve", "worker", "scheduler", "seed", "migrate"])
def test_a_missing_setting_is_one_sentence_and_no_trace(hushroom: Hushroom, command: str) -> None:
    answer = hushroom(command)
    assert answer.code == 2
    assert answer.err.startswith("DATABASE_URL is not set")
    assert all(" is not set" in line for line in answer.err.splitlines())
    assert answer.out == ""


def test_a_missing_secret_file_is_named(hushroom: Hushroom) -> None:
    answer = hushroom("worker", DATABASE_URL_FILE="/nowhere")
    assert answer.code == 2
    assert answer.err.startswith("DATABASE_URL_FILE names a file that cannot be read: /nowhere")


def test_a_walkthrough_without_a_server_says_how_to_get_one(hushroom: Hushroom) -> None:
    answer = hushroom("walkthrough")
    assert answer.code == 1
    assert "make run" in answer.err
    assert "--url" in answer.err


def test_the_doctor_tells_programs_what_is_missing(hushroom: Hushroom) -> None:
    answer = hushroom("doctor", "--json")
    assert answer.code == 1
    assert '"well": false' in answer.out
    assert "DATABASE_URL" in answer.out
