"""Authorization: every route for every kind of caller. A route without a row fails."""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from attrs import define, evolve, frozen

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.postgres.core.database import Database
from tests.integration.http.email_changes import asked, changed
from tests.integration.http.good_requests import SUBSCRIPTION
from tests.integration.http.passkey_steps import a_device, add_passkey, made_passkey, signature
from tests.integration.http.platform_parts import parts_on_postgres
from tests.integration.http.provider_attempts import linked
from tests.integration.http.routes import Route, handlers
from tests.integration.http.scenes import Scene, scene_of
from tests.integration.http.second_factors import asked_recovery, lost
from tests.integration.http.world import PASSWORD, RESET, SIGNATURE, VERIFICATION, Person, World, goal_body


@define
class Callers:
    """The callers, and one session in each state that a route needs."""

    world: World
    people: dict[str, Person | None]
    ids: dict[str, Any]


@frozen
class Row:
    """The statuses for a stranger, the seeker, the session's companion, another companion and an administrator, and the
    body.

    `public` is the status without an account, and with the token of a deleted or suspended one; None means 401.
    """

    get: tuple[int, int, int, int, int]
    path: str = ""
    body: Callable[[Callers], Any] | None = None
    public: int | None = None
    headers: Mapping[str, str] = {}
    content: bytes | None = None
    """A body that is no JSON."""


def everybody(status: int) -> tuple[int, int, int, int, int]:
    return (status,) * 5


def anybody(status: int, path: str = "", body: Any = None, headers: Mapping[str, str] | None = None) -> Row:
    return Row(everybody(status), path, body, status, headers or {})


def send(**body: Any) -> Callable[[Callers], Any]:
    """Sends a body in which `$name` stands for an id."""
    return lambda cast: {
        name: cast.ids[value[1:]] if isinstance(value, str) and value.startswith("$") else value
        for name, value in body.items()
    }


OWNER_ONLY = (403, 201, 403, 403, 403)
PARTIES_ACT = (403, 201, 201, 403, 403)
PARTIES_READ = (404, 200, 200, 404, 200)
COMPANIONS = (403, 403, 200, 200, 403)
ADMINS_READ = (403, 403, 403, 403, 200)
ADMINS_ACT = (403, 403, 403, 403, 201)
OWN_NOTICE = (404, 404, 201, 404, 404)
SLOTS = [{"dayOfWeek": "MONDAY", "startTime": "09:00", "endTime": "17:00"}]

