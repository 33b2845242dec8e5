"""Invalid input on every route that reads a body: each is refused with the error format, and nothing is stored.

The table contains one valid body for each such route; the invalid ones are derived from the types of its fields. A
route without a row fails.
"""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import msgspec
import pytest
from msgspec import NODEFAULT, inspect

from hushroom_http.inputs.request_bodies import Body, Nothing
from tests.integration.http.good_requests import TABLE, Scene
from tests.integration.http.routes import Route, handlers
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
}


def filled(path: str, scene: Scene) -> str:
    for name, value in PATHS.items():
        path = path.replace(name, value(scene))
    return path


@pytest.fixture
async def scene(world: World) -> Scene:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    await world.patch("/companions/me", cleo, {"maxConcurrent": 5})
    booked = await world.book(ada)
    goal = await world.set_goal(ada, booked)
    contract = await world.post("/contracts", ada, {"sessionId": booked})
    paid = await world.match(ada, cleo)
    payment = await world.pay(ada, paid)
    complaint = {"reportedUserId": ada.id, "reason": "Rude", "description": "They shouted."}
    report = await world.post("/reports", cleo, complaint)
    return Scene(
        world=world,
        seeker=ada,
        companion=cleo,
        admin=await world.admin(),
        booked=booked,
        matched=await world.match(ada, cleo),
        payment=payment["id"],
        goal=goal["id"],
        contract=contract["id"],
        report=report["id"],
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


async def refused(scene: Scene, answering: Awaitable[Any], status: int, field: str = "") -> None:
    """Asserts that the request was refused in the error format with `field`, and stored nothing."""
    before = await scene.world.parts.kept()
    assert scene.seeker.email in before
    answer = await answering
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["statusCode"] == answer.json()["status"] == status
    assert before == await scene.world.parts.kept(), "something was written"
    if field:
        assert field in [detail["field"] for detail in answer.json()["details"]]


def test_every_route_that_reads_a_body_has_a_row() -> None:
    assert BODIES.keys() == TABLE.keys()


@pytest.mark.parametrize("route", BODIES, ids=" ".join)
async def test_the_good_body_is_no_malformed_one(scene: Scene, route: Route) -> None:
    answer = await ask(scene, route, TABLE[route].body(scene))
    assert answer.status_code in {200, 201, 400}, answer.text
    assert "request.invalid" not in answer.text, "the row itself is malformed"


@pytest.mark.parametrize("route", BODIES, ids=" ".join)
async def test_an_unknown_field_is_refused(scene: Scene, route: Route) -> None:
    body = {**TABLE[route].body(scene), "shoeSize": 43}
    await refused(scene, ask(scene, route, body), 400, "shoeSize")


@pytest.mark.parametrize("route", BODIES, ids=" ".join)
async def test_what_is_not_json_is_refused(scene: Scene, route: Route) -> None:
    headers = {"content-type": "application/json"}
    for content in (b"{", b"\xff", b"[]", b"null", b"[" * 50_000):
        await refused(scene, ask(scene, route, content=content, headers=headers), 400)


@pytest.mark.parametrize("route", BODIES, ids=" ".join)
async def test_another_content_type_is_refused(scene: Scene, route: Route) -> None:
    await refused(scene, ask(scene, route, content=b"{}", headers={"content-type": "text/xml"}), 415)


@pytest.mark.parametrize("route", BODIES, ids=" ".join)
async def test_two_megabytes_are_refused(scene: Scene, route: Route) -> None:
    await refused(scene, ask(scene, route, {"filling": "x" * 2_000_000}), 413)


@pytest.mark.parametrize("route", [route for route in BODIES if "{" in route[1]], ids=" ".join)
async def test_an_id_that_is_no_uuid_names_nothing(scene: Scene, route: Route) -> None:
    row, (method, path) = TABLE[route], route
    for bad in ("17", "x" * 36, NOWHERE.replace("-", ""), "{" + NOWHERE + "}"):
        path_with_it = path.split("{")[0] + bad + path.partition("}")[2]
        answering = scene.world.ask(method, path_with_it, row.by(scene), json=row.body(scene))
        await refused(scene, answering, 404)


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
    await refused(scene, ask(scene, route, body), 400, field)


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


SECRETS = frozenset({"password", "newPassword", "currentPassword", "token", "refreshToken"})
"""Fields that are compared and never shown, so every character is allowed."""
HIDDEN = ("ab\x1b[31mcd@example.com", "ab\u202ecd@example.com", "ab\u2066cd@example.com", "\u200b\u200b\u200b")
WRITTEN = [
    (route, name, kind)
    for route, name, kind in FIELDS
    if name not in SECRETS and (route, name) != (("POST", "/auth/login"), "email") and any(texts(kind))
]


@pytest.mark.parametrize(("route", "field", "kind"), WRITTEN, ids=_said)
@pytest.mark.parametrize("text", HIDDEN, ids=ascii)
async def test_text_that_hides_or_turns_is_refused_wherever_people_write(
    scene: Scene, route: Route, field: str, kind: inspect.Type, text: str
) -> None:
    is_list = any(isinstance(option, inspect.ListType) for option in (kind, *getattr(kind, "types", ())))
    body = {**TABLE[route].body(scene), field: [text] if is_list else text}
    await refused(scene, ask(scene, route, body), 400, f"{field}.0" if is_list else field)


NOT_NULL = [
    (route, field.encode_name)
    for route, body in BODIES.items()
    for field in msgspec.structs.fields(body)
    if type(None) not in getattr(field.type, "__args__", ())
]


@pytest.mark.parametrize(("route", "field"), NOT_NULL, ids=_said)
async def test_null_is_refused_where_nothing_can_be_cleared(scene: Scene, route: Route, field: str) -> None:
    body = {**TABLE[route].body(scene), field: None}
    await refused(scene, ask(scene, route, body), 400, field)


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
        "Registration": {"email", "password", "dateOfBirth"},
        "Credentials": {"email", "password"},
        "RefreshToken": {"refreshToken"},
        "MailedToken": {"token"},
        "Forgotten": {"email"},
        "Reset": {"token"},
        "PasswordChange": {"currentPassword", "newPassword"},
        "Birth": {"dateOfBirth"},
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
