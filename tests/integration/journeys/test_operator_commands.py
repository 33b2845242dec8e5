"""The operator's commands against a running platform."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest
from attrs import frozen

from hushroom_adapters.entrypoints.cli import main
from tests.support.existing import existing
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.whole_hushroom import WholeHushroom, clean_environment


@frozen
class CommandResult:
    code: object
    out: str
    err: str


Command = Callable[..., CommandResult]


@pytest.fixture
def command(hushroom: WholeHushroom, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command in this process; it finds the platform by its data folder."""
    for name in os.environ.keys() - clean_environment().keys():
        monkeypatch.delenv(name)

    def run(*words: str, **environment: str) -> CommandResult:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as left:
            main([*words, "--data", str(hushroom.data)])
        said = capsys.readouterr()
        return CommandResult(left.value.code, said.out, said.err)

    return run


@pytest.fixture
def database(hushroom: WholeHushroom) -> Iterator[psycopg.Connection]:
    with psycopg.connect(hushroom.endpoints["databaseUrl"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def dead_letter(database: psycopg.Connection) -> Iterator[int]:
    """Stores a dead letter, the welcome email of a user."""
    row = database.execute("""
        INSERT INTO outbox (event, reaction, payload, attempts, due_at, next_at, created_at, died_at, last_error)
        SELECT 'user.registered', 'welcome_user', jsonb_build_object('user_id', id), 12, now(), now(), now(), now(),
            'cannot reach smtp://ada:lovelace@mail.example'
        FROM users WHERE email = 'user2@hushroom.com' RETURNING id
    """).fetchone()
    assert row is not None
    yield row[0]
    database.execute("DELETE FROM outbox WHERE id = %s", row)


def test_the_doctor_finds_a_whole_platform_well(command: Command) -> None:
    answer = command("doctor", "--json")
    told = json.loads(answer.out)
    names = [finding["name"] for finding in told["findings"]]
    assert names == [
        "Settings",
        "Time zones",
        "PostgreSQL",
        "PostgreSQL's log",
        "Effects",
        "Redis",
        "Stripe",
        "LiveKit",
        "Sign-in providers",
        "Operator",
        "Crisis lines",
        "Mail",
    ]
    assert [finding for finding in told["findings"] if not finding["well"]] == []
    assert (answer.code, told["well"]) == (0, True)


def test_the_doctor_names_each_thing_that_is_sick_with_its_cure(command: Command) -> None:
    answer = command(
        "doctor",
        "--json",
        REDIS_URL="redis://127.0.0.1:1/0",
        STRIPE_SECRET_KEY="sk_test_wrong",
        LIVEKIT_API_SECRET="wrong-secret-that-is-long-enough-to-sign",
        SMTP_URL="smtp://127.0.0.1:1",
    )
    sick = [finding for finding in json.loads(answer.out)["findings"] if not finding["well"]]
    assert answer.code == 1
    assert [finding["name"] for finding in sick] == ["Redis", "Stripe", "LiveKit", "Mail"]
    assert all(finding["fix"] for finding in sick)
    assert "sk_test_wrong" not in answer.out


def test_a_user_becomes_an_administrator_and_a_stranger_does_not(
    command: Command, database: psycopg.Connection
) -> None:
    try:
        answer = command("make-admin", "USER2@hushroom.com")
        role = database.execute("SELECT role FROM users WHERE email = 'user2@hushroom.com'").fetchone()
        assert (answer.code, role) == (0, ("ADMIN",))
    finally:
        database.execute("UPDATE users SET role = 'USER' WHERE email = 'user2@hushroom.com'")
    stranger = command("make-admin", "nobody@hushroom.com")
    assert (stranger.code, stranger.err) == (1, "User not found\n")


def test_a_dead_letter_is_shown_without_secrets_and_the_doctor_knows_of_it(command: Command, dead_letter: int) -> None:
    shown = json.loads(command("dead-letters", "--json").out)
    (row,) = [row for row in shown if row["id"] == dead_letter]
    assert (row["event"], row["reaction"], row["attempts"]) == ("user.registered", "welcome_user", 12)
    assert "lovelace" not in row["error"]
    assert "mail.example" in row["error"]
    assert "welcome_user" in command("dead-letters").out
    sick = json.loads(command("doctor", "--json").out)
    assert [finding["name"] for finding in sick["findings"] if not finding["well"]] == ["Effects"]


def test_a_dead_letter_that_is_replayed_is_carried_out(
    command: Command, database: psycopg.Connection, dead_letter: int
) -> None:
    answer = command("dead-letters", "--replay", str(dead_letter))
    assert (answer.code, answer.out) == (0, "1 will run again.\n")
    deadline = time.monotonic() + PATIENCE_SECONDS
    done = None
    while done is None and time.monotonic() < deadline:
        time.sleep(0.1)
        (done,) = existing(database.execute("SELECT done_at FROM outbox WHERE id = %s", [dead_letter]).fetchone())
    assert done is not None
    again = command("dead-letters", "--replay", str(dead_letter))
    assert (again.code, again.err) == (1, f"There is no dead letter {dead_letter}.\n")


def test_migrating_twice_changes_nothing(hushroom: WholeHushroom, command: Command) -> None:
    migrated = subprocess.run(
        (sys.executable, "-m", "hushroom_adapters.entrypoints.cli", "migrate"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=clean_environment() | {"DATABASE_URL": hushroom.endpoints["databaseUrl"]},
    )
    assert (migrated.returncode, migrated.stderr) == (0, "")
    assert json.loads(command("doctor", "--json").out)["well"]
