"""The servers of a local Hushroom as data: the databases and the emulators, with the arguments that start them."""

import asyncio
from collections.abc import Callable, Mapping

from hushroom_adapters.local.dev.environment import SIGN_IN_CLIENT, Part
from hushroom_adapters.local.dev.folder import Folder
from hushroom_adapters.local.dev.keys import Keys, public_key_of
from hushroom_adapters.local.dev.ports import HOST, Ports
from hushroom_adapters.local.dev.program import Program, Tier, answers, python
from hushroom_adapters.local.embedded import Server, prepare_postgres, prepare_valkey
from hushroom_adapters.settings import Settings

SANDBOX = "hushroom_adapters.local.emulators"
STRIPE_NOTICES = "/api/v1/payments/webhook"
LIVEKIT_NOTICES = "/api/v1/media/webhook"


def database_servers(folder: Folder, ports: Ports, parts: frozenset[Part]) -> dict[Part, Callable[[], Server]]:
    """Returns how to prepare each embedded server of ours; at the first start PostgreSQL takes half a second."""
    makers: dict[Part, Callable[[], Server]] = {
        Part.POSTGRES: lambda: prepare_postgres(folder.postgres, ports.postgres),
        Part.VALKEY: lambda: prepare_valkey(folder.valkey, ports.valkey),
    }
    return {part: maker for part, maker in makers.items() if part in parts}


def program_of(server: Server, folder: Folder, environment: Mapping[str, str]) -> Program:
    async def is_ready(pid: int) -> bool:
        return await asyncio.to_thread(server.is_ready, pid)

    return Program(
        name=server.name,
        command=server.command,
        log=folder.log_of(server.name),
        tier=Tier.DATABASE,
        environment=environment,
        stop_signal=server.stop_signal,
        is_ready=is_ready,
    )


def peer_urls(ports: Ports, parts: frozenset[Part]) -> dict[Part, str]:
    """Returns the addresses of the emulators that `hushroom dev` starts."""
    urls = {
        Part.STRIPE: f"http://{HOST}:{ports.stripe}",
        Part.LIVEKIT: f"http://{HOST}:{ports.livekit}",
        Part.MAILBOX: f"smtp://{HOST}:{ports.smtp}",
        Part.OIDC: f"http://{HOST}:{ports.oidc}",
    }
    return {part: url for part, url in urls.items() if part in parts}


def mailbox_page(ports: Ports, parts: frozenset[Part]) -> str | None:
    return f"http://{HOST}:{ports.mailbox}" if Part.MAILBOX in parts else None


def sign_in_page(ports: Ports, parts: frozenset[Part]) -> str | None:
    return f"http://{HOST}:{ports.oidc}" if Part.OIDC in parts else None


def peers(
    folder: Folder,
    ports: Ports,
    settings: Settings,
    parts: frozenset[Part],
    environment: Mapping[str, str],
    keys: Keys,
) -> list[Program]:
    """Returns the emulators to start, with the keys that the application uses with them."""
    arguments = {**_peer_arguments(folder, ports, settings), Part.OIDC: _oidc_arguments(ports, settings, keys)}
    doors = {
        Part.STRIPE: ports.stripe,
        Part.LIVEKIT: ports.livekit,
        Part.MAILBOX: ports.mailbox,
        Part.OIDC: ports.oidc,
    }
    return [
        Program(
            name=f"local {part}",
            command=python("-m", f"{SANDBOX}.{part}", *arguments[part]),
            log=folder.log_of(part),
            tier=Tier.PEER,
            environment=environment,
            is_ready=answers(f"http://{HOST}:{port}/_sandbox/health"),
        )
        for part, port in doors.items()
        if part in parts
    ]


def _peer_arguments(folder: Folder, ports: Ports, settings: Settings) -> dict[Part, tuple[str, ...]]:
    api = f"http://{HOST}:{ports.api}"
    stripe, livekit = settings.stripe, settings.livekit
    return {
        Part.STRIPE: (
            *("--port", str(ports.stripe), "--data", str(folder.peers / "stripe.sqlite")),
            *("--secret-key", stripe.secret_key, "--webhook-secret", stripe.webhook_secrets[0]),
            *("--webhook-url", f"{api}{STRIPE_NOTICES}"),
        ),
        Part.LIVEKIT: (
            *("--port", str(ports.livekit), "--api-key", livekit.api_key),
            *("--api-secret", livekit.api_secret, "--webhook-url", f"{api}{LIVEKIT_NOTICES}"),
            "--no-auto-create",
        ),
        Part.MAILBOX: (
            *("--http-port", str(ports.mailbox), "--smtp-port", str(ports.smtp)),
            *("--data", str(folder.peers / "mailbox.sqlite")),
        ),
    }


def _oidc_arguments(ports: Ports, settings: Settings, keys: Keys) -> tuple[str, ...]:
    back = (f"{settings.http.web_url}/login/by/{one.id}/done" for one in settings.sign_in_providers)
    return (
        *("--port", str(ports.oidc), "--client-id", SIGN_IN_CLIENT, "--client-secret", keys.sign_in_client_secret),
        *(word for address in back for word in ("--redirect-uri", address)),
        *("--apple-key", public_key_of(keys.apple_private_key)),
    )
