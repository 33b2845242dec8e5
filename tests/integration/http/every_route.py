"""A scenario in which every route succeeds, with every related object that its response may contain."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hushroom_domain.drift.use_cases.flag_drift import FlagDrift
from hushroom_domain.shared.ids import SessionId, UserId
from tests.integration.http.email_changes import asked, changed
from tests.integration.http.good_requests import SUBSCRIPTION
from tests.integration.http.passkey_steps import a_device, add_passkey, signature
from tests.integration.http.provider_attempts import LINKED, at_provider, finished, linked, waiting
from tests.integration.http.second_factors import begun_before_sign_in, demanded, enrolled, lost
from tests.integration.http.world import (
    DELETED,
    PASSWORD,
    RECOVERY,
    RESET,
    SIGNATURE,
    VERIFICATION,
    Person,
    World,
    goal_body,
)

LANGUAGES = {"languages": [{"language": "fr", "proficiency": "fluent", "isPreferred": True}]}
RULE = {"type": "time_limit", "description": "Ten minutes each", "maxMinutes": 10, "topics": ["work"]}


async def everything(world: World) -> None:
    """Requests every route."""
    admin, ada = await world.admin(), await world.join("ada")
    await world.put("/users/me/languages", ada, LANGUAGES)
    await world.get("/push/key")
    await world.put("/users/me/push-subscriptions", ada, SUBSCRIPTION)
    other = {**SUBSCRIPTION, "endpoint": f"{SUBSCRIPTION['endpoint']}/2"}
    await world.put("/users/me/push-subscriptions", ada, other)
    await world.ask("DELETE", "/users/me/push-subscriptions", ada, json={"endpoint": other["endpoint"]})
    cleo = await become_a_companion(world, admin)
    await look_around(world, ada, cleo)
    session_id = await find_each_other(world, ada, cleo)
    payment_id = await meet(world, ada, cleo, session_id)
    await settle_up(world, ada, cleo, admin, payment_id)
    await judge(world, ada, cleo, session_id)
    await cancel(world, ada, cleo)
    await moderate(world, ada, cleo, admin)
    await administer(world, ada, admin)
    for path in ("", "/live", "/ready", "/db", "/redis", "/dependencies"):
        await world.get(f"/health{path}")
    await leave(world, ada, cleo)


async def new_addresses(world: World) -> None:
    """Changes the address of a person, and undoes the change."""
    undoing = await changed(world, await world.join("mara"), "mara.new@example.com")
    await world.post("/auth/undo-email-change", body={"token": undoing})


async def become_a_companion(world: World, admin: Person) -> Person:
    person = await world.join("cleo")
    await world.put("/users/me/languages", person, LANGUAGES)
    application = {"baseRate": 30.5, "bio": "I am cleo", "expertiseTags": ["writing"]}
    profile = await world.post("/companions/register", person, application)
    cleo = Person(person.id, person.email, person.token, person.refresh_token, profile["id"])
    await world.get("/admin/companions/pending", admin)
    await world.post(f"/admin/companions/{cleo.companion_id}/approve", admin)
    await world.put("/availability/me", cleo, {"slots": [monday()]})
    block = await world.post("/availability/me/block", cleo, {"date": "2026-06-01"})
    await world.get("/availability/me", cleo)
    await world.get("/companions/me", cleo)
    await world.ask("DELETE", f"/availability/me/block/{block['id']}", cleo)
    await world.patch("/companions/me", cleo, {"maxConcurrent": 5})
    await world.patch("/companions/me/online", cleo, {"isOnline": True})
    await world.post("/payments/companion/onboard", cleo)
    late = await world.applicant("late")
    await world.get("/admin/companions/pending", admin)
    await world.post(f"/admin/companions/{late.companion_id}/approve", admin)
    await world.post(f"/admin/companions/{late.companion_id}/suspend", admin)
    await world.post(f"/admin/companions/{late.companion_id}/reactivate", admin)
    return cleo


def monday() -> dict[str, Any]:
    return {"dayOfWeek": "MONDAY", "startTime": "00:00", "endTime": "23:59", "timezone": "UTC"}


async def look_around(world: World, ada: Person, cleo: Person) -> None:
    await world.get("/users/me", ada)
    await world.patch("/users/me", ada, {"displayName": "Ada"})
    await world.ask("PUT", "/users/me/avatar", ada, content=b"picture", headers={"content-type": "image/png"})
    await world.ask("DELETE", "/users/me/avatar", ada)
    await world.get("/users/me/languages", ada)
    await world.get("/companions")
    await world.get(f"/companions/{cleo.companion_id}")
    for method in ("PUT", "DELETE", "PUT"):
        await world.ask(method, f"/users/me/favourites/{cleo.companion_id}", ada)
    await world.get("/users/me/favourites", ada)
    await world.get(f"/availability/{cleo.companion_id}")
    templates = await world.get("/contracts/templates")
    await world.get(f"/contracts/templates/{templates[0]['id']}")


async def find_each_other(world: World, ada: Person, cleo: Person) -> str:
    session_id = await world.book(ada)
    await world.set_goal(ada, session_id)
    await world.get(f"/goals/{session_id}", ada)
    contract = await world.post("/contracts", ada, {"sessionId": session_id, "rules": [RULE]})
    await world.patch(f"/contracts/{contract['id']}", ada, {"rules": [RULE, "Be kind"]})
    await world.get(f"/contracts/{contract['id']}", ada)
    await world.post("/matching/find", ada, {"sessionId": session_id})
    await world.get(f"/matching/results/{session_id}", ada)
    await world.post("/matching/select", ada, {"sessionId": session_id, "companionId": cleo.companion_id})
    await world.post("/payments/checkout", ada, {"sessionId": session_id})
    for person in (ada, cleo):
        await world.post(f"/contracts/{contract['id']}/accept", person)
    await world.get("/sessions", ada)
    await world.get(f"/sessions/{session_id}", ada)
    return session_id


async def meet(world: World, ada: Person, cleo: Person, session_id: str) -> str:
    payment = await world.pay(ada, session_id)
    await world.step(cleo, session_id, "ready")
    await world.post(f"/media/rooms/{session_id}", ada)
    await world.get(f"/media/token/{session_id}", cleo)
    await world.ask("DELETE", f"/media/rooms/{session_id}", cleo)
    await world.step(ada, session_id, "ready", "start")
    await drift(world, cleo, session_id)
    await world.step(ada, session_id, "pause", "resume", "end")
    return str(payment["id"])


async def drift(world: World, cleo: Person, session_id: str) -> None:
    """Flags drift through the use case, because no HTTP route does so."""
    command = FlagDrift.Command(
        user_id=UserId(UUID(cleo.id)), session_id=SessionId(UUID(session_id)), message="You wanted to write"
    )
    await world.platform.application.drift.flag(command)


async def settle_up(world: World, ada: Person, cleo: Person, admin: Person, payment_id: str) -> None:
    await world.post(f"/payments/capture/{payment_id}", cleo)
    await world.get("/payments", ada)
    await world.get(f"/payments/{payment_id}", ada)
    await world.get("/payments/companion/earnings", cleo)
    await world.post(f"/payments/{payment_id}/refund", admin, {"amount": 5})
    await world.ask("POST", "/payments/webhook", json={"id": "evt_1"}, headers={"stripe-signature": SIGNATURE})
    await world.ask("POST", "/media/webhook", json={"event": "room_started"}, headers={"authorization": SIGNATURE})


async def judge(world: World, ada: Person, cleo: Person, session_id: str) -> None:
    goal = await world.get(f"/goals/{session_id}", ada)
    await world.patch(f"/goals/{goal['id']}", ada, {"isAchieved": True})
    for person in (ada, cleo):
        rating = {"sessionId": session_id, "overallScore": 5, "isPublic": True}
        await world.post("/ratings", person, rating)
    await world.get(f"/ratings/session/{session_id}", ada)
    await world.get(f"/ratings/companion/{cleo.companion_id}", ada)
    await world.get("/ratings/me", ada)


async def cancel(world: World, ada: Person, cleo: Person) -> None:
    session_id = await world.match(ada, cleo)
    await world.post("/goals", ada, goal_body(session_id))
    await world.pay(ada, session_id)
    await world.step(ada, session_id, "cancel")


async def moderate(world: World, ada: Person, cleo: Person, admin: Person) -> None:
    words = {"reason": "Rude", "description": "They shouted."}
    for reporter, reported, decision in ((ada, cleo, "resolve"), (cleo, ada, "dismiss")):
        report = await world.post("/reports", reporter, {**words, "reportedUserId": reported.id})
        await world.get("/admin/reports", admin)
        await world.post(f"/admin/reports/{report['id']}/{decision}", admin, {"adminNotes": "Both were heard"})


async def administer(world: World, ada: Person, admin: Person) -> None:
    recovery = await lost(world, await world.join("lost"))
    await world.get("/admin/factor-recoveries", admin)
    await world.post(f"/admin/factor-recoveries/{recovery}/approve", admin)
    for path in ("stats", "users", "sessions", "payments", "ratings", "contract-templates", "audit-logs"):
        await world.get(f"/admin/{path}", admin)
    await world.patch(f"/admin/users/{ada.id}", admin, {})


async def providers(world: World, ada: Person) -> None:
    """Signs in, signs up and adds an identity by a provider."""
    await world.get("/auth/providers")
    await linked(world, ada, "ada")
    another = await linked(world, ada, "ada", account=2)
    await world.get(LINKED, ada)
    await finished(world, at_provider("ada"))
    await world.ask("DELETE", f"{LINKED}/{another}", ada)
    proof = {"attempt": await waiting(world, at_provider("cleo", is_verified=False)), "password": PASSWORD}
    await world.post("/auth/providers/prove-account", body=proof)
    entries = {"attempt": await waiting(world, at_provider("nina")), "dateOfBirth": "1990-05-17"}
    await world.post("/auth/providers/register", body=entries)
    world.clock.advance(timedelta(seconds=1))  # no link is mailed that was asked for before the change of credentials


async def leave(world: World, ada: Person, cleo: Person) -> None:
    await world.settle()
    listed = await world.get("/notifications", cleo)
    await world.post(f"/notifications/{listed['notifications'][0]['id']}/read", cleo)
    await world.post("/notifications/read", cleo)
    await world.get("/notifications/emails", cleo)
    await world.get("/abuse-reports/mine", ada)
    await world.post("/users/me/identity-verification", ada)
    await providers(world, ada)
    phone = a_device()
    passkey = await add_passkey(world, ada, phone)
    await add_passkey(world, ada, a_device(), "Key")
    await world.get("/users/me/passkeys", ada)
    await world.patch(f"/users/me/passkeys/{passkey['id']}", ada, {"name": "Old phone"})
    await world.post("/auth/passkey/finish", body={"credential": await signature(world, phone)})
    await asked(world, cleo, "cleo.new@example.com")
    for person in (ada, cleo):
        await world.ask("POST", "/users/me/data-export", person)
    await world.post("/auth/verify-email", body={"token": await world.mailed_token(ada.email, VERIFICATION)})
    await world.ask("POST", "/auth/password-strength", json={"password": PASSWORD})
    await world.post("/auth/verify-age", ada, {"dateOfBirth": "1990-05-17"})
    for _ in range(2):
        await world.post("/auth/login", body={"email": ada.email, "password": PASSWORD})
    elsewhere = [one for one in await world.get("/users/me/devices", ada) if not one["current"]]
    await world.ask("DELETE", f"/users/me/devices/{elsewhere[0]['id']}", ada)
    await world.ask("DELETE", "/users/me/devices", ada)
    await with_second_factor(world, ada)
    await new_addresses(world)
    passwords = {"currentPassword": PASSWORD, "newPassword": f"{PASSWORD}!"}
    await world.post("/auth/forgot-password", body={"email": ada.email})
    token = await world.mailed_token(ada.email, RESET)
    await world.post("/auth/reset-password", body={"token": token, "password": PASSWORD})
    signed_in = await world.post("/auth/login", body={"email": ada.email, "password": PASSWORD})
    ada = Person(ada.id, ada.email, signed_in["accessToken"], signed_in["refreshToken"])
    refreshed = await world.post("/auth/refresh", body={"refreshToken": ada.refresh_token})
    await world.post("/auth/logout", body={"refreshToken": refreshed["refreshToken"]})
    signed_in = await world.post("/auth/login", body={"email": ada.email, "password": PASSWORD})
    ada = Person(ada.id, ada.email, signed_in["accessToken"], signed_in["refreshToken"])
    await world.post("/auth/change-password", ada, passwords)
    signed_in = await world.post("/auth/login", body={"email": ada.email, "password": f"{PASSWORD}!"})
    ada = Person(ada.id, ada.email, signed_in["accessToken"], "")
    await world.ask("DELETE", f"/users/me/passkeys/{passkey['id']}", ada)
    await world.ask("DELETE", "/users/me", ada)
    await world.post("/auth/reactivate/link", body={"token": await world.mailed_token(ada.email, DELETED)})
    signed_in = await world.post("/auth/login", body={"email": ada.email, "password": f"{PASSWORD}!"})
    await world.ask("DELETE", "/users/me", Person(ada.id, ada.email, signed_in["accessToken"], ""))
    await world.post("/auth/reactivate", body={"email": ada.email, "password": f"{PASSWORD}!"})


async def with_second_factor(world: World, person: Person) -> None:
    newcomer = await world.join("without-factor")
    challenge = await demanded(world, newcomer)
    app = await begun_before_sign_in(world, newcomer, challenge)
    await world.post("/auth/second-factor/enrol/confirm", body={"challenge": challenge, "code": app.code()})
    app = await enrolled(world, person)
    await world.get("/users/me/factors", person)
    challenge = (await app.log_in())["challenge"]
    await world.post("/auth/second-factor", body={"challenge": challenge, "code": app.code()})
    challenge = (await app.log_in())["challenge"]
    await world.post("/auth/second-factor/recovery", body={"challenge": challenge})
    token = await world.mailed_token(person.email, RECOVERY)
    await world.post("/auth/second-factor/recovery/stop", body={"token": token})
    codes = (await world.post("/users/me/factors/recovery-codes", person))["recoveryCodes"]
    await world.post("/auth/step-up", person, {"recoveryCode": codes[0]})
    await world.ask("DELETE", "/users/me/factors/totp", person)