TABLE: Mapping[Route, Row] = {
    ("POST", "/auth/register"): anybody(
        201, body=send(email="new@example.com", password=PASSWORD, dateOfBirth="1990-05-17")
    ),
    ("POST", "/auth/login"): anybody(201, body=send(email="seeker@example.com", password=PASSWORD)),
    ("POST", "/auth/second-factor"): anybody(401, body=send(challenge="no-such-challenge", code="123456")),
    ("POST", "/auth/second-factor/enrol"): anybody(401, body=send(challenge="no-such-challenge")),
    ("POST", "/auth/second-factor/enrol/confirm"): anybody(
        401, body=send(challenge="no-such-challenge", code="123456")
    ),
    ("POST", "/auth/second-factor/recovery"): anybody(401, body=send(challenge="no-such-challenge")),
    ("POST", "/auth/second-factor/recovery/stop"): anybody(201, body=send(token="$stop")),
    ("POST", "/auth/step-up"): Row(everybody(401), body=send(code="123456")),
    ("POST", "/auth/reactivate"): anybody(201, body=send(email="$left", password=PASSWORD)),
    ("POST", "/auth/reactivate/link"): anybody(400, body=send(token="no-such-token")),
    ("POST", "/auth/refresh"): anybody(201, body=send(refreshToken="$refresh_token")),
    ("POST", "/auth/logout"): anybody(201, body=send(refreshToken="$refresh_token")),
    ("POST", "/auth/verify-email"): anybody(201, body=send(token="$verification")),
    ("POST", "/auth/forgot-password"): anybody(201, body=send(email="seeker@example.com")),
    ("POST", "/auth/reset-password"): anybody(201, body=send(token="$reset", password=PASSWORD)),
    ("POST", "/auth/confirm-email-change"): anybody(201, body=send(token="$email_change")),
    ("POST", "/auth/undo-email-change"): anybody(201, body=send(token="$undoing")),
    ("POST", "/users/me/email-change"): Row(everybody(201), body=send(email="fresh@example.com", password=PASSWORD)),
    ("POST", "/auth/change-password"): Row(
        everybody(201), body=send(currentPassword=PASSWORD, newPassword=f"{PASSWORD}!")
    ),
    ("POST", "/auth/password-strength"): anybody(200, body=send(password=PASSWORD)),
    ("GET", "/auth/providers"): anybody(200),
    ("POST", "/auth/providers/{provider_id}/begin"): anybody(201, "/auth/providers/example/begin"),
    ("POST", "/auth/providers/{provider_id}/finish"): anybody(
        401, "/auth/providers/example/finish", send(attempt="no-such")
    ),
    ("POST", "/auth/providers/prove-account"): anybody(401, body=send(attempt="no-such", password=PASSWORD)),
    ("POST", "/auth/providers/register"): anybody(401, body=send(attempt="no-such", dateOfBirth="1990-05-17")),
    ("GET", "/users/me/identities"): Row(everybody(200)),
    ("POST", "/users/me/identities/begin"): Row(everybody(201), body=send(provider="example")),
    # Without the attempt, because only the caller who began one can finish it, and that refusal is 401 as well.
    ("POST", "/users/me/identities/finish"): Row(everybody(400), body=send(provider="example")),
    ("DELETE", "/users/me/identities/{identity_id}"): Row((404, 204, 404, 404, 404), "/users/me/identities/$identity"),
    ("POST", "/auth/verify-age"): Row(everybody(201), body=send(dateOfBirth="1990-05-17")),
    ("POST", "/users/me/data-export"): Row(everybody(200)),
    ("POST", "/users/me/identity-verification"): Row(everybody(201)),
    ("GET", "/users/me"): Row(everybody(200)),
    ("PATCH", "/users/me"): Row(everybody(200), body=send(firstName="Ada")),
    ("DELETE", "/users/me"): Row(everybody(200)),
    ("PUT", "/users/me/avatar"): Row(everybody(200), headers={"content-type": "image/png"}, content=b"picture"),
    ("DELETE", "/users/me/avatar"): Row(everybody(200)),
    ("GET", "/users/me/languages"): Row(everybody(200)),
    ("PUT", "/users/me/languages"): Row(everybody(200), body=send(languages=[])),
    ("GET", "/users/me/factors"): Row(everybody(200)),
    ("POST", "/users/me/factors/totp"): Row(everybody(201)),
    ("POST", "/users/me/factors/totp/confirm"): Row(everybody(400), body=send(code="123456")),
    ("DELETE", "/users/me/factors/totp"): Row(everybody(404)),
    ("POST", "/users/me/factors/recovery-codes"): Row(everybody(404)),
    ("GET", "/users/me/devices"): Row(everybody(200)),
    ("DELETE", "/users/me/devices"): Row(everybody(204)),
    ("DELETE", "/users/me/devices/{device_id}"): Row((404, 204, 404, 404, 404), "/users/me/devices/$device"),
    ("GET", "/users/me/passkeys"): Row(everybody(200)),
    ("POST", "/users/me/passkeys/begin"): Row(everybody(201)),
    ("POST", "/users/me/passkeys"): Row((400, 201, 400, 400, 400), body=send(name="Desk", credential="$made_passkey")),
    ("PATCH", "/users/me/passkeys/{passkey_id}"): Row(
        (404, 200, 404, 404, 404), "/users/me/passkeys/$passkey", send(name="Desk")
    ),
    ("DELETE", "/users/me/passkeys/{passkey_id}"): Row((404, 204, 404, 404, 404), "/users/me/passkeys/$passkey"),
    ("POST", "/auth/passkey/begin"): anybody(201),
    ("POST", "/auth/passkey/finish"): anybody(201, body=send(credential="$signature")),
    ("GET", "/users/me/favourites"): Row(everybody(200)),
    ("PUT", "/users/me/favourites/{companion_id}"): Row(everybody(204), "/users/me/favourites/$companion"),
    ("DELETE", "/users/me/favourites/{companion_id}"): Row(everybody(204), "/users/me/favourites/$companion"),
    ("GET", "/notifications"): Row(everybody(200)),
    ("GET", "/notifications/emails"): Row(everybody(200)),
    ("POST", "/notifications/read"): Row(everybody(201)),
    ("POST", "/notifications/{notification_id}/read"): Row(OWN_NOTICE, "/notifications/$notice/read"),
    ("GET", "/abuse-reports/mine"): Row(everybody(200)),
    ("GET", "/push/key"): anybody(200),
    ("PUT", "/users/me/push-subscriptions"): Row(everybody(200), body=send(**SUBSCRIPTION)),
    ("DELETE", "/users/me/push-subscriptions"): Row(everybody(204), body=send(endpoint=SUBSCRIPTION["endpoint"])),
    ("POST", "/companions/register"): Row((201, 201, 409, 409, 201), body=send(baseRate=20)),
    ("GET", "/companions/me"): Row(COMPANIONS),
    ("PATCH", "/companions/me"): Row(COMPANIONS, body=send(bio="Hello")),
    ("PATCH", "/companions/me/online"): Row(COMPANIONS, body=send(isOnline=True)),
    ("GET", "/companions"): anybody(200),
    ("GET", "/companions/{companion_id}"): anybody(200, "/companions/$companion"),
    ("GET", "/availability/me"): Row(COMPANIONS),
    ("PUT", "/availability/me"): Row(COMPANIONS, body=send(slots=SLOTS)),
    ("GET", "/availability/{companion_id}"): anybody(200, "/availability/$companion"),
    ("POST", "/availability/me/block"): Row((403, 403, 201, 201, 403), body=send(date="2026-05-01")),
    ("DELETE", "/availability/me/block/{block_id}"): Row((403, 403, 200, 404, 403), "/availability/me/block/$block"),
    ("POST", "/sessions"): Row(everybody(201), body=send(type="FOCUS")),
    ("GET", "/sessions"): Row(everybody(200)),
    ("GET", "/sessions/{session_id}"): Row(PARTIES_READ, "/sessions/$matched"),
    ("POST", "/sessions/{session_id}/ready"): Row(PARTIES_ACT, "/sessions/$paid/ready"),
    ("POST", "/sessions/{session_id}/start"): Row(PARTIES_ACT, "/sessions/$ready/start"),
    ("POST", "/sessions/{session_id}/pause"): Row(PARTIES_ACT, "/sessions/$running/pause"),
    ("POST", "/sessions/{session_id}/resume"): Row(PARTIES_ACT, "/sessions/$paused/resume"),
    ("POST", "/sessions/{session_id}/end"): Row(PARTIES_ACT, "/sessions/$running/end"),
    ("POST", "/sessions/{session_id}/cancel"): Row(PARTIES_ACT, "/sessions/$matched/cancel"),
    ("POST", "/goals"): Row(OWNER_ONLY, body=lambda cast: goal_body(cast.ids["matched"])),
    ("GET", "/goals/{session_id}"): Row(PARTIES_READ, "/goals/$paid"),
    ("PATCH", "/goals/{goal_id}"): Row((403, 200, 403, 403, 403), "/goals/$goal", send(isAchieved=True)),
    ("GET", "/contracts/templates"): anybody(200),
    ("GET", "/contracts/templates/{template_id}"): anybody(200, "/contracts/templates/$template"),
    ("POST", "/contracts"): Row(OWNER_ONLY, body=send(sessionId="$matched")),
    ("GET", "/contracts/{contract_id}"): Row(PARTIES_READ, "/contracts/$contract"),
    ("PATCH", "/contracts/{contract_id}"): Row((403, 200, 403, 403, 403), "/contracts/$contract", send(rules=["Kind"])),
    ("POST", "/contracts/{contract_id}/accept"): Row(PARTIES_ACT, "/contracts/$contract/accept"),
    ("POST", "/matching/find"): Row(OWNER_ONLY, body=send(sessionId="$booked")),
    ("GET", "/matching/results/{session_id}"): Row(everybody(200), "/matching/results/$booked"),
    ("POST", "/matching/select"): Row(OWNER_ONLY, body=send(sessionId="$booked", companionId="$other")),
    ("POST", "/payments/authorize"): Row(OWNER_ONLY, body=send(sessionId="$matched", paymentMethodId="pm_card_visa")),
    ("POST", "/payments/checkout"): Row(OWNER_ONLY, body=send(sessionId="$matched")),
    ("POST", "/payments/capture/{payment_id}"): Row((403, 403, 201, 403, 201), "/payments/capture/$due"),
    ("GET", "/payments"): Row(everybody(200)),
    ("GET", "/payments/{payment_id}"): Row(PARTIES_READ, "/payments/$due"),
    ("POST", "/payments/{payment_id}/refund"): Row((403, 403, 403, 403, 201), "/payments/$captured/refund"),
    ("POST", "/payments/companion/onboard"): Row((404, 404, 201, 201, 404)),
    ("GET", "/payments/companion/earnings"): Row(everybody(200)),
    ("POST", "/payments/webhook"): anybody(201, body=send(id="evt_1"), headers={"stripe-signature": SIGNATURE}),
    ("POST", "/media/rooms/{session_id}"): Row(PARTIES_ACT, "/media/rooms/$paid"),
    ("GET", "/media/token/{session_id}"): Row((403, 200, 200, 403, 403), "/media/token/$running"),
    ("DELETE", "/media/rooms/{session_id}"): Row((403, 204, 204, 403, 403), "/media/rooms/$running"),
    ("POST", "/media/webhook"): anybody(200, body=send(event="room_started"), headers={"authorization": SIGNATURE}),
    ("POST", "/reports"): Row(
        everybody(201), body=send(reportedUserId="$bystander", reason="Rude", description="They shouted.")
    ),
    ("POST", "/ratings"): Row(PARTIES_ACT, body=send(sessionId="$ended", overallScore=5)),
    ("GET", "/ratings/session/{session_id}"): Row(PARTIES_READ, "/ratings/session/$ended"),
    ("GET", "/ratings/companion/{companion_id}"): Row(everybody(200), "/ratings/companion/$companion"),
    ("GET", "/ratings/me"): Row(everybody(200)),
    ("GET", "/admin/companions/pending"): Row((403, 403, 403, 403, 200)),
    ("POST", "/admin/companions/{companion_id}/approve"): Row(
        (403, 403, 403, 403, 201), "/admin/companions/$applicant/approve"
    ),
    ("POST", "/admin/companions/{companion_id}/suspend"): Row(
        (403, 403, 403, 403, 201), "/admin/companions/$companion/suspend"
    ),
    ("POST", "/admin/companions/{companion_id}/reactivate"): Row(
        (403, 403, 403, 403, 201), "/admin/companions/$suspended/reactivate"
    ),
    ("GET", "/admin/stats"): Row(ADMINS_READ),
    ("GET", "/admin/users"): Row(ADMINS_READ),
    ("PATCH", "/admin/users/{user_id}"): Row(ADMINS_READ, "/admin/users/$bystander", send(isActive=False)),
    ("GET", "/admin/sessions"): Row(ADMINS_READ),
    ("GET", "/admin/payments"): Row(ADMINS_READ),
    ("GET", "/admin/reports"): Row(ADMINS_READ),
    ("GET", "/admin/ratings"): Row(ADMINS_READ),
    ("GET", "/admin/contract-templates"): Row(ADMINS_READ),
    ("POST", "/admin/reports/{report_id}/resolve"): Row(ADMINS_ACT, "/admin/reports/$report/resolve"),
    ("POST", "/admin/reports/{report_id}/dismiss"): Row(ADMINS_ACT, "/admin/reports/$report/dismiss"),
    ("GET", "/admin/audit-logs"): Row(ADMINS_READ),
    ("GET", "/admin/factor-recoveries"): Row(ADMINS_READ),
    ("POST", "/admin/factor-recoveries/{recovery_id}/approve"): Row(
        ADMINS_ACT, "/admin/factor-recoveries/$recovery/approve"
    ),
    **{("GET", f"/health{path}"): anybody(200) for path in ("", "/live", "/ready", "/db", "/redis", "/dependencies")},
}
ROLES = ("stranger", "seeker", "companion", "other_companion", "admin")


