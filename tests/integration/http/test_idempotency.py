"""A request that is repeated with its idempotency key takes effect once, whenever its first response was lost."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import httpx
import pytest
from attrs import define, frozen

from hushroom_adapters.memory.gateway import EntryKind, Moment
from hushroom_domain.payments.policy import ATTEMPT_LEASE
from hushroom_domain.shared.idempotency import CLAIM_LEASE, Claim, IdempotencyKeys, KeptResponse, KeyedRequest
from hushroom_http.api_v1.idempotency import HEADER
from tests.integration.http.routes import handlers
from tests.integration.http.test_documentation import operations
from tests.integration.http.world import Person, World

KEY = '"8e03978e-40d5-43e8-bc93-6894a57f9324"'
MANY = 50


@frozen
class RepeatableRequest:
    """A request that may be repeated, and the number of its effects."""

    by: Person
    path: str
    body: Mapping[str, Any]
    effects: Callable[[], Awaitable[int]]


@define
class CrashingKeys:
    """Implements `IdempotencyKeys` and crashes before it stores the first `deaths` responses."""

    keys: IdempotencyKeys
    deaths: int = 0

    async def claim(self, request: KeyedRequest) -> Claim | KeptResponse:
        return await self.keys.claim(request)

    async def keep(self, claim: Claim, response: KeptResponse) -> None:
        if self.deaths:
            self.deaths -= 1
            return
        await self.keys.keep(claim, response)

    async def free(self, claim: Claim) -> None:
        await self.keys.free(claim)

    async def sweep(self, before: Any) -> int:
        return await self.keys.sweep(before)


class UnusedKeys:
    """Implements `IdempotencyKeys` for requests without a key: every access fails."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} was called")


@frozen
class IdempotencyScene:
    world: World
    ada: Person
    cleo: Person
    root: Person

    async def booking(self) -> RepeatableRequest:
        async def booked() -> int:
            return len(await self.world.get("/sessions", self.ada))

        return RepeatableRequest(self.ada, "/sessions", {"type": "FOCUS", "plannedDuration": 30}, booked)

    async def choice(self) -> RepeatableRequest:
        session_id = await self.world.book(self.ada)

        async def matched() -> int:
            sessions = await self.world.get("/sessions?role=companion", self.cleo)
            return sum(one["status"] == "MATCHED" for one in sessions)

        return RepeatableRequest(
            self.ada,
            "/matching/select",
            {"sessionId": session_id, "companionId": self.cleo.companion_id},
            matched,
        )

    async def hold(self) -> RepeatableRequest:
        session_id = await self.world.match(self.ada, self.cleo)
        body = {"sessionId": session_id, "paymentMethodId": "pm_card_visa"}
        return RepeatableRequest(self.ada, "/payments/authorize", body, self._moved(EntryKind.HOLD))

    async def capture(self) -> RepeatableRequest:
        _, payment_id = await self.world.end(self.ada, self.cleo)
        return RepeatableRequest(self.cleo, f"/payments/capture/{payment_id}", {}, self._moved(EntryKind.CAPTURE))

    async def refund(self) -> RepeatableRequest:
        _, payment_id = await self.world.end(self.ada, self.cleo)
        await self.world.settle()
        return RepeatableRequest(
            self.root, f"/payments/{payment_id}/refund", {"amount": 1}, self._moved(EntryKind.REFUND)
        )

    async def onboarding(self) -> RepeatableRequest:
        async def accounts() -> int:
            profile = await self.world.get("/companions/me", self.cleo)
            return int(profile["stripeConnectAccountId"] is not None)

        return RepeatableRequest(self.cleo, "/payments/companion/onboard", {}, accounts)

    def _moved(self, kind: EntryKind) -> Callable[[], Awaitable[int]]:
        async def count() -> int:
            return sum(entry.kind is kind for entry in self.world.gateway.ledger)

        return count

    async def send(self, ask: RepeatableRequest, key: str | None = KEY, **body: Any) -> httpx.Response:
        headers = {} if key is None else {"Idempotency-Key": key}
        return await self.world.ask("POST", ask.path, ask.by, json={**ask.body, **body}, headers=headers)


ASKS = ("booking", "choice", "hold", "capture", "refund", "onboarding")


