"""Runs the examples of the API page against a served platform, in their order."""

import asyncio
import base64
import hashlib
import hmac
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import httpx
import msgspec
import psycopg
from attrs import define, field
from livekit.api import AccessToken

from hushroom_domain.identity.use_cases.make_admin import MakeAdmin
from hushroom_domain.identity.use_cases.register_user import RegisterUser
from tests.integration.documents.examples import Command, Example, Exchange, Pause
from tests.integration.documents.response_matcher import ResponseMatcher
from tests.integration.realtime.harness import RealtimeHarness
from tests.support.builders import PASSWORD
from tests.support.leak_rules import TokenOwner
from tests.support.platforms import ADULT, WEBHOOK_SECRET
from tests.support.servers import LIVEKIT_API_KEY, LIVEKIT_API_SECRET
from tests.support.waiting import PATIENCE_SECONDS

SERVER = "localhost:8000"
"""The address of the platform in the page's shell commands."""
MAILED = {
    "/api/v1/auth/verify-email": "/verify-email",
    "/api/v1/auth/reset-password": "/reset-password",
    "/api/v1/auth/reactivate/link": "/come-back",
}
"""The link in an email that carries the token of each of these routes."""
PROVIDER = "https://connect.stripe.com/"
ADA = "ada@example.com"


@define
class Player:
    """Runs examples in order. `tokens` are the real tokens behind the names on the page; `differences` are the false
    examples.
    """

    stage: RealtimeHarness
    http: httpx.AsyncClient
    mailbox: httpx.AsyncClient
    likeness: ResponseMatcher = field(factory=ResponseMatcher)
    tokens: dict[str, str] = field(factory=dict)
    differences: list[str] = field(factory=list)

    async def cast(self) -> None:
        """Registers the companion and the administrator, who exist before the first example."""
        for name, first in (("cleo", "Cleo"), ("root", None)):
            command = RegisterUser.Command(
                email=f"{name}@example.com", password=PASSWORD, date_of_birth=ADULT, first_name=first
            )
            user = (await self.stage.platform.application.identity.register(command)).user
            self.tokens[name.upper()] = await self.stage.token(user.id)
        root = await self.stage.platform.application.identity.make_admin(MakeAdmin.Command("root@example.com"))
        self.tokens["ADMIN"] = self.tokens.pop("ROOT")
        self.stage.watch.promote(str(root.id))

    async def play(self, example: Example) -> None:
        """Runs all reactions to earlier examples, and then this example."""
        await self.stage.settle()
        match example:
            case Exchange():
                await self._exchange(example)
            case Command():
                await self._command(example)
            case Pause():
                self._wait(example.minutes)
            case _:
                raise AssertionError(f"line {example.line}: nobody plays {example.language}")

    async def _command(self, command: Command) -> None:
        script = command.shell.replace(SERVER, self.stage.url.removeprefix("http://"))
        run = partial(
            subprocess.run, ("sh", "-c", script), stdout=subprocess.PIPE, check=True, timeout=PATIENCE_SECONDS
        )
        self._compare(command.line, command.prints, msgspec.json.decode((await asyncio.to_thread(run)).stdout))

    async def _exchange(self, example: Exchange) -> None:
        method, target = example.request.words
        path = self.likeness.text(target)
        content = msgspec.json.encode(await self._body(example)) if example.request.has_body else b""
        headers = self._headers(example, content)
        answer = await self.http.request(method, path, content=content, headers=headers)
        if answer.status_code != example.status:
            self.differences.append(f"line {example.line}: {answer.status_code} {answer.text}")
            return
        for name, value in example.answer.headers.items():
            self._compare(example.line, value, answer.headers.get(name, ""))
        if example.answer.has_body:
            self._compare(example.line, example.answer.body, self._said(answer))
        elif answer.content:
            self.differences.append(f"line {example.line}: there is an answer: {answer.text}")

    async def _body(self, example: Exchange) -> Any:
        path, body = example.request.words[1], self.likeness.filled(example.request.body)
        return {**body, "token": await self._mailed(MAILED[path])} if path in MAILED else body

    async def _mailed(self, link: str) -> str:
        """Returns the token in the newest email with such a link."""
        emails = (await self.mailbox.get("/api/messages", params={"to": ADA})).json()
        found = next(filter(None, (re.search(rf"{link}\?token=([\w.~-]+)", email["text"]) for email in emails)))
        return found[1]

    def _headers(self, example: Exchange, content: bytes) -> dict[str, str]:
        json_type = {"Content-Type": "application/json"} if content else {}
        return {**json_type, **dict(self._made(example.request.headers, content))}

    def _made(self, headers: Mapping[str, str], content: bytes) -> Iterator[tuple[str, str]]:
        """Returns the page's headers with real tokens and signatures."""
        for name, value in headers.items():
            if name == "Stripe-Signature":
                yield name, stripe_signature(content)
            elif value == "LIVEKIT":
                yield name, livekit_signature(content)
            else:
                yield name, re.sub(r"^Bearer (\w+)$", lambda found: f"Bearer {self.tokens[found[1]]}", value)

    def _said(self, answer: httpx.Response) -> Any:
        """Returns the response with the public address of the payment provider, because the tests use a local one."""
        elsewhere = self.stage.environment["STRIPE_API_BASE"].encode() + b"/"
        return msgspec.json.decode(answer.content.replace(elsewhere, PROVIDER.encode()))

    def _compare(self, line: int, example: Any, actual: Any) -> None:
        self.differences += (f"line {line}: {found}" for found in self.likeness.differences(example, actual))
        if isinstance(actual, dict) and "accessToken" in actual:
            self.tokens["ADA"] = actual["accessToken"]
            if "user" in actual:
                for secret in (actual["accessToken"], actual["refreshToken"]):
                    self.stage.watch.know(secret, TokenOwner(actual["user"]["id"], ADA))

    def _wait(self, minutes: int) -> None:
        """Moves the start of everything in progress into the past."""
        with psycopg.connect(self.stage.environment["DATABASE_URL"]) as rows:
            rows.execute(
                "UPDATE sessions SET started_at = started_at - make_interval(mins => %s) WHERE status = 'IN_PROGRESS'",
                (minutes,),
            )


def stripe_signature(payload: bytes) -> str:
    moment = int(time.time())
    digest = hmac.new(WEBHOOK_SECRET.encode(), f"{moment}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def livekit_signature(payload: bytes) -> str:
    digest = base64.b64encode(hashlib.sha256(payload).digest()).decode()
    return AccessToken(LIVEKIT_API_KEY, LIVEKIT_API_SECRET).with_sha256(digest).to_jwt()