async def assemble(world: World) -> Callers:
    seeker, companion = await world.join("seeker"), await world.companion("companion")
    await world.patch("/companions/me", companion, {"maxConcurrent": 5})
    deleted, suspended = await world.join("deleted"), await world.companion("suspended")
    left = await world.join("left")
    for person in (deleted, left):
        await world.ask("DELETE", "/users/me", person)
    admin, bystander = await world.admin(), await world.join("bystander")
    await world.post(f"/admin/companions/{suspended.companion_id}/suspend", admin)
    await world.patch(f"/admin/users/{suspended.id}", admin, {"isActive": False})
    complaint = {"reportedUserId": suspended.id, "reason": "Rude", "description": "They shouted."}
    report = await world.post("/reports", seeker, complaint)
    await world.post("/auth/forgot-password", body={"email": seeker.email})
    verification = await world.mailed_token(seeker.email, VERIFICATION)
    reset = await world.mailed_token(seeker.email, RESET)
    ended, due = await world.end(seeker, companion)
    past, captured = await world.end(seeker, companion)
    await world.post(f"/payments/capture/{captured}", companion)
    ready, _ = await world.ready(seeker, companion)
    running, _ = await world.ready(seeker, companion)
    await world.step(seeker, running, "start")
    paid = await world.match(seeker, companion)
    await world.pay(seeker, paid)
    goal = await world.set_goal(seeker, paid)
    contract = await world.post("/contracts", seeker, {"sessionId": paid})
    block = await world.post("/availability/me/block", companion, {"date": "2026-06-01"})
    await world.settle()
    notices = (await world.get("/notifications", companion))["notifications"]
    templates = await world.get("/contracts/templates")
    other = await world.companion("other")
    (device,) = await world.get("/users/me/devices", seeker)
    phone = a_device()
    passkey = await add_passkey(world, seeker, phone)
    people = {
        "seeker": seeker,
        "companion": companion,
        "stranger": await world.join("stranger"),
        "other_companion": other,
        "admin": admin,
        "deleted": deleted,
        "suspended": suspended,
        "anonymous": None,
    }
    ids = {
        "refresh_token": seeker.refresh_token,
        "verification": verification,
        "reset": reset,
        "email_change": await asked(world, await world.join("mover"), "moved@example.com"),
        "undoing": await changed(world, await world.join("thief"), "stolen@example.com"),
        "left": left.email,
        "bystander": bystander.id,
        "device": device["id"],
        "identity": await linked(world, seeker, "seeker"),
        "passkey": passkey["id"],
        "made_passkey": await made_passkey(world, seeker, a_device()),
        "signature": await signature(world, phone),
        "report": report["id"],
        "stop": await asked_recovery(world, await world.join("lost")),
        "recovery": await lost(world, bystander),
        "notice": notices[0]["id"],
        "companion": companion.companion_id,
        "suspended": suspended.companion_id,
        "other": other.companion_id,
        "applicant": (await world.applicant("applicant")).companion_id,
        "booked": await world.book(seeker),
        "matched": await world.match(seeker, companion),
        "paid": paid,
        "ready": ready,
        "running": running,
        "paused": running,
        "ended": ended,
        "past": past,
        "due": due,
        "captured": captured,
        "goal": goal["id"],
        "contract": contract["id"],
        "block": block["id"],
        "template": templates[0]["id"],
    }
    return Callers(world, people, ids)


