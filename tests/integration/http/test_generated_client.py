"""A client generated from the OpenAPI document books and pays for a session over a real socket."""

import importlib
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from attrs import frozen

from hushroom_http.api_v1.openapi.document import METHODS, refined
from tests.integration.http.world import PASSWORD, World, app_of, http_settings, web
from tests.support.listening import listening

GENERATE = (sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning")
PACKAGE = "generated_hushroom"
DAY_OF_BIRTH = "1990-05-17"


@frozen
class Generated:
    """The generated package and its folder."""

    place: Path

    def module(self, name: str) -> ModuleType:
        return importlib.import_module(f"{PACKAGE}.{name}")

    def model(self, name: str, values: dict[str, Any]) -> Any:
        """Builds a body from values by their JSON names."""
        return getattr(self.module("models"), name).from_dict(values)


@frozen
class Caller:
    """The generated client of one user."""

    generated: Generated
    client: Any

    async def call(self, feature: str, function: str, **given: Any) -> Any:
        """Returns an operation's response as the generated code parses it; fails on a problem."""
        operation = self.generated.module(f"api.{feature}.{feature}_{function}")
        answer = await operation.asyncio_detailed(client=self.client, **given)
        assert type(answer.parsed).__name__ != "Problem", answer.content
        assert answer.parsed is not None, answer.content
        return answer.parsed


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return refined(web(http_settings()).openapi_schema.to_schema())


@pytest.fixture(scope="module")
def generated(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    """Generates the client without network access and without a warning, which would mean that a route is left out."""
    folder = tmp_path_factory.mktemp("client")
    source, config, place = folder / "openapi.json", folder / "config.yml", folder / PACKAGE
    source.write_text(json.dumps(document), encoding="utf-8")
    config.write_text("post_hooks: []\n", encoding="utf-8")
    done = subprocess.run(  # noqa: S603  ours
        (*GENERATE, "--path", source, "--config", config, "--output-path", place),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    yield Generated(place)
    sys.path.remove(str(folder))


def test_every_operation_has_a_function_and_every_schema_a_class(
    generated: Generated, document: dict[str, Any]
) -> None:
    operations = [method for item in document["paths"].values() for method in item if method in METHODS]
    made = [path for path in (generated.place / "api").rglob("*.py") if path.name != "__init__.py"]
    assert len(made) == len(operations)
    models = vars(generated.module("models")).keys()
    assert document["components"]["schemas"].keys() <= models


@pytest.fixture
async def caller(world: World, generated: Generated) -> AsyncIterator[Caller]:
    """Yields a client without a token."""
    async with listening(app_of(world.platform)) as url:
        client = generated.module("client").Client(
            base_url=url, raise_on_unexpected_status=True, httpx_args={"event_hooks": world.watch.async_hooks}
        )
        async with client:
            yield Caller(generated, client)


def signed_in(caller: Caller, token: str, world: World) -> Caller:
    client = caller.generated.module("client").AuthenticatedClient(
        base_url=caller.client._base_url,
        token=token,
        raise_on_unexpected_status=True,
        httpx_args={"event_hooks": world.watch.async_hooks},
    )
    return Caller(caller.generated, client)


async def test_a_generated_client_registers_logs_in_books_finds_selects_and_pays(caller: Caller, world: World) -> None:
    cleo = await world.companion("cleo")
    model = caller.generated.model
    person = {"email": "ada@example.com", "password": PASSWORD}
    await caller.call("auth", "register", body=model("Registration", {**person, "dateOfBirth": DAY_OF_BIRTH}))
    session = await caller.call("auth", "log_in", body=model("Credentials", person))
    ada = signed_in(caller, session.access_token, world)
    async with ada.client:
        me = await ada.call("users", "show")
        assert me.email == person["email"]
        booked = await ada.call("sessions", "book", body=model("Booking", {"type": "FOCUS", "plannedDuration": 60}))
        asked = {"sessionId": str(booked.id)}
        found = await ada.call("matching", "find", body=model("Search", {**asked, "maxPrice": 100}))
        assert [str(match.companion_id) for match in found] == [cleo.companion_id]
        choice = {**asked, "companionId": str(found[0].companion_id)}
        matched = await ada.call("matching", "select", body=model("Choice", choice))
        assert matched.status == "MATCHED"
        paying = {**asked, "paymentMethodId": "pm_card_visa"}
        payment = await ada.call("payments", "authorize", body=model("Authorization", paying))
        assert (payment.status, payment.amount) == ("AUTHORIZED", "30.5")
        (listed,) = await ada.call(
            "sessions", "show_mine", status=caller.generated.module("models").SessionStatus("PAYMENT_AUTHORIZED")
        )
        assert listed.id == booked.id
