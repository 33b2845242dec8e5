"""The routes under `/_sandbox`: let people join and leave, list calls and notices, order faults."""

import asyncio

import cattrs
from aiohttp import web
from aiohttp.typedefs import Handler
from attrs import frozen
from google.protobuf.json_format import MessageToDict

from hushroom_adapters.local.emulators.livekit.faults import CLIENTS, Fault, FaultPlan
from hushroom_adapters.local.emulators.livekit.grants import Gate, NotAllowed, Renewal
from hushroom_adapters.local.emulators.livekit.notices import Notices
from hushroom_adapters.local.emulators.livekit.signalling import Signalling
from hushroom_adapters.local.emulators.livekit.world import NotNow, NotThere, World

ORDERS = cattrs.Converter(forbid_extra_keys=True)


@frozen
class Admin:
    """The orders of tests and of the person at this machine."""

    world: World
    gate: Gate
    renewal: Renewal
    plan: FaultPlan
    notices: Notices
    signalling: Signalling
    log: list[dict[str, str]]

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/_sandbox/health", self.health),
            web.post("/_sandbox/join", self.join),
            web.post("/_sandbox/leave", self.leave),
            web.post("/_sandbox/renew", self.renew),
            web.post("/_sandbox/expire", self.expire),
            web.post("/_sandbox/publish", self.publish),
            web.get("/_sandbox/calls", self.calls),
            web.get("/_sandbox/notices", self.list_notices),
            web.get("/_sandbox/notices/accepted", self.list_accepted),
            web.put("/_sandbox/webhook", self.set_webhook),
            web.get("/_sandbox/faults", self.faults),
            web.post("/_sandbox/faults", self.order_fault),
            web.delete("/_sandbox/faults", self.forget_faults),
        ]

    async def health(self, _request: web.Request) -> web.Response:
        """Also counts the tasks and the clients, which a long run compares."""
        tasks, clients = len(asyncio.all_tasks()), len(self.signalling.sockets)
        return web.json_response({"status": "ok", "tasks": tasks, "clients": clients})

    async def join(self, request: web.Request) -> web.Response:
        """`{token}`: lets a participant join by this access token, without a client and without sound."""
        joined = self.world.join(self.gate.check_join((await request.json())["token"]))
        return web.json_response(MessageToDict(joined.info), status=201)

    async def leave(self, request: web.Request) -> web.Response:
        """`{room, identity}`: disconnects the client."""
        order = await request.json()
        self.world.leave(self.world.member(order["room"], order["identity"]))
        return web.json_response({})

    async def renew(self, request: web.Request) -> web.Response:
        """`{room, identity}`: returns the fresh token that a connected client is sent from time to time."""
        order = await request.json()
        claims = self.world.member(order["room"], order["identity"]).claims
        return web.json_response({"token": self.renewal.token(claims)}, status=201)

    async def expire(self, request: web.Request) -> web.Response:
        """`{token}`: ends the time of this access token."""
        self.gate.expire((await request.json())["token"])
        return web.json_response({})

    async def publish(self, request: web.Request) -> web.Response:
        """`{room, identity, source}`: publishes a track of the client."""
        order = await request.json()
        track = self.world.publish_source(order["room"], order["identity"], order["source"])
        return web.json_response(MessageToDict(track), status=201)

    async def calls(self, _request: web.Request) -> web.Response:
        return web.json_response(self.log)

    async def list_notices(self, _request: web.Request) -> web.Response:
        return web.json_response([MessageToDict(event) for event in self.notices.told])

    async def list_accepted(self, _request: web.Request) -> web.Response:
        """Lists the notices that the receiver has taken, in that order."""
        return web.json_response([MessageToDict(event) for event in self.notices.accepted])

    async def set_webhook(self, request: web.Request) -> web.Response:
        """`{url}`: sets the address of the notices; null stops them."""
        self.notices.url = (await request.json())["url"]
        return web.json_response({"url": self.notices.url})

    async def faults(self, _request: web.Request) -> web.Response:
        return web.json_response([ORDERS.unstructure(fault) for fault in self.plan.faults])

    async def order_fault(self, request: web.Request) -> web.Response:
        fault = ORDERS.structure(await request.json(), Fault)
        if not fault.makes_sense:
            raise ValueError(f"{fault.trouble} is no trouble of a {fault.where}")
        self.plan.faults.append(fault)
        answer = ORDERS.unstructure(fault)
        if fault.where in CLIENTS:
            await self.signalling.cut(fault.where)
        return web.json_response(answer, status=201)

    async def forget_faults(self, _request: web.Request) -> web.Response:
        self.plan.faults.clear()
        return web.json_response([])


@web.middleware
async def explain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answers a malformed order with its reason instead of failing on it."""
    try:
        return await handler(request)
    except NotAllowed as no:
        return web.json_response({"message": str(no)}, status=401)
    except NotThere as no:
        return web.json_response({"message": str(no)}, status=404)
    except NotNow as no:
        return web.json_response({"message": str(no)}, status=409)
    except (cattrs.BaseValidationError, KeyError, TypeError, ValueError) as no:
        return web.json_response({"message": cattrs.transform_error(no) or str(no)}, status=400)
