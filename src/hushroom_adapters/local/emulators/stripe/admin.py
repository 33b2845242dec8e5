"""The routes that no real Stripe has: the ledger, the faults, the clock, and the acts of buyers and banks."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from attrs import frozen

from hushroom_adapters.local.emulators.stripe.desk import PLATFORM, Desk
from hushroom_adapters.local.emulators.stripe.errors import StripeError, invalid, malformed, no_such
from hushroom_adapters.local.emulators.stripe.faults import OF_REQUESTS, OF_WEBHOOKS, read
from hushroom_adapters.local.emulators.stripe.fields import Resource
from hushroom_adapters.local.emulators.stripe.present import bare
from hushroom_adapters.local.emulators.stripe.resources import (
    accounts,
    confirming,
    disputes,
    payment_intents,
    payouts,
    setup_intents,
)
from hushroom_adapters.local.emulators.stripe.resources.listing import envelope
from hushroom_adapters.local.emulators.stripe.world import World

PREFIX = "/_sandbox"
COLUMNS = ("payment_intent", "charge", "kind", "object", "account", "currency", "debit", "credit")
PAYLOADS = frozenset({"snapshot", "thin"})
OUTCOMES = {"success": True, "failure": False}
Act = Callable[[Desk, Resource, Resource], Resource]


def authenticate(desk: Desk, intent: Resource, given: Resource) -> Resource:
    """Lets the card's holder confirm (`success`) or not (`failure`)."""
    outcome = given.get("outcome")
    if outcome not in OUTCOMES:
        raise malformed("Invalid outcome: must be one of success, or failure", "outcome")
    if intent["status"] != "requires_action":
        raise invalid(f"{intent['id']} does not wait for authentication: its status is {intent['status']}.")
    if intent["object"] == "payment_intent":
        return confirming.authenticated(desk, intent, success=OUTCOMES[outcome])
    return setup_intents.authenticated(desk, intent, success=OUTCOMES[outcome])


def let_expire(desk: Desk, intent: Resource, _given: Resource) -> Resource:
    """Ends the hold earlier than the clock would."""
    if intent["status"] != "requires_capture":
        raise invalid(f"{intent['id']} holds no money that could expire: its status is {intent['status']}.")
    payment_intents.expired(desk, intent)
    return desk.find("payment_intent", intent["id"])


def dispute_intent(desk: Desk, intent: Resource, given: Resource) -> Resource:
    if intent["latest_charge"] is None:
        raise invalid(f"{intent['id']} has no charge that could be disputed.")
    return dispute_charge(desk, desk.find("charge", intent["latest_charge"]), given)


def dispute_charge(desk: Desk, charge: Resource, given: Resource) -> Resource:
    return disputes.opened(desk, charge, given.get("reason", "fraudulent"), given.get("amount"))


def close_dispute(desk: Desk, dispute: Resource, given: Resource) -> Resource:
    return disputes.closed(desk, dispute, given.get("outcome", ""))


def complete_onboarding(desk: Desk, account: Resource, _given: Resource) -> Resource:
    return accounts.onboarded(desk, account)


def deauthorize(desk: Desk, account: Resource, _given: Resource) -> Resource:
    """Ends the platform's access to the companion's account."""
    return accounts.deauthorized(desk, account)


def set_payload(desk: Desk, endpoint: Resource, given: Resource) -> Resource:
    """Sets the kind of events that the endpoint receives: with their object (`snapshot`) or with its name (`thin`)."""
    if given.get("payload") not in PAYLOADS:
        raise malformed("Invalid payload: must be one of snapshot, or thin", "payload")
    return desk.save(endpoint | {"_payload": given["payload"]})


def pay_out(desk: Desk, account: Resource, _given: Resource) -> Resource:
    """Makes the scheduled payout of everything available."""
    made = payouts.swept(desk.of(account["id"]))
    return envelope("/v1/payouts", [bare(payout) for payout in made])


def settle_payout(desk: Desk, payout: Resource, given: Resource) -> Resource:
    outcome = given.get("outcome", "paid")
    if outcome not in {"paid", "failed"}:
        raise malformed("Invalid outcome: must be one of paid, or failed", "outcome")
    if outcome == "paid":
        return payouts.arrived(desk, payout)
    return payouts.failed(desk, payout, given.get("failure_code", "account_closed"))


ACTS: dict[str, tuple[str, Act]] = {
    "/payment_intents/{id}/authenticate": ("payment_intent", authenticate),
    "/payment_intents/{id}/expire": ("payment_intent", let_expire),
    "/setup_intents/{id}/authenticate": ("setup_intent", authenticate),
    "/payment_intents/{id}/dispute": ("payment_intent", dispute_intent),
    "/charges/{id}/dispute": ("charge", dispute_charge),
    "/disputes/{id}/close": ("dispute", close_dispute),
    "/accounts/{id}/complete_onboarding": ("account", complete_onboarding),
    "/accounts/{id}/deauthorize": ("account", deauthorize),
    "/webhook_endpoints/{id}/payload": ("webhook_endpoint", set_payload),
    "/accounts/{id}/pay_out": ("account", pay_out),
    "/payouts/{id}/settle": ("payout", settle_payout),
}


