"""Verification sessions of Stripe Identity: a page on which the visitor decides what the document shows."""

from hushroom_adapters.local.emulators.stripe.desk import PLATFORM, Call, Desk
from hushroom_adapters.local.emulators.stripe.errors import invalid
from hushroom_adapters.local.emulators.stripe.events import announce
from hushroom_adapters.local.emulators.stripe.fields import Resource, shaped
from hushroom_adapters.local.emulators.stripe.names import fresh, letters
from hushroom_adapters.local.emulators.stripe.operations import get, post
from hushroom_adapters.local.emulators.stripe.params import (
    accepts,
    boolean,
    filled,
    hash_of,
    mapping,
    merged,
    metadata,
    one_of,
    page,
)
from hushroom_adapters.local.emulators.stripe.resources.listing import listed

KIND = "identity.verification_session"
PATH = "/v1/identity/verification_sessions"
EXPIRED = {"code": "document_expired", "reason": "The document is expired."}
NO_ERROR: Resource | None = None
BIRTHS = {"verified": {"day": 17, "month": 5, "year": 1990}, "under_18": {"day": 1, "month": 1, "year": 2020}}
"""The date of birth on the document, by the choice of the visitor."""
DOCUMENT = hash_of(require_live_capture=boolean, require_matching_selfie=boolean, require_id_number=boolean)


def create(desk: Desk, call: Call) -> Resource:
    name = fresh(KIND)
    session = shaped(
        KIND, id=name, object=KIND, created=desk.now(), livemode=False, status="requires_input",
        type=call.get("type", "document"), metadata=merged({}, call.get("metadata", {})),
        client_reference_id=call.get("client_reference_id"), client_secret=f"{name}_secret_{letters(24)}",
        options=call.get("options") or {"document": {}}, url=f"{desk.base_url}/_sandbox/identity/{name}",
        _return_url=call.get("return_url"),
    )  # fmt: skip
    desk.add(session)
    announce(desk, f"{KIND}.created", session)
    return session


def retrieve(desk: Desk, call: Call) -> Resource:
    return desk.find(KIND, call.path["id"])


def listing_of(desk: Desk, call: Call) -> Resource:
    return listed(desk, call, KIND, PATH, **call.given("client_reference_id", "status"))


def cancel(desk: Desk, call: Call) -> Resource:
    return cancelled(desk, desk.find(KIND, call.path["id"]))


def redact(desk: Desk, call: Call) -> Resource:
    """Deletes the data at once, which takes Stripe up to four days; a session that waits is cancelled by it.

    A session whose document is looked at is refused, as by Stripe.
    """
    session = desk.find(KIND, call.path["id"])
    if session["redaction"] is not None:
        raise invalid("This VerificationSession is redacted already.")
    if session["status"] == "processing":
        raise invalid("A VerificationSession with the status processing cannot be redacted.")
    if session["status"] == "requires_input":
        session = cancelled(desk, session)
    session = desk.save(session | {"redaction": {"status": "redacted"}, "url": None, "_hidden": {}})
    announce(desk, f"{KIND}.redacted", session)
    return session


def cancelled(desk: Desk, session: Resource) -> Resource:
    if session["status"] != "requires_input":
        raise invalid(f"A VerificationSession with the status {session['status']} cannot be canceled.")
    session = desk.save(session | {"status": "canceled", "url": None, "client_secret": None})
    announce(desk, f"{KIND}.canceled", session)
    return session


def decided(desk: Desk, name: str, choice: str) -> str | None:
    """Hands in a document as the visitor chose. Returns the address where the visitor goes next."""
    session = desk.of(PLATFORM).find(KIND, name)
    back: str | None = session["_return_url"]
    if session["status"] != "requires_input" or choice not in {*BIRTHS, "document_expired", "slow", "cancel"}:
        return back
    if choice == "cancel":
        cancelled(desk, session)
        return back
    session = desk.save(session | {"status": "processing", "last_error": NO_ERROR})
    announce(desk, f"{KIND}.processing", session)
    if choice == "slow":
        return back
    if choice == "document_expired":
        session = desk.save(session | {"status": "requires_input", "last_error": EXPIRED})
        announce(desk, f"{KIND}.requires_input", session)
        return back
    outputs = {"address": None, "first_name": "Jenny", "last_name": "Rosen", "id_number_type": None}
    session = desk.save(
        session | {
            "status": "verified", "url": None, "client_secret": None,
            "_hidden": {"verified_outputs": outputs | {"_dob": BIRTHS[choice]}},
        }
    )  # fmt: skip
    announce(desk, f"{KIND}.verified", session)
    return back


OPERATIONS = (
    post(
        "identity.verification_sessions.create", PATH, create,
        accepts(
            type=one_of("document", "id_number"), options=hash_of(document=DOCUMENT, id_number=mapping),
            metadata=metadata, client_reference_id=filled, return_url=filled, related_customer=filled,
        ),
    ),
    get("identity.verification_sessions.retrieve", f"{PATH}/{{id}}", retrieve),
    get(
        "identity.verification_sessions.list", PATH, listing_of,
        page(client_reference_id=filled, status=one_of("requires_input", "processing", "verified", "canceled")),
    ),
    post("identity.verification_sessions.cancel", f"{PATH}/{{id}}/cancel", cancel),
    post("identity.verification_sessions.redact", f"{PATH}/{{id}}/redact", redact),
)  # fmt: skip
