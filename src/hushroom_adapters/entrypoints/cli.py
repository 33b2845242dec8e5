"""The `hushroom` command: every process and chore of the platform under one name."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from hushroom_adapters.entrypoints.token_keys import token_keys
from hushroom_adapters.local import endpoints
from hushroom_adapters.observability.findings import CheckFailed, cause_in_words
from hushroom_adapters.settings import Settings, SettingsError, database_settings, read_settings
from hushroom_adapters.system.clock import SystemClock
from hushroom_domain.identity.use_cases.make_admin import MakeAdmin
from hushroom_domain.shared.errors import DomainError

if TYPE_CHECKING:
    from hushroom_adapters.bootstrap import Platform

Answer = TypeVar("Answer")

REFUSED, MISCONFIGURED, INTERRUPTED = 1, 2, 130
LARGEST_FRAME_BYTES = 65_536
"""The maximum size of a websocket message; realtime events are small."""
LOCAL, PROCESSES, CHORES = "On this machine", "Processes", "Chores"

cli = typer.Typer(
    name="hushroom",
    help="Structured human presence: audio sessions with a human companion, under a contract.",
    epilog="Settings are environment variables: .env.example lists them, hushroom doctor checks them.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    """Prints the version of the installed package and exits."""
    if wanted:
        from importlib.metadata import version

        typer.echo(f"hushroom {version('hushroom')}")
        raise typer.Exit


@cli.callback()
def _hushroom(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Holds the options of the command itself."""


cli.add_typer(token_keys, name="keys", rich_help_panel=CHORES)