@pytest.fixture(scope="module")
async def scene(postgres: EmbeddedServer, template_database: str) -> AsyncIterator[Scene[Callers]]:
    async with scene_of(postgres, template_database, assemble) as made:
        yield made


@pytest.fixture
async def cast(scene: Scene[Callers]) -> AsyncIterator[Callers]:
    """Yields the callers in a world where nobody has done anything since it was assembled."""
    world = scene.begin()
    async with world.http:
        yield evolve(scene.cast, world=world)


def expected(row: Row) -> dict[str, int]:
    return {
        **dict(zip(ROLES, row.get, strict=True)),
        "anonymous": row.public or 401,
        "deleted": row.public or 401,
        "suspended": row.public or 401,
    }


def filled(path: str, ids: Mapping[str, str]) -> str:
    return "/".join(ids[part[1:]] if part.startswith("$") else part for part in path.split("/"))


def test_every_route_has_a_row() -> None:
    assert {(method, path.rstrip("/")) for method, path in handlers()} == TABLE.keys()


def allowed_changes() -> list[Any]:
    """Returns the routes that change something, with each role that may use them."""
    return [
        pytest.param(route, role, id=f"{' '.join(route)} as {role}")
        for route, row in TABLE.items()
        for role, status in expected(row).items()
        if route[0] != "GET" and status < 400
    ]


