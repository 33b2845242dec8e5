"""A PostgreSQL data folder: made whole or not at all, owned by the account that runs the server."""

import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
from attrs import frozen

from hushroom_adapters.local.embedded.account import Account
from hushroom_adapters.local.embedded.errors import EmbeddedServerFailed
from hushroom_adapters.local.embedded.installation import program
from hushroom_adapters.local.embedded.server import kept_secret, tied_to_us

USER = "hushroom"
DATABASE = "postgres"
MAJOR = "18"
SYSTEM_LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
"""Sorting and case are PostgreSQL's own; of the system's, this is the one that is always there."""
LEAVING_SECONDS = 5.0
PASSING_MODE = 0o711  # others may walk through, and see nothing


@frozen(kw_only=True)
class Cluster:
    folder: Path
    password: str

    def is_served_by(self, pid: int) -> bool:
        """Returns whether that process takes connections, because the pid file of a dead server also says "ready"."""
        lines = _pid_file_lines(self.folder)
        return bool(lines) and lines[0] == str(pid) and lines[-1].strip() == "ready"


def open_cluster(data: Path, programs: Path, account: Account | None) -> Cluster:
    """Returns the cluster of this data folder; the first call makes it (about half a second)."""
    data.mkdir(parents=True, exist_ok=True)
    password = kept_secret(data / "password")
    folder = _home_for(data, account) / "cluster"
    if not folder.exists():
        _make(folder, password, programs, account)
    _check_version(folder)
    _clear_leftovers(folder)
    return Cluster(folder=folder, password=password)


def discard_cluster(data: Path) -> None:
    """Removes the data folder and everything that it holds, also outside of it."""
    link = _link_elsewhere(data)
    if link.is_symlink():
        shutil.rmtree(link.resolve(), ignore_errors=True)
    if data.exists():
        shutil.rmtree(data)


def _link_elsewhere(data: Path) -> Path:
    return data / "elsewhere"


def _home_for(data: Path, account: Account | None) -> Path:
    """Returns the data folder, or, where the account cannot reach it, a folder that a link in it points to."""
    if account is None:
        return data.resolve()
    data.chmod(PASSING_MODE)
    link = _link_elsewhere(data)
    if not link.is_dir():
        if account.can_walk_to(data):
            return data.resolve()
        link.unlink(missing_ok=True)  # it points to a folder that somebody cleaned away
        link.symlink_to(_folder_elsewhere())
    return link.resolve()


def _folder_elsewhere() -> Path:
    lasting = Path("/var/tmp")  # noqa: S108  mkdtemp makes the folder; unlike /tmp it outlives a reboot
    folder = Path(tempfile.mkdtemp(prefix="hushroom-data-", dir=lasting if lasting.is_dir() else None))
    folder.chmod(PASSING_MODE)
    return folder


def _make(folder: Path, password: str, programs: Path, account: Account | None) -> None:
    """Runs initdb in a folder beside and renames it when it is whole: a killed initdb leaves no half cluster."""
    with tempfile.TemporaryDirectory(prefix="making-", dir=folder.parent) as scratch:
        fresh, password_file = Path(scratch, "cluster"), Path(scratch, "password")
        fresh.mkdir(mode=0o700)
        password_file.touch(mode=0o600)
        password_file.write_text(password, "utf-8")
        if account is not None:
            Path(scratch).chmod(PASSING_MODE)
            account.take(fresh)
            account.take(password_file)
        _initdb(fresh, password_file, programs, account)
        fresh.rename(folder)


def _initdb(folder: Path, password_file: Path, programs: Path, account: Account | None) -> None:
    command = (
        *(str(program(programs, "initdb")), f"--pgdata={folder}", f"--username={USER}"),
        *(f"--pwfile={password_file}", "--auth=scram-sha-256", "--encoding=UTF8"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", f"--locale={SYSTEM_LOCALE}"),
        *("--no-sync", "--no-instructions"),
    )
    tied = tied_to_us(command, signal.SIGTERM, account)
    outcome = subprocess.run(tied, cwd=folder, capture_output=True, check=False)  # noqa: S603  the command is ours
    if outcome.returncode != 0:
        said = outcome.stderr.decode(errors="replace").strip()
        raise EmbeddedServerFailed(f"PostgreSQL could not make its data folder {folder}:\n{said}")


def _check_version(folder: Path) -> None:
    made_by = (folder / "PG_VERSION").read_text("ascii").strip()
    if made_by != MAJOR:
        raise EmbeddedServerFailed(
            f"{folder} was made by PostgreSQL {made_by} and this is {MAJOR}: "
            "move its data with pg_dump, or start afresh with --reset"
        )


def _clear_leftovers(folder: Path) -> None:
    """Stops a server that lost its launcher, then removes the pid file that a killed one left.

    PostgreSQL takes a stale file's process id for a running server when any process of the same account has that id
    now, which happens often in a container, where ids start again from 1.
    """
    lines = _pid_file_lines(folder)
    if not lines:
        return
    server = _postgres_process(int(lines[0]), folder)
    if server is not None:
        _see_off(server, folder)
    (folder / "postmaster.pid").unlink(missing_ok=True)


def _see_off(server: psutil.Process, folder: Path) -> None:
    server.send_signal(signal.SIGINT)
    try:
        server.wait(LEAVING_SECONDS)
    except psutil.TimeoutExpired as stays:
        raise EmbeddedServerFailed(
            f"PostgreSQL still runs on {folder} as process {server.pid} and does not leave"
        ) from stays


def _postgres_process(pid: int, folder: Path) -> psutil.Process | None:
    try:
        process = psutil.Process(pid)
        ours = process.name().startswith("postgres") and str(folder) in process.cmdline()
    except psutil.Error:
        return None
    return process if ours else None


def _pid_file_lines(folder: Path) -> list[str]:
    try:
        return (folder / "postmaster.pid").read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
