"""Customers: the owners of payment methods that are used again."""

from hushroom_adapters.local.emulators.stripe.desk import Call, Desk
from hushroom_adapters.local.emulators.stripe.errors import no_such
from hushroom_adapters.local.emulators.stripe.events import announce, changed
from hushroom_adapters.local.emulators.stripe.fields import Resource, shaped
from hushroom_adapters.local.emulators.stripe.names import fresh, letters
from hushroom_adapters.local.emulators.stripe.operations import delete, get, post
from hushroom_adapters.local.emulators.stripe.params import (
    accepts,
    array,
    filled,
    hash_of,
    integer,
    mapping,
    merged,
    metadata,
    one_of,
    page,
    text,
)
from hushroom_adapters.local.emulators.stripe.resources.listing import listed
from hushroom_adapters.local.emulators.stripe.resources.payment_methods import ADDRESS, attached, resolve

PLAIN = ("address", "balance", "description", "email", "name", "phone", "preferred_locales", "shipping",
         "tax_exempt", "invoice_prefix")  # fmt: skip
SETTINGS = hash_of(default_payment_method=text, footer=text)
ACCEPTS = accepts(
    address=ADDRESS, balance=integer, description=text, email=text, name=text, phone=text, preferred_locales=array,
    shipping=mapping, tax_exempt=one_of("none", "exempt", "reverse"), invoice_prefix=filled, metadata=metadata,
    payment_method=filled, invoice_settings=SETTINGS,
)  # fmt: skip


def create(desk: Desk, call: Call) -> Resource:
    customer = desk.add(_blank(desk, call))
    announce(desk, "customer.created", customer)
    if "payment_method" in call.params:
        attached(desk, resolve(desk, call.params["payment_method"], "payment_method"), customer["id"])
    return desk.save(_settled(desk, customer, call))


def retrieve(desk: Desk, call: Call) -> Resource:
    customer = desk.find("customer", call.path["id"])
    return _gone(customer) if customer["_deleted"] else customer


def listing_of(desk: Desk, call: Call) -> Resource:
    return listed(desk, call, "customer", "/v1/customers", **call.given("email"), _deleted=False)


def update(desk: Desk, call: Call) -> Resource:
    customer = _living(desk, call)
    after = customer | call.given(*PLAIN)
    if "metadata" in call.params:
        after["metadata"] = merged(customer["metadata"], call.params["metadata"])
    after = desk.save(_settled(desk, after, call))
    announce(desk, "customer.updated", after, changed(customer, after))
    return after


def remove(desk: Desk, call: Call) -> Resource:
    """Deletes a customer and detaches its cards."""
    customer = desk.save(_living(desk, call) | {"_deleted": True})
    for method in desk.store.all(desk.account, "payment_method", customer=customer["id"]):
        desk.save(method | {"customer": None, "_spent": True})
    announce(desk, "customer.deleted", customer)
    return _gone(customer)


def _living(desk: Desk, call: Call) -> Resource:
    customer = desk.find("customer", call.path["id"])
    if customer["_deleted"]:
        raise no_such("customer", customer["id"])
    return customer


def _gone(customer: Resource) -> Resource:
    return shaped("deleted_customer", id=customer["id"], object="customer", deleted=True)


def _settled(desk: Desk, customer: Resource, call: Call) -> Resource:
    given = call.get("invoice_settings", {})
    if given.get("default_payment_method"):
        method = desk.find("payment_method", given["default_payment_method"], "invoice_settings")
        if method["customer"] != customer["id"]:
            raise no_such("payment_method", method["id"], "invoice_settings[default_payment_method]")
    return customer | {"invoice_settings": customer["invoice_settings"] | given}


def _blank(desk: Desk, call: Call) -> Resource:
    defaults: Resource = {"address": None, "balance": 0, "preferred_locales": [], "tax_exempt": "none",
                "invoice_prefix": letters(8).upper()}  # fmt: skip
    return shaped(
        "customer", id=fresh("customer"), object="customer", created=desk.now(), livemode=False, delinquent=False,
        invoice_settings=shaped("customer.invoice_settings", rendering_options=None), next_invoice_sequence=1,
        metadata=merged({}, call.get("metadata", {})), _deleted=False, **(defaults | call.given(*PLAIN)),
    )  # fmt: skip


OPERATIONS = (
    post("customers.create", "/v1/customers", create, ACCEPTS),
    get("customers.list", "/v1/customers", listing_of, page(email=filled)),
    get("customers.retrieve", "/v1/customers/{id}", retrieve),
    post("customers.update", "/v1/customers/{id}", update, ACCEPTS),
    delete("customers.delete", "/v1/customers/{id}", remove),
)