@pytest.fixture
async def stage(world: World) -> IdempotencyScene:
    world.platform.idempotency = CrashingKeys(world.parts.idempotency)
    stage = IdempotencyScene(world, await world.join("ada"), await world.companion("cleo"), await world.admin())
    await world.patch("/companions/me", stage.cleo, {"maxConcurrent": 5})
    return stage


def dies(stage: IdempotencyScene, times: int = 1) -> None:
    assert isinstance(stage.world.platform.idempotency, CrashingKeys)
    stage.world.platform.idempotency.deaths = times


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


@pytest.mark.parametrize("name", ASKS)
async def test_a_repeated_request_gets_the_same_answer_and_takes_effect_once(
    stage: IdempotencyScene, name: str
) -> None:
    ask = await getattr(stage, name)()
    first = await stage.send(ask)
    assert first.status_code == 201
    await stage.world.settle()
    for _ in range(3):
        again = await stage.send(ask)
        assert (again.status_code, again.content) == (201, first.content)
        assert again.headers["content-type"] == first.headers["content-type"]
    assert await ask.effects() == 1


@pytest.mark.parametrize("name", ASKS)
async def test_of_fifty_at_once_one_takes_effect(stage: IdempotencyScene, name: str) -> None:
    ask = await getattr(stage, name)()
    answers = await asyncio.gather(*(stage.send(ask) for _ in range(MANY)))
    counted = Counter(map(code, answers))
    assert counted.keys() <= {(201, ""), (409, "request.idempotency_in_progress")}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert all(answer.headers["retry-after"] == "1" for answer in answers if answer.status_code == 409)
    await stage.world.settle()
    assert await ask.effects() == 1


@pytest.mark.parametrize("name", ASKS)
async def test_a_process_that_dies_between_effect_and_answer_leaves_one_effect(
    stage: IdempotencyScene, name: str
) -> None:
    ask = await getattr(stage, name)()
    dies(stage, 2)
    for _ in range(2):
        await stage.send(ask)
        assert code(await stage.send(ask)) == (409, "request.idempotency_in_progress")
        stage.world.clock.advance(CLAIM_LEASE)
    await stage.world.settle()
    recovered = await stage.send(ask)
    assert recovered.status_code == 201, recovered.text
    assert (await stage.send(ask)).content == recovered.content
    await stage.world.settle()
    assert await ask.effects() == 1


async def test_a_session_that_went_on_meanwhile_is_answered_as_it_stands(stage: IdempotencyScene) -> None:
    ask = await stage.choice()
    dies(stage)
    await stage.send(ask)
    await stage.world.pay(stage.ada, ask.body["sessionId"])
    stage.world.clock.advance(CLAIM_LEASE)
    assert (await stage.send(ask)).json()["status"] == "PAYMENT_AUTHORIZED"


@pytest.mark.parametrize("operation", ["open", "confirm"])
@pytest.mark.parametrize("moment", Moment)
async def test_a_provider_that_is_away_is_no_answer_to_keep(
    stage: IdempotencyScene, operation: str, moment: Moment
) -> None:
    ask = await stage.hold()
    stage.world.gateway.faults.plan(operation, moment)
    for _ in range(2):
        answer = await stage.send(ask)
        assert code(answer) == (503, "payment.provider_unavailable")
        assert answer.headers["retry-after"] == "30"
    stage.world.clock.advance(ATTEMPT_LEASE)
    assert (await stage.send(ask)).json()["status"] == "AUTHORIZED"
    await stage.world.settle()
    assert await ask.effects() == 1


