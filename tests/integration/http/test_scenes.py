"""A scene begins again as it was prepared, whatever a test did in it."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.memory.gateway.ledger import Entry
from tests.integration.http.scenes import Scene, scene_of
from tests.integration.http.world import Person, World

Couple = tuple[Person, Person]


async def couple(world: World) -> Couple:
    seeker, companion = await world.join("seeker"), await world.companion("companion")
    await world.end(seeker, companion)
    return seeker, companion


@pytest.fixture(scope="module")
async def scene(postgres: EmbeddedServer, template_database: str) -> AsyncIterator[Scene[Couple]]:
    async with scene_of(postgres, template_database, couple) as made:
        yield made


async def state(world: World) -> tuple[str, list[Entry], datetime]:
    return await world.parts.kept(), list(world.gateway.ledger), world.clock.now()


async def test_a_world_begins_with_the_rows_the_money_and_the_time_of_the_scene(scene: Scene[Couple]) -> None:
    first = scene.begin()
    before = await state(first)
    async with first.http:
        await first.end(*scene.cast)
        await first.settle()
        first.clock.advance(timedelta(days=1))
    changed = await state(first)
    assert [one for one, other in zip(before, changed, strict=True) if one == other] == []
    assert await state(scene.begin()) == before


async def test_a_world_knows_the_secrets_that_were_told_before(scene: Scene[Couple]) -> None:
    assert {person.token for person in scene.cast} <= set(scene.begin().watch.secrets)
