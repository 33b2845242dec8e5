"""The programs of the application as data: what `hushroom dev` starts beside the servers."""

from collections.abc import Mapping

from attrs import frozen

from hushroom_adapters.local.dev.folder import Folder
from hushroom_adapters.local.dev.ports import HOST, Ports
from hushroom_adapters.local.dev.program import Program, Tier, answers, python
from hushroom_adapters.local.endpoints import reachable
from hushroom_adapters.settings import Settings

CLI = "hushroom_adapters.entrypoints.cli"
WARM = "hushroom_adapters.local.dev.preload"
ROUND_ROBIN = "hushroom_adapters.local.dev.round_robin"
HEALTH = "/api/v1/health"


@frozen(kw_only=True)
class Commands:
    """The command lines of the application's programs; tests replace them with small ones."""

    migrate: tuple[str, ...] = ("-m", CLI, "migrate")
    seed: tuple[str, ...] = ("-m", CLI, "seed")
    serve: tuple[str, ...] = ("-m", WARM, "hushroom_http.main", CLI, "serve")
    worker: tuple[str, ...] = ("-m", CLI, "worker")
    scheduler: tuple[str, ...] = ("-m", CLI, "scheduler")


def chore(name: str, command: tuple[str, ...], folder: Folder, environment: Mapping[str, str]) -> Program:
    """Returns a program that ends by itself."""
    return Program(
        name=name,
        command=python(*command),
        log=folder.log_of(name),
        tier=Tier.APPLICATION,
        environment=environment,
    )


def web_servers(commands: Commands, folder: Folder, ports: Ports, environment: Mapping[str, str]) -> list[Program]:
    """Returns one web server on the API's port, or several on ports of their own behind the round robin."""
    host = reachable(environment["HUSHROOM_HOST"])
    return [
        Program(
            name=name,
            command=python(*commands.serve, "--port", str(port)),
            log=folder.log_of(name),
            tier=Tier.APPLICATION,
            environment=environment,
            waits=True,
            is_ready=answers(f"http://{host}:{port}{HEALTH}"),
        )
        for name, port in zip(numbered("API", len(ports.web)), ports.web, strict=True)
    ]


def behind_one(environment: Mapping[str, str], settings: Settings) -> dict[str, str]:
    """Returns the environment of a web server that stands behind the round robin together with others."""
    return {
        **environment,
        "HUSHROOM_HOST": HOST,
        "HUSHROOM_TRUSTED_PROXIES": str(settings.http.trusted_proxies + 1),
        "HUSHROOM_POLLING": "off",
    }


def round_robin(folder: Folder, ports: Ports, environment: Mapping[str, str]) -> Program:
    """Returns the round robin. It stops after the web servers, so that their last responses reach the clients."""
    host, doors = environment["HUSHROOM_HOST"], (str(port) for port in ports.web)
    return Program(
        name="round robin",
        command=python("-m", ROUND_ROBIN, "--host", host, "--port", str(ports.api), *doors),
        log=folder.log_of("round robin"),
        tier=Tier.PEER,
        environment=environment,
        is_ready=answers(f"http://{reachable(host)}:{ports.api}{HEALTH}"),
    )


def background(commands: Commands, folder: Folder, workers: int, environment: Mapping[str, str]) -> list[Program]:
    """Returns `workers` programs of each background process."""
    kinds = {"worker": commands.worker, "scheduler": commands.scheduler}
    return [
        Program(
            name=name,
            command=python(*command),
            log=folder.log_of(name),
            tier=Tier.APPLICATION,
            environment=environment,
        )
        for kind, command in kinds.items()
        for name in numbered(kind, workers)
    ]


def numbered(kind: str, count: int) -> list[str]:
    """Returns a name for each program; the only program of its kind has no number."""
    return [kind] if count == 1 else [f"{kind} {number}" for number in range(1, count + 1)]
