"""Whatever is asked, by whomever: the application answers as its own OpenAPI document says."""

import os
from typing import Any

import pytest
import requests
import schemathesis
from attrs import frozen
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hushroom_http.documentation.document import refined
from tests.integration.http.world import Person, World, http_settings, web

LONG = "FUZZ_EXAMPLES"
EXAMPLES = int(os.environ.get(LONG, "15"))
# Tokens are the askers' own: made up ones say nothing about the rest of a request.
CONFIG = schemathesis.Config.from_dict({"generation": {"with-security-parameters": False}})
DOCUMENT = refined(web(http_settings()).openapi_schema.to_schema())
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT, config=CONFIG)
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
MOSTLY = (True, True, True, False)
# Good requests get further than bad ones, so there are more of them.
MODES = [GenerationMode.POSITIVE if good else GenerationMode.NEGATIVE for good in MOSTLY]
# The library's other checks are left out: who may do what and which methods a path takes have tests of their own
# (test_authorisation, test_frame), good data may still be against a rule (a session already over: 400), and the checks
# across requests need links between operations, which the document does not have.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


@frozen
class Inhabited:
    """A world in which every kind of thing exists; `ids` by the names that paths and bodies have for them."""

    world: World
    askers: tuple[Person | None, ...]
    ids: dict[str, list[str]]


@pytest.fixture
async def inhabited(world: World) -> Inhabited:
    seeker, companion, admin = await world.join("sam"), await world.companion("cleo"), await world.admin()
    ended, payment = await world.end(seeker, companion)
    ready, held = await world.ready(seeker, await world.companion("busy"))
    booked, matched = await world.book(seeker), await world.match(seeker, companion)
    goal = await world.set_goal(seeker, matched)
    templates = await world.get("/contracts/templates")
    template = templates[0]["id"]
    contract = await world.post("/contracts", seeker, {"sessionId": matched, "templateId": template})
    complaint = {"reportedUserId": companion.id, "reason": "Rude", "description": "They shouted."}
    report = await world.post("/reports", seeker, complaint)
    hour = {"date": "2026-03-09", "startTime": "09:00", "endTime": "10:00"}
    block = await world.post("/availability/me/block", companion, hour)
    ids = {
        "session": [ended, ready, booked, matched],
        "companion": [companion.companion_id],
        "user": [seeker.id, companion.id],
        "payment": [payment, held],
        "goal": [goal["id"]],
        "template": [template],
        "contract": [contract["id"]],
        "report": [report["id"]],
        "block": [block["id"]],
    }
    return Inhabited(world, (None, seeker, companion, admin), ids)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=LONG not in os.environ,
    # Neither shrunk nor replayed: the world has moved on, and the same request may rightly be answered otherwise.
    phases=[Phase.generate],
    # One world for all examples of an operation, so that requests meet what earlier ones have done.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=some.data())
async def test_every_answer_is_a_documented_one(inhabited: Inhabited, operation: Any, data: some.DataObject):
    mode = data.draw(some.sampled_from(MODES))
    case = data.draw(operation.as_strategy(generation_mode=mode))
    if mode is GenerationMode.POSITIVE:  # In a bad request the id may be what is bad.
        point_at_what_exists(case, inhabited.ids, data)
    for asker in inhabited.askers:
        case.validate_response(await send(inhabited.world, case, asker), checks=CHECKS)


def point_at_what_exists(case: Any, ids: dict[str, list[str]], data: some.DataObject) -> None:
    """Ids that are made up name nothing: put those of real things in their place, most of the time."""
    for part in (case.path_parameters, case.body):
        for name in part if isinstance(part, dict) else ():
            kind = next((kind for kind in ids if name.lower().replace("_", "").endswith(f"{kind}id")), None)
            if kind and isinstance(part[name], str) and data.draw(some.sampled_from(MOSTLY)):
                part[name] = data.draw(some.sampled_from(ids[kind]))


async def send(world: World, case: Any, asker: Person | None) -> Any:
    asked = requests.Request(**case.as_transport_kwargs(base_url="http://hushroom.test")).prepare()
    headers = {**asked.headers, **({"authorization": f"Bearer {asker.token}"} if asker else {})}
    return await world.http.request(asked.method, asked.url, headers=headers, content=asked.body)