@pytest.mark.parametrize(("route", "role"), allowed_changes())
async def test_a_change_is_open_to_those_whom_the_table_names(cast: Callers, route: Route, role: str) -> None:
    row = TABLE[route]
    assert await ask(cast, route, row, role) == expected(row)[role]


async def ask(cast: Callers, route: Route, row: Row, role: str) -> int:
    body = row.body(cast) if row.body else None
    if route[0] != "GET" and expected(row)[role] < 400:
        await prepare(cast, row.path or route[1])
    path = filled(row.path or route[1], cast.ids)
    sent = {"json": body} if row.content is None else {"content": row.content}
    answer = await cast.world.ask(route[0], path, cast.people[role], **sent, headers=dict(row.headers))
    return answer.status_code


BEFOREHAND = {"$paused": "pause", "$ready": "end"}
"""The action that pauses or ends the running session first, because a seeker is in one session at a time."""


async def prepare(cast: Callers, path: str) -> None:
    seeker = cast.people["seeker"]
    assert seeker is not None
    for step in (BEFOREHAND[part] for part in path.split("/") if part in BEFOREHAND):
        await cast.world.step(seeker, cast.ids["running"], step)


async def test_reads_and_refusals_are_what_the_table_says(cast: Callers) -> None:
    """Requests that change nothing can all be sent to one world."""
    for route, row in TABLE.items():
        wanted = {role: status for role, status in expected(row).items() if status >= 400 or route[0] == "GET"}
        got = {role: await ask(cast, route, row, role) for role in wanted}
        assert got == wanted, route


