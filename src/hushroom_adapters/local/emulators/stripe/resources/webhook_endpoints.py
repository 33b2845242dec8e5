"""Webhook endpoints: the receivers of events, and the secrets that sign them."""

from typing import Any
from urllib.parse import urlsplit

from hushroom_adapters.local.emulators.stripe.desk import API_VERSION, Call, Desk
from hushroom_adapters.local.emulators.stripe.errors import malformed
from hushroom_adapters.local.emulators.stripe.events import ANYTHING
from hushroom_adapters.local.emulators.stripe.fields import Resource, shaped
from hushroom_adapters.local.emulators.stripe.names import fresh, letters
from hushroom_adapters.local.emulators.stripe.operations import delete, get, post
from hushroom_adapters.local.emulators.stripe.params import (
    accepts,
    array,
    boolean,
    filled,
    merged,
    metadata,
    page,
    text,
)
from hushroom_adapters.local.emulators.stripe.resources.listing import listed

SECRET_LENGTH = 32


def create(desk: Desk, call: Call) -> Resource:
    """Makes an endpoint; only this response holds its secret."""
    scope = "connect" if call.get("connect", False) else "account"
    endpoint = desk.add(_blank(desk, call, scope, f"whsec_{letters(SECRET_LENGTH)}"))
    return endpoint | {"secret": endpoint["_secret"]}


def retrieve(desk: Desk, call: Call) -> Resource:
    return desk.find("webhook_endpoint", call.path["id"])


def listing(desk: Desk, call: Call) -> Resource:
    return listed(desk, call, "webhook_endpoint", "/v1/webhook_endpoints", _deleted=False)


def update(desk: Desk, call: Call) -> Resource:
    endpoint = desk.find("webhook_endpoint", call.path["id"])
    after = endpoint | call.given("url", "enabled_events", "description")
    if "disabled" in call.params:
        after["status"] = "disabled" if call.params["disabled"] else "enabled"
    if "metadata" in call.params:
        after["metadata"] = merged(endpoint["metadata"], call.params["metadata"])
    return desk.save(after)


def remove(desk: Desk, call: Call) -> Resource:
    endpoint = desk.find("webhook_endpoint", call.path["id"])
    desk.save(endpoint | {"status": "disabled", "_deleted": True})
    desk.store.rows.execute(
        "UPDATE deliveries SET state = 'given up' WHERE endpoint = ? AND state = 'open'", (endpoint["id"],)
    )
    return shaped("deleted_webhook_endpoint", id=endpoint["id"], object="webhook_endpoint", deleted=True)


def ensured(desk: Desk, url: str, secret: str) -> Resource:
    """Makes the endpoint of the command line, which receives the events of the platform and of connected accounts."""
    for endpoint in desk.store.all(desk.account, "webhook_endpoint", _scope="all"):
        return desk.save(endpoint | {"url": url, "_secret": secret, "status": "enabled", "_deleted": False})
    call = Call(params={"url": url, "enabled_events": [ANYTHING]}, path={})
    return desk.add(_blank(desk, call, "all", secret))


def _blank(desk: Desk, call: Call, scope: str, secret: str) -> Resource:
    return shaped(
        "webhook_endpoint", id=fresh("webhook_endpoint"), object="webhook_endpoint", created=desk.now(),
        livemode=False, status="enabled", api_version=call.get("api_version", API_VERSION),
        metadata=merged({}, call.get("metadata", {})), url=call.params["url"],
        enabled_events=call.params["enabled_events"], description=call.get("description"), _scope=scope,
        _secret=secret, _deleted=False,
    )  # fmt: skip


def address(name: str, value: Any) -> str:
    word = filled(name, value)
    if urlsplit(word).scheme not in {"http", "https"}:
        raise malformed("Invalid URL: An explicit scheme (such as https) must be provided.", name, "url_invalid")
    return word


def event_names(name: str, value: Any) -> list[str]:
    names = [filled(f"{name}[{position}]", word) for position, word in enumerate(array(name, value))]
    if not names:
        raise malformed("At least one event must be enabled.", name)
    return names


CHANGEABLE = {"url": address, "enabled_events": event_names, "description": text, "metadata": metadata}
OPERATIONS = (
    post(
        "webhook_endpoints.create", "/v1/webhook_endpoints", create,
        accepts("url", "enabled_events", connect=boolean, api_version=filled, **CHANGEABLE),
    ),
    get("webhook_endpoints.list", "/v1/webhook_endpoints", listing, page()),
    get("webhook_endpoints.retrieve", "/v1/webhook_endpoints/{id}", retrieve),
    post(
        "webhook_endpoints.update", "/v1/webhook_endpoints/{id}", update,
        accepts(disabled=boolean, **CHANGEABLE),
    ),
    delete("webhook_endpoints.delete", "/v1/webhook_endpoints/{id}", remove),
)  # fmt: skip