Data = Annotated[Path, typer.Option(help="The folder of a local hushroom dev.", metavar="DIR")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs a command; prints an expected error as one sentence, without a traceback."""
    try:
        cli(args=arguments)
    except SettingsError as error:
        sys.exit(_said(f"{error}", MISCONFIGURED))
    except CheckFailed as finding:
        sys.exit(_said(f"{finding}. {finding.fix}", REFUSED))
    except DomainError as refusal:
        cause = f" ({cause_in_words(refusal)})" if refusal.__cause__ else ""
        sys.exit(_said(f"{refusal.text}{cause}", REFUSED))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _said(sentence: str, code: int) -> int:
    typer.echo(sentence, err=True)
    return code


@cli.command(rich_help_panel=LOCAL)
def dev(
    port: Annotated[int, typer.Option(help="The port of the API; 0 picks a free one.")] = 8000,
    data: Data = endpoints.DATA,
    workers: Annotated[int, typer.Option(min=1, help="How many of each process.", metavar="N")] = 1,
    *,
    reset: Annotated[bool, typer.Option("--reset", help="Start with empty data.")] = False,
    seed: Annotated[bool, typer.Option("--seed/--no-seed", help="Add demo accounts.")] = True,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print one line instead of the panel.")] = False,
    dies: Annotated[bool, typer.Option("--die-with-parent", help="Stop when the starting process is gone.")] = False,
) -> None:
    """Start everything on this machine: databases, a local Stripe, LiveKit and mailbox, the API and its workers."""
    from hushroom_adapters.local.dev.command import DevOptions, run_dev
    from hushroom_adapters.local.emulators.lifeline import die_with_parent

    if dies:
        die_with_parent()
    options = DevOptions(port=port, data=data, workers=workers, reset=reset, seed=seed, quiet=quiet)
    raise typer.Exit(run_dev(options))


@cli.command(rich_help_panel=LOCAL)
def walkthrough(
    url: Annotated[str, typer.Option(help="The address of the server; by default the running hushroom dev.")] = "",
    data: Data = endpoints.DATA,
    *,
    as_json: AsJson = False,
) -> None:
    """Play a whole session against a running server, step by step, and show where the money went."""
    from hushroom_adapters.local.walkthrough.command import run_walkthrough
    from hushroom_adapters.local.walkthrough.target import target_of

    target = target_of(url, endpoints.read_endpoints(data))
    if target is None:
        raise typer.Exit(_said(f"No hushroom dev runs on {data}: start one (make run) or give --url.", REFUSED))
    raise typer.Exit(run_walkthrough(target, as_json=as_json))


@cli.command(rich_help_panel=LOCAL)
def seed(
    companions: Annotated[int, typer.Option(min=0, metavar="N", help="Generate so many companions.")] = 0,
    users: Annotated[int, typer.Option(min=0, metavar="N", help="Generate so many users.")] = 0,
    sessions: Annotated[int, typer.Option(min=0, metavar="N", help="Generate so many sessions.")] = 0,
    data: Data = endpoints.DATA,
) -> None:
    """Add the demo accounts, and a generated population on request."""
    settings = _settings(data)
    from hushroom_adapters.local.seeding.command import seed_database

    seed_database(settings, companions=companions, users=users, sessions=sessions)


@cli.command(rich_help_panel=PROCESSES)
def serve(
    host: Annotated[str, typer.Option(help="Instead of HUSHROOM_HOST.")] = "",
    port: Annotated[int | None, typer.Option("--port", help="Instead of HUSHROOM_PORT.", metavar="PORT")] = None,
    workers: Annotated[int, typer.Option(min=1, metavar="N", help="Processes that share the port.")] = 1,
) -> None:
    """Serve the API."""
    settings = _process_settings()
    import uvicorn

    if workers > 1:  # The settings are read anew by each of them, and none has the connections of the others.
        os.environ["HUSHROOM_POLLING"] = "off"
    uvicorn.run(
        "hushroom_http.main:app",
        host=host or settings.http.host,
        port=settings.http.port if port is None else port,
        workers=workers,
        lifespan="on",
        http="hushroom_http.server.protocol:BoundedProtocol",
        ws="hushroom_http.server.websockets:ObservedWebsocket",
        log_config=None,
        access_log=False,
        server_header=False,
        # The client's address is worked out from HUSHROOM_TRUSTED_PROXIES instead.
        proxy_headers=False,
        ws_max_size=LARGEST_FRAME_BYTES,
        timeout_graceful_shutdown=4,
    )


@cli.command(rich_help_panel=PROCESSES)
def worker() -> None:
    """Run the reactions to events: captures, emails, rooms, reputation."""
    settings = _process_settings()
    from hushroom_adapters.bootstrap import open_application
    from hushroom_adapters.jobs.worker import run_worker

    raise typer.Exit(run_worker(settings, open_application, SystemClock()))


@cli.command(rich_help_panel=PROCESSES)
def scheduler() -> None:
    """Run periodic tasks; of several schedulers, one runs each task."""
    settings = _process_settings()
    from hushroom_adapters.bootstrap import open_application
    from hushroom_adapters.jobs.scheduler import run_scheduler

    raise typer.Exit(run_scheduler(settings, open_application, SystemClock()))


@cli.command(name="make-admin", rich_help_panel=CHORES)
def make_admin(
    email: Annotated[str, typer.Argument(help="The address of an existing user.")], data: Data = endpoints.DATA
) -> None:
    """Make a user an administrator."""
    user = _with_application(lambda platform: platform.application.identity.make_admin(MakeAdmin.Command(email)), data)
    typer.echo(f"{user.email} is an administrator now.")


@cli.command(name="push-key", rich_help_panel=CHORES)
def push_key() -> None:
    """Print a new key for push messages, for HUSHROOM_VAPID_PRIVATE_KEY; another key ends every subscription."""
    from hushroom_adapters.webpush import new_vapid_key

    typer.echo(new_vapid_key())


@cli.command(rich_help_panel=CHORES)
def migrate(
    to: Annotated[
        str, typer.Option(metavar="REVISION", help="Another revision than the newest; -1 undoes one, base all.")
    ] = "",
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Compare the migrations with the tables of the code, on a temporary server.")
    ] = False,
    sql: Annotated[bool, typer.Option("--sql", help="Print the statements instead of running them.")] = False,
) -> None:
    """Migrate the database to the newest revision; safe to run twice, also at the same time."""
    url = "" if check or sql else database_settings(endpoints.environment(os.environ)).url
    from hushroom_adapters.entrypoints import migrations

    if check:
        raise typer.Exit(_compared(migrations.compare_with_code()))
    if sql:
        typer.echo(migrations.as_sql(to or migrations.NEWEST))
        return
    typer.echo(migrations.in_words(migrations.migrate(url, to or migrations.NEWEST)))


def _compared(differences: Sequence[str]) -> int:
    for difference in differences:
        typer.echo(difference)
    typer.echo("The migrations make other tables than the code." if differences else "The migrations are complete.")
    return REFUSED if differences else 0


@cli.command(name="dead-letters", rich_help_panel=CHORES)
def dead_letters(
    replay: Annotated[int | None, typer.Option(metavar="ID", help="Run this one again.")] = None,
    data: Data = endpoints.DATA,
    *,
    replay_all: Annotated[bool, typer.Option("--replay-all", help="Run all of them again.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the reactions that were given up, or run them again."""
    if replay is not None or replay_all:
        replayed = _with_application(lambda platform: platform.outbox.replay(None if replay_all else replay), data)
        typer.echo(f"{replayed} will run again.")
        raise typer.Exit(0 if replayed or replay_all else _said(f"There is no dead letter {replay}.", REFUSED))
    letters = _with_application(lambda platform: platform.outbox.dead_letters(), data)
    from hushroom_adapters.entrypoints.dead_letters import print_dead_letters

    print_dead_letters(letters, as_json=as_json)


@cli.command(rich_help_panel=CHORES)
def doctor(data: Data = endpoints.DATA, *, as_json: AsJson = False) -> None:
    """Check the settings and every dependency, and print what to fix."""
    from hushroom_adapters.entrypoints.doctor.checks import EXAMINATIONS
    from hushroom_adapters.entrypoints.doctor.report import diagnose, print_findings

    findings = asyncio.run(diagnose(endpoints.environment(os.environ, data), EXAMINATIONS))
    print_findings(findings, as_json=as_json)
    raise typer.Exit(0 if all(finding.is_well for finding in findings) else REFUSED)


def _settings(data: Path = endpoints.DATA) -> Settings:
    return read_settings(endpoints.environment(os.environ, data))


def _process_settings() -> Settings:
    """For a process that logs: its settings are its own, never those of a running `hushroom dev`."""
    settings = read_settings(os.environ)
    from hushroom_adapters.observability.logs import configure_logs

    configure_logs(settings.log)
    return settings


def _with_application(work: "Callable[[Platform], Awaitable[Answer]]", data: Path) -> Answer:
    from hushroom_adapters.bootstrap import open_application

    async def run() -> Answer:
        async with open_application(_settings(data)) as platform:
            return await work(platform)

    return asyncio.run(run())


if __name__ == "__main__":
    main()