PROTECTED = [route for route, row in TABLE.items() if row.public is None]


@frozen
class Holders:
    """A user whose token is valid, another whose token is too old, and their platform."""

    world: World
    seeker: Person
    late: Person


@pytest.fixture(scope="module")
async def holders(lasting_database: Database) -> AsyncIterator[Holders]:
    """Yields users whom all tests of bad tokens share, because those open nothing that could be changed."""
    world = World.new(parts_on_postgres(lasting_database))
    async with world.http:
        late = await world.join("late")
        world.clock.advance(timedelta(minutes=15))
        yield Holders(world, await world.join("seeker"), late)


@pytest.mark.parametrize("route", PROTECTED, ids=" ".join)
async def test_a_tampered_a_foreign_and_an_old_token_open_nothing(holders: Holders, route: Route) -> None:
    world, seeker = holders.world, holders.seeker
    method, path = route
    header, _, signature = seeker.token.rpartition(".")
    turned = f"{header}.{signature[::-1]}"
    for token in (turned, "", "x", seeker.token[:-1], f"{seeker.token}x", seeker.refresh_token, "é", "a.b.c"):
        headers = {"Authorization": f"Bearer {token}".encode("latin-1")}
        answer = await world.ask(method, path, headers=headers)
        assert answer.status_code == 401, token
        assert answer.json()["code"] in {"auth.token_invalid", "auth.required"}
    for scheme in ("Basic", "Token"):
        assert (await world.ask(method, path, headers={"Authorization": f"{scheme} {seeker.token}"})).status_code == 401
    assert (await world.ask(method, path, holders.late)).json()["code"] == "auth.token_expired"


async def test_the_token_that_is_tampered_with_is_a_good_one(holders: Holders) -> None:
    assert (await holders.world.ask("GET", "/users/me", holders.seeker)).status_code == 200


async def test_a_promotion_works_with_the_old_token(world: World) -> None:
    person = await world.join("ada")
    assert (await world.ask("GET", "/admin/companions/pending", person)).status_code == 403
    await world.promote(person)
    assert (await world.ask("GET", "/admin/companions/pending", person)).status_code == 200


async def test_a_profile_under_review_is_seen_by_its_owner_and_by_admins_alone(world: World) -> None:
    applicant, admin, stranger = await world.applicant("cleo"), await world.admin(), await world.join("ada")
    path = f"/companions/{applicant.companion_id}"
    statuses = [(await world.ask("GET", path, who)).status_code for who in (applicant, admin, stranger, None)]
    assert statuses == [200, 200, 404, 404]
