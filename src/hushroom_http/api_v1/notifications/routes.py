"""Push messages: the platform's key, and the subscriptions of browsers."""

from typing import Annotated

from litestar import Router
from litestar.params import JSONBody

from hushroom_domain.identity.errors import SignInEnded
from hushroom_domain.notifications.errors import PushOff
from hushroom_domain.notifications.policy import AUTH_SECRET, ENDPOINT, PUBLIC_KEY
from hushroom_domain.notifications.use_cases.subscribe_to_push import SubscribeToPush
from hushroom_domain.notifications.use_cases.unsubscribe_from_push import UnsubscribeFromPush
from hushroom_domain.shared.limits import Range
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.openapi import TOKEN, refusals, with_body
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_shape import Answer, Id, Time
from hushroom_http.api_v1.routing import delete, get, put
from hushroom_http.inputs.field_types import between, checked, limits
from hushroom_http.inputs.request_bodies import Body, Refine
from hushroom_http.server.guards import claimant_of, require_user

MILLISECONDS = Range(min=0, max=2**53 - 1)
Endpoint = Annotated[str, limits(ENDPOINT, "https://push.example.com/send/kE4vQw"), Refine(checked(ENDPOINT))]


class PushKeys(Body):
    """The keys of a subscription, as `PushSubscription.toJSON()` has them."""

    p256dh: Annotated[
        str,
        limits(PUBLIC_KEY, "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        Refine(checked(PUBLIC_KEY)),
    ]
    auth: Annotated[str, limits(AUTH_SECRET, "BTBZMqHH6r4Tts7J_aSIgg"), Refine(checked(AUTH_SECRET))]


class NewPushSubscription(Body):
    """A subscription as a browser has it, `PushSubscription.toJSON()`.

    `expirationTime` is not kept, because the push service says when a subscription has ended.
    """

    endpoint: Endpoint
    keys: PushKeys
    expiration_time: Annotated[int, between(MILLISECONDS)] | None = None


class EndedPushSubscription(Body):
    endpoint: Endpoint


class PushKeyAnswer(Answer):
    """The `applicationServerKey` of subscriptions."""

    public_key: str


class PushSubscriptionAnswer(Answer):
    """A stored subscription; its endpoint and its keys are not shown."""

    id: Id
    created_at: Time
    last_success_at: Time | None


@get("/push/key", summary="Show the key of push messages", responses=refusals(404))
async def show_key(request: ApiRequest) -> PushKeyAnswer:
    """Returns the key that a browser subscribes with; 404 where push messages are not offered."""
    key = request.application.notifications.push_key
    if key is None:
        raise PushOff
    return PushKeyAnswer(public_key=key)


@put(
    "/users/me/push-subscriptions",
    summary="Take push messages",
    guards=[require_user],
    security=TOKEN,
    responses=with_body(401, 404),
)
async def subscribe(request: ApiRequest, data: JSONBody[NewPushSubscription]) -> PushSubscriptionAnswer:
    """Stores the subscription of a browser until the caller's sign-in ends.

    Messages say that a session begins, or that its companion is ready. A known endpoint keeps its id.
    """
    claimant = claimant_of(request)
    if claimant.sign_in_id is None:
        raise SignInEnded
    command = SubscribeToPush.Command(
        user_id=claimant.user_id,
        sign_in_id=claimant.sign_in_id,
        endpoint=data.endpoint,
        public_key=data.keys.p256dh,
        auth_secret=data.keys.auth,
    )
    stored = await request.application.notifications.subscribe(command)
    return PushSubscriptionAnswer(
        id=stored.id, created_at=at(stored.created_at), last_success_at=at(stored.last_success_at)
    )


@delete(
    "/users/me/push-subscriptions",
    status_code=204,
    summary="Take no more push messages",
    guards=[require_user],
    security=TOKEN,
    responses=with_body(401),
)
async def unsubscribe(request: ApiRequest, data: JSONBody[EndedPushSubscription]) -> None:
    """Deletes the caller's subscription with this endpoint; an unknown one is ignored."""
    command = UnsubscribeFromPush.Command(user_id=request.viewer.user_id, endpoint=data.endpoint)
    await request.application.notifications.unsubscribe(command)


def routes() -> Router:
    handlers = [show_key, subscribe, unsubscribe]
    return Router("/", route_handlers=handlers, tags=["notifications"])
