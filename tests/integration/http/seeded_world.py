"""A world that contains every kind of object, and for each operation some arguments with which it succeeds."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from attrs import define, field, frozen

from hushroom_adapters.memory.linked_identities import EXAMPLE
from tests.integration.http.email_changes import asked, changed
from tests.integration.http.passkey_steps import a_device, add_passkey, made_passkey, signature
from tests.integration.http.provider_attempts import agreed, at_provider, linked, waiting
from tests.integration.http.second_factors import (
    asked_recovery,
    begun,
    begun_before_sign_in,
    demanded,
    enrolled,
    lost,
)
from tests.integration.http.world import DELETED, PASSWORD, RESET, SIGNATURE, VERIFICATION, Person, World

ENOUGH = 3
"""The number of objects that a success uses up; later requests meet used ones."""
Pool = dict[str, list[Any]]


@frozen
class KnownArguments:
    """The arguments with which an operation can succeed, beside those that all operations share."""

    ids: Pool = field(factory=dict)
    """Ids by kind: those of `session` fit the names sessionId and session_id."""
    fields: Pool = field(factory=dict)
    """Values by the name of the field in the body."""
    headers: Mapping[str, str] = field(factory=dict)
    content: bytes | None = None
    """The body where the document describes none, because its format is the provider's."""


@define
class SeededWorld:
    """The world, its people, and the seeker's sessions, each with another companion."""

    world: World
    seeker: Person
    companion: Person
    admin: Person
    ids: Pool = field(factory=dict)

    @property
    def actors(self) -> tuple[Person | None, ...]:
        return (None, self.seeker, self.companion, self.admin)

    async def taken(self, *steps: str) -> list[str]:
        """Returns paid sessions with the companion after these steps, each of another seeker."""
        others = [await self.world.join(f"sam{len(self.world.heard)}") for _ in range(1, ENOUGH)]
        return [await self._taken(seeker, *steps) for seeker in (self.seeker, *others)]

    async def _taken(self, seeker: Person, *steps: str) -> str:
        session_id = await self.world.match(seeker, self.companion)
        await self.world.pay(seeker, session_id)
        if steps:
            await self.world.step(self.companion, session_id, "ready")
            await self.world.step(seeker, session_id, *steps)
        return session_id


async def inhabit(world: World) -> SeededWorld:
    town = SeededWorld(world, await world.join("sam"), await world.companion("cleo"), await world.admin())
    await world.patch("/companions/me", town.companion, {"maxConcurrent": 5})
    ended, payment = await world.end(town.seeker, town.companion)
    ready, held = await world.ready(town.seeker, town.companion)
    booked, matched = await world.book(town.seeker), await world.match(town.seeker, town.companion)
    goal = await world.set_goal(town.seeker, matched)
    template = (await world.get("/contracts/templates"))[0]["id"]
    contract = await world.post("/contracts", town.seeker, {"sessionId": matched, "templateId": template})
    complaint = {"reportedUserId": town.companion.id, "reason": "Rude", "description": "They shouted."}
    report = await world.post("/reports", town.admin, complaint)
    block = await world.post("/availability/me/block", town.companion, {"date": "2026-03-09"})
    town.ids = {
        "session": [ended, ready, booked, matched],
        "companion": [town.companion.companion_id],
        "user": [town.seeker.id, town.companion.id],
        "payment": [payment, held],
        "goal": [goal["id"]],
        "template": [template],
        "contract": [contract["id"]],
        "report": [report["id"]],
        "block": [block["id"]],
    }
    return town


def taken(*steps: str) -> Callable[[SeededWorld], Awaitable[KnownArguments]]:
    async def sessions(town: SeededWorld) -> KnownArguments:
        return KnownArguments(ids={"session": await town.taken(*steps)})

    return sessions


def signed(header: str, content: dict[str, str]) -> Callable[[SeededWorld], Awaitable[KnownArguments]]:
    async def notice(_: SeededWorld) -> KnownArguments:
        headers = {header: SIGNATURE, "content-type": "application/json"}
        return KnownArguments(headers=headers, content=json.dumps(content).encode())

    return notice


async def newcomers(town: SeededWorld) -> KnownArguments:
    born = await birthdays(town)
    emails = ["ned@example.com", "nell@example.com", "sam@example.com"]
    return KnownArguments(fields={"email": emails, "password": [PASSWORD], **born.fields})


async def devices(town: SeededWorld) -> KnownArguments:
    people = (town.seeker, town.companion, town.admin)
    for person in people:
        await town.world.post("/auth/login", body={"email": person.email, "password": PASSWORD})
    listed = [one for person in people for one in await town.world.get("/users/me/devices", person)]
    return KnownArguments(ids={"device": [one["id"] for one in listed if not one["current"]]})


