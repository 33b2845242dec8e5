"""Events: changes as Stripe announces them, with one delivery for every endpoint that listens."""

from datetime import UTC, datetime

from attrs import evolve

from hushroom_adapters.local.emulators.stripe.desk import API_VERSION, PLATFORM, Desk
from hushroom_adapters.local.emulators.stripe.fields import Resource, shaped
from hushroom_adapters.local.emulators.stripe.names import fresh
from hushroom_adapters.local.emulators.stripe.present import bare

ANYTHING = "*"


def announce(desk: Desk, kind: str, thing: Resource, previous: Resource | None = None) -> None:
    """Writes the event in the transaction of its change: neither exists without the other."""
    event = _event(desk, kind, thing, previous)
    desk.add(event)
    for endpoint in _listening(desk, kind):
        desk.store.rows.execute(
            "INSERT INTO deliveries (event, endpoint, state, attempts, due) VALUES (?, ?, 'open', 0, ?)",
            (event["id"], endpoint["id"], desk.clock.exact()),
        )
    desk.announced.append(event["id"])


def changed(before: Resource, after: Resource) -> Resource:
    """Returns `previous_attributes` of an update: the old values of the changed fields."""
    return {name: before.get(name) for name in bare(after) if before.get(name) != after[name]}


def quiet(desk: Desk) -> Desk:
    """Returns the same context for a change without a request: its events name none."""
    return evolve(desk, origin=type(desk.origin)())


def _event(desk: Desk, kind: str, thing: Resource, previous: Resource | None) -> Resource:
    data: Resource = {"object": bare(thing)}
    if previous is not None:
        data["previous_attributes"] = previous
    connected = {} if desk.account == PLATFORM else {"account": desk.account}
    request = {"id": desk.origin.request_id, "idempotency_key": desk.origin.idempotency_key}
    return shaped(
        "event", id=fresh("event"), object="event", type=kind, created=desk.now(), api_version=API_VERSION,
        livemode=False, pending_webhooks=0, data=data, request=request, **connected,
    )  # fmt: skip


def thin(event: Resource) -> Resource:
    """Returns the event in the form of v2: it names its object, which is then fetched."""
    thing = event["data"]["object"]
    kind, name = thing["object"], thing.get("id")
    related = {"id": name, "type": kind, "url": f"/v1/{kind}s/{name}"} if name else None
    created = datetime.fromtimestamp(event["created"], UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "id": event["id"], "object": "v2.core.event", "type": f"v1.{event['type']}", "livemode": False,
        "created": created, "context": event.get("account"), "related_object": related, "reason": None,
    }  # fmt: skip


def _listening(desk: Desk, kind: str) -> list[Resource]:
    endpoints = desk.store.all(PLATFORM, "webhook_endpoint", status="enabled")
    return [endpoint for endpoint in endpoints if _hears(endpoint, kind, desk.account)]


def _hears(endpoint: Resource, kind: str, account: str) -> bool:
    scopes = {"all", "account" if account == PLATFORM else "connect"}
    wanted = endpoint["enabled_events"]
    return endpoint["_scope"] in scopes and (ANYTHING in wanted or kind in wanted)
