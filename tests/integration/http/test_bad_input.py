"""Invalid input on every route that reads a body: each is refused with the error format, and nothing is stored.

The table contains one valid body for each such route; the invalid ones are derived from the types of its fields. A
route without a row fails.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import msgspec
import pytest
from attrs import define, evolve
from msgspec import NODEFAULT, inspect

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.memory.linked_identities import EXAMPLE
from hushroom_adapters.postgres.core.database import Database
from hushroom_http.inputs.request_bodies import Body, Nothing
from tests.integration.http import scenes
from tests.integration.http.good_requests import TABLE, Scene
from tests.integration.http.passkey_steps import a_device, add_passkey, made_passkey, signature
from tests.integration.http.platform_parts import parts_on_postgres
from tests.integration.http.provider_attempts import agreed, at_provider, waiting
from tests.integration.http.routes import Route, handlers
from tests.integration.http.second_factors import lost
from tests.integration.http.world import NOWHERE, World


def bodies() -> dict[Route, type[Body]]:
    fields = {route: handler.parsed_data_field for route, handler in handlers().items()}
    return {route: field.annotation for route, field in fields.items() if field is not None}


BODIES = bodies()
PATHS: dict[str, Callable[[Scene], str]] = {
    "{session_id}": lambda scene: scene.booked,
    "{goal_id}": lambda scene: scene.goal,
    "{contract_id}": lambda scene: scene.contract,
    "{payment_id}": lambda scene: scene.payment,
    "{companion_id}": lambda scene: scene.companion.companion_id,
    "{user_id}": lambda scene: scene.companion.id,
    "{report_id}": lambda scene: scene.report,
    "{recovery_id}": lambda scene: scene.recovery,
    "{notification_id}": lambda scene: scene.notification,
    "{provider_id}": lambda _: EXAMPLE.id,
    "{passkey_id}": lambda scene: scene.passkey,
}


def filled(path: str, scene: Scene) -> str:
    for name, value in PATHS.items():
        path = path.replace(name, value(scene))
    return path


@pytest.fixture(scope="module")
async def prepared(postgres: EmbeddedServer, template_database: str) -> AsyncIterator[scenes.Scene[Scene]]:
    async with scenes.scene_of(postgres, template_database, scene_in) as made:
        yield made


@pytest.fixture
async def changing(prepared: scenes.Scene[Scene]) -> AsyncIterator[Scene]:
    """Yields the scene of one test, which may change it."""
    world = prepared.begin()
    async with world.http:
        yield evolve(prepared.cast, world=world)


@define
class Unchanged:
    """A scene that nothing may change, and everything that is stored in it as text."""

    scene: Scene
    kept: str

    async def check(self) -> None:
        """Asserts that nothing has been written since the check before, or since the scene was prepared."""
        before, self.kept = self.kept, await self.scene.world.parts.kept()
        assert before == self.kept, "something was written"


@pytest.fixture(scope="module")
async def unchanged(lasting_database: Database) -> AsyncIterator[Unchanged]:
    world = World.new(parts_on_postgres(lasting_database))
    async with world.http:
        made = await scene_in(world)
        kept = await world.parts.kept()
        assert made.seeker.email in kept
        yield Unchanged(made, kept)


@pytest.fixture
async def scene(unchanged: Unchanged) -> AsyncIterator[Scene]:
    """Yields the scene that all tests of refusals share, because a refused request changes nothing."""
    unchanged.scene.world.heard.clear()  # it keeps the bodies of large requests
    yield unchanged.scene
    await unchanged.check()


async def scene_in(world: World) -> Scene:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    await world.patch("/companions/me", cleo, {"maxConcurrent": 5})
    booked = await world.book(ada)
    goal = await world.set_goal(ada, booked)
    contract = await world.post("/contracts", ada, {"sessionId": booked})
    paid = await world.match(ada, cleo)
    payment = await world.pay(ada, paid)
    complaint = {"reportedUserId": ada.id, "reason": "Rude", "description": "They shouted."}
    report = await world.post("/reports", cleo, complaint)
    left = await world.join("left")
    await world.ask("DELETE", "/users/me", left)
    phone = a_device()
    passkey = await add_passkey(world, ada, phone)
    await world.settle()
    notifications = (await world.get("/notifications", cleo))["notifications"]
    return Scene(
        world=world,
        answer=await agreed(world, at_provider("nina")),
        link=await agreed(world, at_provider("ada"), ada),
        account_to_prove=await waiting(world, at_provider("ada", is_verified=False)),
        account_to_open=await waiting(world, at_provider("nora")),
        seeker=ada,
        companion=cleo,
        admin=await world.admin(),
        left=left,
        booked=booked,
        matched=await world.match(ada, cleo),
        payment=payment["id"],
        goal=goal["id"],
        contract=contract["id"],
        report=report["id"],
        recovery=await lost(world, await world.join("lost")),
        notification=notifications[0]["id"],
        passkey=passkey["id"],
        made_passkey=await made_passkey(world, ada, a_device()),
        signature=await signature(world, phone),
    )


def _said(part: Any) -> str:
    """Returns the text of a parameter for the test's id."""
    if isinstance(part, tuple):
        return " ".join(part)
    return part if isinstance(part, str) else "-"