async def a_picture(_: SeededWorld) -> KnownArguments:
    return KnownArguments(headers={"content-type": "image/png"}, content=b"picture")


async def own_words(_: SeededWorld) -> KnownArguments:
    return KnownArguments(fields={"password": [PASSWORD], "email": ["sam@example.com"]})


async def provider_answers(town: SeededWorld) -> KnownArguments:
    answer = await agreed(town.world, at_provider("sam"))
    return KnownArguments({"provider": [EXAMPLE.id]}, _only(answer))


async def links(town: SeededWorld) -> KnownArguments:
    answer = await agreed(town.world, at_provider("sam"), town.seeker)
    return KnownArguments(fields={"provider": [EXAMPLE.id], **_only(answer)})


def _only(answer: dict[str, str]) -> Pool:
    """Returns the one good answer of a provider, without an error, so that all its parts go together."""
    return {name: [value] for name, value in {**answer, "error": "", "iss": "", "user": ""}.items()}


async def proofs(town: SeededWorld) -> KnownArguments:
    waits = await waiting(town.world, at_provider("sam", is_verified=False))
    return KnownArguments(fields={"attempt": [waits], "password": [PASSWORD]})


async def provided_newcomers(town: SeededWorld) -> KnownArguments:
    waits = await waiting(town.world, at_provider("nina"))
    born = {"dateOfBirth": ["1990-05-17"], "email": ["nina@example.com"]}
    return KnownArguments(fields={"attempt": [waits], **born})


async def identities(town: SeededWorld) -> KnownArguments:
    people = {"sam": town.seeker, "cleo": town.companion, "root": town.admin}
    return KnownArguments(ids={"identity": [await linked(town.world, one, name) for name, one in people.items()]})


async def offered(_: SeededWorld) -> KnownArguments:
    return KnownArguments({"provider": [EXAMPLE.id]}, {"provider": [EXAMPLE.id]})


async def passkeys(town: SeededWorld) -> KnownArguments:
    people = (town.seeker, town.companion, town.admin)
    added = [await add_passkey(town.world, person, a_device()) for person in people for _ in range(2)]
    return KnownArguments(ids={"passkey": [one["id"] for one in added]})


async def made_passkeys(town: SeededWorld) -> KnownArguments:
    people = (town.seeker, town.companion, town.admin)
    return KnownArguments(fields={"credential": [await made_passkey(town.world, one, a_device()) for one in people]})


async def signatures(town: SeededWorld) -> KnownArguments:
    phone = a_device(counts=False)
    await add_passkey(town.world, town.seeker, phone)
    return KnownArguments(fields={"credential": [await signature(town.world, phone) for _ in range(ENOUGH)]})


async def challenges(town: SeededWorld) -> KnownArguments:
    app = await enrolled(town.world, await town.world.join("with-app"))
    issued = [(await app.log_in())["challenge"] for _ in range(ENOUGH)]
    return KnownArguments(fields={"challenge": issued, "code": [None], "recoveryCode": app.recovery_codes})


async def recoverable(town: SeededWorld) -> KnownArguments:
    app = await enrolled(town.world, await town.world.join("recoverable"))
    return KnownArguments(fields={"challenge": [(await app.log_in())["challenge"] for _ in range(ENOUGH)]})


async def enrolment_challenges(town: SeededWorld) -> KnownArguments:
    person = await town.world.join("without-app")
    return KnownArguments(fields={"challenge": [await demanded(town.world, person) for _ in range(ENOUGH)]})


async def begun_enrolments(town: SeededWorld) -> KnownArguments:
    person = await town.world.join("with-begun-app")
    issued = [await demanded(town.world, person) for _ in range(ENOUGH)]
    app = await begun_before_sign_in(town.world, person, issued[0])
    return KnownArguments(fields={"challenge": issued, "code": [app.code()]})


async def mailed_stops(town: SeededWorld) -> KnownArguments:
    people = [await town.world.join(f"lost{number}") for number in range(ENOUGH)]
    return KnownArguments(fields={"token": [await asked_recovery(town.world, one) for one in people]})


async def recoveries(town: SeededWorld) -> KnownArguments:
    people = [await town.world.join(f"without{number}") for number in range(ENOUGH)]
    return KnownArguments(ids={"recovery": [await lost(town.world, one) for one in people]})


async def begun_apps(town: SeededWorld) -> KnownArguments:
    apps = [await begun(town.world, person) for person in (town.seeker, town.companion, town.admin)]
    return KnownArguments(fields={"code": [app.code() for app in apps]})


