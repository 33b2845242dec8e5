"""Account links: the page of a companion's onboarding, valid for one visit and five minutes."""

from hushroom_adapters.local.emulators.stripe.desk import PLATFORM, Call, Desk
from hushroom_adapters.local.emulators.stripe.fields import Resource, shaped
from hushroom_adapters.local.emulators.stripe.names import letters
from hushroom_adapters.local.emulators.stripe.operations import post
from hushroom_adapters.local.emulators.stripe.params import accepts, filled, mapping, one_of
from hushroom_adapters.local.emulators.stripe.resources.accounts import onboarded

LIFETIME_SECONDS = 300
KINDS = one_of("account_onboarding", "account_update")


def create(desk: Desk, call: Call) -> Resource:
    account = desk.find("account", call.params["account"], "account")
    token = f"link_{letters(24)}"
    link = shaped(
        "account_link", object="account_link", created=desk.now(), expires_at=desk.now() + LIFETIME_SECONDS,
        url=f"{desk.base_url}/_sandbox/onboarding/{token}", _account=account["id"], _used=False,
        _return_url=call.params["return_url"], _refresh_url=call.params["refresh_url"],
    )  # fmt: skip
    return desk.add(link, token)


def opened(desk: Desk, token: str) -> Resource:
    """Returns the link as it is now; refuses a link that never existed."""
    return desk.of(PLATFORM).find("account_link", token)


def stale(desk: Desk, link: Resource) -> bool:
    return bool(link["_used"]) or link["expires_at"] <= desk.now()


def filled_in(desk: Desk, token: str) -> str:
    """Completes the onboarding. Returns the address where the visitor goes next."""
    link = opened(desk, token)
    if stale(desk, link):
        return str(link["_refresh_url"])
    onboarded(desk, desk.find("account", link["_account"]))
    desk.store.save(link | {"_used": True}, token)
    return str(link["_return_url"])


OPERATIONS = (
    post(
        "account_links.create", "/v1/account_links", create,
        accepts(
            "account", "type", "refresh_url", "return_url", account=filled, type=KINDS, refresh_url=filled,
            return_url=filled, collection_options=mapping,
        ),
    ),
)  # fmt: skip
