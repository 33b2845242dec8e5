"""`hushroom dev` starts everything, restarts failed processes, and leaves no process behind."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
import pytest
from attrs import frozen

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.settings import VARIABLES
from tests.support.servers import alive, passable_folder
from tests.support.waiting import PATIENCE_SECONDS, wait_until

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
WITH_A_CHILD = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
time.sleep(600)
"""
STARTER = """
import subprocess, sys, time
print(subprocess.Popen([sys.executable, "-m", *sys.argv[1:]]).pid, flush=True)
time.sleep(600)
"""
KEYS = {
    *("api", "docs", "mailbox", "stripe", "livekit", "databaseUrl", "redisUrl", "stripeSecretKey"),
    *("stripeWebhookSecret", "livekitApiKey", "livekitApiSecret", "pids"),
}


@frozen
class Running:
    process: "subprocess.Popen[str]"
    data: Path

    @property
    def endpoints(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.data / "endpoints.json").read_text())
        return found

    def everybody(self) -> list[int]:
        """Returns its process, all descendants, and those that a child started in another session."""
        return [self.process.pid, *(child.pid for child in psutil.Process(self.process.pid).children(True))]

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Stops it and returns the exit code and standard error."""
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode, errors


def clean_environment() -> dict[str, str]:
    ours = {name for variable in VARIABLES for name in (variable.name, f"{variable.name}_FILE")}
    return {name: value for name, value in os.environ.items() if name not in ours}


def launch(data: Path, environment: Mapping[str, str] = {}, **options: Any) -> Running:
    described = json.dumps({"port": 0, "quiet": True, "data": str(data), **options})
    process = subprocess.Popen(  # noqa: S603  our own program
        [sys.executable, "-m", "tests.support.small_hushroom", described],
        cwd=Path(__file__).parents[3],
        env={**clean_environment(), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    return Running(process, data)


@contextmanager
def dev(data: Path, environment: Mapping[str, str] = {}, **options: Any) -> Iterator[Running]:
    """Runs `hushroom dev` until the end of the block."""
    running = launch(data, environment, **options)
    try:
        assert running.process.stdout is not None
        line = running.process.stdout.readline()
        assert line.startswith("Hushroom is ready: http://127.0.0.1:"), running.process.communicate()[1]
        yield running
    finally:
        if running.process.poll() is None:
            running.end()
        for stream in (running.process.stdout, running.process.stderr):
            assert stream is not None
            stream.close()


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/api/v1/health", timeout=PATIENCE_SECONDS).status_code == 200
    except httpx.TransportError:
        return False


def those_that_use(folder: Path) -> list[psutil.Process]:
    """Returns the running processes whose command line names the folder."""
    everybody = psutil.process_iter(["cmdline"])
    return [one for one in everybody if any(str(folder) in word for word in one.info["cmdline"] or ())]


def keep_a_row(endpoints: Mapping[str, Any]) -> None:
    with psycopg.connect(endpoints["databaseUrl"], autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")


def the_row(endpoints: Mapping[str, Any]) -> object:
    with psycopg.connect(endpoints["databaseUrl"]) as connection:
        row = connection.execute("SELECT answer FROM kept").fetchone()
        return row and row[0]


@pytest.fixture
def folder() -> Iterator[Path]:
    with passable_folder() as made:
        yield made


@pytest.mark.parametrize("place", ["a file", "/proc/hushroom"])
def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(folder: Path, place: str) -> None:
    (folder / "a file").write_text("mine")
    running = launch(folder / place)
    out, errors = running.process.communicate(timeout=PATIENCE_SECONDS)
    assert (running.process.returncode, out) == (1, "")
    assert "cannot be the data folder" in errors
    assert "--data" in errors
    assert "Traceback" not in errors
    assert (folder / "a file").read_text() == "mine"


def has_another_valkey(running: Running, victim: int) -> bool:
    return valkey_below(running) not in {None, victim}


def has_another(running: Running, name: str, before: int) -> bool:
    """Returns whether the program of this name runs as another process."""
    return bool(running.endpoints["pids"][name] != before)


def valkey_below(running: Running) -> int | None:
    """Returns the process id of the running Valkey; None while there is none."""
    for child in psutil.Process(running.process.pid).children():
        with suppress(psutil.NoSuchProcess):  # it may end between the two questions
            if child.status() != psutil.STATUS_ZOMBIE and "valkey" in child.name():
                return child.pid
    return None


def test_a_list_of_processes_that_cannot_be_written_keeps_none_from_being_looked_after(folder: Path) -> None:
    with dev(folder / "data") as running:
        listed = running.data / "endpoints.json"
        kept = listed.read_text()
        listed.unlink()
        listed.mkdir()  # the file cannot be replaced, as on a full disk
        for _ in range(2):
            victim = valkey_below(running)
            assert victim is not None
            os.kill(victim, signal.SIGKILL)
            assert wait_until(partial(has_another_valkey, running, victim))
        listed.rmdir()
        listed.write_text(kept)


def test_everything_runs_and_a_file_that_only_its_owner_reads_says_where(folder: Path) -> None:
    with dev(folder / "data") as running:
        assert len(those_that_use(folder)) > 3
        endpoints = running.endpoints
        assert endpoints.keys() >= KEYS
        assert stat.S_IMODE((running.data / "endpoints.json").stat().st_mode) == 0o600
        assert httpx.get(f"{endpoints['api']}/api/v1/health", timeout=PATIENCE_SECONDS).status_code == 200
        assert (
            httpx.get(f"{endpoints['mailbox']}/api/messages", params={"to": "a@b.c"}, timeout=PATIENCE_SECONDS).json()
            == []
        )
        for peer in ("stripe", "livekit", "signIns"):
            assert httpx.get(f"{endpoints[peer]}/_sandbox/health", timeout=PATIENCE_SECONDS).status_code == 200
        programs = {"API", "worker", "scheduler", "PostgreSQL", "Valkey"}
        assert endpoints["pids"].keys() == programs | {"local stripe", "local livekit", "local mailbox", "local oidc"}
        assert all(alive(pid) for pid in endpoints["pids"].values())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_all_of_it(folder: Path, number: signal.Signals) -> None:
    with dev(folder / "data") as running:
        everybody = running.everybody()
        assert len(everybody) > 8
        code, errors = running.end(number)
    assert (code, errors) == (0, "")
    assert not any(alive(pid) for pid in everybody)
    assert not (folder / "data" / "endpoints.json").exists()


def test_a_program_that_does_not_listen_does_not_hold_up_the_stop(folder: Path) -> None:
    with dev(folder / "data", programs={"worker": STUBBORN, "scheduler": STUBBORN}, workers=2) as running:
        everybody = running.everybody()
        running.end()
    assert not any(alive(pid) for pid in everybody)


def test_the_data_survives_a_second_start(folder: Path) -> None:
    with dev(folder / "data") as running:
        first = running.endpoints
        keep_a_row(first)
    with dev(folder / "data") as running:
        assert the_row(running.endpoints) == 42
        assert running.endpoints["stripeSecretKey"] == first["stripeSecretKey"]


def test_a_reset_begins_afresh_and_removes_nothing_that_is_not_its_own(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "thesis.txt").write_text("mine")
    with dev(folder / "data") as running:
        first = running.endpoints
        keep_a_row(first)
    with dev(folder / "data", reset=True) as running:
        assert running.endpoints["stripeSecretKey"] != first["stripeSecretKey"]
        with pytest.raises(psycopg.errors.UndefinedTable):
            the_row(running.endpoints)
    assert (folder / "data" / "thesis.txt").read_text() == "mine"


def answered_by(endpoints: Mapping[str, Any]) -> int:
    """Returns the id of the process that responds now."""
    return int(httpx.get(f"{endpoints['api']}/api/v1/health", timeout=PATIENCE_SECONDS).headers["X-Answered-By"])


def test_two_workers_are_two_of_each_process_and_a_round_robin_before_the_web(folder: Path) -> None:
    with dev(folder / "data", workers=2) as running:
        pids = running.endpoints["pids"]
        assert pids.keys() >= {f"{kind} {number}" for kind in ("API", "worker", "scheduler") for number in (1, 2)}
        web = [pids["API 1"], pids["API 2"]]
        turns = [answered_by(running.endpoints) for _ in range(6)]
        assert turns in (web * 3, web[::-1] * 3)


def test_while_one_of_two_web_processes_is_started_again_the_other_answers_everybody(folder: Path) -> None:
    with dev(folder / "data", workers=2) as running:
        pids = running.endpoints["pids"]
        os.kill(pids["API 1"], signal.SIGKILL)
        assert wait_until(lambda: running.endpoints["pids"]["API 1"] != pids["API 1"])
        answered = []

        def the_new_one_answers() -> bool:
            answered.append(answered_by(running.endpoints))
            return bool(answered[-1] != pids["API 2"])

        assert wait_until(the_new_one_answers)
        assert answered[-1] == running.endpoints["pids"]["API 1"] != pids["API 1"]


def test_a_program_that_dies_is_started_again_with_a_line_that_says_so(folder: Path) -> None:
    names = ("worker", "API", "Valkey", "PostgreSQL", "local mailbox")
    with dev(folder / "data") as running:
        for name in names:
            before = running.endpoints["pids"][name]
            os.kill(before, signal.SIGKILL)
            assert wait_until(partial(has_another, running, name, before))
            assert alive(running.endpoints["pids"][name])
        port = int(running.endpoints["api"].rsplit(":", 1)[1])
        assert wait_until(lambda: answers(port))
        _, errors = running.end()
    for name in names:
        assert f"{name} stopped (killed by SIGKILL): started again" in errors


def test_programs_are_looked_after_when_nobody_reads_the_lines_any_more(folder: Path) -> None:
    with dev(folder / "data") as running:
        assert running.process.stderr is not None
        running.process.stderr.close()
        for _ in range(2):
            before = running.endpoints["pids"]["worker"]
            os.kill(before, signal.SIGKILL)
            assert wait_until(partial(has_another, running, "worker", before))
        running.process.terminate()
        assert running.process.wait(5) == 0


def test_what_a_dead_program_left_running_is_ended_before_it_is_started_again(folder: Path) -> None:
    with dev(folder / "data", programs={"worker": WITH_A_CHILD}) as running:
        worker = running.endpoints["pids"]["worker"]
        assert wait_until(lambda: bool(psutil.Process(worker).children()))
        orphan = psutil.Process(worker).children()[0].pid
        os.kill(worker, signal.SIGKILL)
        assert wait_until(lambda: not alive(orphan))


def test_a_program_that_keeps_dying_is_started_at_ever_longer_intervals(folder: Path) -> None:
    notes = folder / "starts"
    dying = f"import time; print(time.monotonic(), file=open({str(notes)!r}, 'a')); raise SystemExit(3)"

    def starts() -> list[float]:
        return [float(line) for line in notes.read_text().split()] if notes.exists() else []

    with dev(folder / "data", programs={"worker": dying}) as running:
        assert wait_until(lambda: len(starts()) >= 5)
        _, errors = running.end()
    assert errors.count("worker stopped (exit code 3): started again") >= 4
    for wanted, (one, other) in zip((0.2, 0.4, 0.8, 1.6), pairwise(starts()), strict=False):
        assert other - one >= wanted


def test_a_platform_ends_with_the_script_that_started_it(folder: Path) -> None:
    dev = (
        "hushroom_adapters.entrypoints.cli",
        "dev",
        "--quiet",
        "--die-with-parent",
        "--port=0",
        "--data",
        str(folder),
    )
    command = [sys.executable, "-c", STARTER, *dev]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as script:  # noqa: S603  our own program
        assert script.stdout is not None
        pid = int(script.stdout.readline())
        assert wait_until(lambda: bool(psutil.Process(pid).children()))
        everybody = [pid, *(child.pid for child in psutil.Process(pid).children(True))]
        script.send_signal(signal.SIGKILL)
    assert wait_until(lambda: not any(map(alive, everybody)))


def test_a_kill_of_the_parent_leaves_nothing_running_and_loses_no_row(folder: Path) -> None:
    programs = {"worker": WITH_A_CHILD, "scheduler": STUBBORN}
    with dev(folder / "data", programs=programs, workers=2) as running:
        assert wait_until(lambda: len(running.everybody()) >= 14)
        everybody = running.everybody()
        keep_a_row(running.endpoints)
        running.end(signal.SIGKILL)
        assert wait_until(lambda: not any(alive(pid) for pid in everybody))
    with dev(folder / "data") as running:
        assert the_row(running.endpoints) == 42


def test_a_second_one_on_the_same_data_says_so_and_stops(folder: Path) -> None:
    with dev(folder / "data") as running:
        second = launch(folder / "data")
        said, errors = second.process.communicate(timeout=PATIENCE_SECONDS)
        assert (second.process.returncode, said) == (1, "")
        assert f"already runs on {folder / 'data'} (process {running.process.pid})" in " ".join(errors.split())
        assert httpx.get(f"{running.endpoints['api']}/api/v1/health", timeout=PATIENCE_SECONDS).status_code == 200


def test_a_taken_port_is_told_before_anything_is_started(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = launch(folder / "data", port=port)
        _, errors = refused.process.communicate(timeout=PATIENCE_SECONDS)
    assert refused.process.returncode == 1
    assert f"port {port} of 127.0.0.1 can not be used" in errors
    assert not (folder / "data" / "postgres").exists()


def test_a_start_that_fails_shows_the_end_of_the_log_and_leaves_nothing(folder: Path) -> None:
    failing = launch(folder / "data", programs={"migrate": "raise SystemExit('no such column')"})
    _, errors = failing.process.communicate(timeout=PATIENCE_SECONDS)
    assert failing.process.returncode == 1
    assert "migrate failed (exit code 1)" in errors
    assert "no such column" in errors
    assert not those_that_use(folder)
    assert not (folder / "data" / "endpoints.json").exists()


def test_the_api_answers_nobody_before_the_demo_accounts_are_there(folder: Path) -> None:
    slow_seed = f"import time; time.sleep(2); open({str(folder / 'sown')!r}, 'w').close()"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    starting = launch(folder / "data", port=port, programs={"seed": slow_seed})
    assert wait_until(lambda: answers(port))
    assert (folder / "sown").exists()
    starting.end()


def test_the_demo_accounts_are_made_once_for_a_database(folder: Path) -> None:
    seed = f"print('sown', file=open({str(folder / 'sown')!r}, 'a'))"
    starts: tuple[dict[str, Any], ...] = ({"seed": False}, {}, {}, {"reset": True})
    for options in starts:
        with dev(folder / "data", programs={"seed": seed}, **options):
            pass
    assert (folder / "sown").read_text() == "sown\n" * 2


def test_a_stop_in_the_middle_of_the_start_stops_it(folder: Path) -> None:
    starting = launch(folder / "data", programs={"migrate": "import time; time.sleep(600)"})
    assert wait_until((folder / "data" / "logs" / "migrate.log").exists)
    everybody = starting.everybody()
    code, _ = starting.end()
    assert code == 0
    assert not any(alive(pid) for pid in everybody)


def test_what_the_user_has_set_is_used_and_not_started(
    folder: Path, postgres: EmbeddedServer, valkey: EmbeddedServer
) -> None:
    theirs = {
        "DATABASE_URL": postgres.url,
        "REDIS_URL": valkey.url,
        "SMTP_URL": "smtp://mail.example.com:25",
        "STRIPE_SECRET_KEY": "sk_test_theirs",
        "STRIPE_WEBHOOK_SECRET": "whsec_theirs",
        "LIVEKIT_URL": "https://livekit.example.com",
        "LIVEKIT_API_KEY": "theirs",
        "LIVEKIT_API_SECRET": "theirs-of-at-least-thirty-two-letters",
        "HUSHROOM_SIGN_IN_PROVIDERS": 'github = {client_id = "theirs", client_secret = "theirs"}',
    }
    with dev(folder / "data", theirs) as running:
        endpoints = running.endpoints
    assert endpoints["pids"].keys() == {"API", "worker", "scheduler"}
    assert (endpoints["databaseUrl"], endpoints["redisUrl"]) == (postgres.url, valkey.url)
    assert (endpoints["mailbox"], endpoints["stripe"], endpoints["signIns"]) == (None, None, None)
    assert (endpoints["stripeSecretKey"], endpoints["livekitApiKey"]) == ("sk_test_theirs", "theirs")


def test_without_quiet_progress_and_a_panel_are_shown(folder: Path) -> None:
    running = launch(folder / "data", quiet=False)
    assert wait_until((folder / "data" / "endpoints.json").exists)
    api, mailbox, sign_ins = (running.endpoints[name] for name in ("api", "mailbox", "signIns"))
    running.process.terminate()
    shown, _ = running.process.communicate(timeout=PATIENCE_SECONDS)
    for expected in ("PostgreSQL", "migrate", f"{api}/api/v1", mailbox, sign_ins, "admin@hushroom.com", "Password123!"):
        assert expected in shown
