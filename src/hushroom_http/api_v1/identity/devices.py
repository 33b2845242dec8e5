"""The devices on which a user is signed in."""

from litestar import Router

from hushroom_domain.identity.errors import DeviceNotFound
from hushroom_domain.identity.model import Device
from hushroom_domain.shared.ids import FamilyId
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.openapi import TOKEN, refusals
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_shape import Answer, Id, Time
from hushroom_http.api_v1.routing import delete, get
from hushroom_http.server.guards import claimant_of, require_user
from hushroom_http.server.path_params import PathId, id_in_path


class DeviceAnswer(Answer):
    """A sign-in: the program and the system, the shortened address of the last use (/24 or /48), and the times."""

    id: Id
    label: str | None
    network: str | None
    current: bool
    created_at: Time
    last_used_at: Time


@get("/", summary="List my devices", responses=refusals(401))
async def show_devices(request: ApiRequest) -> list[DeviceAnswer]:
    """Returns the sign-ins of the caller that have not ended, the last used first, at most a hundred."""
    claimant = claimant_of(request)
    found = await request.queries.devices.of(claimant.user_id, request.platform.clock.now())
    return [_answer(one, current=one.id == claimant.sign_in_id) for one in found]


@delete("/{device_id:str}", status_code=204, summary="Sign a device out", responses=refusals(401, 404))
async def end_device(request: ApiRequest, device_id: PathId) -> None:
    """Ends a sign-in of the caller at once, with its tokens and connections; also the one that asks."""
    wanted = FamilyId(id_in_path(device_id, DeviceNotFound))
    await request.application.identity.end_device(request.viewer.user_id, wanted)


@delete("/", status_code=204, summary="Sign all other devices out", responses=refusals(401))
async def end_other_devices(request: ApiRequest) -> None:
    """Ends every sign-in of the caller at once, except the one that asks."""
    claimant = claimant_of(request)
    await request.application.identity.end_other_devices(claimant.user_id, claimant.sign_in_id)


def routes() -> Router:
    handlers = [show_devices, end_device, end_other_devices]
    return Router("/users/me/devices", route_handlers=handlers, guards=[require_user], security=TOKEN, tags=["users"])


def _answer(device: Device, *, current: bool) -> DeviceAnswer:
    return DeviceAnswer(
        id=device.id,
        label=device.label,
        network=device.network,
        current=current,
        created_at=at(device.created_at),
        last_used_at=at(device.last_used_at),
    )
