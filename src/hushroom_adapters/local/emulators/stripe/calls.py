"""One request to the API, from its bytes to those of the response, with every failure between."""

import asyncio
import hmac
import json
import logging
from base64 import b64decode

from aiohttp import web
from attrs import evolve, frozen

from hushroom_adapters.local.emulators.stripe.desk import API_VERSION, PLATFORM, Call, Desk, Origin
from hushroom_adapters.local.emulators.stripe.errors import (
    StripeError,
    malformed,
    no_access,
    server_error,
    unauthorized,
    unknown_url,
)
from hushroom_adapters.local.emulators.stripe.faults import Fault
from hushroom_adapters.local.emulators.stripe.fields import Resource
from hushroom_adapters.local.emulators.stripe.forms import Form, decode
from hushroom_adapters.local.emulators.stripe.idempotency import Keyed, StoredResponse
from hushroom_adapters.local.emulators.stripe.names import fresh
from hushroom_adapters.local.emulators.stripe.operations import Operation
from hushroom_adapters.local.emulators.stripe.present import present
from hushroom_adapters.local.emulators.stripe.world import World

FORM = "application/x-www-form-urlencoded"
REFUSED = 400
LOG = logging.getLogger(__name__)
Plan = dict[str, Fault]


@frozen(kw_only=True)
class Answer:
    status: int
    body: str
    replay_of: str | None = None

    @classmethod
    def of(cls, body: Resource, status: int = 200) -> "Answer":
        return cls(status=status, body=json.dumps(body, indent=2))

    @classmethod
    def refusal(cls, error: StripeError, origin: Origin) -> "Answer":
        return cls.of(error.body(origin.request_id or ""), error.status)


@frozen(kw_only=True)
class Visit:
    """The parts of a request that has been read."""

    operation: Operation
    origin: Origin
    account: str
    form: Form
    path: dict[str, str]
    keyed: Keyed | None
    plan: Plan


