"""Lists: newest first, by cursor, with `has_more`, as every list of Stripe's API."""

from typing import Any

from hushroom_adapters.local.emulators.stripe.desk import Call, Desk
from hushroom_adapters.local.emulators.stripe.errors import malformed, no_such
from hushroom_adapters.local.emulators.stripe.fields import Resource
from hushroom_adapters.local.emulators.stripe.store import Window

DEFAULT_LIMIT = 10
LARGEST_LIMIT = 100


def listed(desk: Desk, call: Call, kind: str, url: str, **where: Any) -> Resource:
    """Returns the requested page of the objects with these values."""
    window = _window(desk, call, kind)
    wanted = {name: value for name, value in where.items() if value is not None}
    found = desk.store.page(desk.account, kind, wanted, window)
    data = found[: window.limit]
    if window.ending_before is not None:
        data.reverse()
    return envelope(url, data, has_more=len(found) > window.limit)


def envelope(url: str, data: list[Resource], *, has_more: bool = False) -> Resource:
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def _window(desk: Desk, call: Call, kind: str) -> Window:
    limit = call.get("limit", DEFAULT_LIMIT)
    if limit > LARGEST_LIMIT:
        raise malformed(
            f"This value must be less than or equal to {LARGEST_LIMIT} (it currently is '{limit}').",
            "limit",
            "parameter_invalid_integer",
        )
    return Window(
        limit=limit,
        starting_after=_cursor(desk, call, kind, "starting_after"),
        ending_before=_cursor(desk, call, kind, "ending_before"),
        created=call.get("created", {}),
    )


def _cursor(desk: Desk, call: Call, kind: str, name: str) -> int | None:
    if name not in call.params:
        return None
    position = desk.store.position(desk.account, kind, call.params[name])
    if position is None:
        raise no_such(kind, call.params[name], name)
    return position