async def test_a_refund_whose_provider_was_away_is_asked_for_once(stage: IdempotencyScene) -> None:
    ask = await stage.refund()
    stage.world.gateway.faults.plan("refund", Moment.AFTER)
    answers = [await stage.send(ask) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    await stage.world.settle()
    assert await ask.effects() == 1


async def test_a_refusal_is_kept_too(stage: IdempotencyScene) -> None:
    ask = await stage.hold()
    first = await stage.send(ask, paymentMethodId="pm_card_chargeDeclined")
    assert code(first) == (400, "payment.declined")
    again = await stage.send(ask, paymentMethodId="pm_card_chargeDeclined")
    assert (again.status_code, again.content) == (400, first.content)
    assert again.headers["content-type"] == "application/problem+json"
    assert code(await stage.send(ask)) == (422, "request.idempotency_key_reused")
    assert (await stage.send(ask, "another-key")).status_code == 201


async def test_another_body_or_path_under_the_same_key_is_refused(stage: IdempotencyScene) -> None:
    one, other = await stage.refund(), await stage.refund()
    assert (await stage.send(one)).status_code == 201
    assert code(await stage.send(one, amount=2)) == (422, "request.idempotency_key_reused")
    assert code(await stage.send(other)) == (422, "request.idempotency_key_reused")
    assert await one.effects() == 1


async def test_a_key_is_its_owners_and_its_routes(stage: IdempotencyScene) -> None:
    booking, hold = await stage.booking(), await stage.hold()
    assert (await stage.send(booking)).status_code == 201
    assert (await stage.send(hold)).status_code == 201
    mine = (await stage.send(booking)).json()["id"]
    theirs = await stage.world.ask(
        "POST", booking.path, stage.cleo, json=dict(booking.body), headers={"Idempotency-Key": KEY}
    )
    assert (theirs.status_code, theirs.json()["id"] != mine) == (201, True)


@pytest.mark.parametrize(
    "key", ["", " ", '""', '"', '"a', 'a"b"', "a b", '"a\\b"', "a,b", "x" * 256, "é", '"é"', "(a)"]
)
async def test_a_key_of_another_shape_is_refused_before_anything_happens(stage: IdempotencyScene, key: str) -> None:
    ask = await stage.booking()
    headers = [(b"idempotency-key", key.encode("latin-1")), (b"authorization", f"Bearer {ask.by.token}".encode())]
    answer = await stage.world.http.post(ask.path, json=dict(ask.body), headers=headers)
    assert code(answer) == (400, "request.idempotency_key_malformed")
    assert await ask.effects() == 0


async def test_two_keys_are_no_key(stage: IdempotencyScene) -> None:
    ask = await stage.booking()
    token = (b"authorization", f"Bearer {ask.by.token}".encode())
    headers = [token, (b"idempotency-key", b"a"), (b"idempotency-key", b"b")]
    answer = await stage.world.http.post(ask.path, json=dict(ask.body), headers=headers)
    assert code(answer) == (400, "request.idempotency_key_malformed")


async def test_a_key_without_quotation_marks_is_the_same_key(stage: IdempotencyScene) -> None:
    ask = await stage.booking()
    first, again = await stage.send(ask), await stage.send(ask, KEY.strip('"'))
    assert again.content == first.content
    assert await ask.effects() == 1


async def test_a_day_later_a_key_is_new(stage: IdempotencyScene) -> None:
    ask = await stage.booking()
    await stage.send(ask)
    await stage.world.parts.idempotency.sweep(stage.world.clock.now() + timedelta(milliseconds=1))
    assert (await stage.send(ask)).status_code == 201
    assert await ask.effects() == 2


@pytest.mark.parametrize("name", ASKS)
async def test_a_request_without_a_key_asks_nobody_about_keys(stage: IdempotencyScene, name: str) -> None:
    ask = await getattr(stage, name)()
    stage.world.platform.idempotency = UnusedKeys()
    assert (await stage.send(ask, None)).status_code == 201


async def test_nobody_without_a_token_claims_a_key(stage: IdempotencyScene) -> None:
    stage.world.platform.idempotency = UnusedKeys()
    answer = await stage.world.ask("POST", "/sessions", json={"type": "FOCUS"}, headers={"Idempotency-Key": KEY})
    assert answer.status_code == 401


async def test_the_document_names_the_header_where_it_is_taken(stage: IdempotencyScene) -> None:
    document = (await stage.world.ask("GET", "http://hushroom.localhost/docs/openapi.json")).json()
    name = HEADER.decode().title()
    taking = {
        (method, path.removeprefix("/api/v1"))
        for method, path, operation in operations(document)
        if any(parameter["name"] == name for parameter in operation["parameters"])
    }
    assert taking == {
        ("POST", "/sessions"),
        ("POST", "/matching/select"),
        ("POST", "/payments/authorize"),
        ("POST", "/payments/checkout"),
        ("POST", "/payments/capture/{payment_id}"),
        ("POST", "/payments/{payment_id}/refund"),
        ("POST", "/payments/companion/onboard"),
    }
    assert taking <= {(method, path.rstrip("/")) for method, path in handlers()}
    for method, path, operation in operations(document):
        assert ("422" in operation["responses"]) == ((method, path.removeprefix("/api/v1")) in taking)
