"""Platforms on real services for tests: environments, databases, and shorthand for sessions."""

import signal
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from itertools import count
from uuid import uuid4

from attrs import frozen

from hushroom_domain.application import Application, Queries
from hushroom_domain.companions.model import Companion
from hushroom_domain.companions.use_cases.register_companion import RegisterCompanion
from hushroom_domain.contracts.model import SessionType
from hushroom_domain.identity.model import User
from hushroom_domain.identity.use_cases.register_user import RegisterUser
from hushroom_domain.matching.use_cases.select_companion import SelectCompanion
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.use_cases.authorize_payment import AuthorizePayment
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionAction
from hushroom_domain.sessions.use_cases.book_session import BookSession
from hushroom_domain.sessions.use_cases.change_session_status import ChangeSessionStatus
from hushroom_domain.shared.money import Money
from tests.support.builders import PASSWORD
from tests.support.servers import LIVEKIT_API_KEY, LIVEKIT_API_SECRET, STRIPE_SECRET_KEY
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.warm_programs import ColdProcess, WarmProcess

WEBHOOK_SECRET = "whsec_of_the_platform_tests"
ADULT = date(1990, 5, 17)
NOWHERE = "http://127.0.0.1:9"
"""An address without a listener."""
_numbers = count(1)


def an_environment(database_url: str, redis_url: str, **changes: str) -> dict[str, str]:
    """Returns an environment whose Stripe, LiveKit and mail server are unreachable unless they are given."""
    return {
        "HUSHROOM_LOG_LEVEL": "info",
        "HUSHROOM_BCRYPT_ROUNDS": "4",
        "HUSHROOM_RELAY_LEASE_SECONDS": "2",
        "HUSHROOM_TOKEN_KEYS": "one:a-key-that-only-the-tests-know-of-0123456789",
        "DATABASE_URL": database_url,
        "HUSHROOM_DATABASE_POOL": "5",
        "REDIS_URL": redis_url,
        "STRIPE_SECRET_KEY": STRIPE_SECRET_KEY,
        "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "STRIPE_API_BASE": NOWHERE,
        "LIVEKIT_URL": NOWHERE,
        "LIVEKIT_API_KEY": LIVEKIT_API_KEY,
        "LIVEKIT_API_SECRET": LIVEKIT_API_SECRET,
        "SMTP_URL": "smtp://127.0.0.1:9",
        **changes,
    }


class Program:
    """One `hushroom COMMAND` in its own process."""

    def __init__(self, command: str, environment: Mapping[str, str], *options: str) -> None:
        """Starts the process without waiting until it is ready."""
        kind = ColdProcess if command == "serve" else WarmProcess  # because several web servers are its children
        self._process = kind((command, *options), {"PATH": "/usr/bin:/bin", **environment})

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_for(self, words: str) -> None:
        """Reads the log until a line contains this text."""
        for line in self._process.output:
            if words in line:
                return
        raise AssertionError(f"it never said {words!r}")

    def kill(self) -> str:
        """Kills the process and returns the rest of its log."""
        self._process.send(signal.SIGKILL)
        said = self._rest()
        self._process.wait(PATIENCE_SECONDS)
        return said

    def stop(self) -> tuple[int, str]:
        """Stops the process with SIGTERM and returns its exit code and the rest of its log."""
        self._process.send(signal.SIGTERM)
        with ThreadPoolExecutor(1) as reading:  # a full pipe would hold up the process
            said = reading.submit(self._rest)
            code = self._process.wait(PATIENCE_SECONDS)
            if code is None:
                self._process.send(signal.SIGKILL)
                raise AssertionError(f"still running {PATIENCE_SECONDS} s after SIGTERM: {said.result()}")
            return code, said.result()

    def _rest(self) -> str:
        """Reads the log to its end, and nothing when that was done before."""
        if self._process.output.closed:
            return ""
        with self._process.output as log:
            return log.read()


@contextmanager
def program(command: str, environment: Mapping[str, str], *options: str) -> Iterator[Program]:
    started = Program(command, environment, *options)
    try:
        yield started
    finally:
        started.kill()


@frozen
class SessionDriver:
    """Shorthand for the use cases that a session goes through."""

    app: Application
    queries: Queries

    async def user(self) -> User:
        email = f"person{next(_numbers)}.{uuid4().hex[:8]}@hushroom.test"
        command = RegisterUser.Command(email=email, password=PASSWORD, date_of_birth=ADULT)
        return (await self.app.identity.register(command)).user

    async def companion(self) -> Companion:
        user, admin = await self.user(), await self.user()
        command = RegisterCompanion.Command(user_id=user.id, base_rate=Money(40_00))
        return await self.app.companions.approve((await self.app.companions.register(command)).id, admin.id)

    async def matched(self) -> Session:
        seeker, companion = await self.user(), await self.companion()
        criteria = BookSession.Command(seeker_id=seeker.id, type=SessionType.FOCUS, planned_minutes=30)
        session = await self.app.sessions.book(criteria)
        return await self.app.matching.select(
            SelectCompanion.Command(user_id=seeker.id, session_id=session.id, companion_id=companion.id)
        )

    async def authorize(self, session: Session, method_id: str | None = "pm_card_visa") -> Payment:
        return await self.app.payments.authorize(
            AuthorizePayment.Command(user_id=session.seeker_id, session_id=session.id, method_id=method_id)
        )

    async def move(self, session: Session, action: SessionAction, *, as_companion: bool = False) -> Session:
        user_id = session.companion_user_id if as_companion else session.seeker_id
        assert user_id is not None
        command = ChangeSessionStatus.Command(session_id=session.id, user_id=user_id, action=action, reason=None)
        return await self.app.sessions.change_status(command)

    async def running(self) -> Session:
        """Returns a session in progress whose price is held."""
        session = await self.matched()
        await self.authorize(session)
        await self.move(session, SessionAction.READY)
        await self.move(session, SessionAction.READY, as_companion=True)
        return await self.move(session, SessionAction.START)

    async def payment(self, session: Session) -> Payment:
        payment = await self.queries.payments.of_session(session.id)
        assert payment is not None
        return payment
