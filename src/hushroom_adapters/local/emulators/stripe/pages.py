"""The pages for people: the latest objects, the bank's confirmation, a companion's onboarding."""

import json
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlencode

from aiohttp import web
from attrs import frozen

from hushroom_adapters.local.emulators.stripe.admin import PREFIX, Admin, authenticate
from hushroom_adapters.local.emulators.stripe.card_pages import bank_page
from hushroom_adapters.local.emulators.stripe.desk import Desk
from hushroom_adapters.local.emulators.stripe.errors import malformed, no_such
from hushroom_adapters.local.emulators.stripe.fields import Resource
from hushroom_adapters.local.emulators.stripe.money import said
from hushroom_adapters.local.emulators.stripe.resources import account_links, verification_sessions

RECENT = 100
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1f36}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ddd}"
    "button{font:inherit;padding:.5rem 1rem;margin-right:.5rem}"
)
KINDS = {"pi": "payment_intent", "seti": "setup_intent"}
DOCUMENTS = {
    "verified": "A valid document of an adult",
    "document_expired": "An expired document",
    "slow": "A document that takes Stripe long",
    "under_18": "A document of a person under 18",
    "cancel": "Cancel",
}
STATUSES = {"success": "succeeded", "failure": "failed"}


@frozen
class Pages:
    admin: Admin

    def routes(self) -> list[web.RouteDef]:
        confirmation = f"{PREFIX}/authenticate/{{id}}"
        onboarding = f"{PREFIX}/onboarding/{{token}}"
        identity = f"{PREFIX}/identity/{{id}}"
        return [
            web.get("/", self.recent),
            web.get(confirmation, self.confirmation),
            web.post(confirmation, self.confirm),
            web.get(onboarding, self.onboarding),
            web.post(onboarding, self.onboard),
            web.get(identity, self.identity),
            web.post(identity, self.hand_in),
        ]

    async def recent(self, _request: web.Request) -> web.Response:
        rows = "".join(_row(dict(row)) for row in self.admin.world.store.recent(RECENT))
        table = f"<table><tr><th>When<th>What<th>Status<th>Amount<th>Id</tr>{rows}</table>"
        return _page("Local Stripe", f"<p>The latest {RECENT} objects, newest first.</p>{table}")

    async def confirmation(self, request: web.Request) -> web.Response:
        intent = self._intent(request)
        checkout = intent.get("_checkout")
        return bank_page(request, intent, self.admin.world.store.fetch(checkout) if checkout else None)

    async def confirm(self, request: web.Request) -> web.Response:
        intent = self._intent(request)
        outcome = str((await request.post()).get("outcome", ""))
        if intent["status"] != "requires_action" and "_checkout" in intent:
            raise web.HTTPSeeOther(f"/c/pay/{intent['_checkout']}")
        back = ((intent["next_action"] or {}).get("redirect_to_url") or {}).get("return_url")
        self.admin.act(intent["object"], intent["id"], authenticate, {"outcome": outcome})
        if back is None:
            return _page("Done", f"<p>The authentication has {STATUSES[outcome]}.</p>")
        kind = intent["object"]
        query = urlencode(
            {
                kind: intent["id"],
                f"{kind}_client_secret": intent["client_secret"],
                "redirect_status": STATUSES[outcome],
            }
        )
        raise web.HTTPSeeOther(f"{back}{'&' if '?' in back else '?'}{query}")

    async def onboarding(self, request: web.Request) -> web.Response:
        desk = self._desk()
        link = account_links.opened(desk, request.match_info["token"])
        if account_links.stale(desk, link):
            raise web.HTTPSeeOther(link["_refresh_url"])
        form = f"<form method=post>{_button('complete', 'yes', 'Complete onboarding')}</form>"
        return _page("Onboarding", f"<p>Account {escape(link['_account'])}.</p>{form}")

    async def onboard(self, request: web.Request) -> web.Response:
        world = self.admin.world
        with world.store.transaction():
            target = account_links.filled_in(self._desk(), request.match_info["token"])
        world.nudge()
        raise web.HTTPSeeOther(target)

    async def identity(self, request: web.Request) -> web.Response:
        session = self._desk().find(verification_sessions.KIND, request.match_info["id"])
        if session["status"] != "requires_input":
            return _page("Nothing to do", "<p>This verification does not wait for you any more.</p>")
        buttons = "".join(_button("choice", choice, words) for choice, words in DOCUMENTS.items())
        return _page("Verify your identity", f"<p>What does your document show?</p><form method=post>{buttons}</form>")

    async def hand_in(self, request: web.Request) -> web.Response:
        world, choice = self.admin.world, str((await request.post()).get("choice", ""))
        with world.store.transaction():
            target = verification_sessions.decided(self._desk(), request.match_info["id"], choice)
        world.nudge()
        if target is None:
            return _page("Done", "<p>You can close this page.</p>")
        raise web.HTTPSeeOther(target)

    def _desk(self) -> Desk:
        return self.admin.world.desk()

    def _intent(self, request: web.Request) -> Resource:
        name = request.match_info["id"]
        found = self.admin.world.store.fetch(name)
        if found is None:
            raise no_such("intent", name)
        if name.partition("_")[0] not in KINDS:
            raise malformed(f"{name} is nothing that could be authenticated.")
        return found


def _row(row: Resource) -> str:
    thing = json.loads(row["body"])
    when = datetime.fromtimestamp(row["created"], UTC).isoformat(sep=" ")[:19]
    amount = said(thing["amount"], thing["currency"]) if "amount" in thing and "currency" in thing else ""
    link = f"<a href='{PREFIX}/objects/{escape(row['id'])}'>{escape(row['id'])}</a>"
    cells = (when, escape(row["kind"]), escape(str(thing.get("status") or "")), escape(amount), link)
    return f"<tr><td>{'<td>'.join(cells)}</tr>"


def _button(name: str, value: str, words: str) -> str:
    return f"<button name={name} value={value}>{escape(words)}</button>"


def _page(title: str, body: str) -> web.Response:
    text = (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(title)}</title><style>{STYLE}</style>"
        f"<h1>{escape(title)}</h1>{body}"
    )
    return web.Response(text=text, content_type="text/html")
