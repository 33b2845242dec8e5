"""The form in which an object leaves the local Stripe: without private fields, with those that `expand[]` names."""

from typing import Any

from hushroom_adapters.local.emulators.stripe.desk import Desk
from hushroom_adapters.local.emulators.stripe.errors import malformed
from hushroom_adapters.local.emulators.stripe.fields import Resource

MAX_DEPTH = 4
EXPANDABLE = {
    "payment_intent": {"latest_charge", "payment_method", "customer"},
    "charge": {"balance_transaction", "payment_intent", "customer", "payment_method", "source_transfer"},
    "checkout.session": {"payment_intent", "customer"},
    "identity.verification_session": {"verified_outputs"},
    "refund": {"charge", "payment_intent", "balance_transaction"},
    "dispute": {"charge", "payment_intent"},
    "setup_intent": {"payment_method", "customer"},
    "payment_method": {"customer"},
    "transfer": {"balance_transaction", "destination", "destination_payment", "source_transaction"},
    "transfer_reversal": {"transfer", "balance_transaction"},
    "payout": {"balance_transaction", "destination", "failure_balance_transaction"},
    "balance_transaction": {"source"},
    "": {"default_payment_method"},  # within the invoice settings of a customer
}

NULL_UNTIL_LATER = {"verified_outputs"}
"""The properties that an expansion shows as null before they exist, with everything in them."""


def present(desk: Desk, thing: Resource, expand: list[str]) -> Resource:
    shown = bare(thing)
    for path in expand:
        parts = path.split(".")
        if len(parts) > MAX_DEPTH:
            raise malformed(f"You cannot expand more than {MAX_DEPTH} levels of a property.", "expand")
        hidden = (thing.get("_hidden") or {}).get(parts[0])
        if hidden is None:
            _expand(desk, shown, parts[:1] if parts[0] in NULL_UNTIL_LATER else parts, path)
        else:
            shown[parts[0]] = bare(hidden) | {name: hidden.get(f"_{name}") for name in parts[1:]}
    return shown


def bare(thing: Resource) -> Resource:
    """Returns the object without the fields whose names begin with an underscore; these are private to the emulator."""
    return {name: value for name, value in thing.items() if not name.startswith("_")}


def _expand(desk: Desk, thing: Resource, parts: list[str], path: str) -> None:
    head, rest = parts[0], parts[1:]
    if thing.get("object") == "list" and head == "data":
        for item in thing["data"]:
            _expand(desk, item, rest, path)
    elif head in EXPANDABLE.get(thing.get("object", ""), ()) or isinstance(thing.get(head), dict | list):
        thing[head] = _expanded(desk, thing.get(head), rest, path)
    else:
        raise malformed(f"This property cannot be expanded ({path}).", "expand")


def _expanded(desk: Desk, value: Any, rest: list[str], path: str) -> Any:
    whole = _fetched(desk, value) if isinstance(value, str) else value
    if rest and isinstance(whole, dict):
        _expand(desk, whole, rest, path)
    return whole


def _fetched(desk: Desk, name: str) -> Resource | str:
    """Returns the object of whichever account owns it: a transfer points into a connected account."""
    found = desk.store.fetch(name)
    return name if found is None else bare(found)