async def shown_factors(town: SeededWorld) -> KnownArguments:
    apps = [await enrolled(town.world, person) for person in (town.seeker, town.companion, town.admin)]
    recovery_codes = [code for app in apps for code in app.recovery_codes]
    return KnownArguments(fields={"code": [None], "recoveryCode": recovery_codes})


async def with_apps(town: SeededWorld) -> KnownArguments:
    for person in (town.seeker, town.companion, town.admin):
        await enrolled(town.world, person)
    return KnownArguments()


async def birthdays(_: SeededWorld) -> KnownArguments:
    return KnownArguments(fields={"dateOfBirth": ["1990-05-17", "2010-05-17"]})


async def credentials(town: SeededWorld) -> KnownArguments:
    return KnownArguments(fields={**(await addresses(town)).fields, "password": [PASSWORD]})


async def addresses(town: SeededWorld) -> KnownArguments:
    return KnownArguments(fields={"email": [town.seeker.email, town.admin.email]})


async def refresh_tokens(town: SeededWorld) -> KnownArguments:
    return KnownArguments(fields={"refreshToken": [town.seeker.refresh_token, town.companion.refresh_token]})


async def leavers(town: SeededWorld) -> KnownArguments:
    people = [await town.world.join(name) for name in ("lea", "leo", "lou")]
    for one in people:
        await town.world.ask("DELETE", "/users/me", one)
    return KnownArguments(fields={"email": [one.email for one in people], "password": [PASSWORD]})


async def returns(town: SeededWorld) -> KnownArguments:
    lia = await town.world.join("lia")
    await town.world.post("/auth/verify-email", body={"token": await town.world.mailed_token(lia.email, VERIFICATION)})
    await town.world.ask("DELETE", "/users/me", lia)
    return KnownArguments(fields={"token": [await town.world.mailed_token(lia.email, DELETED)]})


async def own_password(_: SeededWorld) -> KnownArguments:
    return KnownArguments(fields={"currentPassword": [PASSWORD], "newPassword": [PASSWORD]})


async def verifications(town: SeededWorld) -> KnownArguments:
    people = (town.seeker, town.companion, town.admin)
    return KnownArguments(fields={"token": [await town.world.mailed_token(one.email, VERIFICATION) for one in people]})


async def resets(town: SeededWorld) -> KnownArguments:
    people = (town.seeker, town.companion, town.admin)
    for one in people:
        await town.world.post("/auth/forgot-password", body={"email": one.email})
    tokens = [await town.world.mailed_token(one.email, RESET) for one in people]
    return KnownArguments(fields={"token": tokens, "password": [PASSWORD], "newPassword": [PASSWORD]})


async def new_addresses(_: SeededWorld) -> KnownArguments:
    emails = [f"fresh{number}@example.com" for number in range(3)]
    return KnownArguments(fields={"email": emails, "password": [PASSWORD]})


async def email_changes(town: SeededWorld) -> KnownArguments:
    people = [await town.world.join(name) for name in ("ida", "ilo", "ivo")]
    return KnownArguments(fields={"token": [await asked(town.world, one, f"new.{one.email}") for one in people]})


async def undoings(town: SeededWorld) -> KnownArguments:
    people = [await town.world.join(name) for name in ("una", "uli", "ute")]
    return KnownArguments(fields={"token": [await changed(town.world, one, f"new.{one.email}") for one in people]})


async def days_and_hours(_: SeededWorld) -> KnownArguments:
    return KnownArguments(fields={"date": ["2026-03-10", "2026-05-04"], "startTime": ["09:00"], "endTime": ["10:00"]})


async def rates(_: SeededWorld) -> KnownArguments:
    return KnownArguments(fields={"baseRate": [30.5, 40]})


async def booked(town: SeededWorld) -> KnownArguments:
    free = await town.world.companion("free")
    await town.world.patch("/companions/me", free, {"maxConcurrent": 5})
    sessions = [await town.world.book(town.seeker) for _ in range(ENOUGH)]
    return KnownArguments(ids={"session": sessions, "companion": [free.companion_id]})


async def with_goals(town: SeededWorld) -> KnownArguments:
    supplies = await booked(town)
    for session_id in supplies.ids["session"]:
        await town.world.set_goal(town.seeker, session_id)
    return supplies


async def matched(town: SeededWorld) -> KnownArguments:
    return KnownArguments(ids={"session": [await town.world.match(town.seeker, town.companion) for _ in range(2)]})