@frozen
class Admin:
    world: World

    def routes(self) -> list[web.RouteDef]:
        fixed: list[web.RouteDef] = [
            web.get(f"{PREFIX}/health", self.health),
            web.post(f"{PREFIX}/reset", self.reset),
            web.get(f"{PREFIX}/ledger", self.ledger),
            web.get(f"{PREFIX}/ledger/summary", self.summary),
            web.get(f"{PREFIX}/ledger/balances", self.balances),
            web.get(f"{PREFIX}/faults", self.faults),
            web.post(f"{PREFIX}/faults", self.plan_fault),
            web.delete(f"{PREFIX}/faults", self.clear_faults),
            web.delete(f"{PREFIX}/faults/{{id:\\d+}}", self.clear_faults),
            web.get(f"{PREFIX}/deliveries", self.deliveries),
            web.get(f"{PREFIX}/objects/{{id}}", self.object),
            web.get(f"{PREFIX}/clock", self.clock),
            web.post(f"{PREFIX}/clock/advance", self.advance),
        ]
        acts = [web.post(PREFIX + path, self._acting(kind, act)) for path, (kind, act) in ACTS.items()]
        return [*fixed, *acts]

    async def health(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def reset(self, _request: web.Request) -> web.Response:
        self.world.reset()
        return web.json_response({"status": "empty"})

    async def ledger(self, request: web.Request) -> web.Response:
        entries = self.world.desk().ledger.entries(_where(request))
        return web.json_response({"entries": entries})

    async def summary(self, request: web.Request) -> web.Response:
        return web.json_response(self.world.desk().ledger.summary(_where(request)))

    async def balances(self, _request: web.Request) -> web.Response:
        return web.json_response(self.world.desk().ledger.balances())

    async def faults(self, _request: web.Request) -> web.Response:
        kinds = {**OF_REQUESTS, **OF_WEBHOOKS}
        return web.json_response({"faults": self.world.faults.planned(), "kinds": kinds})

    async def plan_fault(self, request: web.Request) -> web.Response:
        return web.json_response(self.world.faults.plan(read(await _body(request))), status=201)

    async def clear_faults(self, request: web.Request) -> web.Response:
        number = request.match_info.get("id")
        self.world.faults.clear(int(number) if number else None)
        return web.json_response({"faults": self.world.faults.planned()})

    async def deliveries(self, _request: web.Request) -> web.Response:
        rows = self.world.store.rows.execute(
            "SELECT d.*, json_extract(o.body, '$.type') AS type FROM deliveries AS d "
            "JOIN objects AS o ON o.id = d.event ORDER BY d.seq"
        )
        return web.json_response({"deliveries": [dict(row) for row in rows]})

    async def object(self, request: web.Request) -> web.Response:
        found = self.world.store.fetch(request.match_info["id"])
        if found is None:
            raise no_such("object", request.match_info["id"])
        return web.json_response(bare(found))

    async def clock(self, _request: web.Request) -> web.Response:
        clock = self.world.clock
        return web.json_response({"now": clock.now(), "ahead_seconds": clock.ahead_seconds})

    async def advance(self, request: web.Request) -> web.Response:
        seconds = (await _body(request)).get("seconds")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
            raise malformed(f"Invalid seconds: {seconds}", "seconds")
        self.world.advance(seconds)
        self.world.ring_due()
        return await self.clock(request)

    def act(self, kind: str, name: str, act: Act, given: Resource) -> Resource:
        """Runs the act in one transaction, on the object of whichever account owns it."""
        world = self.world
        owner = world.store.owner(name) or PLATFORM
        desk = world.desk().of(owner)
        with world.store.transaction():
            done = act(desk, desk.find(kind, name), given)
        world.nudge()
        return done

    def _acting(self, kind: str, act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            done = self.act(kind, request.match_info["id"], act, await _body(request))
            return web.json_response(bare(done))

        return handle


@web.middleware
async def refusals(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answers a refusal of an admin route in the shape of the API."""
    try:
        return await handler(request)
    except StripeError as error:
        return web.json_response(error.body(""), status=error.status)


def _where(request: web.Request) -> Resource:
    """Returns filters by column, and `metadata[name]=value` by the metadata of the payment intent."""
    where: dict[str, Any] = {}
    for name, value in request.query.items():
        if name in COLUMNS:
            where[name] = value
        elif name.startswith("metadata[") and name.endswith("]"):
            where.setdefault("metadata", {})[name[len("metadata[") : -1]] = value
        else:
            raise malformed(f"Received unknown parameter: {name}", name)
    return where


async def _body(request: web.Request) -> Resource:
    raw = await request.read()
    try:
        given = json.loads(raw or b"{}")
    except ValueError as error:
        raise malformed("The body is not JSON.") from error
    if not isinstance(given, dict):
        raise malformed("The body is not a JSON object.")
    return given