@frozen
class Calls:
    world: World

    async def answer(self, operation: Operation, request: web.Request) -> web.StreamResponse:
        origin = Origin(request_id=fresh("request"), idempotency_key=request.headers.get("Idempotency-Key"))
        plan: Plan = {}
        try:
            self._authenticate(request)
            form = await _form(request)
            plan = self.world.faults.take_for_request(operation.name, request.method, request.path)
            answer = await self._guarded(self._visit(operation, request, origin, form, plan))
        except StripeError as error:
            answer = Answer.refusal(error, origin)
        except Exception:
            LOG.exception("%s failed", operation.name)
            answer = Answer.refusal(server_error(), origin)
        if "lose_response" in plan and request.transport is not None:
            request.transport.abort()
        return _response(request, answer, origin)

    async def unknown(self, request: web.Request) -> web.StreamResponse:
        origin = Origin(request_id=fresh("request"))
        return _response(request, Answer.refusal(unknown_url(request.method, request.path), origin), origin)

    def _visit(self, operation: Operation, request: web.Request, origin: Origin, form: Form, plan: Plan) -> Visit:
        account = self._account(request)
        key = origin.idempotency_key if request.method == "POST" else None
        keyed = Keyed.of(account, key, request.path, form) if key else None
        return Visit(
            operation=operation,
            origin=origin,
            account=account,
            form=form,
            path=dict(request.match_info),
            keyed=keyed,
            plan=plan,
        )

    async def _guarded(self, visit: Visit) -> Answer:
        """Runs once for each idempotency key; the key is held until the response is ready."""
        keys, keyed = self.world.keys, visit.keyed
        if keyed is None:
            return await self._unlucky(visit)
        kept = keys.recall(keyed)
        if kept is not None:
            return Answer(status=kept.status, body=kept.body, replay_of=kept.request)
        keys.hold(keyed)
        try:
            return await self._unlucky(visit)
        finally:
            keys.release(keyed)

    async def _unlucky(self, visit: Visit) -> Answer:
        """Runs the operation with the faults that were planned for it."""
        plan = visit.plan
        if "hang" in plan:
            await asyncio.sleep(plan["hang"].seconds)
        if "error_before" in plan:
            raise server_error(plan["error_before"].status)
        desk = self._desk(visit)
        answer = self._executed(desk, visit)
        if "webhook_first" in plan:
            await self.world.courier.deliver(desk.announced)
        self.world.nudge()
        return answer

    def _executed(self, desk: Desk, visit: Visit) -> Answer:
        """Writes effect, events and the response for the idempotency key in one transaction."""
        store = self.world.store
        try:
            with store.transaction():
                return self._kept(visit, _operate(desk, visit))
        except StripeError as error:
            answer = Answer.refusal(error, visit.origin)
            if error.executed:
                with store.transaction():
                    self._kept(visit, answer)
            return answer

    def _kept(self, visit: Visit, answer: Answer) -> Answer:
        if "error_after" in visit.plan:
            answer = Answer.refusal(server_error(visit.plan["error_after"].status), visit.origin)
        if visit.keyed is not None:
            request = visit.origin.request_id or ""
            self.world.keys.keep(visit.keyed, StoredResponse(request=request, status=answer.status, body=answer.body))
        return answer

    def _desk(self, visit: Visit) -> Desk:
        slow = visit.plan["processing"].seconds if "processing" in visit.plan else 0.0
        return evolve(self.world.desk(visit.origin), account=visit.account, processing_seconds=slow)

    def _authenticate(self, request: web.Request) -> None:
        key = _key(request.headers.get("Authorization", ""))
        if not key:
            raise unauthorized(
                "You did not provide an API key. You need to provide your API key in the Authorization header, "
                "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
            )
        if not hmac.compare_digest(key.encode(), self.world.options.secret_key.encode()):
            raise unauthorized(f"Invalid API Key provided: {key[:8]}{'*' * 8}{key[-4:]}")

    def _account(self, request: web.Request) -> str:
        name = request.headers.get("Stripe-Account", PLATFORM)
        if self.world.store.get(PLATFORM, "account", name) is None:
            raise no_access(name)
        return name


def _operate(desk: Desk, visit: Visit) -> Answer:
    """Runs the operation. A decline keeps its effects; every other refusal undoes them."""
    try:
        params = visit.operation.accepts.read(visit.form)
        result = visit.operation.handle(desk, Call(params=params, path=visit.path))
        return Answer.of(present(desk, result, params.get("expand", [])))
    except StripeError as error:
        if not error.keeps_effects:
            raise
        return Answer.refusal(error, visit.origin)


async def _form(request: web.Request) -> Form:
    if request.method != "POST":
        return decode(request.rel_url.raw_query_string)
    raw = await request.read()
    if raw and request.content_type != FORM:
        raise malformed("Invalid request (check that your POST content type is application/x-www-form-urlencoded).")
    try:
        return decode(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise malformed("Invalid request: the body is not UTF-8.") from error


def _key(header: str) -> str:
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "basic":
        try:
            return b64decode(value, validate=True).decode().partition(":")[0]
        except ValueError:
            return ""
    return value.strip() if scheme.lower() == "bearer" else ""


def _response(request: web.Request, answer: Answer, origin: Origin) -> web.Response:
    headers = {
        "Request-Id": origin.request_id or "",
        "Stripe-Version": request.headers.get("Stripe-Version", API_VERSION),
    }
    if origin.idempotency_key:
        headers["Idempotency-Key"] = origin.idempotency_key
    if answer.replay_of is not None:
        headers |= {"Idempotent-Replayed": "true", "Original-Request": answer.replay_of}
        if answer.status >= REFUSED:
            headers["Stripe-Should-Retry"] = "false"  # it would only be told the same again
    return web.Response(status=answer.status, text=answer.body, content_type="application/json", headers=headers)