async def ended(town: SeededWorld) -> KnownArguments:
    found = [await town.world.end(town.seeker, town.companion) for _ in range(ENOUGH)]
    return KnownArguments(
        ids={"session": [session for session, _ in found], "payment": [payment for _, payment in found]}
    )


async def captured(town: SeededWorld) -> KnownArguments:
    supplies = await ended(town)
    await town.world.settle()
    return supplies


async def notified(town: SeededWorld) -> KnownArguments:
    await town.world.match(town.seeker, town.companion)
    await town.world.settle()
    told = (await town.world.get("/notifications", town.companion))["notifications"]
    return KnownArguments(ids={"notification": [one["id"] for one in told]})


async def applicants(town: SeededWorld) -> KnownArguments:
    return KnownArguments(
        ids={"companion": [(await town.world.applicant(name)).companion_id for name in ("al", "bo", "cy")]}
    )


async def suspended(town: SeededWorld) -> KnownArguments:
    known = await applicants(town)
    for companion_id in known.ids["companion"]:
        await town.world.post(f"/admin/companions/{companion_id}/suspend", town.admin)
    return known


SUPPLIES: Mapping[str, Callable[[SeededWorld], Awaitable[KnownArguments]]] = {
    "POST /auth/register": newcomers,
    "POST /auth/login": credentials,
    "POST /auth/reactivate": leavers,
    "POST /auth/reactivate/link": returns,
    "POST /auth/forgot-password": addresses,
    "POST /auth/second-factor": challenges,
    "POST /auth/second-factor/enrol": enrolment_challenges,
    "POST /auth/second-factor/enrol/confirm": begun_enrolments,
    "POST /auth/second-factor/recovery": recoverable,
    "POST /auth/second-factor/recovery/stop": mailed_stops,
    "POST /admin/factor-recoveries/{recovery_id}/approve": recoveries,
    "POST /auth/step-up": shown_factors,
    "POST /users/me/factors/totp/confirm": begun_apps,
    "DELETE /users/me/factors/totp": with_apps,
    "POST /users/me/factors/recovery-codes": with_apps,
    "POST /auth/refresh": refresh_tokens,
    "POST /auth/verify-email": verifications,
    "POST /auth/reset-password": resets,
    "POST /auth/change-password": own_password,
    "POST /users/me/email-change": new_addresses,
    "POST /auth/confirm-email-change": email_changes,
    "POST /auth/undo-email-change": undoings,
    "POST /auth/verify-age": birthdays,
    "POST /auth/password-strength": own_words,
    "PUT /users/me/avatar": a_picture,
    "POST /auth/providers/{provider_id}/begin": offered,
    "POST /auth/providers/{provider_id}/finish": provider_answers,
    "POST /auth/providers/prove-account": proofs,
    "POST /auth/providers/register": provided_newcomers,
    "POST /users/me/identities/begin": offered,
    "POST /users/me/identities/finish": links,
    "DELETE /users/me/identities/{identity_id}": identities,
    "DELETE /users/me/devices/{device_id}": devices,
    "POST /users/me/passkeys": made_passkeys,
    "PATCH /users/me/passkeys/{passkey_id}": passkeys,
    "DELETE /users/me/passkeys/{passkey_id}": passkeys,
    "POST /auth/passkey/finish": signatures,
    "POST /companions/register": rates,
    "POST /availability/me/block": days_and_hours,
    "POST /sessions/{session_id}/ready": taken(),
    "POST /sessions/{session_id}/start": taken("ready"),
    "POST /sessions/{session_id}/pause": taken("ready", "start"),
    "POST /sessions/{session_id}/resume": taken("ready", "start", "pause"),
    "POST /sessions/{session_id}/end": taken("ready", "start"),
    "POST /sessions/{session_id}/cancel": taken(),
    "POST /goals": booked,
    "GET /goals/{session_id}": with_goals,
    "POST /contracts": booked,
    "POST /matching/find": booked,
    "POST /matching/select": booked,
    "POST /payments/authorize": matched,
    "POST /payments/checkout": matched,
    "POST /payments/capture/{payment_id}": ended,
    "POST /payments/{payment_id}/refund": captured,
    "POST /payments/webhook": signed("stripe-signature", {"id": "evt_1"}),
    "POST /media/rooms/{session_id}": taken(),
    "GET /media/token/{session_id}": taken("ready", "start"),
    "DELETE /media/rooms/{session_id}": taken("ready", "start"),
    "POST /media/webhook": signed("authorization", {"event": "room_started"}),
    "POST /ratings": ended,
    "POST /notifications/{notification_id}/read": notified,
    "POST /admin/companions/{companion_id}/approve": applicants,
    "POST /admin/companions/{companion_id}/reactivate": suspended,
}
