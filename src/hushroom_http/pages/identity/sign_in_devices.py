"""The page of the devices on which a reader is signed in."""

from contextlib import suppress

from litestar import Response, Router

from hushroom_domain.identity.errors import DeviceNotFound
from hushroom_domain.shared.ids import FamilyId
from hushroom_http.pages.forms import NO_FIELDS, submission
from hushroom_http.pages.guards import reader_of, require_reader
from hushroom_http.pages.rendering import see_other, show
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

PATH = "/account/devices"


@get(PATH, guards=[require_reader])
async def list_devices(request: WebRequest) -> Response[bytes]:
    """Returns the sign-ins of the reader that have not ended; the one of this browser comes first."""
    current = reader_of(request).sign_in_id
    found = await request.queries.devices.of(request.viewer.user_id, request.platform.clock.now())
    here = [one for one in found if one.id == current]
    others = [one for one in found if one.id != current]
    return show(request, "identity/devices.html", form=NO_FIELDS, here=here, others=others)


@post("/account/devices/end", guards=[require_reader])
async def end_device(request: WebRequest) -> Response[bytes]:
    """Ends a sign-in of the reader; one that has ended meanwhile is no error."""
    sent = await submission(request)
    with suppress(DeviceNotFound):
        await request.application.identity.end_device(request.viewer.user_id, FamilyId(sent.uuid("deviceId")))
    return see_other(PATH, done="ended")


@post("/account/devices/end-others", guards=[require_reader])
async def end_other_devices(request: WebRequest) -> Response[bytes]:
    """Ends every sign-in of the reader but that of this browser."""
    await submission(request)
    await request.application.identity.end_other_devices(request.viewer.user_id, reader_of(request).sign_in_id)
    return see_other(PATH, done="others_ended")


def routes() -> Router:
    handlers = [list_devices, end_device, end_other_devices]
    return Router("/", route_handlers=handlers, include_in_schema=False)