async def ask(scene: Scene, route: Route, body: Any = None, **request: Any) -> Any:
    row, (method, path) = TABLE[route], route
    request = request or {"json": body}
    return await scene.world.ask(method, filled(path, scene), row.by(scene), **request)


async def refused(answering: Awaitable[Any], status: int, field: str = "") -> None:
    """Asserts that the request was refused in the error format with `field`; the scene, that it stored nothing."""
    answer = await answering
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["statusCode"] == answer.json()["status"] == status
    if field:
        assert field in [detail["field"] for detail in answer.json()["details"]]


def test_every_route_that_reads_a_body_has_a_row() -> None:
    assert BODIES.keys() == TABLE.keys()


@pytest.mark.parametrize("route", BODIES, ids=" ".join)
async def test_the_good_body_is_no_malformed_one(changing: Scene, route: Route) -> None:
    answer = await ask(changing, route, TABLE[route].body(changing))
    is_past = '"auth.second_factor.' in answer.text
    assert answer.status_code in {200, 201, 204, 400} or is_past, answer.text
    assert "request.invalid" not in answer.text, "the row itself is malformed"


@pytest.mark.parametrize("route", BODIES, ids=" ".join)
async def test_an_unknown_field_is_refused(scene: Scene, route: Route) -> None:
    body = {**TABLE[route].body(scene), "shoeSize": 43}
    await refused(ask(scene, route, body), 400, "shoeSize")


@pytest.mark.parametrize("route", BODIES, ids=" ".join)
async def test_what_is_not_json_is_refused(scene: Scene, route: Route) -> None:
    headers = {"content-type": "application/json"}
    for content in (b"{", b"\xff", b"[]", b"null", b"[" * 50_000):
        await refused(ask(scene, route, content=content, headers=headers), 400)


@pytest.mark.parametrize("route", BODIES, ids=" ".join)
async def test_another_content_type_is_refused(scene: Scene, route: Route) -> None:
    await refused(ask(scene, route, content=b"{}", headers={"content-type": "text/xml"}), 415)


@pytest.mark.parametrize("route", BODIES, ids=" ".join)
async def test_two_megabytes_are_refused(scene: Scene, route: Route) -> None:
    await refused(ask(scene, route, {"filling": "x" * 2_000_000}), 413)


@pytest.mark.parametrize("route", [route for route in BODIES if "{" in route[1]], ids=" ".join)
async def test_an_id_that_is_no_uuid_names_nothing(scene: Scene, route: Route) -> None:
    row, (method, path) = TABLE[route], route
    for bad in ("17", "x" * 36, NOWHERE.replace("-", ""), "{" + NOWHERE + "}"):
        path_with_it = path.split("{")[0] + bad + path.partition("}")[2]
        answering = scene.world.ask(method, path_with_it, row.by(scene), json=row.body(scene))
        await refused(answering, 404)


