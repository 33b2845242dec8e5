"""Measures the time from the end of a session to CAPTURED while mails wait: python -m tests.benchmarks.captures."""

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from statistics import quantiles

import httpx
import psycopg
from attrs import frozen

from hushroom_adapters.bootstrap import open_application
from hushroom_adapters.postgres import migrate
from hushroom_adapters.settings import read_settings
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionAction
from tests.support.email_backlog import pile_up_mails, waiting
from tests.support.platforms import SessionDriver, an_environment, program
from tests.support.servers import (
    livekit_for_tests,
    mailbox_for_tests,
    postgres_for_tests,
    stripe_for_tests,
    valkey_for_tests,
)

PEOPLE = 100
LOOK_SECONDS = 0.005
HANGING = {"trouble": "hang", "stage": "data", "times": 1_000_000, "seconds": 600.0}


@frozen
class MeasuredPlatform:
    """A platform with one worker, and a connection to its database."""

    lives: SessionDriver
    rows: psycopg.Connection


@asynccontextmanager
async def place(*, is_hanging: bool) -> AsyncIterator[MeasuredPlatform]:
    """Starts the platform and its worker, and stops them at the end of the block."""
    with ExitStack() as stack:
        url = stack.enter_context(postgres_for_tests()).url
        migrate.upgrade(url)
        mailbox = stack.enter_context(mailbox_for_tests())
        environment = an_environment(
            url,
            stack.enter_context(valkey_for_tests()).url,
            STRIPE_API_BASE=stack.enter_context(stripe_for_tests()).url,
            LIVEKIT_URL=stack.enter_context(livekit_for_tests()).url,
            SMTP_URL=mailbox.smtp,
            HUSHROOM_RELAY_LEASE_SECONDS="15",
            HUSHROOM_QUOTAS="off",
        )
        if is_hanging:
            await asyncio.to_thread(httpx.post, f"{mailbox.url}/_sandbox/faults", json=HANGING)
        rows = stack.enter_context(psycopg.connect(url, autocommit=True))
        stack.enter_context(program("worker", environment)).wait_for("worker ready")
        async with open_application(read_settings(environment)) as platform:
            yield MeasuredPlatform(SessionDriver(platform.application, platform.queries), rows)


async def seconds_to_capture(lives: SessionDriver, session: Session) -> float:
    """Ends a session and returns the seconds until its payment is captured."""
    await lives.move(session, SessionAction.END)
    started = time.perf_counter()
    while (await lives.payment(session)).status is not PaymentStatus.CAPTURED:  # noqa: ASYNC110 - in another process
        await asyncio.sleep(LOOK_SECONDS)
    return time.perf_counter() - started


async def measured(captures: int, mails: int, *, is_hanging: bool) -> tuple[Sequence[float], int]:
    """Returns the seconds of each capture in sequence, and the number of emails that still waited afterwards."""
    async with place(is_hanging=is_hanging) as here:
        people = [(await here.lives.user()).id for _ in range(PEOPLE)]
        sessions = [await here.lives.running() for _ in range(captures)]
        pile_up_mails(here.rows, people, -(-mails // PEOPLE))
        await asyncio.sleep(2.0)
        return [await seconds_to_capture(here.lives, session) for session in sessions], waiting(here.rows, "mail")


def main() -> None:
    """Prints the percentiles of the capture times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--captures", type=int, default=200)
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--well", action="store_true", help="let the mail server take mails instead of hanging")
    options = parser.parse_args()
    seconds, left = asyncio.run(measured(options.captures, options.mails, is_hanging=not options.well))
    cuts, server = quantiles(seconds, n=100), "takes them" if options.well else "hangs"
    print(  # noqa: T201 - a measurement is read by people
        f"{len(seconds)} captures while {left} mails wait for a server that {server}: "
        f"p50 {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms, longest {max(seconds) * 1000:.0f} ms"
    )


if __name__ == "__main__":
    main()
