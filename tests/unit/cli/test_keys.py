"""`hushroom keys`: the file of the keys of access tokens, and what is refused."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import frozen
from typer.testing import CliRunner, Result

from hushroom_adapters.entrypoints.cli import cli
from hushroom_adapters.observability.findings import CheckFailed
from hushroom_adapters.settings.token_keys import read_token_keys
from hushroom_domain.identity.policy import ACCESS_TOKEN_LIFETIME

VARIABLE = "HUSHROOM_TOKEN_KEYS_FILE"


@frozen
class Rotation:
    """The command on one file."""

    path: Path

    def run(self, *arguments: str) -> Result:
        done = CliRunner().invoke(cli, ["keys", *arguments], env={VARIABLE: str(self.path)})
        for key in read_token_keys(self.path.read_text("utf-8").strip()) if self.path.exists() else ():
            assert key.secret not in done.output
        return done

    def refused(self, *arguments: str) -> CheckFailed:
        refusal = self.run(*arguments).exception
        assert isinstance(refusal, CheckFailed)
        return refusal

    @property
    def kids(self) -> list[str]:
        return [key.kid for key in read_token_keys(self.path.read_text("utf-8").strip())]

    def wait(self, time: timedelta) -> None:
        """Makes the file so much older."""
        changed = self.path.stat().st_mtime - time.total_seconds()
        os.utime(self.path, (changed, changed))


@pytest.fixture
def rotation(tmp_path: Path) -> Rotation:
    return Rotation(tmp_path / "keys")


def test_a_key_is_made_signs_and_is_retired(rotation: Rotation) -> None:
    rotation.run("make")
    (old,) = rotation.kids
    rotation.run("make")
    new = rotation.kids[1]
    assert rotation.kids == [old, new]
    rotation.run("use", new)
    assert rotation.kids == [new, old]
    assert json.loads(rotation.run("list", "--json").output) == [
        {"kid": new, "signs": True},
        {"kid": old, "signs": False},
    ]
    rotation.wait(ACCESS_TOKEN_LIFETIME)
    rotation.run("retire", old)
    assert rotation.kids == [new]
    assert rotation.run("list").output == f"{new}  signs and verifies\n"


def test_a_key_whose_tokens_are_valid_is_retired_only_at_once(rotation: Rotation) -> None:
    for _ in range(3):
        rotation.run("make")
    old, *others = rotation.kids
    rotation.run("use", others[0])
    assert "may still be valid" in str(rotation.refused("retire", old))
    assert len(rotation.kids) == 3
    rotation.run("retire", old, others[1], "--now")
    assert rotation.kids == [others[0]]


def test_what_would_sign_somebody_out_changes_nothing(rotation: Rotation) -> None:
    rotation.run("make")
    (kid,) = rotation.kids
    assert "signs access tokens" in str(rotation.refused("retire", kid, "--now"))
    assert "There is no key unknown" in str(rotation.refused("use", "unknown"))
    assert rotation.kids == [kid]


def test_a_file_that_exists_keeps_its_permissions(rotation: Rotation) -> None:
    rotation.run("make")
    assert rotation.path.stat().st_mode & 0o777 == 0o600
    rotation.path.chmod(0o640)
    rotation.run("make")
    assert rotation.path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in rotation.path.parent.iterdir()] == [rotation.path.name]


def test_a_file_that_holds_no_keys_is_left_alone(rotation: Rotation) -> None:
    rotation.path.write_text("notes", "utf-8")
    done = CliRunner().invoke(cli, ["keys", "make"], env={VARIABLE: str(rotation.path)})
    assert isinstance(done.exception, CheckFailed)
    assert rotation.path.read_text("utf-8") == "notes"


def test_without_a_file_it_says_how_to_name_one(rotation: Rotation) -> None:
    assert "hushroom keys make" in rotation.refused("list").fix
    done = CliRunner().invoke(cli, ["keys", "list"])
    assert isinstance(done.exception, CheckFailed)
    assert VARIABLE in done.exception.fix