REQUIRED = [
    (route, field.encode_name)
    for route, body in BODIES.items()
    for field in msgspec.structs.fields(body)
    if field.required
]


@pytest.mark.parametrize(("route", "field"), REQUIRED, ids=_said)
async def test_a_missing_field_is_refused(scene: Scene, route: Route, field: str) -> None:
    body = TABLE[route].body(scene)
    del body[field]
    await refused(ask(scene, route, body), 400, field)


def bad_values(kind: inspect.Type) -> Iterator[Any]:
    """Returns values that a field of this type must refuse: of another type, and beyond each of its limits."""
    match kind:
        case inspect.Metadata():
            yield from bad_values(kind.type)
        case inspect.UnionType():
            options = [option for option in kind.types if not isinstance(option, inspect.NoneType)]
            yield from bad_values(options[0]) if len(options) == 1 else (7, [], True)
        case inspect.StrType():
            yield from (7, True, [], {}, "a\0b", "x" * ((kind.max_length or 0) + 1))
            if kind.min_length:
                yield from ("", " " * kind.min_length)
        case inspect.IntType():
            yield from ("3", True, 2.5, [], (kind.ge or 0) - 1, (kind.le or 0) + 1, 10**30)
        case inspect.FloatType():
            yield from ("3", True, [], -1, 0.001, 1e300)
        case inspect.ListType():
            yield from ("x", {}, [[]], [None])
            if kind.max_length is not None:
                yield [None] * (kind.max_length + 1)
            yield from ([bad] for bad in bad_values(kind.item_type))
        case inspect.BoolType():
            yield from ("true", 1, 0, [])
        case _:
            yield from ("\0", "no such thing", 7, True, [], {})


FIELDS = [
    (route, field.encode_name, inspect.type_info(field.type))
    for route, body in BODIES.items()
    for field in msgspec.structs.fields(body)
]


@pytest.mark.parametrize(("route", "field", "kind"), FIELDS, ids=_said)
async def test_a_field_of_the_wrong_type_or_beyond_its_limits_is_refused(
    scene: Scene, route: Route, field: str, kind: inspect.Type
) -> None:
    for bad in bad_values(kind):
        body = {**TABLE[route].body(scene), field: bad}
        answer = await ask(scene, route, body)
        assert answer.status_code == 400, f"{field}: {bad!r:.80} was taken: {answer.text}"
        assert any(detail["field"].split(".")[0] == field for detail in answer.json()["details"])


def texts(kind: inspect.Type) -> Iterator[inspect.StrType]:
    match kind:
        case inspect.Metadata():
            yield from texts(kind.type)
        case inspect.UnionType():
            for option in kind.types:
                yield from texts(option)
        case inspect.ListType():
            assert kind.max_length is not None, "a list has a limit"
            yield from texts(kind.item_type)
        case inspect.StrType():
            yield kind


FROM_PROVIDER = {"attempt", "provider", "state", "code", "iss", "error", "user"}
OF_FACTORS = {"challenge", "code", "recoveryCode"}
SECRETS = frozenset(
    {"password", "newPassword", "currentPassword", "token", "refreshToken", "deviceToken", *FROM_PROVIDER, *OF_FACTORS}
)
"""Fields that are compared and never shown, so every character is allowed."""
HIDDEN = ("ab\x1b[31mcd@example.com", "ab\u202ecd@example.com", "ab\u2066cd@example.com", "\u200b\u200b\u200b")
COMPARED = {("POST", "/auth/login"), ("POST", "/auth/reactivate"), ("POST", "/auth/password-strength")}
"""The routes that only compare an address, so that any text may be one."""
WRITTEN = [
    (route, name, kind)
    for route, name, kind in FIELDS
    if name not in SECRETS and not (name == "email" and route in COMPARED) and any(texts(kind))
]


