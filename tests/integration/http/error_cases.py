"""Shared parts of the tests of API v1's rules: an initial scene, and the decorator of a test that ends in an error."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, TypeVar

import httpx
from attrs import frozen

from tests.integration.http.world import PASSWORD, Person, World

PROVES = "refusal that it proves"
"""The attribute of a test that contains the error code that the test covers."""


@frozen
class Scene:
    """A world with a seeker, a companion and an administrator on Monday, 2 March 2026, 09:00 UTC."""

    world: World
    ada: Person
    cleo: Person
    root: Person

    async def ask(self, method: str, path: str, by: Person | None = None, **body: Any) -> httpx.Response:
        return await self.world.ask(method, path, by, json=body or None)

    async def step(self, person: Person, session_id: str, step: str) -> httpx.Response:
        return await self.ask("POST", f"/sessions/{session_id}/{step}", person)

    async def select(self, session_id: str, companion_id: str = "") -> httpx.Response:
        wanted = companion_id or self.cleo.companion_id
        return await self.ask("POST", "/matching/select", self.ada, sessionId=session_id, companionId=wanted)

    async def pay(self, session_id: str, card: str = "pm_card_visa") -> httpx.Response:
        return await self.ask("POST", "/payments/authorize", self.ada, sessionId=session_id, paymentMethodId=card)

    async def rate(self, session_id: str) -> httpx.Response:
        return await self.ask("POST", "/ratings", self.ada, sessionId=session_id, overallScore=5)

    async def sign_in(self, person: Person) -> httpx.Response:
        return await self.ask("POST", "/auth/login", email=person.email, password=PASSWORD)

    async def come_back(self, person: Person) -> httpx.Response:
        return await self.ask("POST", "/auth/reactivate", email=person.email, password=PASSWORD)

    async def refresh(self, token: str) -> httpx.Response:
        return await self.ask("POST", "/auth/refresh", refreshToken=token)

    async def captured(self) -> str:
        """Returns a captured payment."""
        _, payment_id = await self.world.end(self.ada, self.cleo)
        await self.world.settle()
        return payment_id

    async def appointed(self, day: str = "2026-03-09") -> str:
        """Returns a session that is scheduled for a Monday at 09:00 UTC."""
        return await self.world.book(self.ada, scheduledAt=f"{day}T09:00:00Z")


async def scene_of(world: World) -> Scene:
    return Scene(world, await world.join("ada"), await world.companion("cleo"), await world.admin())


Test = TypeVar("Test")
Story = Callable[[Scene], Awaitable[httpx.Response]]


def refused(status: int, code: str) -> Callable[[Story], Callable[[Scene], Awaitable[None]]]:
    """Declares the status and the code of the response that the test returns."""

    def proving(story: Story) -> Callable[[Scene], Awaitable[None]]:
        @proves(code)
        @wraps(story)
        async def proof(scene: Scene) -> None:
            answer = await story(scene)
            assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
            assert ("retry-after" in answer.headers) == (status == 503)

        return proof

    return proving


def proves(code: str) -> Callable[[Test], Test]:
    """Declares the error code that a test of another form covers."""

    def marked(test: Test) -> Test:
        setattr(test, PROVES, code)
        return test

    return marked


async def malformed(world: World, path: str, by: Person, field: str) -> None:
    """Sends a query in which only this parameter is malformed."""
    answer = await world.ask("GET", path, by)
    assert (answer.status_code, answer.json()["code"]) == (400, "request.invalid")
    assert [detail["field"] for detail in answer.json()["details"]] == [field]
