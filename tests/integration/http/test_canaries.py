"""Nothing that two people wrote into any field is found after their accounts were erased, but what has a reason."""

import io
from datetime import timedelta
from uuid import UUID

from hushroom_domain.shared.ids import UserId
from tests.integration.http.canaries import AGENT, MARK, CanaryWorld
from tests.integration.http.every_route import everything
from tests.integration.http.platform_parts import Parts

ADA, CLEO = "ada@example.com", "cleo@example.com"
ENOUGH = 40
_AGREED = "both agreed on them, and the other one keeps the agreement"
_SAFETY = "what was complained of is read when it happens again, for the safety of others"
STAYS = {
    "PATCH /contracts/{id} rules": _AGREED,
    "POST /reports reason": _SAFETY,
    "POST /reports description": _SAFETY,
}
"""The fields whose texts stay after the erasure, with the reasons."""


async def test_an_erasure_leaves_no_text_of_a_person_anywhere(parts: Parts, logged: io.StringIO) -> None:
    world = CanaryWorld.new(parts)
    assert isinstance(world, CanaryWorld)
    world.watched = frozenset({ADA, CLEO})
    await everything(world)
    await world.settle()
    before = await parts.kept()
    written = {text: place for text, place in world.sung.items() if text in before}
    assert len(world.sung) >= ENOUGH
    assert ADA in before
    for email in (ADA, CLEO):
        await leave(world, email)
    world.clock.advance(timedelta(days=40))
    await world.settle()
    found = await parts.kept()
    stored = [content for store in (parts.avatars.kept, parts.avatars.withheld) for content in store.values()]
    left = {place for text, place in written.items() if text in found}
    assert left == STAYS.keys()
    assert [text for text in (ADA, CLEO, AGENT) if text in found] == []
    assert stored == []
    assert [text for text in (MARK, ADA, CLEO) if text in logged.getvalue()] == []


async def leave(world: CanaryWorld, email: str) -> None:
    accounts = {account.email: account.id for account in await world.parts.accounts()}
    await world.platform.application.identity.delete(UserId(UUID(accounts[email])))