@pytest.mark.parametrize(("route", "field", "kind"), WRITTEN, ids=_said)
@pytest.mark.parametrize("text", HIDDEN, ids=ascii)
async def test_text_that_hides_or_turns_is_refused_wherever_people_write(
    scene: Scene, route: Route, field: str, kind: inspect.Type, text: str
) -> None:
    is_list = any(isinstance(option, inspect.ListType) for option in (kind, *getattr(kind, "types", ())))
    body = {**TABLE[route].body(scene), field: [text] if is_list else text}
    await refused(ask(scene, route, body), 400, f"{field}.0" if is_list else field)


NOT_NULL = [
    (route, field.encode_name)
    for route, body in BODIES.items()
    for field in msgspec.structs.fields(body)
    if type(None) not in getattr(field.type, "__args__", ())
]


@pytest.mark.parametrize(("route", "field"), NOT_NULL, ids=_said)
async def test_null_is_refused_where_nothing_can_be_cleared(scene: Scene, route: Route, field: str) -> None:
    body = {**TABLE[route].body(scene), field: None}
    await refused(ask(scene, route, body), 400, field)


TEXTS = [
    (body.__name__, field.encode_name, field.type)
    for body in sorted({*BODIES.values()} - {Nothing}, key=lambda body: body.__name__)
    for field in msgspec.structs.fields(body)
]


@pytest.mark.parametrize(("body", "field", "annotation"), TEXTS, ids=_said)
def test_every_text_and_every_list_has_a_limit(body: str, field: str, annotation: Any) -> None:
    for text in texts(inspect.type_info(annotation)):
        assert text.max_length is not None, f"{body}.{field}"


def test_no_default_hides_a_required_field() -> None:
    """A field is optional only where API v1 says so; the required ones are written out here."""
    required = {body.__name__: {f.encode_name for f in msgspec.structs.fields(body) if f.default is NODEFAULT
                                and f.default_factory is NODEFAULT} for body in BODIES.values()}  # fmt: skip
    assert {name: fields for name, fields in required.items() if fields} == {
        "Checkout": {"sessionId"},
        "EndedPushSubscription": {"endpoint"},
        "NewPasskey": {"name", "credential"},
        "PasskeyChange": {"name"},
        "PasskeySignIn": {"credential"},
        "NewPushSubscription": {"endpoint", "keys"},
        "Registration": {"email", "password", "dateOfBirth"},
        "Credentials": {"email", "password"},
        "FirstCode": {"code"},
        "Enrolment": {"challenge"},
        "FirstCodeOfEnrolment": {"challenge", "code"},
        "LostFactors": {"challenge"},
        "StoppedRecovery": {"token"},
        "SecondFactor": {"challenge"},
        "RefreshToken": {"refreshToken"},
        "MailedToken": {"token"},
        "Forgotten": {"email"},
        "Reset": {"token"},
        "NewAddress": {"email", "password"},
        "AddressToken": {"token"},
        "PasswordChange": {"currentPassword", "newPassword"},
        "PasswordToJudge": {"password"},
        "Birth": {"dateOfBirth"},
        "ProviderSignInBody": {"attempt"},
        "AccountProof": {"attempt", "password"},
        "ProviderRegistration": {"attempt", "dateOfBirth"},
        "IdentityToLink": {"provider"},
        "ProviderAnswerForLink": {"provider", "attempt"},
        "NewReport": {"reportedUserId", "reason", "description"},
        "Languages": {"languages"},
        "CompanionApplication": {"baseRate"},
        "Presence": {"isOnline"},
        "Schedule": {"slots"},
        "Block": {"date"},
        "Booking": {"type"},
        "NewGoal": {"sessionId", "title", "description", "successCriteria"},
        "NewContract": {"sessionId"},
        "Search": {"sessionId"},
        "Choice": {"sessionId", "companionId"},
        "Authorization": {"sessionId"},
        "NewRating": {"sessionId", "overallScore"},
    }
