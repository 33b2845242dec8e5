"""PostgreSQL 18 out of its wheel, as the account `nobody` where this process is root; it ends with its launcher."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hushroom_adapters.local.embedded.account import account_for_postgres
from hushroom_adapters.local.embedded.cluster import DATABASE, USER, open_cluster
from hushroom_adapters.local.embedded.installation import program, programs_for
from hushroom_adapters.local.embedded.server import EmbeddedServer, Server, free_port, running, tied_to_us

FAST_SHUTDOWN = signal.SIGINT
MAX_CONNECTIONS = 200
DISCREET = ("log_error_verbosity=terse", "log_parameter_max_length_on_error=0", "log_parameter_max_length=0")
"""The server's log says what went wrong, and quotes no values: they may be addresses of people."""
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""For tests: twice as fast, and a power cut may cost everything."""


@contextmanager
def embedded_postgres(data: Path, port: int = 0, *, durable: bool = True) -> Iterator[EmbeddedServer]:
    """Runs PostgreSQL on loopback, its data below `data`; call it from a thread that outlives the server."""
    with running(prepare_postgres(data, port, durable=durable)) as server:
        yield server


def prepare_postgres(data: Path, port: int = 0, *, durable: bool = True) -> Server:
    """Makes the data folder if it is missing. Returns how to launch the server on it."""
    account = account_for_postgres()
    programs = programs_for(account)
    cluster = open_cluster(data, programs, account)
    chosen = free_port(port)
    command = (
        *(str(program(programs, "postgres")), "-D", str(cluster.folder)),
        *_options(chosen, durable=durable),
    )
    return Server(
        name="PostgreSQL",
        command=tied_to_us(command, FAST_SHUTDOWN, account),
        url=f"postgresql://{USER}:{cluster.password}@127.0.0.1:{chosen}/{DATABASE}",
        log=data / "log",
        stop_signal=FAST_SHUTDOWN,
        is_ready=cluster.is_served_by,
    )


def _options(port: int, *, durable: bool) -> list[str]:
    settings = (
        f"port={port}",
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        f"max_connections={MAX_CONNECTIONS}",
        "timezone=UTC",
        "log_timezone=UTC",
        *DISCREET,
        *(() if durable else FORGETFUL),
    )
    return [word for setting in settings for word in ("-c", setting)]
