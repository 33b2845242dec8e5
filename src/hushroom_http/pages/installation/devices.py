"""The devices that a reader allows to show push messages; the module `js/device.js` sends these forms."""

from litestar import Response, Router

from hushroom_domain.notifications.errors import PushOff
from hushroom_domain.notifications.use_cases.subscribe_to_push import SubscribeToPush
from hushroom_domain.notifications.use_cases.unsubscribe_from_push import UnsubscribeFromPush
from hushroom_http.pages.forms import submission
from hushroom_http.pages.guards import reader_of, require_reader
from hushroom_http.pages.rendering import PERSONAL, see_other
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

NOTIFICATIONS = "/notifications"


@get(f"{NOTIFICATIONS}/key", guards=[require_reader])
async def show_push_key(request: WebRequest) -> Response[bytes]:
    """Returns the key that a browser binds its subscription to. Raises: PushOff."""
    key = request.application.notifications.push_key
    if key is None:
        raise PushOff
    return Response(key.encode(), media_type="text/plain", headers={"Cache-Control": PERSONAL})


@post(f"{NOTIFICATIONS}/devices", guards=[require_reader])
async def allow_device(request: WebRequest) -> Response[bytes]:
    """Stores the subscription of the reader's browser until the sign-in ends."""
    sent, reader = await submission(request), reader_of(request)
    command = SubscribeToPush.Command(
        user_id=reader.user_id,
        sign_in_id=reader.sign_in_id,
        endpoint=sent.text("endpoint"),
        public_key=sent.text("p256dh"),
        auth_secret=sent.text("auth"),
    )
    await request.application.notifications.subscribe(command)
    return see_other(NOTIFICATIONS, done="device-on")


@post(f"{NOTIFICATIONS}/devices/end", guards=[require_reader])
async def end_device(request: WebRequest) -> Response[bytes]:
    """Deletes the subscription of the reader's browser."""
    sent = await submission(request)
    command = UnsubscribeFromPush.Command(user_id=request.viewer.user_id, endpoint=sent.text("endpoint"))
    await request.application.notifications.unsubscribe(command)
    return see_other(NOTIFICATIONS, done="device-off")


def routes() -> Router:
    return Router("/", route_handlers=[show_push_key, allow_device, end_device], include_in_schema=False)
