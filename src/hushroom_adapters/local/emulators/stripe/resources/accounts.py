"""Connected accounts: companions at Stripe, from the first form to ready for payouts."""

from typing import Any

from hushroom_adapters.local.emulators.stripe.desk import PLATFORM, Call, Desk
from hushroom_adapters.local.emulators.stripe.errors import invalid, malformed, no_access
from hushroom_adapters.local.emulators.stripe.events import announce, changed
from hushroom_adapters.local.emulators.stripe.fields import Resource, shaped
from hushroom_adapters.local.emulators.stripe.money import currency
from hushroom_adapters.local.emulators.stripe.names import fresh, letters
from hushroom_adapters.local.emulators.stripe.operations import delete, get, post
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
    text,
)
from hushroom_adapters.local.emulators.stripe.resources.listing import envelope, listed

DUE = ["business_profile.url", "external_account", "tos_acceptance.date", "tos_acceptance.ip"]
KINDS = one_of("custom", "express", "standard")
BUSINESSES = one_of("company", "government_entity", "individual", "non_profit")
CAPABILITY = hash_of(requested=boolean)
COUNTRY_LENGTH = 2
APPLICATION = "ca_HushroomSandbox"


def create(desk: Desk, call: Call) -> Resource:
    account = _blank(desk, call)
    account = desk.add(_with_capabilities(account, call))
    return desk.save(_with_bank(desk, account, call))


def retrieve(desk: Desk, call: Call) -> Resource:
    return _account(desk, call.path.get("id", desk.account))


def listing_of(desk: Desk, call: Call) -> Resource:
    return listed(desk.of(PLATFORM), call, "account", "/v1/accounts", _platform=False)


def update(desk: Desk, call: Call) -> Resource:
    account = _account(desk, call.path["id"])
    after = account | call.given("business_type", "email", "default_currency")
    for name in ("business_profile", "settings", "tos_acceptance", "individual", "company"):
        if name in call.params:
            after[name] = (account.get(name) or {}) | (call.params[name] or {})
    if "metadata" in call.params:
        after["metadata"] = merged(account["metadata"], call.params["metadata"])
    after = _with_bank(desk, _with_capabilities(after, call), call)
    return told(desk, account, after)


def onboarded(desk: Desk, account: Resource) -> Resource:
    """Completes Stripe's form for the companion: all capabilities become active."""
    after = account | {
        "charges_enabled": True, "payouts_enabled": True, "details_submitted": True,
        "capabilities": dict.fromkeys(account["capabilities"], "active"), "requirements": _requirements([], None),
        "tos_acceptance": shaped("account.tos_acceptance", date=desk.now(), ip="127.0.0.1"),
    }  # fmt: skip
    if not after["external_accounts"]["data"]:
        after = _added_bank(desk, after)
    return told(desk, account, after)


def remove(desk: Desk, call: Call) -> Resource:
    """Deletes the account on behalf of the platform."""
    account = _account(desk, call.path["id"])
    if account["_platform"]:
        raise invalid("You cannot delete your own account.")
    deauthorized(desk, account)
    return shaped("deleted_account", id=account["id"], object="account", deleted=True)


def deauthorized(desk: Desk, account: Resource) -> Resource:
    """Ends the platform's access: from now on every call about the account is a 403."""
    application = shaped("application", id=APPLICATION, object="application", name="Hushroom")
    announce(desk.of(account["id"]), "account.application.deauthorized", application)
    desk.store.retire(account, "closed_account")
    return account


def told(desk: Desk, before: Resource, after: Resource) -> Resource:
    """Announces a change of a connected account; the platform owns it and the event names it."""
    desk.save(after)
    announce(desk.of(after["id"]), "account.updated", after, changed(before, after))
    return after


def platform(desk: Desk) -> Resource:
    """Returns the account of the secret key."""
    call = Call(params={"country": desk.policy.country, "default_currency": desk.policy.currency}, path={})
    account = _blank(desk, call) | {
        "id": PLATFORM, "_platform": True, "type": "standard", "charges_enabled": True, "payouts_enabled": True,
        "details_submitted": True, "requirements": _requirements([], None),
        "capabilities": {"card_payments": "active", "transfers": "active"},
    }  # fmt: skip
    return _added_bank(desk, desk.add(account))


def _account(desk: Desk, name: str) -> Resource:
    found = desk.of(PLATFORM).store.get(PLATFORM, "account", name)
    if found is None or desk.account not in {PLATFORM, name}:
        raise no_access(name)
    return found


