"""An operation of the API: its name, route, parameters and function."""

from collections.abc import Callable

from attrs import frozen

from hushroom_adapters.local.emulators.stripe.desk import Call, Desk
from hushroom_adapters.local.emulators.stripe.fields import Resource
from hushroom_adapters.local.emulators.stripe.params import Accepts, accepts

Handle = Callable[[Desk, Call], Resource]
NOTHING = accepts()


@frozen
class Operation:
    """An operation; fault plans use its `name`, such as `payment_intents.capture`."""

    name: str
    method: str
    path: str
    handle: Handle
    accepts: Accepts


def get(name: str, path: str, handle: Handle, takes: Accepts = NOTHING) -> Operation:
    return Operation(name, "GET", path, handle, takes)


def post(name: str, path: str, handle: Handle, takes: Accepts = NOTHING) -> Operation:
    return Operation(name, "POST", path, handle, takes)


def delete(name: str, path: str, handle: Handle, takes: Accepts = NOTHING) -> Operation:
    return Operation(name, "DELETE", path, handle, takes)
