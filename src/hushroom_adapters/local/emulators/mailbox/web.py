"""The HTTP side: mails as JSON for programs and as pages for people, and the routes that order faults."""

import cattrs
from aiohttp import web

from hushroom_adapters.local.emulators.mailbox import pages
from hushroom_adapters.local.emulators.mailbox.faults import Fault, FaultPlan
from hushroom_adapters.local.emulators.mailbox.store import Store
from hushroom_adapters.local.emulators.mailbox.stored_emails import StoredEmail, shown

STORE = web.AppKey("store", Store)
PLAN = web.AppKey("plan", FaultPlan)
ORDERS = cattrs.Converter(forbid_extra_keys=True)
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""A mail may hold anything: its page loads nothing and runs nothing."""


def application(store: Store, plan: FaultPlan) -> web.Application:
    app = web.Application()
    app[STORE], app[PLAN] = store, plan
    app.add_routes(
        [
            web.get("/", inbox),
            web.get("/messages/{id}", one_page),
            web.get("/api/messages", messages),
            web.delete("/api/messages", clear),
            web.get("/api/messages/{id}", one_message),
            web.get("/_sandbox/health", health),
            web.get("/_sandbox/faults", faults),
            web.post("/_sandbox/faults", order_fault),
            web.delete("/_sandbox/faults", forget_faults),
        ]
    )
    return app


async def messages(request: web.Request) -> web.Response:
    found = request.app[STORE].newest_first(request.query.get("to"))
    return web.json_response([shown(kept) for kept in found])


async def one_message(request: web.Request) -> web.Response:
    return web.json_response(shown(_asked_for(request)))


async def clear(request: web.Request) -> web.Response:
    return web.json_response({"deleted": request.app[STORE].clear()})


async def inbox(request: web.Request) -> web.Response:
    address = request.query.get("to", "").strip()
    found = request.app[STORE].newest_first(address or None)
    return _page(pages.inbox([shown(kept) for kept in found], address))


async def one_page(request: web.Request) -> web.Response:
    return _page(pages.one(shown(_asked_for(request))))


async def health(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def faults(request: web.Request) -> web.Response:
    return web.json_response([ORDERS.unstructure(fault) for fault in request.app[PLAN].faults])


async def order_fault(request: web.Request) -> web.Response:
    try:
        fault = ORDERS.structure(await request.json(), Fault)
    except (cattrs.BaseValidationError, ValueError) as wrong:
        return web.json_response({"message": cattrs.transform_error(wrong)}, status=400)
    request.app[PLAN].faults.append(fault)
    return web.json_response(ORDERS.unstructure(fault), status=201)


async def forget_faults(request: web.Request) -> web.Response:
    request.app[PLAN].faults.clear()
    return web.json_response([])


def _asked_for(request: web.Request) -> StoredEmail:
    number = request.match_info["id"]
    kept = request.app[STORE].find(int(number)) if number.isdecimal() else None
    if kept is None:
        raise web.HTTPNotFound(text="There is no such message.\n")
    return kept


def _page(html: str) -> web.Response:
    return web.Response(text=html, content_type="text/html", headers=PAGE_HEADERS)
