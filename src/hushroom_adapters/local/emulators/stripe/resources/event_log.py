"""The stored events, delivered or not."""

from hushroom_adapters.local.emulators.stripe.desk import Call, Desk
from hushroom_adapters.local.emulators.stripe.events import thin
from hushroom_adapters.local.emulators.stripe.fields import Resource
from hushroom_adapters.local.emulators.stripe.operations import get
from hushroom_adapters.local.emulators.stripe.params import array, filled, page
from hushroom_adapters.local.emulators.stripe.resources.listing import listed


def retrieve(desk: Desk, call: Call) -> Resource:
    return with_pending(desk, desk.find("event", call.path["id"]))


def listing(desk: Desk, call: Call) -> Resource:
    found = listed(desk, call, "event", "/v1/events", type=call.get("type", call.get("types")))
    return found | {"data": [with_pending(desk, event) for event in found["data"]]}


def with_pending(desk: Desk, event: Resource) -> Resource:
    """Returns the event with `pending_webhooks`, the number of endpoints that have not yet accepted it."""
    count = desk.store.rows.execute(
        "SELECT COUNT(*) FROM deliveries WHERE event = ? AND state = 'open'", (event["id"],)
    ).fetchone()[0]
    return event | {"pending_webhooks": count}


def retrieve_thin(desk: Desk, call: Call) -> Resource:
    return thin(desk.find("event", call.path["id"]))


OPERATIONS = (
    get("v2.core.events.retrieve", "/v2/core/events/{id}", retrieve_thin),
    get("events.list", "/v1/events", listing, page(type=filled, types=array)),
    get("events.retrieve", "/v1/events/{id}", retrieve),
)
