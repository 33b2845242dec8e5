"""Response times do not disclose known addresses, measured over HTTP with real hashes and a real database.

The samples of all kinds of addresses are mixed, so that other load on the machine slows all kinds alike. Two kinds
count as distinguishable only if ranks and medians both differ.
"""

import random
import statistics
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import combinations
from typing import Any

import httpx
import pytest
from attrs import evolve, frozen

from hushroom_adapters.bootstrap import Platform, open_application
from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.settings import read_settings
from hushroom_domain.application import Application
from hushroom_domain.identity.ports import Passwords
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from hushroom_domain.identity.use_cases.request_password_reset import RequestPasswordReset
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.notifications.use_cases.send_email import SendEmail
from hushroom_http.app import create_app
from tests.integration.http.world import PASSWORD
from tests.support.listening import listening
from tests.support.platforms import an_environment
from tests.support.servers import MailboxPeer
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.watch import LeakWatch

ROUNDS = "8"
"""A hash takes about 15 ms, several times the rest of a request; in production it takes 16 times as long."""
SAMPLES = 20
MOSTLY = 0.8
HALF_AGAIN = 1.5
Samples = Mapping[str, Sequence[float]]


def told_apart(samples: Samples) -> list[tuple[str, str]]:
    """Returns the kinds of addresses that are distinguishable by time."""
    return [
        (one, other)
        for one, other in combinations(samples, 2)
        if _far_apart(samples[one], samples[other]) or _far_apart(samples[other], samples[one])
    ]


def _far_apart(long: Sequence[float], short: Sequence[float]) -> bool:
    """Compares two samples by the probability of superiority (Mann and Whitney's U, scaled to 1) and by their
    medians.
    """
    wins = sum((one > other) + (one == other) / 2 for one in long for other in short)
    superiority = wins / (len(long) * len(short))
    return superiority > MOSTLY and statistics.median(long) > HALF_AGAIN * statistics.median(short)


@frozen
class TimingClient:
    """A client that measures response times by kind of address and collects the texts of all responses."""

    http: httpx.AsyncClient
    path: str
    more: Mapping[str, str]

    async def ask(self, email: str) -> tuple[float, Any]:
        began = time.perf_counter()
        answer = await self.http.post(self.path, json={"email": email, **self.more})
        took = time.perf_counter() - began
        told = {name: value for name, value in answer.json().items() if name not in {"correlationId", "timestamp"}}
        return took, (answer.status_code, told, sorted(answer.headers))

    async def measure(self, kinds: Mapping[str, str]) -> Samples:
        """Measures samples of each kind of address in mixed order, after one of each to warm up."""
        answers = [(await self.ask(email))[1] for email in kinds.values()]
        assert answers == answers[:1] * len(answers), "the words tell"
        order = list(kinds) * SAMPLES
        random.Random(3).shuffle(order)  # noqa: S311 - the same mixture in every run
        samples: dict[str, list[float]] = {kind: [] for kind in kinds}
        for kind in order:
            samples[kind].append((await self.ask(kinds[kind]))[0])
        return samples


@frozen
class SkipsUnknownAddresses:
    """Implements `Passwords` without hashing for unknown addresses."""

    real: Passwords

    async def hash(self, password: str) -> str:
        return await self.real.hash(password)

    async def verify(self, password: str, hashed: str | None) -> bool:
        return hashed is not None and await self.real.verify(password, hashed)

    def is_outdated(self, hashed: str) -> bool:
        return self.real.is_outdated(hashed)


@frozen
class SendsEmailFirst:
    """A `RequestPasswordReset` that sends the email before it returns."""

    real: RequestPasswordReset
    application: Application

    async def __call__(self, command: RequestPasswordReset.Command) -> None:
        await self.real(command)
        async with self.real.begin() as work:
            user = await work.users.by_email(EmailAddress.of(command.email, str.lower))
        if user is not None and user.is_enabled:
            mail = SendEmail.Command(
                kind=EmailKind.RESET_PASSWORD, user_id=user.id, request_id=self.real.ids.new(), session_id=None
            )
            await self.application.notifications.send_email(mail)