def _blank(desk: Desk, call: Call) -> Resource:
    name = fresh("account")
    country = call.get("country", desk.policy.country)
    profile = shaped("account.business_profile") | (call.get("business_profile") or {})
    return shaped(
        "account", id=name, object="account", created=desk.now(), type=_kind(call), country=country,
        default_currency=call.get("default_currency", desk.policy.currency), email=call.get("email"),
        business_type=call.get("business_type"), business_profile=profile, capabilities={}, metadata=merged(
            {}, call.get("metadata", {})
        ), charges_enabled=False, payouts_enabled=False, details_submitted=False, settings=_settings(),
        controller=call.get("controller") or {"is_controller": True, "type": "application"},
        external_accounts=envelope(f"/v1/accounts/{name}/external_accounts", []),
        future_requirements=_requirements([], None), requirements=_requirements(DUE, "requirements.past_due"),
        _platform=False, **call.given("individual", "company"),
    )  # fmt: skip


def _kind(call: Call) -> str:
    if "controller" in call.params and "type" in call.params:
        raise malformed("You may only specify one of these parameters: controller, type.", "type")
    return str(call.get("type", "none" if "controller" in call.params else "standard"))


def _settings() -> Resource:
    settings = shaped("account.settings")
    settings["dashboard"]["timezone"] = "Etc/UTC"
    settings["card_payments"]["decline_on"] = {"avs_failure": False, "cvc_failure": True}
    settings["payouts"] |= {"debit_negative_balances": True, "schedule": {"delay_days": 7, "interval": "manual"}}
    settings["sepa_debit_payments"] = {}
    return settings


def _requirements(due: list[str], disabled: str | None) -> Resource:
    return shaped(
        "account.requirements", alternatives=[], currently_due=due, disabled_reason=disabled, errors=[],
        eventually_due=due, past_due=due, pending_verification=[],
    )  # fmt: skip


def _with_capabilities(account: Resource, call: Call) -> Resource:
    state = "active" if account["details_submitted"] else "inactive"
    asked = {name: state for name, options in call.get("capabilities", {}).items() if options.get("requested")}
    return account | {"capabilities": asked | account["capabilities"]}


def _with_bank(desk: Desk, account: Resource, call: Call) -> Resource:
    if "external_account" not in call.params:
        return account
    given = call.params["external_account"]
    return _added_bank(desk, account, given if isinstance(given, dict) else {})


def _added_bank(desk: Desk, account: Resource, given: Resource | None = None) -> Resource:
    data = given or {}
    bank = shaped(
        "bank_account", id=fresh("bank_account"), object="bank_account", account=account["id"],
        account_holder_name=data.get("account_holder_name"), account_holder_type=data.get("account_holder_type"),
        bank_name="STRIPE TEST BANK", country=data.get("country", account["country"]), status="new", metadata={},
        currency=data.get("currency", account["default_currency"]), fingerprint=letters(16),
        last4=str(data.get("account_number", "0000003000"))[-4:], default_for_currency=True,
    )  # fmt: skip
    desk.of(account["id"]).add(bank)
    banks = envelope(account["external_accounts"]["url"], [bank, *account["external_accounts"]["data"]])
    return desk.save(account | {"external_accounts": banks})


def capabilities(name: str, value: Any) -> Resource:
    """Parses the parameter: which capabilities are requested."""
    return {key: CAPABILITY(f"{name}[{key}]", options) for key, options in (mapping(name, value) or {}).items()}


def bank(name: str, value: Any) -> Resource | str | None:
    return mapping(name, value) if isinstance(value, dict) else filled(name, value)


def country(name: str, value: Any) -> str:
    word = filled(name, value)
    if len(word) != COUNTRY_LENGTH or not word.isalpha():
        raise malformed(f"Country '{word}' is unknown. Try using a 2-character alphanumeric country code.", name,
                        "country_code_invalid")  # fmt: skip
    return word.upper()


CHANGEABLE = {
    "business_profile": mapping, "business_type": BUSINESSES, "capabilities": capabilities, "company": mapping,
    "default_currency": currency, "email": text, "external_account": bank, "individual": mapping,
    "metadata": metadata, "settings": mapping, "tos_acceptance": mapping,
}  # fmt: skip
OPERATIONS = (
    post(
        "accounts.create", "/v1/accounts", create,
        accepts(type=KINDS, country=country, controller=mapping, **CHANGEABLE),
    ),
    get("accounts.list", "/v1/accounts", listing_of, page()),
    get("accounts.retrieve_current", "/v1/account", retrieve),
    get("accounts.retrieve", "/v1/accounts/{id}", retrieve),
    post("accounts.update", "/v1/accounts/{id}", update, accepts(**CHANGEABLE)),
    delete("accounts.delete", "/v1/accounts/{id}", remove),
)  # fmt: skip
