"""Random requests by every kind of caller: the application responds as its OpenAPI document says."""

import os
from collections.abc import AsyncIterator
from typing import Any

import pytest
import requests
import schemathesis
from attrs import evolve, frozen
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_http.api_v1.openapi.document import refined
from tests.integration.http.routes import PREFIX
from tests.integration.http.scenes import Scene, scene_of
from tests.integration.http.seeded_world import SUPPLIES, KnownArguments, Pool, SeededWorld, inhabit
from tests.integration.http.world import Person, World, http_settings, web
from tests.support.existing import existing

LONG = "FUZZ_EXAMPLES"
EXAMPLES = int(os.environ.get(LONG, "15"))
# Requests carry real tokens, because with random ones only the authentication would be tested.
CONFIG = schemathesis.Config.from_dict({"generation": {"with-security-parameters": False}})
DOCUMENT = refined(web(http_settings()).openapi_schema.to_schema())
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT, config=CONFIG)
OPERATIONS = sorted(
    (found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)), key=lambda one: one.label
)
assert len(OPERATIONS) == len(list(SCHEMA.get_all_operations())), "every operation of the document is understood"
MOSTLY = (True, True, True, False)
NEARLY_ALWAYS = (True,) * 7 + (False,)
# Most requests are valid, because valid ones reach more code.
MODES = [GenerationMode.POSITIVE if good else GenerationMode.NEGATIVE for good in MOSTLY]
# The library's other checks are left out: who may do what and which methods a path takes have tests of their own
# (test_authorisation, test_middleware), good data may still be against a rule (a session already over: 400), and the
# checks across requests need links between operations, which the document does not have.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
SUCCEEDED: dict[str, bool] = {}
"""The requested operations, and whether at least one of their responses was a success."""


@frozen
class FuzzTarget:
    """The seeded world, and the arguments with which an operation succeeds there."""

    town: SeededWorld
    supplies: KnownArguments

    @property
    def ids(self) -> Pool:
        return {**self.town.ids, **self.supplies.ids}


@pytest.fixture(scope="module")
async def scene(postgres: EmbeddedServer, template_database: str) -> AsyncIterator[Scene[SeededWorld]]:
    async with scene_of(postgres, template_database, inhabit) as made:
        yield made


@pytest.fixture
async def inhabited(scene: Scene[SeededWorld], operation: Any) -> AsyncIterator[FuzzTarget]:
    """Yields a world for one operation, which nobody has changed since it was inhabited."""
    world = scene.begin()
    async with world.http:
        town = evolve(scene.cast, world=world)
        supply = SUPPLIES.get(operation.label.replace(PREFIX, ""))
        yield FuzzTarget(town, await supply(town) if supply else KnownArguments())


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=LONG not in os.environ,
    # Without shrinking and replay, because the state has changed and the same request may have another result.
    phases=[Phase.generate],
    # One world for all examples of an operation, so that requests meet the effects of earlier ones.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=some.data())
async def test_every_answer_is_a_documented_one(inhabited: FuzzTarget, operation: Any, data: some.DataObject) -> None:
    mode = data.draw(some.sampled_from(MODES))
    case = data.draw(operation.as_strategy(generation_mode=mode))
    supplies = KnownArguments()
    if mode is GenerationMode.POSITIVE:  # In an invalid request the value or the body may be the invalid one.
        put_what_exists(case, inhabited, data)
        supplies = inhabited.supplies if data.draw(some.sampled_from(NEARLY_ALWAYS)) else supplies
    for actor in inhabited.town.actors:
        answer = await send(inhabited.town.world, case, actor, supplies)
        SUCCEEDED[operation.label] = SUCCEEDED.get(operation.label, False) or answer.is_success
        case.validate_response(answer, checks=CHECKS)


def test_every_operation_succeeded_with_some_of_it() -> None:
    """Each operation succeeds at least once, so that successful responses are compared with the document too."""
    assert [label for label, succeeded in SUCCEEDED.items() if not succeeded] == []


def test_what_is_supplied_is_for_operations_that_exist() -> None:
    assert SUPPLIES.keys() <= {operation.label.replace(PREFIX, "") for operation in OPERATIONS}


def put_what_exists(case: Any, there: FuzzTarget, data: some.DataObject) -> None:
    """Replaces random values by existing ones most of the time, because random ids and tokens match nothing."""
    for part in (case.path_parameters, case.body):
        for name in list(part) if isinstance(part, dict) else ():
            if isinstance(part[name], str) and (ids := ids_for(name, there.ids)):
                put(part, name, ids, data)
    for name, values in there.supplies.fields.items():
        if isinstance(case.body, dict):
            put(case.body, name, values, data)


def put(part: dict[str, Any], name: str, values: list[Any], data: some.DataObject) -> None:
    if data.draw(some.sampled_from(NEARLY_ALWAYS)):
        part[name] = data.draw(some.sampled_from(values))


def ids_for(name: str, ids: Pool) -> list[Any]:
    """Returns the ids of the kind with which the name of a path parameter or field ends."""
    bare = name.lower().replace("_", "")
    return next((found for kind, found in ids.items() if bare.endswith(f"{kind}id")), [])


async def send(world: World, case: Any, actor: Person | None, supplies: KnownArguments) -> Any:
    asked = requests.Request(**case.as_transport_kwargs(base_url="http://hushroom.localhost")).prepare()
    token = {"authorization": f"Bearer {actor.token}"} if actor else {}
    random = {name.lower(): value for name, value in asked.headers.items()}
    headers: dict[Any, Any] = {**random, **token, **supplies.headers}
    content: Any = asked.body if supplies.content is None else supplies.content
    return await world.http.request(existing(asked.method), existing(asked.url), headers=headers, content=content)