def without_hashing_for_strangers(platform: Platform) -> Platform:
    accounts = platform.application.identity
    check = evolve(accounts.log_in.check, passwords=SkipsUnknownAddresses(accounts.log_in.check.passwords))
    log_in = evolve(accounts.log_in, check=check)
    return evolve(platform, application=evolve(platform.application, identity=evolve(accounts, log_in=log_in)))


def with_email_before_response(platform: Platform) -> Platform:
    application = platform.application
    leaky: Any = SendsEmailFirst(application.identity.request_password_reset, application)
    accounts = evolve(application.identity, request_password_reset=leaky)
    return evolve(platform, application=evolve(application, identity=accounts))


@pytest.fixture
async def platform(database_url: str, valkey: EmbeddedServer, mailbox: MailboxPeer) -> AsyncIterator[Platform]:
    off = {"HUSHROOM_RATE_LIMITS": "off", "HUSHROOM_QUOTAS": "off"}
    changes = {**off, "HUSHROOM_BCRYPT_ROUNDS": ROUNDS, "SMTP_URL": mailbox.smtp}
    async with open_application(read_settings(an_environment(database_url, valkey.url, **changes))) as opened:
        yield opened


@asynccontextmanager
async def served(platform: Platform) -> AsyncIterator[httpx.AsyncClient]:
    """Yields a client of the platform over a real connection."""
    async with listening(create_app(platform)) as url:
        base, hooks = f"{url}/api/v1", LeakWatch().async_hooks
        async with httpx.AsyncClient(
            base_url=base, event_hooks=hooks, timeout=PATIENCE_SECONDS, trust_env=False
        ) as http:
            yield http


async def addresses(http: httpx.AsyncClient) -> dict[str, str]:
    """Returns one address of each kind that must be indistinguishable."""
    kinds = {kind: f"{kind}@example.com" for kind in ("known", "unknown", "closed")}
    tokens = {}
    for kind in ("known", "closed"):
        body = {"email": kinds[kind], "password": PASSWORD, "dateOfBirth": "1990-05-17"}
        tokens[kind] = (await http.post("/auth/register", json=body)).json()["accessToken"]
    closed = await http.delete("/users/me", headers={"Authorization": f"Bearer {tokens['closed']}"})
    assert closed.status_code == 200
    return kinds


LOGIN = ("/auth/login", {"password": "Wrong123!"})
FORGOT: tuple[str, dict[str, str]] = ("/auth/forgot-password", {})


@pytest.mark.parametrize(("path", "more"), [LOGIN, FORGOT], ids=lambda part: part if isinstance(part, str) else "")
async def test_the_time_of_an_answer_tells_nothing_about_an_address(platform: Platform, path: str, more: Any) -> None:
    async with served(platform) as http:
        samples = await TimingClient(http, path, more).measure(await addresses(http))
    assert told_apart(samples) == []


async def test_a_sign_in_that_skips_the_hash_of_strangers_would_be_noticed(platform: Platform) -> None:
    async with served(without_hashing_for_strangers(platform)) as http:
        samples = await TimingClient(http, *LOGIN).measure(await addresses(http))
    assert told_apart(samples) == [("known", "unknown"), ("unknown", "closed")]


async def test_a_letter_that_is_sent_before_the_answer_would_be_noticed(platform: Platform) -> None:
    async with served(with_email_before_response(platform)) as http:
        samples = await TimingClient(http, *FORGOT).measure(await addresses(http))
    assert told_apart(samples) == [("known", "unknown"), ("known", "closed")]


def test_noise_alone_tells_nothing_apart() -> None:
    """Mixed samples of one distribution, of which a tenth was delayed by other load, are indistinguishable."""
    dice = random.Random(5)  # noqa: S311 - the same dice in every run
    for _ in range(500):
        sampled = [[0.03 + dice.expovariate(100) + (dice.random() < 0.1) for _ in range(SAMPLES)] for _ in range(2)]
        assert told_apart(dict(zip("ab", sampled, strict=True))) == []
