"""A port for each server; all ports are chosen together, so that no two servers get the same one."""

import socket
from contextlib import ExitStack

from attrs import frozen

from hushroom_adapters.local.dev.errors import DevFailed

HOST = "127.0.0.1"
NAME = "localhost"
"""The name of this machine in the address of the web app; browsers know no other name of it as safe."""


@frozen(kw_only=True)
class Ports:
    """The chosen ports; `web` holds those of the web processes: the API's port alone, or one for each of several."""

    api: int
    web: tuple[int, ...]
    postgres: int
    valkey: int
    stripe: int
    livekit: int
    mailbox: int
    smtp: int
    oidc: int


def choose_ports(api: int, host: str = HOST, workers: int = 1) -> Ports:
    """Chooses the ports; `api` 0 takes a free one. Raises: DevFailed when the wanted port is taken."""
    with ExitStack() as stack:
        chosen = _hold(stack, api, host)
        web = (chosen,) if workers == 1 else tuple(_hold(stack, 0, HOST) for _ in range(workers))
        postgres, valkey, stripe, livekit, mailbox, smtp, oidc = (_hold(stack, 0, HOST) for _ in range(7))
    return Ports(
        api=chosen,
        web=web,
        postgres=postgres,
        valkey=valkey,
        stripe=stripe,
        livekit=livekit,
        mailbox=mailbox,
        smtp=smtp,
        oidc=oidc,
    )


def _hold(stack: ExitStack, port: int, host: str) -> int:
    probe = stack.enter_context(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET))
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that just closed is free
    try:
        probe.bind((host, port))
    except OSError as error:
        raise DevFailed(
            f"port {port} of {host} can not be used ({error.strerror}): "
            "stop what uses it, or give another with --port (0 picks a free one)"
        ) from error
    return int(probe.getsockname()[1])
